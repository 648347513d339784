"""A person's word on a case, and taking it back: links begin and end, nothing else in the store changes."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from common.log import get_logger
from db.decisions import IdentityLink, Judgement, ReviewCase
from db.identity import identity_about, in_force
from db.models import Enterprise
from pipeline.identity.cases import DECIDED, DIFFERENT, OPEN, SAME, judged_different, kept_apart, tie
from pipeline.identity.contacts import loose_contacts
from pipeline.review.effects import effect
from pipeline.review.lookup import case_of, judgement_of, named, standing_judgement

Verdict = Literal["same", "different", "unsure"]
WORDS: dict[str, str] = {"same": "同一家", "different": "不是同一家", "unsure": "不确定"}
log = get_logger("pipeline.review")


def decide(
    session: Session,
    number: int,
    verdict: Verdict,
    *,
    who: str,
    why: str,
    despite_codes: bool = False,
    at: str | None = None,
    form_hash: str | None = None,
) -> Judgement:
    """Judge a case; what follows is in force from ``at`` (ISO time, default now) on.

    Raises:
        UserError: no such case, it has been judged, nobody or no reason is named, two valid codes differ
            and ``despite_codes`` is not set, or other ties or judgements stand against it; nothing has
            been changed then.
    """
    case, moment = case_of(session, number), at or now().isoformat(timespec="seconds")
    who, why = named(who, "判断人"), named(why, "理由")
    before = standing_judgement(session, case)
    if before and before.verdict != "unsure":
        raise UserError(
            f"案例 {number} 已由 {before.who} 判为{WORDS[before.verdict]}",
            fix=f"要改判，先 lianzhao review undo {before.id}",
        )
    if verdict == SAME:
        _check_same(session, case, despite_codes=despite_codes)
    follows = effect(session, case, verdict)
    judgement = Judgement(
        case_id=case.id,
        verdict=verdict,
        who=who,
        at=moment,
        why=why,
        score=case.score,
        evidence=case.evidence,
        model_hash=case.model_hash,
        config_hash=case.config_hash,
        effect=follows,
        state_before=case.state,
        form_hash=form_hash,
    )
    session.add(judgement)
    session.flush()
    if verdict == SAME:
        _tie(session, case, judgement)
    elif verdict == DIFFERENT:
        _part(session, case, judgement)
    if verdict != "unsure":
        case.state = DECIDED
    session.flush()
    log.info("judged", case=case.id, judgement=judgement.id, verdict=verdict, who=who, effect=follows)
    return judgement


def undo(session: Session, number: int, *, who: str, why: str, at: str | None = None) -> Judgement:
    """Take a judgement back: the links it made end, those it ended begin again.

    Raises:
        UserError: no such judgement, it was undone before, or a later one stands on the same case.
    """
    judgement, moment = judgement_of(session, number), at or now().isoformat(timespec="seconds")
    who, why = named(who, "撤销人"), named(why, "理由")
    if judgement.undone_at:
        raise UserError(f"判断 {number} 已由 {judgement.undone_by} 在 {judgement.undone_at[:16]} 撤销")
    case = judgement.case
    latest = standing_judgement(session, case)
    if latest and latest.id != judgement.id:
        raise UserError(f"案例 {case.id} 后来又有判断 {latest.id}", fix=f"先撤销判断 {latest.id}")
    judgement.undone_at, judgement.undone_by, judgement.undone_why = moment, who, why
    case.state = judgement.state_before
    session.flush()
    for link in session.scalars(select(IdentityLink).where(IdentityLink.judgement_id == number, in_force())):
        link.until = moment
    session.flush()
    for link in session.scalars(select(IdentityLink).where(IdentityLink.ended_by == number)).all():
        _begin_again(session, case, link, moment)
    session.flush()
    log.info("undone", case=case.id, judgement=number, who=who)
    return judgement


def _check_same(session: Session, case: ReviewCase, *, despite_codes: bool) -> None:
    if case.left_id is None:
        return
    identity = identity_about(session, [case.left_id, case.right_id])
    left, right = (session.get_one(Enterprise, end) for end in (case.left_id, case.right_id))
    codes = sorted({*identity.codes(left), *identity.codes(right)})
    if len(codes) > 1 and not despite_codes:
        raise UserError(
            f"案例 {case.id} 两边的信用代码不同：{'、'.join(codes)}，代码不同通常就是两家",
            fix="核对过营业执照、确是同一家的，命令加 --despite-codes，表格选“同一家（代码不同）”",
        )
    ones, others = identity.rows(left.id), identity.rows(right.id)
    if identity.root(left.id) != identity.root(right.id):
        barred = judged_different(session, [*ones, *others])
        if kept_apart(barred, ones, others):
            raise UserError(
                f"案例 {case.id} 合起来会把另外判为不是同一家的企业合成一家",
                fix="用 lianzhao review log 找到那条判断，先撤销它",
            )


def _tie(session: Session, case: ReviewCase, judgement: Judgement) -> None:
    why = f"{judgement.who} {judgement.at[:10]} 判为同一家：{judgement.why}"
    if case.left_id is None:
        for contact in loose_contacts(session, case.left):
            tie(
                session,
                case,
                method="judgement",
                why=why,
                since=judgement.at,
                judgement=judgement,
                contact_id=contact.id,
            )
        return
    tied = session.scalars(select(IdentityLink).where(IdentityLink.case_id == case.id, in_force())).first()
    if tied is None:
        tie(session, case, method="judgement", why=why, since=judgement.at, judgement=judgement)


def _part(session: Session, case: ReviewCase, judgement: Judgement) -> None:
    for link in session.scalars(select(IdentityLink).where(IdentityLink.case_id == case.id, in_force())):
        link.until, link.ended_by = judgement.at, judgement.id
        log.info("split", case=case.id, left=link.left_id, contact=link.contact_id, right=link.right_id)
    session.flush()
    if case.left_id is None:
        return
    identity = identity_about(session, [case.left_id, case.right_id])
    if identity.root(case.left_id) == identity.root(case.right_id):
        rows = identity.rows(case.right_id)
        others = session.scalars(
            select(IdentityLink.case_id).where(
                in_force(), IdentityLink.left_id.in_(rows), IdentityLink.case_id != case.id
            )
        )
        numbers = "、".join(str(number) for number in sorted(set(others)))
        raise UserError(
            f"案例 {case.id} 的两边还通过案例 {numbers} 连成一家", fix="先判或撤销其中不对的那个案例"
        )


def _begin_again(session: Session, case: ReviewCase, link: IdentityLink, moment: str) -> None:
    """Tie again what the judgement had parted, unless codes or another judgement have come between."""
    if link.left_id:
        identity = identity_about(session, [link.left_id, link.right_id])
        ends = [session.get_one(Enterprise, end) for end in (link.left_id, link.right_id)]
        codes = {code for end in ends for code in identity.codes(end)}
        ones, others = (identity.rows(end.id) for end in ends)
        if len(codes) > 1 or kept_apart(judged_different(session, [*ones, *others]), ones, others):
            case.state = OPEN
            return
    tie(session, case, method=link.method, why=link.why, since=moment, contact_id=link.contact_id)
