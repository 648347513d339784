"""Open the database, bring it to this version's schema, hand out sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from common.errors import UserError

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """Connect and upgrade to the newest schema.

    Raises:
        UserError: no database can be reached, the file is no database, or it was made by a newer
            lianzhao; nothing has been changed then.
    """
    try:
        engine = create_engine(_driver(url))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _tune_sqlite)
        with engine.begin() as connection:
            _upgrade(connection, url)
    except SQLAlchemyError as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
        raise UserError(
            f"数据库打不开：{reason}",
            where=_safe(url),
            fix="检查 DATABASE_URL、文件是否损坏和磁盘空间",
        ) from error
    return engine


def session(engine: Engine) -> Session:
    """A session; use it as ``with session(engine) as s, s.begin():`` so a stage publishes whole."""
    return Session(engine, expire_on_commit=False)


def _driver(url: str) -> str:
    """Name psycopg 3 for plain ``postgresql://`` addresses, as people write them."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _safe(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "DATABASE_URL"


def _tune_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _upgrade(connection: Connection, url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = set(MigrationContext.configure(connection).get_current_heads())
    if current - known:
        raise UserError(
            f"数据库由更新版本的 lianzhao 建立（版本号 {'、'.join(sorted(current - known))}）",
            where=_safe(url),
            fix="请升级本程序，或换一个数据目录；数据没有改动",
        )
    command.upgrade(config, "head")
