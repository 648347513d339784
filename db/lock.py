"""Locks between all processes on one database; the system frees them when their holder dies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from common.hashing import sha256_hex

POLL_SECONDS = 0.2


@contextmanager
def hold(engine: Engine, name: str, wait: float = 0) -> Iterator[bool]:
    """Hold the lock ``name`` inside the block.

    PostgreSQL: a session-level advisory lock on a connection of its own. SQLite: a locked file beside
    the database.

    Args:
        engine: the database that the processes share.
        name: lower-case word; a lock is not re-entrant.
        wait: most seconds to wait for another holder.

    Yields:
        True when the lock is held, False when another process (or thread) still holds it.
    """
    held = _file if engine.dialect.name == "sqlite" else _advisory
    with held(engine, name, wait) as free:
        yield free


@contextmanager
def _file(engine: Engine, name: str, wait: float) -> Iterator[bool]:
    database = engine.url.database
    assert database, "an SQLite database of ours is a file"
    lock = FileLock(Path(f"{database}.{name}.lock"), timeout=wait, poll_interval=POLL_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()


@contextmanager
def _advisory(engine: Engine, name: str, wait: float) -> Iterator[bool]:
    # PostgreSQL names these locks by a signed 64-bit number.
    key = int.from_bytes(bytes.fromhex(sha256_hex(f"lianzhao {name}".encode())[:16]), signed=True)
    deadline = time.monotonic() + wait
    # No transaction stays open for hours; and the connection never goes back to the pool with a lock on it.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()
        while not (free := connection.scalar(select(func.pg_try_advisory_lock(key)))):
            if time.monotonic() >= deadline:
                break
            time.sleep(POLL_SECONDS)
        try:
            yield bool(free)
        finally:
            if free:
                with suppress(DBAPIError):  # a lost connection has freed it already
                    connection.scalar(select(func.pg_advisory_unlock(key)))
