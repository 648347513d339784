"""What a person sees while something runs: steps on the error stream, results on the output."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table

from app import stop

PIPE_WIDTH = 160
"""Columns where no terminal says how wide it is, so that a redirected table stays whole."""


def _console(*, stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(stderr=stderr, soft_wrap=True, highlight=False, width=width)


output = _console()
errors = _console(stderr=True)


def whole_table(*titles: str, title: str | None = None) -> Table:
    """A table in which nothing is cut off: what a person judges or plans by must be there whole."""
    columns = (Column(one, overflow="fold") for one in titles)
    return Table(*columns, title=title, title_justify="left", show_lines=True)


def print_json(value: Any) -> None:
    """What ``--json`` prints, for programs: plain text that no console wraps or colours."""
    print(json.dumps(value, ensure_ascii=False, indent=1))  # noqa: T201  # the one place that may


class Step:
    """A running step; ``advance`` moves its bar."""

    def __init__(self, progress: Progress | None, task: TaskID) -> None:
        self._progress = progress
        self._task = task

    def advance(self, done: int, total: int | None = None, note: str = "") -> None:
        """Show ``done`` of ``total``; raises Stopped when the run was asked to end."""
        stop.check()
        if self._progress:
            self._progress.update(self._task, completed=done, total=total, note=note)


@contextmanager
def step(title: str) -> Iterator[Step]:
    """Show a step while it runs and its seconds when it is done; plain lines where no terminal is.

    Raises:
        Stopped: the run was asked to end, so this step does not begin.
    """
    stop.check()
    started = time.monotonic()
    if errors.is_terminal:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Progress(*columns, console=errors, transient=True) as progress:
            yield Step(progress, progress.add_task(title, total=None, note=""))
    else:
        errors.print(f"{title} …")
        yield Step(None, TaskID(0))
    errors.print(f"[green]✓[/green] {title}（{time.monotonic() - started:.1f} 秒）")


def use_utf8() -> None:
    """Chinese text must print on any console, also on a Windows code page or a C locale."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
