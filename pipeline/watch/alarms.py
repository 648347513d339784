"""Hold a publication that does not look like the source's own history."""

from __future__ import annotations

from collections.abc import Sequence

from crawlers.source import Source
from pipeline.watch.alarm import Alarm, Rhythm, Rule, rhythm_of
from pipeline.watch.columns import fill, form, length, size, variety, vocabulary
from pipeline.watch.editions import (
    backwards,
    edition_overlap,
    old_edition,
    old_page,
    register_overlap,
)
from pipeline.watch.profile import Profile
from pipeline.watch.rows import (
    feed_rows,
    list_rows,
    numbering,
    organisations,
    register_rows,
    repeated_names,
    repeated_rows,
)
from pipeline.watch.usual import ENOUGH

_DOCUMENTS = 3
"""Notices from which columns are compared: the first may well have a column that the second has not."""


def _after(publications: int, rule: Rule) -> Rule:
    """The rule, silent before there are so many publications."""
    return lambda new, history: rule(new, history) if len(history) >= publications else []


_ROWS: list[Rule] = [numbering, repeated_rows, repeated_names, organisations]
_COLUMNS: list[Rule] = [fill, form, size, length, vocabulary]

RULES: dict[Rhythm, list[Rule]] = {
    "register": [register_rows, register_overlap, old_page, *_ROWS, *_COLUMNS, variety],
    "yearly": [list_rows, edition_overlap, old_edition, old_page, backwards, *_ROWS, *_COLUMNS, variety],
    # A firm may well be in the news several times a week: the same name twice is no sign there.
    "feed": [_after(ENOUGH, feed_rows), numbering, repeated_rows, organisations, *_COLUMNS],
    # Documents differ in size and firms, and a 公告 may repeat its 公示: only signs within count.
    "notices": [*_ROWS, *(_after(_DOCUMENTS, rule) for rule in _COLUMNS)],
}
"""``variety`` needs about the same number of rows each time."""


def alarms(source: Source, new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """What is unusual about ``new``; empty when it is fine, or when nothing is known to compare it with.

    ``history`` are the profiles of what was published before, oldest first: of a list its releases, of a
    feed its visits, of notices the source's other documents. Excerpts are compared with excerpts only.
    """
    comparable = [profile for profile in history if profile.excerpt == new.excerpt]
    if not comparable:
        return []
    return [alarm for rule in RULES[rhythm_of(source)] for alarm in rule(new, comparable)]
