"""An alarm, and the rhythm of a source that says which rules watch it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from crawlers.source import Source
from db.models import ROLLING
from pipeline.watch.profile import Profile

AlarmKind = Literal[
    "rows",
    "repeated_rows",
    "repeated_names",
    "numbering",
    "organisations",
    "fill",
    "form",
    "size",
    "length",
    "variety",
    "vocabulary",
    "overlap",
    "old_edition",
    "old_page",
    "backwards",
]

Rhythm = Literal["register", "yearly", "feed", "notices"]
"""``register`` is kept up to date and replaced, ``yearly`` has editions; of a ``feed`` each visit, of
``notices`` each document is something new."""


@dataclass(frozen=True)
class Alarm:
    """One rule that was broken; ``sentence`` is Chinese and holds the figures."""

    kind: AlarmKind
    sentence: str


Rule = Callable[[Profile, Sequence[Profile]], list[Alarm]]
"""New profile, history (oldest first, at least one) → alarms."""


def rhythm_of(source: Source) -> Rhythm:
    """How a source's publications follow each other."""
    if source.once:
        return "feed"
    if source.in_parts:
        return "notices"
    return "register" if source.edition == ROLLING else "yearly"
