"""Cases and judgements by number, enterprises by name, or one sentence that says they are not there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.errors import UserError
from db.decisions import Judgement, ReviewCase
from db.models import Enterprise
from pipeline.identity.resolve import Mention, resolve


def case_of(session: Session, number: int) -> ReviewCase:
    """The case with this number.

    Raises:
        UserError: there is none.
    """
    case = session.get(ReviewCase, number)
    if case is None:
        raise UserError(f"没有案例 {number}", fix="用 lianzhao review 看待判的案例")
    return case


def judgement_of(session: Session, number: int) -> Judgement:
    """The judgement with this number.

    Raises:
        UserError: there is none.
    """
    judgement = session.get(Judgement, number)
    if judgement is None:
        raise UserError(f"没有判断 {number}", fix="用 lianzhao review log 看判断记录")
    return judgement


def standing_judgement(session: Session, case: ReviewCase) -> Judgement | None:
    """The newest judgement of a case that was not undone."""
    return session.scalars(
        select(Judgement)
        .where(Judgement.case_id == case.id, Judgement.undone_at.is_(None))
        .order_by(Judgement.id.desc())
        .limit(1)
    ).first()


def enterprise_of(session: Session, name: str) -> Enterprise:
    """The row that a full name, short name, former name, credit code or id leads to.

    Raises:
        UserError: none does.
    """
    if known := session.get(Enterprise, name.strip()):
        return known
    [decision] = resolve(session, [Mention(ref=0, name=name, uscc=name)], create=False)
    if decision.record_id is None or decision.method == "fuzzy":
        raise UserError(f"库里没有唯一叫“{name}”的企业", fix="写企业全称、信用代码或企业 id")
    return session.get_one(Enterprise, decision.record_id)


def named(text: str, what: str) -> str:
    """A text that must not be empty, without blanks around it.

    Raises:
        UserError: it is empty.
    """
    if not text.strip():
        raise UserError(f"没有写{what}", fix=f"写明{what}，判断要能查到是谁、为什么")
    return text.strip()
