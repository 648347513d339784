"""One writer of releases and enterprises at a time, for seconds: no import waits for a crawl of hours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from common.errors import UserError
from db.lock import hold
from db.session import session

WAIT_SECONDS = 120
"""A part is published in seconds; who waits longer waits for something that hangs."""


@contextmanager
def publishing(engine: Engine) -> Iterator[Session]:
    """A transaction in which nobody else publishes or resolves.

    Raises:
        UserError: another process has been publishing for two minutes; nothing was changed.
    """
    with hold(engine, "publish", wait=WAIT_SECONDS) as free:
        if not free:
            raise UserError("另一个进程一直在发布数据，本次没有运行", fix="等它结束后再运行")
        with session(engine) as db, db.begin():
            yield db
