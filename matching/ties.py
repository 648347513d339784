"""Read the typed relations known at a cutoff and hang them on the firms, each with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.decisions import Relation
from db.identity import Identity
from db.models import Capture, ListEntry, Release
from db.relations import KINDS, relations_at
from matching.firm import Firm, Tie
from matching.result import Evidence

BY_HAND = "企业关系登记"
STATEMENT_ROW = 2
"""Row of a person's word in its archived table."""
Told = tuple[str, str, str, float | None]


def add_ties(session: Session, cutoff: str, identity: Identity, firms: Mapping[str, Firm]) -> list[Told]:
    """Tie firms to those they belong to; returns the relations used (kind, ids, share), sorted.

    A relation of which one end is in no list at the cutoff says nothing to this week.
    """
    found: list[Told] = []
    relations = relations_at(session, cutoff) if firms else []
    evidence = _evidence(session, relations)
    for relation in relations:
        source, target = identity.root(relation.source_id), identity.root(relation.target_id)
        if source == target or not {source, target} <= firms.keys() or relation.id not in evidence:
            continue
        firm, holder = firms[source], firms[target]
        firm.ties.append(
            Tie(relation.kind, KINDS[relation.kind], holder, relation.share, evidence[relation.id])
        )
        found.append((relation.kind, source, target, relation.share))
    return sorted(found, key=str)


def _evidence(session: Session, relations: Sequence[Relation]) -> dict[int, Evidence]:
    ids = [relation.entry_id for relation in relations if relation.entry_id]
    entries = {
        entry.id: (entry, capture, release)
        for entry, capture, release in session.execute(
            select(ListEntry, Capture, Release)
            .join(Capture, Capture.id == ListEntry.capture_id)
            .join(Release, Release.id == ListEntry.release_id)
            .where(ListEntry.id.in_(ids))
        )
    }
    said = [relation.capture_id for relation in relations if relation.capture_id]
    captures = {one.id: one for one in session.scalars(select(Capture).where(Capture.id.in_(said)))}
    found: dict[int, Evidence] = {}
    for relation in relations:
        fact = f"关系：{relation.why}"
        if relation.entry_id in entries:
            entry, capture, release = entries[relation.entry_id]
            day = release.published_on or capture.fetched_at[:10]
            found[relation.id] = Evidence(
                fact=fact,
                source=release.name,
                url=capture.url,
                snapshot=capture.sha256,
                row=entry.row,
                date=day,
                example=release.example,
            )
        elif relation.capture_id in captures:
            capture = captures[relation.capture_id]
            found[relation.id] = Evidence(
                fact=fact,
                source=f"{BY_HAND}（{relation.who}）",
                url=capture.url,
                snapshot=capture.sha256,
                row=STATEMENT_ROW,
                date=relation.valid_from or relation.since[:10],
            )
    return found
