"""Run the command line as a person does: a process of its own, a home of its own, no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from common.settings import PROJECT_ROOT


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
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", *options, *arguments],
        capture_output=True,
        cwd=tempfile.gettempdir(),
        env={**environment, **extra, "PYTHONPATH": str(PROJECT_ROOT)},
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


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
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    """One weekly run over the sample archive, shared by the tests that only read."""
    home = tmp_path_factory.mktemp("week") / "home"
    ran = run_lianzhao(home, "weekly", "--json")
    assert ran.code == 0, ran.err
    return Week(home, ran.json, run_lianzhao(home, "targets", "--json").json)


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
