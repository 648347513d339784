"""Cases and judgements as a person reads them: both sides side by side, why, and what would follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.decisions import Judgement, ReviewCase
from db.identity import Identity, batches, identity_about
from db.models import Enterprise, ListEntry, Release, Resolution
from pipeline.identity.cases import OPEN, judged_different, kept_apart
from pipeline.review.effects import effect
from pipeline.review.lookup import standing_judgement

State = Literal["open", "automatic", "decided", "void"]
STATES: dict[str, str] = {
    "open": "待判",
    "automatic": "自动合并",
    "decided": "已判",
    "void": "不用判了",
}
SOURCES = 3
"""Lists named a side; more says no more."""


class SideView(BaseModel):
    """One side of a case; ``id`` is None for a name of the ledger."""

    id: str | None
    name: str
    uscc: list[str]
    place: str
    lists: list[str]
    example: bool


class JudgementView(BaseModel):
    """Who decided what, when, why and on what."""

    id: int
    case: int
    left: str
    right: str
    verdict: str
    who: str
    at: str
    why: str
    score: float | None
    evidence: list[dict[str, Any]]
    model_hash: str
    config_hash: str
    effect: str
    undone_at: str | None
    undone_by: str | None
    undone_why: str | None


class CaseView(BaseModel):
    """A case; ``void`` says in ``note`` what has settled it. ``codes_differ`` asks for an explicit word."""

    id: int
    state: State
    note: str
    origin: str
    why: str
    score: float | None
    evidence: list[dict[str, Any]]
    left: SideView
    right: SideView
    codes_differ: bool
    if_same: str
    if_different: str
    model_hash: str
    config_hash: str
    created_at: str
    judgement: JudgementView | None


def case_views(session: Session, states: Iterable[State] = ("open",)) -> list[CaseView]:
    """Cases in some states, the surest first; a case that facts have settled is ``void``, not open."""
    wanted = set(states)
    stored = wanted | ({OPEN} if "void" in wanted else set())
    cases = session.scalars(
        select(ReviewCase)
        .where(ReviewCase.state.in_(stored))
        .order_by(ReviewCase.score.desc().nulls_last(), ReviewCase.id)
    ).all()
    found = _views(session, cases)
    return [view for view in found if view.state in wanted]


def judgement_views(session: Session) -> list[JudgementView]:
    """Every judgement ever made, the newest first."""
    rows = session.scalars(select(Judgement).order_by(Judgement.id.desc()))
    return [_judgement(row) for row in rows]


def _views(session: Session, cases: Sequence[ReviewCase]) -> list[CaseView]:
    ids = {end for case in cases for end in (case.left_id, case.right_id) if end}
    identity = identity_about(session, ids)
    rows = {
        row.id: row
        for part in batches(sorted({one for end in ids for one in identity.rows(end)}))
        for row in session.scalars(select(Enterprise).where(Enterprise.id.in_(part)))
    }
    told = _told(session, rows)
    barred = judged_different(session, rows) if cases else set()
    found = []
    for case in cases:
        right = _side(rows[case.right_id], identity, told)
        left = (
            _side(rows[case.left_id], identity, told)
            if case.left_id
            else SideView(id=None, name=case.left_name, uscc=[], place="", lists=["对接台账"], example=False)
        )
        note = _settled(case, left, right, identity, barred) if case.state == OPEN else ""
        judged = standing_judgement(session, case)
        found.append(
            CaseView(
                id=case.id,
                state="void" if note else case.state,
                note=note,
                origin=case.origin,
                why=case.why,
                score=case.score,
                evidence=case.evidence,
                left=left,
                right=right,
                codes_differ=len({*left.uscc, *right.uscc}) > 1,
                if_same=effect(session, case, "same"),
                if_different=effect(session, case, "different"),
                model_hash=case.model_hash,
                config_hash=case.config_hash,
                created_at=case.created_at,
                judgement=_judgement(judged) if judged else None,
            )
        )
    return found


def _settled(
    case: ReviewCase,
    left: SideView,
    right: SideView,
    identity: Identity,
    barred: set[tuple[str, str]],
) -> str:
    """Why an open case needs no judgement any more; empty while it does."""
    if case.left_id is None or case.origin == "person":
        return ""
    if identity.root(case.left_id) == identity.root(case.right_id):
        return "两边已由别的依据并为一家"
    if left.uscc and right.uscc and set(left.uscc).isdisjoint(right.uscc):
        return "两边有了不同的信用代码，是两家"
    if kept_apart(barred, identity.rows(case.left_id), identity.rows(case.right_id)):
        return "两边已由别的案例判为不是同一家"
    return ""


def _told(session: Session, rows: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """List and place of the entries of every row."""
    found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for part in batches(sorted(rows)):
        entries = session.execute(
            select(Resolution.enterprise_id, ListEntry, Release)
            .join(ListEntry, ListEntry.id == Resolution.entry_id)
            .join(Release, Release.id == ListEntry.release_id)
            .where(Resolution.enterprise_id.in_(part))
            .order_by(ListEntry.id)
        )
        for row, entry, release in entries:
            place = "".join(str(entry.fields.get(key) or "") for key in ("province", "city"))
            edition = "" if release.edition == "rolling" else release.edition
            found[row].append((f"{release.name}{edition}", place))
    return found


def _side(row: Enterprise, identity: Identity, told: dict[str, list[tuple[str, str]]]) -> SideView:
    entries = [one for member in identity.rows(row.id) for one in told.get(member, [])]
    lists = list(dict.fromkeys(name for name, _ in entries))
    return SideView(
        id=row.id,
        name=row.name,
        uscc=identity.codes(row),
        place=next((place for _, place in entries if place), ""),
        lists=lists[:SOURCES] + ([f"等 {len(lists)} 份"] if len(lists) > SOURCES else []),
        example=row.example,
    )


def _judgement(row: Judgement) -> JudgementView:
    return JudgementView(
        id=row.id,
        case=row.case_id,
        left=row.case.left_name,
        right=row.case.right_name,
        verdict=row.verdict,
        who=row.who,
        at=row.at,
        why=row.why,
        score=row.score,
        evidence=row.evidence,
        model_hash=row.model_hash,
        config_hash=row.config_hash,
        effect=row.effect,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
        undone_why=row.undone_why,
    )
