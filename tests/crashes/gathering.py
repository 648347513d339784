"""A whole gathering in processes of its own, forked from a server with all imports done: cheap to start."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock
from typing import IO, Any

import app.gather
import crawlers.__main__
import crawlers.run
from app.gather import gather
from common.settings import Settings
from crawlers.policy import load_policy
from crawlers.source import Source
from db.session import open_database

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload([__name__, "tests.crashes.power", "pipeline.extract.workbook"])
_STATUS = Lock()
"""Starting a process asks all others whether they live, and how one ended can be read only once."""


class ForkedCrawl:
    """Stands for ``subprocess.Popen`` of ``python -m crawlers``: the same ``main`` over the same three pipes.

    ``pid`` is written to ``<home>/crawl.pid`` so that it can be killed alone.
    """

    armed: Callable[[], None] = staticmethod(lambda: None)
    pid_file = Path()

    def __init__(self, _command: Sequence[str], *, stderr: IO[bytes], **_pipes: Any) -> None:
        told, self.stdin = _pipe()
        self.stdout, events = _pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if not self.pid:
            for number, stream in enumerate((told, events, stderr)):
                os.dup2(stream.fileno(), number)
            os.closerange(3, 1000)  # as a program that is started anew
            sys.stdin = os.fdopen(0)
            sys.stderr = os.fdopen(2, "w")
            code = 1
            with suppress(BaseException):
                type(self).armed()
                crawlers.__main__.main()
                code = 0
            os._exit(code)
        told.close()
        events.close()
        type(self).pid_file.write_text(str(self.pid))

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def __enter__(self) -> ForkedCrawl:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stdout.close()
        self.stdin.close()
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@dataclass(frozen=True)
class Power:
    """Where the power goes: in which process, at the n-th time that something durable happens."""

    process: str
    event: str
    at: int


def start(settings: Settings, sources: Sequence[Source], power: Power | None = None) -> BaseProcess:
    """Begin to gather; the process is the leader of a group that its crawl belongs to."""
    process = FORKS.Process(target=_run, args=(settings, list(sources), power))
    with _STATUS:
        process.start()
    return process


def ended(process: BaseProcess, seconds: float) -> bool:
    """Wait until the process is gone, for so long; its ``exitcode`` is known then."""
    if not wait([process.sentinel], seconds):
        return False
    with _STATUS:
        process.join()
    return True


def _run(settings: Settings, sources: list[Source], power: Power | None) -> None:
    from tests.crashes.power import arm  # it patches what is imported by now

    gc.freeze()  # what the server has imported is no garbage: to look through it all copies its memory
    os.setsid()
    os.environ["no_proxy"] = "127.0.0.1"
    log = os.open(settings.home / "gather.log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    os.dup2(log, 2)
    os.dup2(log, 1)
    # Only the pause between two requests is left out.
    unhurried = lambda folder: load_policy(folder).model_copy(update={"delay_seconds": 0})  # noqa: E731
    setattr(app.gather, "load_policy", unhurried)  # noqa: B010  # not a name that the module exports
    ForkedCrawl.pid_file = settings.home / "crawl.pid"
    subprocess.Popen = ForkedCrawl  # type: ignore[misc,assignment]
    if power and power.process == "crawl":
        ForkedCrawl.armed = staticmethod(lambda: arm(power.event, power.at))
    elif power:
        arm(power.event, power.at)
    gather(open_database(settings.database_url), settings, sources)


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    reading, writing = os.pipe()
    return os.fdopen(reading, "rb"), os.fdopen(writing, "wb")
