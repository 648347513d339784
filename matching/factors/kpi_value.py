"""算不算数: what would a landing be worth to the county's targets today?"""

from __future__ import annotations

from collections.abc import Iterator

from matching import kpi
from matching.factors.base import Candidate, Factored
from matching.membership import COUNTS, FAILS, LIST_INDICATOR, OPEN
from matching.result import Evidence, IndicatorVerdict, Interval

SIGNING_INDICATOR = "new_signing"
RESIDENT_PROVINCE = "广东省"
"""The resident teams' area lies in this province: a firm of another one sits outside it."""


def kpi_factors(c: Candidate) -> Iterator[Factored]:
    """List firm, manufacturing, resident area, ticket size."""
    yield _list_firm(c)
    if c.context.share_gap_open:
        # When the share is reached its points go to the other factors (domain guide, 10.3).
        yield _of_signing(c, _mfg_project(c))
    yield _resident_region(c)
    yield _of_signing(c, _ticket(c))


def dilution(c: Candidate) -> Interval:
    """What a non-manufacturing ticket takes from the axis: v × t/(1−t) × ticket, half for mixed.

    Nothing while the ticket is unknown, except that the low end then falls to the axis' floor.
    """
    share = {True: 0.0, "mixed": 0.5, False: 1.0}[c.match.node.mfg]
    if share == 0 or not c.context.share_gap_open:
        return Interval(centre=0, low=0, high=0)
    if c.project.ticket_yi is None:
        return Interval(centre=0, low=0, high=1)
    config = c.context.config.kpi
    price = kpi.price_of_other(config.targets.mfg_share_contract)
    loss = share * config.marginal_value.mfg_contract_per_yi * price * c.project.ticket_yi
    return Interval(centre=loss, low=loss, high=loss)


def _of_signing(c: Candidate, factored: Factored) -> Factored:
    """A contract that does not count as signed adds neither to the share nor by its size.

    While nobody knows whether it counts, what it would add is unknown too; nothing stays nothing.
    """
    verdict = _indicator(c, SIGNING_INDICATOR)
    if verdict.result == FAILS:
        return c.found(factored.id, 0.0, "新签约不计入，合同额不进考核", [_rule(c, verdict)])
    if verdict.result == OPEN and factored.value.high > 0:
        why = f"{factored.why}，但新签约是否计入待核"
        question = c.context.config.rule(verdict.rules[0]).question
        return c.missing(factored.id, why, question, [*factored.evidence, _rule(c, verdict)])
    return factored


def _rule(c: Candidate, verdict: IndicatorVerdict) -> Evidence:
    """The rule that decides the verdict; what it was decided by stands with the rule's own verdict."""
    rule = c.context.config.rule(verdict.rules[0])
    fact = f"{verdict.name}：{verdict.result}（{rule.name}）"
    return c.context.setting("eligibility", "rules", rule.id, fact=fact)


def _indicator(c: Candidate, wanted: str) -> IndicatorVerdict:
    return next(verdict for verdict in c.indicators if verdict.indicator == wanted)


def _list_firm(c: Candidate) -> Factored:
    verdict = _indicator(c, LIST_INDICATOR)
    if not c.context.list_target_open:
        line = c.context.setting("kpi", "targets", "list_firm_new", fact="名单企业目标已完成")
        return c.found("list_firm_new", 0.0, "名单企业目标已完成", [line])
    if verdict.result != OPEN:
        value = float(verdict.result == COUNTS)
        return c.found("list_firm_new", value, f"{verdict.result}名单企业", [_rule(c, verdict)])
    question = c.context.config.rule(verdict.rules[0]).question
    return c.missing("list_firm_new", "是否计入名单企业待核", question)


def _mfg_project(c: Candidate) -> Factored:
    node = c.match.node
    value = {True: 1.0, "mixed": 0.5, False: 0.0}[node.mfg]
    why = {True: "环节计制造业", "mixed": "环节部分计制造业", False: "环节不计制造业"}[node.mfg]
    line = c.context.setting("chains", "chains", c.match.chain.id, "nodes", node.id, "mfg", fact=why)
    return c.found("mfg_project", value, why, [line])


def _resident_region(c: Candidate) -> Factored:
    area = c.context.config.trips.classes.resident.area
    line = c.context.setting("trips", "classes", "resident", "area", fact=f"驻点片区：{'、'.join(area)}")
    city, province = c.firm.city, c.firm.province
    if city:
        inside = city.value.removesuffix("市") in area
        why = f"{city.value}{'在' if inside else '不在'}驻点小组片区"
        return c.found("resident_region", float(inside), why, [city.evidence, line])
    if province and province.value != RESIDENT_PROVINCE:
        why = f"{province.value}不在驻点小组片区"
        return c.found("resident_region", 0.0, why, [province.evidence, line])
    return c.missing("resident_region", "所在城市未知", "企业总部和主要工厂在哪个城市？")


def _ticket(c: Candidate) -> Factored:
    """While the share gap is open a non-manufacturing ticket earns nothing."""
    config = c.context.config
    worth = config.kpi.marginal_value.mfg_contract_per_yi
    ticket, usual = c.project.ticket_yi, config.scoring.usual_ticket_yi.get(c.match.chain.id)
    question = "计划投资多少亿元？"
    if c.match.node.mfg is False and c.context.share_gap_open:
        why = "制造业占比未达标，非制造业投资额不加分"
        line = c.context.setting("kpi", "targets", "mfg_share_contract", fact=why)
        return c.found("ticket_size", 0.0, why, [line])
    if ticket is not None:
        line = c.context.setting(
            "kpi", "marginal_value", "mfg_contract_per_yi", fact=f"每亿元记 {worth:g}（县级推定）"
        )
        return c.found("ticket_size", min(1.0, worth * ticket), f"计划投资 {ticket:g} 亿元", [line])
    if usual is None:
        return c.missing("ticket_size", "项目投资额未知", question)
    low, high = (min(1.0, worth * amount) for amount in usual)
    why = f"本链常见投资 {usual[0]:g}–{usual[1]:g} 亿元"
    line = c.context.setting("scoring", "usual_ticket_yi", c.match.chain.id, fact=f"{why}（县级推定）")
    interval = Interval(centre=(low + high) / 2, low=low, high=high)
    return c.found("ticket_size", interval, why, [line], question)
