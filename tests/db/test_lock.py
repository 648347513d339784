"""A lock shared by real processes, freed when its holder is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine

from common.settings import PROJECT_ROOT
from db.lock import hold

HOLD = """
import sys
from db.lock import hold
from db.session import open_database
with hold(open_database(sys.argv[1]), sys.argv[2]) as free:
    print("held" if free else "busy", flush=True)
    sys.stdin.read()
"""
PATIENCE = 60
"""Seconds that a slow machine may take; nothing here waits so long when it works."""


@contextmanager
def other_process(url: str, name: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that asks for the lock, holds it until its input ends, and what it said."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url, name],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_lock_excludes_other_processes_until_it_is_given_back(database_url: str, engine: Engine) -> None:
    with hold(engine, "run") as free:
        assert free
        with other_process(database_url, "run") as (_, said):
            assert said == "busy"
        with other_process(database_url, "schedule") as (_, said):
            assert said == "held", "another name is another lock"
    with other_process(database_url, "run") as (_, said):
        assert said == "held"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_lock_is_freed_when_its_holder_is_killed(database_url: str, engine: Engine) -> None:
    with other_process(database_url, "run") as (process, said):
        assert said == "held"
        with hold(engine, "run") as free:
            assert not free
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        with hold(engine, "run", wait=PATIENCE) as free:
            assert free


def test_waiting_ends_when_the_lock_comes_free(database_url: str, engine: Engine) -> None:
    with other_process(database_url, "run") as (process, said):
        assert said == "held"
        with hold(engine, "run", wait=0.5) as free:
            assert not free
        assert process.stdin is not None
        threading.Timer(0.5, process.stdin.close).start()
        with hold(engine, "run", wait=PATIENCE) as free:
            assert free


def test_it_is_given_back_after_an_error_and_not_re_entrant(engine: Engine) -> None:
    with pytest.raises(ValueError, match="broken"), hold(engine, "run"):
        raise ValueError("broken")
    with hold(engine, "run") as first, hold(engine, "run") as second:
        assert (first, second) == (True, False)
    with hold(engine, "run") as again:
        assert again
