"""structlog set-up: machine-readable lines in a file, nothing on the user's screen."""

from __future__ import annotations

import uuid
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger

_started: list[tuple[TextIO, str]] = []
"""File and run id of each start; the newest counts."""


class _Logger:
    """structlog's logger of a room from its first line on: most commands write none and need not load it."""

    def __init__(self, room: str) -> None:
        self._room = room

    def __getattr__(self, method: str) -> Any:
        return getattr(_structlog(len(_started)).get_logger(room=self._room), method)


def start_logging(home: Path) -> str:
    """Send log lines as JSON to ``home/log/lianzhao.jsonl`` and return the new run id.

    The run id stands in every line, so one run can be cut out of the file afterwards.
    """
    folder = home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    stream: TextIO = (folder / "lianzhao.jsonl").open("a", encoding="utf-8")
    run_id = uuid.uuid4().hex[:12]
    _started.append((stream, run_id))
    return run_id


def get_logger(name: str) -> BoundLogger:
    """A logger bound to a room's name."""
    return cast("BoundLogger", _Logger(name))


@cache
def _structlog(starts: int) -> Any:
    """The library, set up for the newest of so many starts."""
    import structlog  # noqa: PLC0415  # it loads Twisted and rich, a fifth of a second

    if starts:
        stream, run_id = _started[-1]
        structlog.configure(
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            logger_factory=structlog.WriteLoggerFactory(stream),
        )
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(run=run_id)
    return structlog
