"""Open the database, bring it to this version's schema, hand out sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from common.errors import UserError

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
"""Name in front of the address, as people write it → SQLAlchemy's name with the driver installed."""


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
            if not _is_newest(connection):
                from db.upgrade import upgrade  # noqa: PLC0415  # Alembic would slow every start

                upgrade(connection, MIGRATIONS, where)
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


def _is_newest(connection: Connection) -> bool:
    """Whether the schema is that of the newest migration: their files are named by their numbers."""
    newest = max(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    return list(found) == [newest]
