"""The ledger as it stands: one line a firm, its stage, and when somebody has to call again.

Due days (domain guide, section 12.1; coverage.yaml): 7 days after a visit, 3 after they came, every 14 while
they show interest; stale when nobody touched the firm for 60 days. A call-back that was agreed comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from db.models import Contact
from matching.config.coverage import CoverageFile
from matching.contact import ENDED, NO_ANSWER, WAITING
from matching.load import Knowledge
from matching.result import Evidence, Result

Due = Literal["已到期", "未到期", "不用跟进", "未知"]
AFTER_VISIT, AFTER_COMING, INTERESTED = "拜访后", "来访后", "有意向"
VISITS, COMING = {"拜访", "商会见面"}, {"来访"}
VISITED, CAME = {"已拜访", "已回访"}, {"来县考察"}
KEEN = {"洽谈", "预审"}
DONE = {"签约", "开工", "投产"}
"""Stages after which the project office follows up, not the team."""


class LedgerFirm(Result):
    """One firm or other counterpart of the ledger.

    ``stage`` is the latest that was written; ``due_on`` the next follow-up, ``why_due`` the rule behind it;
    ``days_since`` the days since the last dated touch, None while no touch is dated.
    """

    name: str
    enterprise_id: str | None
    kind: Literal["enterprise", "association"]
    example: bool
    touches: int
    stage: str
    outcome: str
    reason: str
    team: str
    first_on: str | None
    last_on: str | None
    days_since: int | None
    due_on: str | None
    why_due: str
    state: Due
    stale: bool
    evidence: Evidence


def ledger_firms(knowledge: Knowledge, coverage: CoverageFile, today: date) -> list[LedgerFirm]:
    """Every firm of the ledger once, what is due first, then by the last touch."""
    groups: dict[str, list[tuple[Contact, Evidence]]] = {}
    for contact, evidence in knowledge.contacts:
        groups.setdefault(contact.enterprise_id or f"name:{contact.name}", []).append((contact, evidence))
    found = [_firm(touches, knowledge, coverage, today) for touches in groups.values()]
    order: dict[Due, int] = {"已到期": 0, "未到期": 1, "未知": 2, "不用跟进": 3}
    return sorted(
        found, key=lambda firm: (order[firm.state], firm.due_on or "9999", firm.last_on or "", firm.name)
    )


def _firm(
    touches: Sequence[tuple[Contact, Evidence]], knowledge: Knowledge, coverage: CoverageFile, today: date
) -> LedgerFirm:
    ordered = sorted(touches, key=lambda one: (_when(one[0]), one[0].id or 0))
    latest, evidence = ordered[-1]
    dated = [
        contact.on_date for contact, _ in ordered if contact.on_date and contact.on_date <= today.isoformat()
    ]
    last = date.fromisoformat(dated[-1]) if dated else None
    since = (today - last).days if last else None
    stage = _newest(ordered, "stage")
    due, why = due_day(latest, stage, last, coverage)
    ended = stage == ENDED or stage in DONE or _refused(latest)
    state: Due = "不用跟进" if ended else "未知"
    if due and not ended:
        state = "已到期" if due <= today else "未到期"
    firm = knowledge.firms.get(latest.enterprise_id or "")
    return LedgerFirm(
        name=firm.name if firm else latest.name,
        enterprise_id=latest.enterprise_id,
        kind="enterprise" if latest.kind == "enterprise" else "association",
        example=evidence.example or bool(firm and firm.example),
        touches=len(ordered),
        stage=stage,
        outcome=latest.outcome or "",
        reason=latest.reason or "",
        team=_newest(ordered, "team"),
        first_on=dated[0] if dated else None,
        last_on=dated[-1] if dated else None,
        days_since=since,
        due_on=due.isoformat() if due and not ended else None,
        why_due=why if not ended else _refused(latest) or f"已{stage}",
        state=state,
        stale=not ended and since is not None and since > coverage.stale_days,
        evidence=evidence,
    )


def due_day(
    latest: Contact, stage: str, last: date | None, coverage: CoverageFile
) -> tuple[date | None, str]:
    """The day of the next follow-up after a touch and why; None while nothing says one."""
    if latest.callback_on:
        return date.fromisoformat(latest.callback_on), "约定回访"
    if last is None:
        return None, "没有写对接日期"
    days = coverage.follow_up_days
    for rule, holds in (
        (AFTER_COMING, latest.channel in COMING or latest.stage in CAME),
        (AFTER_VISIT, latest.channel in VISITS or latest.stage in VISITED),
        (INTERESTED, latest.outcome == INTERESTED or stage in KEEN),
    ):
        if holds and rule in days:
            return last + timedelta(days=days[rule]), f"{rule} {days[rule]} 天"
    return last + timedelta(days=coverage.stale_days), f"{coverage.stale_days} 天没有动静算搁置"


def _refused(touch: Contact) -> str:
    """Why a touch needs no follow-up; empty: it may need one."""
    if touch.reason and touch.reason not in {WAITING, NO_ANSWER}:
        return touch.reason
    return ENDED if touch.stage == ENDED else ""


def _newest(touches: Sequence[tuple[Contact, Evidence]], column: str) -> str:
    found = [getattr(contact, column) for contact, _ in touches if getattr(contact, column)]
    return str(found[-1]) if found else ""


def _when(contact: Contact) -> str:
    """Undated touches come first: what is dated is later news."""
    return contact.on_date or contact.on_month or ""
