"""What each source contributes now, for the screen, the workbook and the doctor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.outcome import Status as CrawlStatus
from crawlers.source import Source
from db.models import Capture, ListEntry, Release, Visit
from matching.report import SourceStatus
from pipeline.releases import current_releases, open_questions

FAILED: frozenset[str] = frozenset(get_args(CrawlStatus)) - {"ok", "paused"}
"""Outcomes of visits that did not bring what was wanted."""


def source_statuses(db: Session, sources: Iterable[Source], cutoff: str) -> list[SourceStatus]:
    """One status per configured source, as known at ``cutoff``."""
    return [_status(db, source, cutoff) for source in sources]


def _status(db: Session, source: Source, cutoff: str) -> SourceStatus:
    releases = current_releases(db, source.id, cutoff)
    newest = max(releases, key=lambda release: release.known_at, default=None)
    visit = last_visit(db, source.id)
    problems = [
        problem
        for question in open_questions(db, source.id)
        if question.known_at <= cutoff
        for problem in question.problems
    ]
    if visit and visit.outcome in FAILED and visit.detail:
        problems.append(visit.detail)
    captures = _captures(db, releases)
    return SourceStatus(
        id=source.id,
        name=source.name,
        publisher=source.publisher,
        status=("kept" if problems else "ok") if releases else "missing",
        entries=sum(release.entries for release in releases),
        snapshot_at=newest.known_at if newest else None,
        edition=newest.edition if newest else source.edition,
        published_on=newest.published_on if newest else None,
        excerpt=any(release.excerpt for release in releases),
        example=source.example,
        url=captures[0].url if captures else source.urls[0],
        snapshots=list(dict.fromkeys(capture.sha256 for capture in captures)),
        problems=list(dict.fromkeys(problems)),
        warnings=list(dict.fromkeys(warning for release in releases for warning in release.warnings)),
        note=source.note,
    )


def last_visit(db: Session, source: str) -> Visit | None:
    """The newest row of the run ledger for a source."""
    return db.scalars(select(Visit).where(Visit.source == source).order_by(Visit.id.desc()).limit(1)).first()


def _captures(db: Session, releases: Sequence[Release]) -> list[Capture]:
    wanted = [release.id for release in releases]
    ids = select(ListEntry.capture_id).where(ListEntry.release_id.in_(wanted))
    return list(db.scalars(select(Capture).where(Capture.id.in_(ids)).order_by(Capture.id)))
