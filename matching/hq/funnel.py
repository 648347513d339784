"""触达 → 回访 → 来访 → 洽谈 → 预审 → 签约 → 落地, drawn honestly (domain guide, section 4.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from matching.context import Context
from matching.hq.contacted import ASSOCIATION, STEPS, Object, is_touch, touched
from matching.hq.model import Beside, Funnel, FunnelGroup, FunnelStep
from matching.judge import Judged
from matching.listing import HOLDS
from matching.load import Knowledge
from matching.membership import is_listed, tiers_held
from matching.rate import rate

CAME = STEPS.index("来访")
REVIEWED, SIGNED, LANDED = (STEPS.index(name) for name in ("预审", "签约", "落地"))
NOT_LINKED = "报告数；台账没有对上的不是所触达对象的一部分，不能当作漏斗的一步"


def funnel(
    objects: Sequence[Object], judged: Mapping[str, Judged], knowledge: Knowledge, context: Context
) -> Funnel:
    """The ledger's objects by the furthest step they reached, whole and in parts."""
    base = touched(objects, context)
    steps = [one.step or 0 for one in base]
    facts = context.config.kpi.facts
    listed = [one for one in base if _listed(one, knowledge, context)]
    return Funnel(
        steps=[
            FunnelStep(
                name=name,
                reached=rate(sum(step >= index for step in steps), len(steps), context),
                now=sum(step == index for step in steps),
            )
            for index, name in enumerate(STEPS)
        ],
        by_chain=_groups(base, lambda one: _chains(one, judged), context),
        by_tier=_groups(base, lambda one: _tiers(one, knowledge, context), context),
        by_team=_groups(base, _teams, context),
        by_month=_groups(base, lambda one: _months(one, context), context),
        beside=[
            _beside("对接", facts.contacted, len(base)),
            _beside("对接名单企业", facts.list_contacted, len(listed)),
            _beside("预审项目", facts.pre_reviewed.projects, _reached(base, REVIEWED)),
            _beside("签约项目", facts.signed.projects, _reached(base, SIGNED)),
            _beside("名单企业落地", facts.list_landed, _reached(listed, LANDED)),
        ],
        associations=sum(one.kind == ASSOCIATION for one in base),
    )


def _beside(name: str, reported: int, linked: int) -> Beside:
    return Beside(
        name=name, reported=reported, linked=linked, caveat="" if linked == reported else NOT_LINKED
    )


def _reached(objects: Iterable[Object], step: int) -> int:
    return sum((one.step or 0) >= step for one in objects)


def _listed(one: Object, knowledge: Knowledge, context: Context) -> bool:
    firm = knowledge.firms.get(one.enterprise_id or "")
    return firm is not None and is_listed(firm, context, HOLDS)


def _groups(
    objects: Sequence[Object], keys: Callable[[Object], list[str]], context: Context
) -> list[FunnelGroup]:
    """One group a key; an object with several keys counts in each of them."""
    members: defaultdict[str, list[Object]] = defaultdict(list)
    for one in objects:
        for key in keys(one):
            members[key].append(one)
    return [
        FunnelGroup(
            name=key,
            counts=[_reached(part, index) for index in range(len(STEPS))],
            rate=rate(_reached(part, CAME), len(part), context),
        )
        for key, part in sorted(members.items(), key=lambda item: (item[0].startswith("（"), item[0]))
    ]


def _chains(one: Object, judged: Mapping[str, Judged]) -> list[str]:
    if one.kind == ASSOCIATION:
        return ["（商会、协会）"]
    found = judged.get(one.enterprise_id or "")
    if found is None:
        return ["（未对上企业库）"]
    return [found.assessment.chain_name or "（未对应产业链）"]


def _tiers(one: Object, knowledge: Knowledge, context: Context) -> list[str]:
    if one.kind == ASSOCIATION:
        return ["（商会、协会）"]
    firm = knowledge.firms.get(one.enterprise_id or "")
    if firm is None:
        return ["（未对上企业库）"]
    held = tiers_held(firm, context)
    names = [tier.name for tier in context.config.lists.tiers if tier.id in held]
    return names or ["（不在任何已读名单）"]


def _teams(one: Object) -> list[str]:
    return sorted({row.team or "（未写小组）" for row, _ in one.rows})


def _months(one: Object, context: Context) -> list[str]:
    days = [row.on_date for row, _ in one.rows if row.on_date and is_touch(row, context)]
    return [min(days)[:7]] if days else ["（未写日期）"]
