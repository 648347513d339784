"""What was worked out for a week, kept in the home so that a trial starts at once.

A file a kind of thing: what was known, what texts say by the words, drafts by settings. Each carries the
key it was made under (week, data, program, settings); another key means that it is made anew. Deleting the
folder loses nothing.
"""

from __future__ import annotations

import gc
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from common.files import write_atomic
from common.hashing import sha256_hex, stable_hash
from common.settings import PROJECT_ROOT
from matching.draft import Draft
from matching.evaluate.outcomes import Outcome
from matching.load import Knowledge
from matching.match import Read

Made = TypeVar("Made")
Coded = tuple[list[Outcome], Knowledge]
WEEKS_KEPT = 4
PROGRAM = ("matching", "common", "db")
"""Rooms whose code decides what is kept."""


class Cache:
    """The cache of one week; it holds one thing of each kind, the last that was made."""

    def __init__(self, home: Path, week: str, cutoff: str, data_hash: str) -> None:
        self._folder, self._week = home / "cache", week
        self._key = stable_hash([week, cutoff, data_hash, program(), sys.version])

    def knowledge(self, make: Callable[[], Knowledge]) -> Knowledge:
        """What was known in the week."""
        return self._kept("knowledge", "", make)

    def history(self, make: Callable[[], Coded]) -> Coded:
        """Outcomes, and the firms that have one."""
        return self._kept("history", "", make)

    def read(self, words: str, make: Callable[[], Read]) -> Read:
        """What the firms' texts say in a vocabulary."""
        return self._kept("read", words, make)

    def drafts(self, settings: str, make: Callable[[], list[Draft]], *, keep: bool) -> list[Draft]:
        """Every firm in numbers under settings; those of a trial are not kept."""
        return self._kept("drafts", settings, make, keep=keep)

    def _kept(self, kind: str, part: str, make: Callable[[], Made], *, keep: bool = True) -> Made:
        path, key = self._folder / f"{kind}-{self._week}.pickle", self._key + sha256_hex(part.encode())
        try:
            with path.open("rb") as file:
                if file.read(len(key)).decode("ascii", "replace") == key:
                    return _read(file.read())
        except (OSError, pickle.UnpicklingError, AttributeError, EOFError, ImportError, TypeError):
            pass  # torn or of an older program: made anew
        made = make()
        if keep:
            with suppress(OSError):  # a full or read-only disk costs time, not the result
                _forget(self._folder, kind)
                write_atomic(path, key.encode() + pickle.dumps(made, protocol=5), durable=False)
        return made


def _forget(folder: Path, kind: str) -> None:
    """Weeks that nobody looks at make room."""
    kept = sorted(folder.glob(f"{kind}-*.pickle"), key=lambda path: path.stat().st_mtime)
    for path in kept[: -WEEKS_KEPT + 1]:
        path.unlink(missing_ok=True)


def _read(data: bytes) -> Made:  # type: ignore[type-var]  # what was kept under this kind
    """Collecting garbage while a hundred thousand objects come up costs as much as reading them."""
    was = gc.isenabled()
    gc.disable()
    try:
        made: Made = pickle.loads(data)  # noqa: S301  # our own file in our own home
        gc.freeze()  # it lives as long as the process: no later collection walks through it again
    finally:
        if was:
            gc.enable()
    return made


@lru_cache(maxsize=1)
def program() -> str:
    """Hash of the code that decides what is kept."""
    files = sorted(path for room in PROGRAM for path in (PROJECT_ROOT / room).rglob("*.py"))
    return stable_hash([(path.name, sha256_hex(path.read_bytes())) for path in files])
