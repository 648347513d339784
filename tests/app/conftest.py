"""Run the command line as a person does: a process of its own, a home of its own, no network."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from common.settings import PROJECT_ROOT
from tests.command import run_forked


@dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What a ``--json`` command printed."""
        return json.loads(self.out)


Run = Callable[..., Ran]


def run_lianzhao(home: Path, *arguments: str, config: Path | None = None, database: str | None = None) -> Ran:
    """``lianzhao --home HOME ARGUMENTS`` from a folder that is not the project's."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LIANZHAO_") and name != "DATABASE_URL"
    }
    extra = {"DATABASE_URL": database} if database else {}
    options = ["--home", str(home), *(["--config", str(config)] if config else [])]
    code, out, err = run_forked(
        [*options, *arguments],
        {**environment, **extra, "PYTHONPATH": str(PROJECT_ROOT)},
        tempfile.gettempdir(),
        seconds=300,
    )
    return Ran(code, out.decode("utf-8"), err.decode("utf-8"))


@dataclass(frozen=True)
class Week:
    """A home in which ``lianzhao weekly`` has run once."""

    home: Path
    summary: dict[str, Any]
    targets: list[dict[str, Any]]

    @property
    def workbook(self) -> Path:
        """The Excel list."""
        return next(Path(name) for name in self.summary["outputs"] if name.endswith(".xlsx"))

    def body(self, sha256: str) -> bytes:
        """An archived body, read without our own code."""
        return (self.home / "archive" / "bodies" / sha256[:2] / sha256).read_bytes()


@pytest.fixture(scope="session")
def week(
    tmp_path_factory: pytest.TempPathFactory, once: Callable[[str], AbstractContextManager[Path]]
) -> Week:
    """One weekly run over the sample archive, shared by the tests that only read."""
    with once("week") as made:
        said = made / "said.json"
        if not said.exists():
            ran = run_lianzhao(made / "home", "weekly", "--json")
            assert ran.code == 0, ran.err
            said.write_text(ran.out, encoding="utf-8")
    # Each worker reads a copy of its own, so that no test sees another one's traces.
    home = tmp_path_factory.mktemp("week") / "home"
    shutil.copytree(made / "home", home)
    log = home / "log" / "exports.jsonl"
    log.write_text(log.read_text("utf-8").replace(str(made / "home"), str(home)), "utf-8")
    summary = json.loads(said.read_text(encoding="utf-8").replace(str(made / "home"), str(home)))
    return Week(home, summary, run_lianzhao(home, "targets", "--json").json)


@pytest.fixture
def config_copy(tmp_path: Path) -> Path:
    """The shipped configuration, to be edited."""
    folder = tmp_path / "config"
    folder.mkdir()
    for path in (PROJECT_ROOT / "config").glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def edit(path: Path, old: str, new: str) -> None:
    """Replace a passage that must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
