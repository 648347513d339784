"""The database brought to this version's schema, or refused with one sentence and left alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from common.errors import UserError
from common.settings import PROJECT_ROOT
from db.base import Base
from db.models import Enterprise
from db.session import DRIVERS, MIGRATIONS, open_database, session

OpenEngine = Callable[[str], Engine]


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def migrate(connection: Connection, to: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    to(config, revision)


def test_a_fresh_database_has_the_schema_of_the_models(
    empty_database_url: str, open_engine: OpenEngine
) -> None:
    engine = open_engine(empty_database_url)
    with engine.begin() as connection:
        assert differences(connection) == []
        connection.execute(text("DROP INDEX ix_enterprise_key_lookup"))
        assert differences(connection), "a missing index must show, or this test could not fail"


def test_columns_are_as_wide_as_the_models_say(engine: Engine) -> None:
    """Alembic's comparison passes over a length that only one side has; PostgreSQL does not."""
    found = {
        (table, column["name"]): getattr(column["type"], "length", None)
        for table in Base.metadata.tables
        for column in inspect(engine).get_columns(table)
    }
    assert found == {
        (table.name, column.name): getattr(column.type, "length", None)
        for table in Base.metadata.tables.values()
        for column in table.columns
    }


def test_a_test_database_is_like_a_fresh_one(engine: Engine) -> None:
    with engine.connect() as connection:
        assert differences(connection) == []


def test_opening_again_keeps_what_is_there(database_url: str, open_engine: OpenEngine) -> None:
    with session(open_engine(database_url)) as db, db.begin():
        db.add(Enterprise(id="E1", name="示例有限公司", uscc=None, legal_form=True, example=True))
    again = open_engine(database_url)
    with session(again) as db:
        assert [firm.name for firm in db.query(Enterprise)] == ["示例有限公司"]
    with again.connect() as connection:
        assert differences(connection) == []


def test_a_database_of_a_newer_version_is_left_alone(database_url: str, open_engine: OpenEngine) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DROP TABLE target"))
    before = tables(engine)
    with pytest.raises(UserError, match="更新版本的 lianzhao 建立（版本号 9999）") as refused:
        open_database(database_url)
    assert "升级本程序" in refused.value.fix
    assert tables(engine) == before
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_down_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate(connection, command.downgrade, "base")
    assert tables(engine) == {"alembic_version"}
    with engine.begin() as connection:
        migrate(connection, command.upgrade, "head")
        assert differences(connection) == []


def test_an_upgrade_that_fails_half_way_leaves_nothing(empty_database_url: str) -> None:
    """A table of another program is in the way of one of ours, near the end of the migration."""
    driver, rest = empty_database_url.split(":", 1)
    engine = create_engine(f"{DRIVERS[driver]}:{rest}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE contact (other integer)"))
    with pytest.raises(UserError, match=r"数据库打不开.*contact.*already exists"):
        open_database(empty_database_url)
    assert tables(engine) == {"contact"}
    engine.dispose()


OPEN = "import sys; from db.session import open_database; open_database(sys.argv[1]).dispose()"


def test_several_processes_open_a_new_database_at_once(
    empty_database_url: str, open_engine: OpenEngine
) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, empty_database_url],
            cwd=PROJECT_ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], errors
    with open_engine(empty_database_url).connect() as connection:
        assert differences(connection) == []


@pytest.mark.parametrize("content", [b"no database at all\n" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lianzhao.db"
    path.write_bytes(content)
    with pytest.raises(UserError, match="数据库打不开") as refused:
        open_database(f"sqlite:///{path}")
    assert str(path) in refused.value.where
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="数据库打不开"):
        open_database(f"sqlite:///{tmp_path / 'nowhere' / 'lianzhao.db'}")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://county:s3cret@127.0.0.1:1/lianzhao", "数据库打不开"),
        ("postgres://county:s3cret@127.0.0.1:1/lianzhao", "数据库打不开"),
        ("postgresql://county@127.0.0.1:1/lianzhao?password=s3cret", "数据库打不开"),
        ("postgresql+psycopg2://county:s3cret@127.0.0.1:1/lianzhao", "数据库打不开"),
        ("postgresql://county:p@ss:s3cret@127.0.0.1/lianzhao", "数据库地址写法不对"),
        ("postgresql//county:s3cret@127.0.0.1/lianzhao", "数据库地址写法不对"),
        ("mysql://county:s3cret@127.0.0.1/lianzhao", "不支持 mysql 数据库"),
        ("", "数据库地址写法不对"),
    ],
)
def test_an_address_that_leads_nowhere_does_not_show_its_password(url: str, message: str) -> None:
    with pytest.raises(UserError, match=message) as refused:
        open_database(url)
    assert "s3cret" not in str(refused.value)
    assert refused.value.fix


@pytest.mark.postgres
def test_plain_postgres_addresses_name_the_installed_driver(
    postgres_server: str, open_engine: OpenEngine
) -> None:
    url = f"{postgres_server}/postgres".replace("postgresql:", "postgres:", 1)
    assert open_engine(url).dialect.driver == "psycopg"
