"""Which sources are to be looked at now, by their season and by how the last looks ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import takewhile

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from common.clock import SHANGHAI
from crawlers.policy import Policy
from crawlers.source import Source
from db.models import Visit

RETRY_HOURS = 3
RETRIED = {"partial", "unreachable", "failed", "blocked"}
"""Outcomes of visits that did not see the whole source: it is looked at again before its pace asks."""
REMEMBERED = 8
"""Newest visits that the pause between retries is reckoned from: 3 hours double to 16 days."""


def next_due(source: Source, visits: Sequence[Visit], policy: Policy) -> datetime | None:
    """When a source is to be looked at again; None: at once, for it never was.

    A visit that ended well, or whose page a person must judge, is followed by the next at the pace of
    the season, counted in calendar days (sources.md 3.9). One that did not see the whole source is
    tried again after three hours (a block: after ``stop_hours``), after each further failure twice as
    late, but no later than the pace asks. One that the end of the night cut short goes on at once.

    Args:
        source: with its season.
        visits: of this source to its site, newest first (see ``site_visits``).
        policy: with ``stop_hours``.
    """
    if not visits:
        return None
    ended = datetime.fromisoformat(visits[0].checked_at).astimezone(SHANGHAI)
    if visits[0].outcome == "paused":
        return ended
    by_pace = datetime.combine(source.season.next_look(ended.date()), time(), SHANGHAI)
    failures = sum(1 for _ in takewhile(lambda visit: visit.outcome in RETRIED, visits))
    if not failures:
        return by_pace
    pause = timedelta(hours=policy.stop_hours if visits[0].outcome == "blocked" else RETRY_HOURS)
    doubled: timedelta = pause * 2 ** (failures - 1)
    return max(ended + pause, min(ended + doubled, by_pace))


def site_visits(db: Session, source: str) -> list[Visit]:
    """The newest visits of a source to its site, newest first.

    A replay of the archive asks no site and is none; a stopped or dead host was not asked either, but
    must not be tried again every hour.
    """
    query = select(Visit).where(
        Visit.source == source, or_(Visit.requests > 0, Visit.outcome.in_(sorted(RETRIED)))
    )
    return list(db.scalars(query.order_by(Visit.id.desc()).limit(REMEMBERED)))


def due_sources(db: Session, sources: Iterable[Source], policy: Policy, moment: datetime) -> list[Source]:
    """Those of ``sources`` that a live crawl visits by itself at ``moment``, none outside the night."""
    if not policy.in_window(moment):
        return []
    return [
        source
        for source in sources
        if (due := next_due(source, site_visits(db, source.id), policy)) is None or due <= moment
    ]
