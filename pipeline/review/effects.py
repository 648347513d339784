"""What a judgement would move, said before it is made: entries, contacts, codes, the id that stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.decisions import IdentityLink, ReviewCase
from db.identity import Identity, age, identity_about, in_force
from db.models import Contact, Enterprise, Resolution
from pipeline.identity.contacts import loose_contacts


def effect(session: Session, case: ReviewCase, verdict: str) -> str:
    """A Chinese sentence on what follows from a verdict."""
    if verdict == "unsure":
        return "不变，案例留在待判中"
    if case.left_id is None:
        return _of_name(session, case, verdict)
    identity = identity_about(session, [case.left_id, case.right_id])
    left, right = (session.get_one(Enterprise, end) for end in (case.left_id, case.right_id))
    one = identity.root(left.id) == identity.root(right.id)
    if verdict == "different":
        if not one:
            return "两家分开，以后不再合并，也不再问"
        return f"“{left.name}”从“{right.name}”分出，带回 {counts(session, [left.id])}；以后不再合并"
    if one:
        return "两边已是一家，以后不再分开"
    kept, moved = _older(identity, left, right)
    codes = sorted({*identity.codes(left), *identity.codes(right)})
    warning = f"；注意：两边信用代码不同（{'、'.join(codes)}）" if len(codes) > 1 else ""
    return (
        f"并为一家，沿用编号 {identity.root(kept.id)}；“{moved.name}”的 "
        f"{counts(session, identity.rows(moved.id))} 转入“{identity.head(kept).name}”{warning}"
    )


def counts(session: Session, rows: Sequence[str]) -> str:
    """How many list entries and contacts hang on some rows."""
    entries = session.scalar(
        select(func.count()).select_from(Resolution).where(Resolution.enterprise_id.in_(rows))
    )
    own = session.scalar(
        select(func.count())
        .select_from(Contact)
        .where(Contact.enterprise_id.in_(rows), Contact.ended_at.is_(None))
    )
    tied = session.scalar(
        select(func.count())
        .select_from(IdentityLink)
        .join(Contact, Contact.id == IdentityLink.contact_id)
        .where(IdentityLink.right_id.in_(rows), Contact.ended_at.is_(None), in_force())
    )
    return f"{entries} 条名单记录、{(own or 0) + (tied or 0)} 条台账"


def _older(identity: Identity, left: Enterprise, right: Enterprise) -> tuple[Enterprise, Enterprise]:
    """The side whose id stays, and the other."""
    first, second = sorted((left, right), key=lambda side: age(identity.members_of(side)[0]))
    return first, second


def _of_name(session: Session, case: ReviewCase, verdict: str) -> str:
    loose = len(loose_contacts(session, case.left))
    if verdict == "same":
        return f"台账里写作“{case.left_name}”的 {loose} 行对上“{case.right_name}”，以后同样写法的也对上"
    return f"台账里写作“{case.left_name}”的不再对上“{case.right_name}”，也不再问"
