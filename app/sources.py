"""What each source contributes now, for the screen, the workbook and the doctor."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.source import Source
from db.models import Capture, ListEntry, Release, SourceCheck
from matching.report import SourceStatus
from pipeline.publish import REFUSED, current_release


def source_statuses(db: Session, sources: Iterable[Source], cutoff: str) -> list[SourceStatus]:
    """One status per configured source, as known at ``cutoff``."""
    return [_status(db, source, cutoff) for source in sources]


def _status(db: Session, source: Source, cutoff: str) -> SourceStatus:
    release = current_release(db, source.id, cutoff)
    check = db.get(SourceCheck, source.id)
    failed = check is not None and check.outcome not in {"ok", REFUSED}
    refused = db.scalars(
        select(Release)
        .where(Release.source == source.id, Release.state == REFUSED, Release.known_at <= cutoff)
        .order_by(Release.id.desc())
        .limit(1)
    ).first()
    problems = list(refused.problems) if refused else []
    if check and failed and check.detail:
        problems.append(check.detail)
    captures = _captures(db, release) if release else []
    return SourceStatus(
        id=source.id,
        name=source.name,
        publisher=source.publisher,
        status=("kept" if problems else "ok") if release else "missing",
        entries=release.entries if release else 0,
        snapshot_at=release.known_at if release else None,
        edition=release.edition if release else source.edition,
        published_on=release.published_on if release else None,
        excerpt=bool(release and release.excerpt),
        example=source.example,
        url=captures[0].url if captures else source.urls[0],
        snapshots=list(dict.fromkeys(capture.sha256 for capture in captures)),
        problems=problems,
        warnings=list(release.warnings) if release else [],
        note=source.note,
    )


def _captures(db: Session, release: Release) -> list[Capture]:
    ids = select(ListEntry.capture_id).where(ListEntry.release_id == release.id)
    return list(db.scalars(select(Capture).where(Capture.id.in_(ids)).order_by(Capture.id)))
