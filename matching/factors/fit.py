"""合不合适: does the firm fit this county's chains and parks?"""

from __future__ import annotations

from collections.abc import Iterator

from matching.factors.base import CONFIRMED, Candidate, Factored, fact_evidence, place_facts
from matching.result import Interval

LINKS_CAP = 3
GAP_PRIORITY_MAX = 3
FIELD_NAMES = {
    "product_list": "主营产品",
    "company_name": "企业名称",
    "business_scope": "经营范围",
    "eia_or_filing": "环评或备案",
    "award_reason": "认定领域",
    "news": "新闻",
}
LOCAL_STATES = {
    "present": "本县已有",
    "partial": "本县部分已有",
    "announced": "本县已签约在谈",
    "gap": "本县空缺",
    "unknown": "本县情况未知",
}


def fit_factors(c: Candidate) -> Iterator[Factored]:
    """Node match, gap, park capacity, local links and scale."""
    yield _node_match(c)
    yield _node_gap(c)
    yield _park_capacity(c)
    yield _local_linkage(c)
    yield c.missing("scale_fit", "项目投资额和园区已承接规模未知", "计划投资多少亿元、用地多少亩？")


def _node_match(c: Candidate) -> Factored:
    why, evidence = [], []
    if c.match.code:
        why.append(f"行业代码 {c.match.code.value}")
        evidence.append(c.match.code.evidence)
    for field in dict.fromkeys(word.field for word in sorted(c.match.words, key=lambda word: -word.value)):
        words = [word for word in c.match.words if word.field == field]
        terms = "、".join(dict.fromkeys(f"“{word.hit.term}”{_role(word.role)}" for word in words))
        why.append(f"{FIELD_NAMES[field]}命中{terms}")
        evidence += dict.fromkeys(word.evidence for word in words)
    return c.found("node_match", c.match.value, "；".join(why), evidence)


def _role(role: str) -> str:
    return f"（{role}）" if role else ""


def _node_gap(c: Candidate) -> Factored:
    node, chain = c.match.node, c.match.chain
    value = node.gap_priority / GAP_PRIORITY_MAX * c.context.config.scoring.local_factor.of(node.local)
    why = f"{node.name}：{LOCAL_STATES[node.local]}，补链优先级 {node.gap_priority}/{GAP_PRIORITY_MAX}"
    line = c.context.setting(
        "chains", "chains", chain.id, "nodes", node.id, "local", fact=f"{why}（县级推定）"
    )
    return c.found("node_gap", value, why, [line])


def _park_capacity(c: Candidate) -> Factored:
    if c.site.park is None:
        return c.missing("park_capacity", "本链园区待定", "项目可以放在哪个园区？")
    if failed := c.site.failed:
        evidence = [failed.evidence] if failed.evidence else []
        return c.found("park_capacity", 0.0, f"{c.site.park.name}：{failed.name}不满足", evidence)
    needs = c.site.needs
    evidence = [check.evidence for check in needs if check.evidence]
    open_needs = [check for check in needs if check.finding in {"unknown", "conditional"}]
    if len(open_needs) == len(needs):
        why = f"{c.site.park.name}：{'、'.join(check.name for check in needs)}待园区确认"
        return c.missing("park_capacity", why, open_needs[0].question, evidence)
    met = sum(check.finding == "pass" for check in needs)
    prior = c.context.config.scoring.axes.fit.factors.park_capacity.prior
    value = Interval(
        centre=(met + prior * len(open_needs)) / len(needs),
        low=met / len(needs),
        high=(met + len(open_needs)) / len(needs),
    )
    question = open_needs[0].question if open_needs else ""
    return c.found("park_capacity", value, f"{len(needs)} 项需求满足 {met} 项", evidence, question)


def _local_linkage(c: Candidate) -> Factored:
    """Named local links, capped; more of them may be found, so the upper end stays open."""
    links = [fact for fact in place_facts(c.match, c.site, c.context) if fact.links]
    evidence = [fact_evidence(fact, c.context) for fact in links]
    sure = sum(fact.status in CONFIRMED for fact in links)
    question = "本地有哪些可用的供应商、客户或原料？"
    if not sure:
        return c.missing("local_linkage", "没有经确认的本地供应商、客户或原料", question, evidence)
    share = min(sure, LINKS_CAP) / LINKS_CAP
    prior = c.context.config.scoring.axes.fit.factors.local_linkage.prior
    value = Interval(centre=max(share, prior), low=share, high=1.0)
    return c.found("local_linkage", value, f"经确认的本地配套 {sure} 项，其余未知", evidence, question)
