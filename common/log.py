"""structlog set-up: machine-readable lines in a file, nothing on the user's screen."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TextIO, cast

import structlog


def start_logging(home: Path) -> str:
    """Send log lines as JSON to ``home/log/lianzhao.jsonl`` and return the new run id.

    The run id stands in every line, so one run can be cut out of the file afterwards.
    """
    folder = home / "log"
    folder.mkdir(parents=True, exist_ok=True)
    stream: TextIO = (folder / "lianzhao.jsonl").open("a", encoding="utf-8")
    run_id = uuid.uuid4().hex[:12]
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
    return run_id


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger bound to a room's name."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger(room=name))
