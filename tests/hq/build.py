"""A made-up ledger: rows as imported, and what a week knows with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from db.models import Contact
from matching.context import Context
from matching.earlier import Earlier
from matching.firm import Firm
from matching.hq.contacted import Object, contacted
from matching.judge import Judged
from matching.load import Knowledge
from matching.week import judge_each
from tests.matching.build import MONDAY, evidence


def row(
    name: str,
    *,
    firm: Firm | None = None,
    stage: str = "已拜访",
    days_ago: int | None = 10,
    channel: str | None = "拜访",
    team: str | None = "一组",
    reason: str | None = None,
    kind: str = "enterprise",
) -> Contact:
    """One ledger row; days count back from Monday 2026-11-23."""
    day = None if days_ago is None else (MONDAY - timedelta(days=days_ago)).isoformat()
    return Contact(
        name=name, enterprise_id=firm.id if firm else None, stage=stage, on_date=day, channel=channel,
        team=team, reason=reason, kind=kind, row=1,
    )  # fmt: skip


def knows(
    firms: Sequence[Firm], rows: Sequence[Contact], earlier: Mapping[str, Sequence[Earlier]] | None = None
) -> Knowledge:
    """What a week knows of these firms and this ledger."""
    for number, one in enumerate(rows, start=1):
        one.row = number
    found = Knowledge(
        firms={one.id: one for one in firms},
        releases=[],
        contacts=[(one, evidence("对接记录", one.row)) for one in rows],
        data_hash="",
    )
    return replace(found, earlier=earlier or {})


def figures(knowledge: Knowledge, context: Context) -> tuple[list[Object], dict[str, Judged]]:
    """The ledger's objects and everybody judged, by enterprise."""
    judged = {one.assessment.enterprise_id: one for one in judge_each(knowledge, context)}
    return contacted(knowledge), judged
