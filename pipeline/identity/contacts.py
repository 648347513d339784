"""Contacts whose printed name is no enterprise's: which are loose, and which a judgement ties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.decisions import IdentityLink, Judgement, ReviewCase
from db.identity import batches, in_force
from db.models import Contact
from pipeline.identity.cases import (
    AUTOMATIC,
    NAME,
    OPEN,
    SAME,
    Likeness,
    left_of,
    tie,
    unnumbered_case,
)
from pipeline.identity.certainty import MOST_DOUBTS
from pipeline.identity.explain import in_words
from pipeline.identity.resolve import Decision


def tied_contacts(session: Session) -> set[int]:
    """Contacts that a link in force ties to an enterprise."""
    return set(
        session.scalars(
            select(IdentityLink.contact_id).where(IdentityLink.contact_id.is_not(None), in_force())
        )
    ) - {None}  # type: ignore[return-value]  # the condition leaves no None


def loose_contacts(session: Session, left: str | None = None) -> list[Contact]:
    """Contacts in force that are tied to nothing, oldest first; of one case's ``left`` name if given."""
    tied = tied_contacts(session)
    rows = session.scalars(
        select(Contact)
        .where(Contact.enterprise_id.is_(None), Contact.ended_at.is_(None))
        .order_by(Contact.id)
    )
    return [one for one in rows if one.id not in tied and (left is None or left_of(one.name) == left)]


def keep_likenesses(session: Session, found: Sequence[tuple[Contact, Decision]], moment: str) -> int:
    """Tie contacts whose name is certainly an enterprise's, ask a person where it may be.

    Returns how many were tied.

    Either is a case, so that a person may overrule it; the contact itself keeps no tie. All is written
    together: a ledger may bring thousands.
    """
    cases = _cases_of(session, {left_of(contact.name) for contact, _ in found})
    for contact, decision in found:
        state = OPEN if decision.record_id is None else AUTOMATIC
        for one in decision.alike[:MOST_DOUBTS]:
            pair = (left_of(contact.name), one.row.id)
            if pair not in cases:
                likeness = Likeness("fuzzy", in_words(one.evidence), one.score, one.evidence)
                cases[pair] = unnumbered_case(contact.name, one.row, likeness, state=state, at=moment)
                session.add(cases[pair])
    session.flush()
    tied = 0
    for contact, decision in found:
        if decision.record_id is None:
            continue
        mine = (cases[left_of(contact.name), one.row.id] for one in decision.alike[:MOST_DOUBTS])
        case = next((case for case in mine if case.state == AUTOMATIC), None)
        if case is not None:
            tie(session, case, method="fuzzy", why=case.why, since=moment, contact_id=contact.id)
            tied += 1
    session.flush()
    return tied


def _cases_of(session: Session, lefts: set[str]) -> dict[tuple[str, str], ReviewCase]:
    """The cases of some names, by name and enterprise."""
    return {
        (case.left, case.right_id): case
        for part in batches(sorted(lefts))
        for case in session.scalars(select(ReviewCase).where(ReviewCase.left.in_(part)))
    }


def tie_judged(session: Session, contacts: Iterable[Contact], moment: str) -> set[int]:
    """Tie contacts whose name a person judged to be an enterprise; returns which."""
    rows = session.scalars(
        select(Judgement)
        .join(ReviewCase, ReviewCase.id == Judgement.case_id)
        .where(
            Judgement.verdict == SAME,
            Judgement.undone_at.is_(None),
            ReviewCase.left.startswith(NAME),
        )
        .order_by(Judgement.id)
    )
    judged = {judgement.case.left: judgement for judgement in rows}
    found: set[int] = set()
    for contact in contacts:
        if judgement := judged.get(left_of(contact.name)):
            tie(
                session,
                judgement.case,
                method="judgement",
                why=f"{judgement.who} {judgement.at[:10]} 判为同一家：{judgement.why}",
                since=moment,
                judgement=judgement,
                contact_id=contact.id,
            )
            found.add(contact.id)
    session.flush()
    return found
