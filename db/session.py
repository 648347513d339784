"""Open the database, bring it to this version's schema, hand out sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from common.errors import UserError

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""Name in front of the address, as people write it → SQLAlchemy's name with the driver installed."""
UPGRADE_LOCK = 0x6C69616E
"""PostgreSQL advisory lock held while the schema is upgraded; any number of our own will do."""


def open_database(url: str) -> Engine:
    """Connect and upgrade to the newest schema.

    Raises:
        UserError: the address is wrong, no database can be reached, the file is no database, or it
            was made by a newer lianzhao; nothing has been changed then.
    """
    address = _address(url)
    # No query part: it may carry a password, which render_as_string would show.
    where = address.set(query={}).render_as_string(hide_password=True)
    try:
        engine = create_engine(address)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
        with engine.begin() as connection:
            _upgrade(connection, where)
    except SQLAlchemyError as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
        raise UserError(
            f"数据库打不开：{reason}",
            where=where,
            fix="检查 DATABASE_URL、文件是否损坏和磁盘空间",
        ) from error
    return engine


def session(engine: Engine) -> Session:
    """A session; use it as ``with session(engine) as s, s.begin():`` so a stage publishes whole."""
    return Session(engine, expire_on_commit=False)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Neither the address nor the cause is shown: a password with @ or : in it ends up anywhere.
        raise UserError(
            "数据库地址写法不对",
            where="DATABASE_URL",
            fix="写成 postgresql://用户:密码@主机:5432/库名，密码里的 @ : / 写成 %40 %3A %2F",
        ) from None
    driver = DRIVERS.get(address.get_backend_name())
    if driver is None:
        raise UserError(
            f"不支持 {address.get_backend_name()} 数据库", where="DATABASE_URL", fix="用 sqlite 或 postgresql"
        )
    return address.set(drivername=driver)


def _tune_sqlite(connection: Any, _record: Any) -> None:
    # The time-out first: the change to WAL itself may have to wait for another process.
    for pragma in ("busy_timeout=10000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _upgrade(connection: Connection, where: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
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
