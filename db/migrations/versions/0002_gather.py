"""Gather: parts and alarms of releases, the run ledgers, acceptances, paid calls"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("standing", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("input_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("profile", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("list_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice_id", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_list_entry_notice_id"), ["notice_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.String(length=40), nullable=False),
        sa.Column("checked_at", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("not_modified", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_source_id", ["source", "id"], unique=False)
    op.execute(
        "INSERT INTO visit (source, began_at, checked_at, outcome, detail, fetched, wanted, requests,"
        " not_modified, bytes, entries) SELECT source, checked_at, checked_at, outcome, detail,"
        " 0, 0, 0, 0, 0, 0 FROM source_check"
    )
    op.drop_table("source_check")
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "part", "content_hash"),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("job", "due_at"),
    )
    op.create_table(
        "registry_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("asked_at", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("registry_call", schema=None) as batch_op:
        batch_op.create_index("ix_registry_call_query", ["provider", "query"], unique=False)


def downgrade() -> None:
    op.drop_table("registry_call")
    op.drop_table("job_run")
    op.drop_table("acceptance")
    op.create_table(
        "source_check",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("checked_at", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.execute(
        "INSERT INTO source_check (source, checked_at, outcome, detail) SELECT source, checked_at, outcome,"
        " detail FROM visit WHERE id IN (SELECT max(id) FROM visit GROUP BY source)"
    )
    op.drop_table("visit")
    with op.batch_alter_table("list_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_list_entry_notice_id"))
        batch_op.drop_column("notice_id")
    with op.batch_alter_table("release", schema=None) as batch_op:
        for column in ("profile", "input_hash", "standing", "part"):
            batch_op.drop_column(column)
