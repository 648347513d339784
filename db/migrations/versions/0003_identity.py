"""Identity: review cases, judgements, dated links, relations, block keys"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("marked", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_enterprise_marked"), ["marked"], unique=False)
    op.create_table(
        "enterprise_mark",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("enterprise_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"]),
        sa.PrimaryKeyConstraint("key", "enterprise_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("left", sa.String(), nullable=False),
        sa.Column("left_id", sa.String(length=16), nullable=True),
        sa.Column("left_name", sa.String(), nullable=False),
        sa.Column("right_id", sa.String(length=16), nullable=False),
        sa.Column("right_name", sa.String(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("model_hash", sa.String(length=64), nullable=False),
        sa.Column("config_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["left_id"], ["enterprise.id"]),
        sa.ForeignKeyConstraint(["right_id"], ["enterprise.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("left", "right_id"),
    )
    _indexes("review_case", "left_id", "right_id", "state")
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("model_hash", sa.String(length=64), nullable=False),
        sa.Column("config_hash", sa.String(length=64), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("state_before", sa.String(length=16), nullable=False),
        sa.Column("form_hash", sa.String(length=64), nullable=True),
        sa.Column("undone_at", sa.String(length=40), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _indexes("judgement", "case_id")
    op.create_table(
        "identity_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("left_id", sa.String(length=16), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("right_id", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.Column("until", sa.String(length=40), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["left_id"], ["enterprise.id"]),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["right_id"], ["enterprise.id"]),
        sa.ForeignKeyConstraint(["case_id"], ["review_case.id"]),
        sa.ForeignKeyConstraint(["judgement_id"], ["judgement.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["judgement.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _indexes("identity_link", "left_id", "contact_id", "right_id", "case_id", "judgement_id")
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.String(length=16), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("capture_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("until", sa.String(length=40), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["enterprise.id"]),
        sa.ForeignKeyConstraint(["target_id"], ["enterprise.id"]),
        sa.ForeignKeyConstraint(["entry_id"], ["list_entry.id"]),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    _indexes("relation", "source_id", "target_id")


def _indexes(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    for table in ("relation", "identity_link", "judgement", "review_case", "enterprise_mark"):
        op.drop_table(table)
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_marked"))
        batch_op.drop_column("marked")
        batch_op.drop_column("place")
        batch_op.drop_column("since")
