"""Releases as they stand: which are in force, which wait for a person, what was published before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Acceptance, ListEntry, Release

PUBLISHED, REFUSED, HELD, SETTLED = "published", "refused", "held", "settled"
"""In force (when newest of its part); not understood; odd, a person decides; answered by a later reading."""
BATCH = 500


def current_release(
    session: Session, source: str, cutoff: str | None = None, part: str = ""
) -> Release | None:
    """The newest published release of a part, as known at ``cutoff`` (ISO time) if given."""
    return _newest(session, source, part, (PUBLISHED,), cutoff)


def open_question(session: Session, source: str, part: str = "") -> Release | None:
    """The refused or held release of a part that no later reading has answered, or None."""
    return _newest(session, source, part, (REFUSED, HELD), None)


def current_releases(session: Session, source: str, cutoff: str | None = None) -> Sequence[Release]:
    """The releases of a source that are in force, one a part, oldest first."""
    newest = select(func.max(Release.id)).where(Release.source == source, Release.state == PUBLISHED)
    if cutoff:
        newest = newest.where(Release.known_at <= cutoff)
    found = select(Release).where(Release.id.in_(newest.group_by(Release.part))).order_by(Release.id)
    return session.scalars(found).all()


def open_questions(session: Session, source: str) -> Sequence[Release]:
    """Every refused or held release of a source that is not answered yet, oldest first."""
    found = select(Release).where(Release.source == source, Release.state.in_((REFUSED, HELD)))
    return session.scalars(found.order_by(Release.id)).all()


def history(session: Session, source: str, part: str | None) -> Sequence[Release]:
    """All published releases of a part (None: of every part), oldest first."""
    found = select(Release).where(Release.source == source, Release.state == PUBLISHED)
    if part is not None:
        found = found.where(Release.part == part)
    return session.scalars(found.order_by(Release.id)).all()


def newest_part(session: Session, source: str) -> str:
    """The greatest part name published: for a feed the last visit that brought something; "" for none."""
    found = select(func.max(Release.part)).where(Release.source == source, Release.state == PUBLISHED)
    return session.scalar(found) or ""


def seen_notices(session: Session, source: str, ids: Iterable[str]) -> set[str]:
    """Those of ``ids`` that an entry of the source carries already."""
    wanted, seen = sorted(set(ids)), set[str]()
    for start in range(0, len(wanted), BATCH):
        found = (
            select(ListEntry.notice_id)
            .join(Release, Release.id == ListEntry.release_id)
            .where(Release.source == source, ListEntry.notice_id.in_(wanted[start : start + BATCH]))
        )
        seen.update(value for value in session.scalars(found) if value)
    return seen


def is_accepted(session: Session, source: str, part: str, content_hash: str) -> bool:
    """Whether a person has said that this content is right."""
    found = select(Acceptance.id).where(
        Acceptance.source == source, Acceptance.part == part, Acceptance.content_hash == content_hash
    )
    return session.scalars(found.limit(1)).first() is not None


def _newest(
    session: Session, source: str, part: str, states: Sequence[str], cutoff: str | None
) -> Release | None:
    query = select(Release).where(Release.source == source, Release.part == part, Release.state.in_(states))
    if cutoff:
        query = query.where(Release.known_at <= cutoff)
    return session.scalars(query.order_by(Release.id.desc()).limit(1)).first()
