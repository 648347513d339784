"""The labels in force at a moment, in plain values: what a week's knowledge holds of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db.identity import Identity
from matching.labels.store import standing


@dataclass(frozen=True)
class Graded:
    """Somebody said how well a firm (root id) fits a chain: 0, 1 or 2."""

    firm: str
    chain: str
    grade: int
    at: str


@dataclass(frozen=True)
class Turned:
    """Somebody said how it turned out with a firm: one of ``store.OUTCOMES``."""

    firm: str
    outcome: str
    reason: str | None
    on_date: date


@dataclass(frozen=True)
class Labels:
    """All labels in force, oldest first."""

    graded: tuple[Graded, ...] = ()
    turned: tuple[Turned, ...] = ()


def labels_known(session: Session, identity: Identity, cutoff: str | None = None) -> Labels:
    """The labels in force at ``cutoff`` (ISO time), or now."""
    found = standing(session, identity, cutoff)
    return Labels(
        tuple(
            Graded(identity.root(one.enterprise_id), one.chain, one.grade, one.at)
            for one in found
            if one.grade is not None
        ),
        tuple(
            Turned(identity.root(one.enterprise_id), one.outcome, one.reason, date.fromisoformat(one.on_date))
            for one in found
            if one.outcome and one.on_date
        ),
    )
