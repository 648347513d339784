"""来不来: would the firm come to a county like this one?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from matching.factors.base import Candidate, Factored, decayed
from matching.factors.signs import expansion_action, relocation_push


def propensity_factors(c: Candidate) -> Iterator[Factored]:
    """Signs of expansion and of leaving, ties to the region, the trade's habit, our own contact.

    A factor whose sources were not read is unknown, not 0: no source of clearance or peers is gathered yet.
    """
    yield expansion_action(c)
    yield relocation_push(c)
    # A firm that sits in the region itself is no outside investor with a footprint there.
    region = c.context.region
    yield c.missing(
        "region_footprint", "区内子公司、客户、供应商未知", f"在{region}有没有子公司、客户或供应商？"
    )
    yield _hometown(c)
    yield _movability(c)
    yield c.missing("peer_moved", "同镇同链企业外迁情况尚未采集", f"同行、上下游有没有已迁到{region}的？")
    yield _warmth(c)


def _hometown(c: Candidate) -> Factored:
    if c.firm.chamber:
        member = c.firm.chamber[0]
        return c.found("hometown_chamber", 1.0, f"商会任职：{member.value}", [member.evidence])
    return c.missing("hometown_chamber", "籍贯和商会任职未知", "负责人是否广西籍、是否商会会员？")


def _movability(c: Candidate) -> Factored:
    chain, settings = c.match.chain.id, c.context.config.scoring.movability
    place = f"{chain}/{c.match.node.id}"
    for kind, key, table in (("nodes", place, settings.nodes), ("chains", chain, settings.chains)):
        if key in table:
            why = f"行业迁移系数 {table[key]:g}"
            line = c.context.setting("scoring", "movability", kind, key, fact=f"{why}（县级推定）")
            return c.found("movability", table[key], why, [line])
    return c.missing("movability", "该链没有设迁移系数", "行业对现有产地的依赖有多强？")


def _warmth(c: Candidate) -> Factored:
    half_life = c.context.config.scoring.axes.propensity.factors.warmth.half_life_days
    dated: list[tuple[date, int]] = [
        (touch.on_date, position)
        for position, touch in enumerate(c.firm.touches)
        if touch.on_date and touch.on_date <= c.context.week_ends
    ]
    if dated:
        day, position = max(dated)
        value = decayed(1.0, day, c.context.as_of, half_life)
        return c.found("warmth", value, f"最近对接 {day}", [c.firm.touches[position].evidence])
    if ledger := c.context.ledger:
        read = ledger.model_copy(update={"fact": "台账已读，没有这家企业的对接记录"})
        return c.found("warmth", 0.0, "台账中没有对接记录", [read])
    return c.missing("warmth", "尚未导入真实台账", "以前有没有人对接过这家企业？")
