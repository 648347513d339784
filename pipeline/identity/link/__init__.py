"""The registered enterprise of a short, former or mistyped name. Face: ``open_index`` and its ``link``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pipeline.identity.link.index import Link, LinkIndex
from pipeline.identity.link.store import file_hash, stored_universe
from pipeline.identity.link.universe import Batch, Universe, build_universe

__all__ = ["Batch", "Link", "LinkIndex", "Universe", "build_index", "file_hash", "open_index"]

Aliases = Mapping[str, Iterable[str]]


def build_index(batches: Iterable[Batch], aliases: Aliases | None = None) -> LinkIndex:
    """An index in memory, for a universe that is asked once or is small.

    Raises:
        ValueError: there is no row with a name.
    """
    return LinkIndex(build_universe(batches), aliases or {})


def open_index(
    root: Path, content: str, batches: Callable[[], Iterable[Batch]], aliases: Aliases | None = None
) -> LinkIndex:
    """The index of ``content`` (a hash of what ``batches`` gives) in ``root``; built if it is not there.

    Raises:
        ValueError: there is no row with a name.
    """
    return LinkIndex(stored_universe(root, content, batches), aliases or {})
