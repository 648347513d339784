"""Candidates for the short, former or mistyped names of a ledger: cases for the review queue, never a tie."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.hashing import stable_hash
from db.decisions import ReviewCase
from db.identity import batches
from db.models import Contact, Enterprise, EnterpriseKey
from pipeline.identity.cases import OPEN, Likeness, judged_different, left_of, unnumbered_case
from pipeline.identity.link import Batch, LinkIndex, open_index
from pipeline.identity.resolve import ALIASES
from pipeline.ledger.outcome import MOST_CANDIDATES


def propose_candidates(session: Session, contacts: list[Contact], root: Path, moment: str) -> int:
    """Open cases for the loose contacts that have none; returns how many names got candidates."""
    names: dict[str, Contact] = {}
    for contact in contacts:
        if contact.kind == "enterprise":
            names.setdefault(left_of(contact.name), contact)
    known: set[str] = set()
    for part in batches(sorted(names)):
        known |= set(session.scalars(select(ReviewCase.left).where(ReviewCase.left.in_(part))))
    asked = [contact for left, contact in names.items() if left not in known]
    firms = list(session.scalars(select(Enterprise).order_by(Enterprise.id))) if asked else []
    if not firms:
        return 0
    index = store_index(session, firms, root)
    barred = judged_different(session, {left_of(contact.name) for contact in asked})
    found = set()
    links = index.link(
        [contact.name for contact in asked], codes=[contact.uscc for contact in asked], top=MOST_CANDIDATES
    )
    for link in links:
        contact = asked[link.query]
        if link.decision == "none" or link.row < 0:
            continue
        firm = firms[link.row]
        if (left_of(contact.name), firm.id) in barred:
            continue
        likeness = Likeness("fuzzy", link.why, link.score)
        session.add(unnumbered_case(contact.name, firm, likeness, state=OPEN, at=moment))
        found.add(link.query)
    session.flush()
    return len(found)


def store_index(session: Session, firms: list[Enterprise], root: Path) -> LinkIndex:
    """The index of all enterprises in the store, kept in ``root``; row n is ``firms[n]``."""
    aliases: dict[str, list[str]] = {}
    keys = session.execute(
        select(EnterpriseKey.value, Enterprise.name)
        .join(Enterprise, Enterprise.id == EnterpriseKey.enterprise_id)
        .where(EnterpriseKey.kind.in_(list(ALIASES)))
        .order_by(EnterpriseKey.id)
    )
    for value, name in keys:
        aliases.setdefault(value, []).append(name)
    rows = [(firm.name, firm.uscc) for firm in firms]
    batch = Batch([name for name, _ in rows], [code for _, code in rows])
    return open_index(root, stable_hash(rows), lambda: [batch], aliases)
