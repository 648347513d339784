"""Cut the power at the n-th durable step, also in its midst: a torn line, a file not yet in its place."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event as events
from sqlalchemy.orm import Session

import common.files
import crawlers.archive
import crawlers.visits

EVENTS = ("line torn", "line written", "file unnamed", "file named", "before commit", "after commit", "flush")


def arm(event: str, at: int) -> None:
    """Kill this process's whole group at the ``at``-th (1 …) ``event`` of ``EVENTS``."""
    numbers = count(1)

    def due() -> bool:
        return next(numbers) == at

    if event.startswith("line"):
        _cut_lines(due, torn=event == "line torn")
    elif event.startswith("file"):
        _cut_files(due, named=event == "file named")
    else:
        name = {"before commit": "before_commit", "after commit": "after_commit", "flush": "after_flush"}[
            event
        ]
        events.listen(Session, name, lambda *_: _off() if due() else None)


def _cut_lines(due: Callable[[], bool], *, torn: bool) -> None:
    whole = common.files.append_line

    def append_line(path: Path, line: str, *, durable: bool = True) -> range:
        if not due():
            return whole(path, line, durable=durable)
        if torn:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab") as out:
                out.write(line.encode()[: len(line) // 2])
        else:
            whole(path, line, durable=durable)
        _off()
        raise AssertionError

    for room in (crawlers.archive, crawlers.visits):
        setattr(room, "append_line", append_line)  # noqa: B010  # a name that they only import


def _cut_files(due: Callable[[], bool], *, named: bool) -> None:
    replace: Any = Path.replace

    def cut(self: Path, target: Path) -> Path:
        now = due()
        if now and not named:
            _off()
        moved: Path = replace(self, target)
        if now:
            _off()
        return moved

    Path.replace = cut  # type: ignore[method-assign,assignment]


def _off() -> None:
    os.killpg(os.getpgid(0), signal.SIGKILL)
