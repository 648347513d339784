"""Resolve list entries that have no enterprise yet."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import ListEntry, Release, Resolution
from pipeline.groups.found import Placed, relate
from pipeline.identity import Mention, resolve

UNLISTED = {"unicorn"}
"""Tiers whose members are not listed by definition; their lists print brands (sources.md 2.8)."""


def resolve_new_entries(session: Session) -> int:
    """Resolve every entry that has no enterprise yet, all sources in one batch; returns how many were.

    An announcement prints a share's code and short name. It waits, entry by entry, until a register of an
    exchange says whose code that is.
    """
    rows = session.execute(
        select(ListEntry, Release)
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
            example=release.example,
            unlisted=release.tier in UNLISTED,
            stock_code=entry.fields.get("stock_code"),
            by_code="stock_code" in entry.fields and "title" in entry.fields,
            province=_text(entry.fields.get("province")),
            city=_text(entry.fields.get("city")),
            known_at=release.known_at,
        )
        for entry, release in rows
    ]
    decisions = [decision for decision in resolve(session, mentions) if decision.enterprise_id]
    session.add_all(
        Resolution(
            entry_id=decision.ref,
            enterprise_id=decision.record_id,
            method=decision.method,
            why=decision.why,
        )
        for decision in decisions
    )
    session.flush()
    by_id = {entry.id: (entry, release.known_at) for entry, release in rows}
    relate(
        session,
        [
            Placed(by_id[decision.ref][0], str(decision.record_id), by_id[decision.ref][1])
            for decision in decisions
        ],
    )
    return len(decisions)


def _text(value: object) -> str | None:
    return str(value) if value else None
