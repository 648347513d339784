"""Write a file whole or not at all, or add one line to it."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ADD = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)

CAN_WRITE_BACK = sys.platform == "linux"
"""Whether the system has one call that returns only when everything written has reached the disk."""


def write_atomic(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write bytes so that a crash leaves either the old file or the whole new one.

    Not ``durable``: that holds when the process dies, but not when the power goes before ``write_back``.
    """
    unnamed = path.with_name(f".tmp-{uuid.uuid4().hex}")
    try:
        out = _opened(unnamed, _NEW)
        try:
            _write(out, data)
            if durable:
                os.fsync(out)
        finally:
            os.close(out)
        unnamed.replace(path)
    except BaseException:
        unnamed.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str, *, durable: bool = True) -> range:
    """Add a line to a file of lines; one that a crash tore before it is closed off first.

    Not ``durable``: see ``write_atomic``.

    Returns:
        The bytes of the file that the line takes up, its end included.
    """
    data = line.encode("utf-8") + b"\n"
    out = _opened(path, _ADD)
    try:
        if os.lseek(out, 0, os.SEEK_END):
            os.lseek(out, -1, os.SEEK_END)
            torn = os.read(out, 1) != b"\n"
        else:
            torn = False
        _write(out, b"\n" + data if torn else data)
        end = os.lseek(out, 0, os.SEEK_CUR)
        if durable:
            os.fsync(out)
    finally:
        os.close(out)
    return range(end - len(data), end)


def write_back() -> None:
    """Bring everything that was written to the disk, at a tenth of the cost of doing so file by file."""
    if sys.platform == "linux":
        os.sync()


def _opened(path: Path, flags: int) -> int:
    """The file's descriptor; its folder is made only when it turns out to be missing."""
    try:
        return os.open(path, flags, 0o666)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, flags, 0o666)


def _write(out: int, data: bytes) -> None:
    """All of it: the system may take less at a time (Linux at most 2 GB)."""
    written = os.write(out, data)
    while written < len(data):
        written += os.write(out, data[written:])
