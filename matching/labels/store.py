"""Labels as the database keeps them: added, standing, taken back, and shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from common.log import get_logger
from db.identity import Identity, identity_about
from db.labels import Label
from matching.config.coverage import CoverageFile
from matching.result import Result

Kind = Literal["fit", "outcome"]
Origin = Literal["target", "removed", "suggested"]
GRADES = {2: "契合", 1: "沾边", 0: "不契合"}
"""What a grade says: the firm's trade is in the chain, beside it, or neither."""
OUTCOMES = {
    "visited": "已拜访",
    "replied": "有回复",
    "inspected": "来考察",
    "signed": "签约",
    "refused": "拒绝",
}
ORIGINS: dict[Origin, str] = {"target": "本周目标", "removed": "差一点入选", "suggested": "建议标注"}
log = get_logger("matching.labels")


@dataclass(frozen=True)
class Shown:
    """What a person saw when labelling: whose row, which score (fit, 0–1) and rank, under which settings."""

    enterprise: str
    chain: str
    origin: Origin
    week: str
    rank: int | None
    score: float | None
    config_hash: str


@dataclass(frozen=True)
class Said:
    """What a person said of it: a grade, or an outcome with its day and, when refused, its reason."""

    who: str
    grade: int | None = None
    outcome: str | None = None
    reason: str | None = None
    on_date: str | None = None
    note: str = ""

    @property
    def kind(self) -> Kind:
        """Of which kind the label is."""
        return "fit" if self.outcome is None else "outcome"


class LabelView(Result):
    """A label as the log shows it; ``standing``: neither replaced by a later one nor taken back."""

    id: int
    enterprise: str
    enterprise_id: str
    example: bool
    chain: str
    kind: Kind
    grade: int | None
    outcome: str | None
    reason: str | None
    on_date: str | None
    note: str
    who: str
    at: str
    origin: str
    week: str | None
    shown_rank: int | None
    shown_score: float | None
    config_hash: str
    standing: bool
    undone_at: str | None
    undone_by: str | None
    undone_why: str | None


def check(said: Said, rules: CoverageFile, today: date) -> None:
    """Refuse what no label may say.

    Raises:
        UserError: nobody signs it, a grade, outcome, reason or day is not allowed or missing.
    """
    if not said.who.strip():
        raise UserError("没有写标注人", fix="写明谁判断的")
    if said.kind == "fit":
        if said.grade not in GRADES:
            raise UserError(f"契合“{said.grade}”不认识", fix="可填：0、1、2")
        return
    if said.outcome not in OUTCOMES:
        raise UserError(f"结果“{said.outcome}”不认识", fix=f"可选：{'、'.join(OUTCOMES.values())}")
    if (said.outcome == "refused") != bool(said.reason):
        message = "拒绝要写原因" if said.outcome == "refused" else "只有“拒绝”才写原因"
        raise UserError(message, fix=f"可选：{'、'.join(rules.outcome_reasons)}")
    if said.reason and said.reason not in rules.outcome_reasons:
        raise UserError(f"原因“{said.reason}”不认识", fix=f"可选：{'、'.join(rules.outcome_reasons)}")
    if said.reason in rules.reason_needs and not said.note.strip():
        what = {"winner": "胜出的是哪个县市", "callback_date": "哪天再联系"}[rules.reason_needs[said.reason]]
        raise UserError(f"原因“{said.reason}”要在说明里写{what}")
    if said.on_date is None:
        raise UserError("没有写结果日期", fix="写成 2026-11-23")
    if said.on_date > today.isoformat():
        raise UserError(f"结果日期 {said.on_date} 还没有到", fix="写结果发生的那天")


def add(
    session: Session, shown: Shown, said: Said, *, at: str | None = None, form: str | None = None
) -> Label:
    """Keep a label that :func:`check` passed; an earlier one of the same author is thereby replaced."""
    label = Label(
        enterprise_id=shown.enterprise,
        chain=shown.chain,
        kind=said.kind,
        grade=said.grade if said.kind == "fit" else None,
        outcome=said.outcome,
        reason=said.reason or None,
        on_date=said.on_date if said.kind == "outcome" else None,
        note=said.note.strip(),
        who=said.who.strip(),
        at=at or now().isoformat(timespec="seconds"),
        origin=shown.origin,
        week=shown.week,
        shown_rank=shown.rank,
        shown_score=shown.score,
        config_hash=shown.config_hash,
        form_hash=form,
    )
    session.add(label)
    session.flush()
    log.info("labelled", label=label.id, enterprise=shown.enterprise, chain=shown.chain, kind=said.kind)
    return label


def undo(session: Session, number: int, *, who: str, why: str, at: str | None = None) -> Label:
    """Take a label back; what it replaced stands again.

    Raises:
        UserError: nobody or no reason is named, there is no such label, or it was taken back before.
    """
    for text, what in ((who, "撤销人"), (why, "理由")):
        if not text.strip():
            raise UserError(f"没有写{what}", fix=f"写明{what}，撤销要能查到是谁、为什么")
    label = session.get(Label, number)
    if label is None:
        raise UserError(f"没有标注 {number}", fix="编号见 lianzhao label log")
    if label.undone_at:
        raise UserError(f"标注 {number} 已由 {label.undone_by} 在 {label.undone_at[:16]} 撤销")
    label.undone_at = at or now().isoformat(timespec="seconds")
    label.undone_by, label.undone_why = who.strip(), why.strip()
    session.flush()
    log.info("undone", label=number, who=who)
    return label


def standing(session: Session, identity: Identity, cutoff: str | None = None) -> list[Label]:
    """The labels in force at ``cutoff`` (ISO time), or now, oldest first.

    Of one author, enterprise (all its rows together), chain and kind the last one that was not taken back.
    """
    query = select(Label).order_by(Label.id)
    if cutoff is None:
        query = query.where(Label.undone_at.is_(None))
    else:
        query = query.where(Label.at <= cutoff, or_(Label.undone_at.is_(None), Label.undone_at > cutoff))
    return _last(session.scalars(query), identity)


def _last(labels: Iterable[Label], identity: Identity) -> list[Label]:
    last = {(one.who, identity.root(one.enterprise_id), one.chain, one.kind): one for one in labels}
    return sorted(last.values(), key=lambda one: one.id)


def views(session: Session) -> list[LabelView]:
    """All labels, the newest first."""
    labels: Sequence[Label] = session.scalars(select(Label).order_by(Label.id.desc())).all()
    identity = identity_about(session, {one.enterprise_id for one in labels})
    in_force = {one.id for one in standing(session, identity)}
    return [_view(one, standing=one.id in in_force) for one in labels]


def _view(label: Label, *, standing: bool) -> LabelView:
    own = {name: getattr(label, name) for name in LabelView.model_fields if hasattr(label, name)}
    firm = label.enterprise
    return LabelView.model_validate(
        own | {"enterprise": firm.name, "example": firm.example, "standing": standing}
    )
