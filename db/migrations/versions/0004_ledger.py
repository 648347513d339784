"""Ledger: lines with their versions and conflicts; contacts that a newer version ends"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=True),
        sa.Column("team", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.String(length=16), nullable=True),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_ledger_line_enterprise_id", "ledger_line", ["enterprise_id"])
    op.create_index("ix_ledger_line_week", "ledger_line", ["week"])
    op.create_table(
        "line_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("came", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["ledger_line.id"]),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("line_id", "number"),
    )
    op.create_table(
        "line_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=16), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("ours_by", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("theirs_by", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(length=40), nullable=False),
        sa.Column("chosen", sa.String(), nullable=True),
        sa.Column("chosen_by", sa.String(), nullable=True),
        sa.Column("chosen_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["ledger_line.id"]),
        sa.ForeignKeyConstraint(["import_id"], ["ledger_import.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_line_conflict_cell", "line_conflict", ["line_id", "field"])
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("on_month", sa.String(length=7), nullable=True))
        batch_op.add_column(sa.Column("sheet", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("line_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.String(length=40), nullable=True))
        batch_op.create_foreign_key("fk_contact_line", "ledger_line", ["line_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_contact_line_id"), ["line_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_line_id"))
        batch_op.drop_constraint("fk_contact_line", type_="foreignkey")
        for column in ("ended_at", "line_id", "sheet", "on_month", "outcome"):
            batch_op.drop_column(column)
    for table in ("line_conflict", "line_version", "ledger_line"):
        op.drop_table(table)
