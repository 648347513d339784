"""Command lines in processes of their own, forked from a server that has done all imports: cheap to start."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import app.cli

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__, *sorted({one.place.split(":")[0] for one in app.cli.COMMANDS})])


def run_forked(
    arguments: Sequence[str], environment: Mapping[str, str], folder: str, seconds: float
) -> tuple[int, bytes, bytes]:
    """Exit code, output and errors of ``lianzhao ARGUMENTS`` with just that environment in that folder."""
    with tempfile.TemporaryDirectory() as kept:
        out, err = Path(kept) / "out", Path(kept) / "err"
        process = FORKS.Process(target=_run, args=(list(arguments), dict(environment), folder, out, err))
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
        assert process.exitcode is not None
        return process.exitcode, out.read_bytes(), err.read_bytes()


def _run(arguments: list[str], environment: dict[str, str], folder: str, out: Path, err: Path) -> None:
    gc.freeze()  # what the server has imported is no garbage: to look through it all copies its memory
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    # What multiprocessing and pytest set up is not what a shell would have set up.
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    code: str | int | None = 0
    try:
        app.cli.main(arguments)
    except SystemExit as ended:
        code = ended.code
    gc.collect()  # as at an interpreter's end: databases are closed, which a forked process would leave open
    sys.exit(code)
