"""The peers' own environment: a folder beside the project, never the project's dependencies."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from common.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / ".venv-peers"
REQUIREMENTS = PROJECT_ROOT / "benchmarks" / "peers-requirements.txt"
LOCK = PROJECT_ROOT / "requirements.lock"
_STARTED = "LIANZHAO_PEERS_STARTED"


def environment(folder: Path = FOLDER) -> Path:
    """The interpreter of the peers' environment, made and filled at the first call.

    The project's own locked packages go in, too: the peers read the names that our normalisation gives.
    A peer that could not be installed is missing, see ``missing``; the others are measured.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / ".ready"
    wanted = REQUIREMENTS.read_bytes() + LOCK.read_bytes()
    if done.exists() and done.read_bytes() == wanted:
        return python
    if not python.exists():
        venv.create(folder, with_pip=False)
    print(f"installing the peers into {folder}", flush=True)
    if _install(python, ["-r", str(LOCK), "-r", str(REQUIREMENTS)]):
        done.write_bytes(wanted)
    else:
        print(
            f"The peers could not all be installed into {folder} (offline?). What is there is measured; to "
            f"install by hand: pip --python {python} install -r {LOCK} -r {REQUIREMENTS}",
            file=sys.stderr,
            flush=True,
        )
    return python


def run_there(module: str, arguments: Sequence[str], folder: Path) -> int:
    """Start a benchmark again with the interpreter of the peers' environment; its exit code.

    2 when it was started there already, so that what it needs is not even there.
    """
    if os.environ.get(_STARTED):
        print("what this benchmark needs is not installed in the peers' environment", file=sys.stderr)
        return 2
    command = [str(environment(folder.resolve())), "-m", module, *arguments]
    variables = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT), _STARTED: "1"}
    return subprocess.run(command, env=variables, check=False).returncode  # noqa: S603  # our own module


def missing(python: Path, packages: Sequence[str]) -> set[str]:
    """Which of ``packages`` this interpreter cannot import."""
    return {one for one in set(packages) if not _runs([str(python), "-c", f"import {one}"])}


def _install(python: Path, wanted: Sequence[str]) -> bool:
    """A bare Debian has no pip in its environments: the base interpreter's pip installs from outside."""
    base = Path(sys.base_prefix) / ("python.exe" if os.name == "nt" else "bin/python3")
    for program in (sys.executable, str(base)):
        if _runs([program, "-m", "pip", "--version"]):
            command = [program, "-m", "pip", "--python", str(python), "install", "-q", *wanted]
            return subprocess.run(command, check=False, cwd=PROJECT_ROOT).returncode == 0  # noqa: S603
    return False


def _runs(command: Sequence[str]) -> bool:
    """Whether it ends well; our own command lines only."""
    return (
        subprocess.run(  # noqa: S603
            command, check=False, cwd=PROJECT_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ).returncode
        == 0
    )
