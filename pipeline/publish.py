"""Publish a source's rows as a release: whole, or refused with its problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.hashing import stable_hash
from crawlers.archive import Capture as ArchivedCapture
from crawlers.source import Source
from db.models import Capture, ListEntry, Release, Resolution
from pipeline.extract.rows import Extraction, Row
from pipeline.identity import Mention, resolve

REFUSED, PUBLISHED, SETTLED = "refused", "published", "settled"


@dataclass(frozen=True)
class Published:
    """How a publish ended; ``refused`` leaves the last good release in use."""

    status: Literal["published", "unchanged", "refused"]
    entries: int
    problems: list[str]
    warnings: list[str]


def publish(
    session: Session, source: Source, extraction: Extraction, captures: Sequence[ArchivedCapture]
) -> Published:
    """Write one release with all its entries, or a refused release with none.

    The same content is published once. A refusal that a later good reading answers is settled.
    """
    content = _content_hash(source, extraction)
    refused = bool(extraction.problems)
    refusal = _newest(session, source.id, REFUSED)
    last = refusal if refused else current_release(session, source.id)
    same = last is not None and last.content_hash == content
    if refusal and not (refused and same):
        refusal.state = SETTLED
    if last and same:
        return Published("refused" if refused else "unchanged", last.entries, last.problems, last.warnings)
    release = _release(source, extraction, captures, content, REFUSED if refused else PUBLISHED)
    session.add(release)
    session.flush()
    if not refused:
        _write_entries(session, release, extraction.rows, captures)
    return Published(
        "refused" if refused else "published", release.entries, release.problems, release.warnings
    )


def current_release(session: Session, source: str, cutoff: str | None = None) -> Release | None:
    """The newest published release of a source, as known at ``cutoff`` (ISO time) if given."""
    return _newest(session, source, PUBLISHED, cutoff)


def _newest(session: Session, source: str, state: str, cutoff: str | None = None) -> Release | None:
    query = select(Release).where(Release.source == source, Release.state == state)
    if cutoff:
        query = query.where(Release.known_at <= cutoff)
    return session.scalars(query.order_by(Release.id.desc()).limit(1)).first()


def resolve_new_entries(session: Session) -> int:
    """Resolve every entry that has no enterprise yet, all sources in one batch; returns how many."""
    rows = session.execute(
        select(ListEntry, Release.example)
        .join(Release, Release.id == ListEntry.release_id)
        .outerjoin(Resolution, Resolution.entry_id == ListEntry.id)
        .where(Resolution.entry_id.is_(None))
        .order_by(ListEntry.id)
    ).all()
    mentions = [
        Mention(
            ref=entry.id,
            name=entry.name,
            uscc=entry.fields.get("uscc"),
            short_name=entry.fields.get("short_name"),
            former_names=tuple(entry.former_names),
            example=example,
        )
        for entry, example in rows
    ]
    for decision in resolve(session, mentions):
        session.add(
            Resolution(
                entry_id=decision.ref,
                enterprise_id=decision.enterprise_id,
                method=decision.method,
                why=decision.why,
            )
        )
    return len(mentions)


def ensure_capture(session: Session, capture: ArchivedCapture) -> Capture:
    """The database row of an archived fetch."""
    found = session.scalars(
        select(Capture).where(
            Capture.source == capture.source,
            Capture.url == capture.url,
            Capture.sha256 == capture.sha256,
            Capture.fetched_at == capture.fetched_at,
        )
    ).first()
    if found is None:
        found = Capture(
            source=capture.source,
            url=capture.url,
            sha256=capture.sha256,
            fetched_at=capture.fetched_at,
            via=capture.via,
        )
        session.add(found)
        session.flush()
    return found


def _release(
    source: Source, extraction: Extraction, captures: Sequence[ArchivedCapture], content: str, state: str
) -> Release:
    return Release(
        source=source.id,
        name=source.name,
        publisher=source.publisher,
        edition=source.edition,
        tier=source.tier,
        published_on=source.published_on,
        known_at=max((capture.fetched_at for capture in captures), default=""),
        state=state,
        content_hash=content,
        entries=len(extraction.rows) if state == PUBLISHED else 0,
        rows_published=extraction.published,
        excerpt=any(capture.excerpt is not None for capture in captures),
        example=source.example,
        problems=extraction.problems,
        warnings=extraction.warnings,
    )


def _write_entries(
    session: Session, release: Release, rows: Sequence[Row], captures: Sequence[ArchivedCapture]
) -> None:
    ids = {capture.sha256: ensure_capture(session, capture).id for capture in captures}
    session.add_all(
        ListEntry(
            release_id=release.id,
            capture_id=ids[row.sha256],
            row=row.row,
            place=row.place,
            name=row.name,
            fields=row.fields,
            cells=list(row.cells),
            former_names=list(row.former_names),
            notes=list(row.notes),
        )
        for row in rows
    )


def _content_hash(source: Source, extraction: Extraction) -> str:
    """Hash of what would be published: rows with their places, and what the source says of itself."""
    return stable_hash(
        {
            "source": [
                source.id,
                source.name,
                source.edition,
                source.tier,
                source.published_on,
                source.example,
            ],
            "rows": [
                [row.sha256, row.row, row.name, row.fields, row.former_names] for row in extraction.rows
            ],
            "problems": extraction.problems,
        }
    )
