"""The schema's migrations, run by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from common.errors import UserError

UPGRADE_LOCK = 0x6C69616E
"""PostgreSQL advisory lock held while the schema is upgraded; any number of our own will do."""


def upgrade(connection: Connection, migrations: Path, where: str) -> None:
    """Bring the database to the schema of the newest migration.

    Raises:
        UserError: it was made by a newer lianzhao (``where`` names it); nothing has been changed then.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    current = set(MigrationContext.configure(connection).get_current_heads())
    unknown = current - {known.revision for known in script.walk_revisions()}
    if unknown:
        raise UserError(
            f"数据库由更新版本的 lianzhao 建立（版本号 {'、'.join(sorted(unknown))}）",
            where=where,
            fix="请升级本程序，或换一个数据目录；数据没有改动",
        )
    if current != set(script.get_heads()):
        _wait_for_others(connection)
        command.upgrade(config, "head")


def _wait_for_others(connection: Connection) -> None:
    """Let one process at a time upgrade; Alembic then reads anew what is left to do.

    On SQLite it also makes the upgrade one transaction, which Python's driver would not open for DDL.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
