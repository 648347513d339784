"""Contacts whose printed name is no enterprise's: which are loose, and which a judgement ties."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.decisions import IdentityLink, Judgement, ReviewCase
from db.identity import in_force
from db.models import Contact
from pipeline.identity.cases import (
    AUTOMATIC,
    NAME,
    OPEN,
    SAME,
    Likeness,
    find_case,
    left_of,
    new_case,
    tie,
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


def keep_likeness(session: Session, contact: Contact, decision: Decision, moment: str) -> bool:
    """Tie a contact whose name is certainly an enterprise's, ask a person where it may be.

    Returns whether it was tied.

    Either is a case, so that a person may overrule it; the contact itself keeps no tie.
    """
    certain = decision.record_id is not None
    for one in decision.alike[:MOST_DOUBTS]:
        case = find_case(session, contact.name, one.row)
        if case is None:
            likeness = Likeness("fuzzy", in_words(one.evidence), one.score, one.evidence)
            state = AUTOMATIC if certain else OPEN
            case = new_case(session, contact.name, one.row, likeness, state=state, at=moment)
        if certain and case.state == AUTOMATIC:
            tie(session, case, method="fuzzy", why=case.why, since=moment, contact_id=contact.id)
            session.flush()
            return True
    return False


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
