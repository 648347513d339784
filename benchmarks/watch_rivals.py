"""What ``benchmarks.watch`` compares: the bounds that others use, and ours.

- ``FixedBounds``: rows, and rows with each field, within 80–200 % of the first publication; so a YAML
  assertion is written once and left alone.
- ``MeanTimesThreshold``: rows, and the fill rate of each field, not below (or, two-sided, not beyond)
  the mean of all publications before, times a threshold; so Spidermon compares a job with past jobs.
- ``Ours``: ``pipeline.watch.alarms``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Protocol

from crawlers.source import Source
from pipeline.watch import Profile, alarms


class Watcher(Protocol):
    """Says whether a publication must be held."""

    def __call__(self, source: Source, new: Profile, history: Sequence[Profile]) -> bool:
        """``history`` holds at least one profile, oldest first."""
        ...


@dataclass(frozen=True)
class FixedBounds:
    """Least and most as shares of the first publication."""

    least: float = 0.8
    most: float = 2.0

    def __call__(self, source: Source, new: Profile, history: Sequence[Profile]) -> bool:  # noqa: ARG002
        """True when a count is out of bounds."""
        first = history[0]
        pairs = [(float(first.rows), float(new.rows))]
        pairs += [(_filled(first, field), _filled(new, field)) for field in first.columns]
        return not all(self.least * was <= now <= self.most * was for was, now in pairs)


@dataclass(frozen=True)
class MeanTimesThreshold:
    """``threshold`` is a share of the mean; ``both`` also refuses more than mean / threshold."""

    threshold: float
    both: bool

    def __call__(self, source: Source, new: Profile, history: Sequence[Profile]) -> bool:  # noqa: ARG002
        """True when a count or fill rate is too far from its mean."""
        pairs = [(mean(one.rows for one in history), float(new.rows))]
        fields = dict.fromkeys(field for one in history for field in one.columns)
        pairs += [(mean(_fill(one, field) for one in history), _fill(new, field)) for field in fields]
        return any(
            now < self.threshold * was or (self.both and now > was / self.threshold) for was, now in pairs
        )

    @property
    def words(self) -> str:
        """``0.75 of the mean, both sides``."""
        return f"{self.threshold:g} of the mean, {'both sides' if self.both else 'below only'}"


class Ours:
    """The alarms that publishing uses."""

    def __call__(self, source: Source, new: Profile, history: Sequence[Profile]) -> bool:
        """True when there is any alarm."""
        return bool(alarms(source, new, history))


def _fill(profile: Profile, field: str) -> float:
    return profile.columns[field].fill if field in profile.columns else 0.0


def _filled(profile: Profile, field: str) -> float:
    return _fill(profile, field) * profile.rows
