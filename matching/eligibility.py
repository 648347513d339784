"""Would it be admitted, would it count? One function per rule of eligibility.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from common.errors import UserError
from matching.config.bundle import Config
from matching.config.eligibility import Rule
from matching.context import Context
from matching.firm import Firm
from matching.listing import ALIVE, state_text
from matching.match import NodeMatch
from matching.membership import (
    COUNTS,
    FAILS,
    LIST_INDICATOR,
    OPEN,
    Finding,
    counting_listings,
    counting_path,
    counting_tiers,
    is_listed,
    own_standing,
    standing_as,
)
from matching.result import IndicatorVerdict, RuleResult, Verdict
from matching.site import Site

SIGNED_STAGES = {"签约", "开工", "投产"}
"""Stages of coverage.yaml from which on a firm has a project here."""


@dataclass(frozen=True)
class Case:
    """What a rule may look at: the firm, the node it would fill, and the best site for it."""

    firm: Firm
    match: NodeMatch | None
    """None: no node fits, and what depends on the node stays open."""
    sites: list[Site]
    context: Context


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule with its finding; the verdict that people read is made of it."""

    of: Rule
    finding: Finding

    @property
    def result(self) -> RuleResult:
        """What the rule found."""
        return self.finding.result

    @property
    def verdict(self) -> Verdict:
        """The ruling as it is shown."""
        rule, finding = self.of, self.finding
        return Verdict(
            rule=rule.id,
            name=rule.name,
            kind=rule.kind,
            result=finding.result,
            reason=finding.reason,
            evidence=finding.evidence,
            question="" if finding.result == COUNTS else finding.question or rule.question,
            indicators=list(rule.indicators),
        )


def find_rulings(case: Case) -> list[Ruling]:
    """Every rule of the configuration, in its order, as found."""
    return [_ruling(rule, case) for rule in case.context.config.eligibility.rules]


def _ruling(rule: Rule, case: Case) -> Ruling:
    if rule.id not in OF_THE_NODE or case.match is None:
        return Ruling(rule, RULES[rule.id](case))
    key = ("ruling", rule.id, case.match.chain.id, case.match.node.id)
    return case.context.once(key, lambda: Ruling(rule, RULES[rule.id](case)))


def judge_rules(case: Case) -> list[Verdict]:
    """Every rule of the configuration, in its order."""
    return [ruling.verdict for ruling in find_rulings(case)]


def rule_on_indicators(rulings: list[Ruling], context: Context) -> list[IndicatorVerdict]:
    """What the rulings say of every indicator; it follows from their results alone."""
    results = tuple(ruling.result for ruling in rulings)
    return context.once(
        ("indicators", results),
        lambda: judge_indicators([ruling.verdict for ruling in rulings], context),
    )


def judge_indicators(verdicts: list[Verdict], context: Context) -> list[IndicatorVerdict]:
    """Any counting rule that fails → 不计入; else any unknown → 待核; else 计入."""
    names = {indicator.id: indicator.name for indicator in context.config.kpi.indicators}
    counting = [verdict for verdict in verdicts if verdict.kind == "counting"]
    found: list[IndicatorVerdict] = []
    for indicator, name in names.items():
        mine = [verdict for verdict in counting if indicator in verdict.indicators]
        if not mine:
            continue
        results = [verdict.result for verdict in mine]
        worst = FAILS if FAILS in results else (OPEN if OPEN in results else COUNTS)
        deciding = [verdict.rule for verdict in mine if verdict.result == worst]
        found.append(IndicatorVerdict(indicator=indicator, name=name, result=worst, rules=deciding))
    return found


def _active_entity(case: Case) -> Finding:
    for listing in case.firm.listings:
        if listing.tier == "listed":
            return Finding(COUNTS, "证券交易所在册上市公司", [listing.evidence])
    return Finding(OPEN, "未查工商登记状态")


def _not_dishonest(_case: Case) -> Finding:
    return Finding(OPEN, "未查失信、严重违法和经营异常名录")


def _out_of_region(case: Case) -> Finding:
    province, region = case.firm.province, case.context.region
    if province is None:
        return Finding(OPEN, "登记所在省份未知")
    if province.value == region:
        return Finding(
            FAILS,
            f"所在地为{region}，属区内法人",
            [province.evidence],
            "集团有没有区外公司可以签约和出资？（需上级确认）",
        )
    return Finding(COUNTS, f"所在地{province.value}，在{region}以外", [province.evidence])


def _controller(case: Case) -> Finding:
    return Finding(OPEN, "未穿透实际控制人所在地", question="" if case.firm.legal_form else "先查法人全称")


def _hometown(case: Case) -> Finding:
    if case.firm.chamber:
        member = case.firm.chamber[0]
        return Finding(OPEN, f"{member.value}，乡情企业是否计入待定", [member.evidence])
    return Finding(OPEN, "未掌握公开籍贯信息")


def _new_entry(case: Case) -> Finding:
    key = _plain(case.firm.name)
    for park in case.context.config.parks.parks:
        for position, tenant in enumerate(park.signed_or_tenants):
            if _plain(tenant.name) in key:
                evidence = case.context.setting(
                    "parks",
                    "parks",
                    park.id,
                    "signed_or_tenants",
                    position,
                    fact=f"{park.name}：{tenant.name}，{tenant.what}",
                    source=tenant.source,
                    day=case.context.config.kpi.period.as_of,
                )
                return Finding(FAILS, f"{tenant.name}已在{park.name}签约或入驻", [evidence])
    for touch in case.firm.touches:
        if touch.stage in SIGNED_STAGES:
            return Finding(FAILS, f"台账记为{touch.stage}，已有签约项目", [touch.evidence])
    return Finding(OPEN, "集团在本县、本市、本区有无公司或签约项目未知")


def _list_member(case: Case) -> Finding:
    context = case.context
    if own := own_standing(case.firm, context):
        return own
    if through := counting_path(case.firm, context):
        return through
    counting, doubtful = counting_listings(case.firm, context)
    open_ = standing_as("current", doubtful, context) or standing_as("superseded", doubtful, context)
    if open_:
        return Finding(OPEN, f"在{context.config.tier(open_.tier).name}，该榜是否计入未定", [open_.evidence])
    if counting:
        listing = counting[0]
        tier = context.config.tier(listing.tier)
        state = state_text(tier, listing, context.as_of)
        return Finding(FAILS, f"{tier.name} {listing.edition}：{state}", [listing.evidence])
    gaps = _lists_not_whole(context)
    if gaps:
        return Finding(
            OPEN,
            f"未见在榜；{'、'.join(gaps)}未采全，不能断定不在榜",
            question="是否在四类500强或小巨人名单上？",
        )
    return Finding(FAILS, "各计入榜单均已采全，未见在榜")


def could_count(firm: Firm, indicators: list[IndicatorVerdict], context: Context) -> bool:
    """Whether the firm is on a counting (or perhaps counting) list and nothing known rules it out."""
    ruled_out = any(i.indicator == LIST_INDICATOR and i.result == FAILS for i in indicators)
    return is_listed(firm, context, ALIVE) and not ruled_out


def _lists_not_whole(context: Context) -> list[str]:
    """Counting lists that were not read, or only as an excerpt or as made-up rows."""
    return context.once("lists not whole", lambda: _read_in_part(context))


def _read_in_part(context: Context) -> list[str]:
    serving = counting_tiers(context)
    wanted = [tier for tier in context.config.lists.tiers if tier.id in serving]
    read = context.lists
    return [t.name for t in wanted if t.id not in read or not read[t.id].whole or read[t.id].example]


NO_NODE = Finding(OPEN, "未对应产业链环节")


def _manufacturing(case: Case) -> Finding:
    if case.match is None:
        return NO_NODE
    node, chain = case.match.node, case.match.chain
    words = {True: "计制造业", False: "不计制造业", "mixed": "部分计制造业，看主产品"}[node.mfg]
    evidence = case.context.setting(
        "chains", "chains", chain.id, "nodes", node.id, "mfg", fact=f"环节{node.name}：{words}"
    )
    result = {True: COUNTS, False: FAILS, "mixed": OPEN}[node.mfg]
    return Finding(result, f"拟议环节“{node.name}”{words}", [evidence])


def _excluded(case: Case) -> Finding:
    if case.match is None:
        return NO_NODE
    node, chain = case.match.node, case.match.chain
    asking = {"resource_only_may_be_excluded_from_kpi", "real_estate_content_excluded"} & set(node.flags)
    evidence = case.context.setting(
        "chains", "chains", chain.id, "nodes", node.id, fact=f"拟议环节：{node.name}"
    )
    if asking:
        return Finding(OPEN, f"“{node.name}”可能属不予认定的类型", [evidence])
    return Finding(COUNTS, f"按“{node.name}”新建项目判断，不属房地产、纯资源开采等类型", [evidence])


def _catalogue(_case: Case) -> Finding:
    return Finding(OPEN, "产品、工艺、规模未对照产业结构调整指导目录(2024年本)")


def _park_admission(case: Case) -> Finding:
    if not case.sites:
        return NO_NODE
    best = case.sites[0]
    if best.park is None:
        return Finding(OPEN, "本链尚未落到园区，园区待定", question="项目可以放在哪个园区？")
    evidence = [check.evidence for check in best.checks if check.evidence]
    if best.failed:  # the best site comes first: when it is ruled out, all are
        return Finding(FAILS, f"{best.park.name}：{best.failed.name}不满足（{best.failed.reason}）", evidence)
    unknown = [check for check in best.checks if check.finding in {"unknown", "conditional"}]
    if unknown:
        names = "、".join(check.name for check in unknown[:3])
        more = "等" if len(unknown) > 3 else ""
        return Finding(
            OPEN, f"{best.park.name}：{names}{more} {len(unknown)} 项待确认", evidence, unknown[0].question
        )
    return Finding(COUNTS, f"{best.park.name}各项满足", evidence)


def _two_high(case: Case) -> Finding:
    if case.match is None:
        return NO_NODE
    gates = set(case.match.chain.gates) | set(case.match.node.gates)
    if "two_high_review" in gates:
        return Finding(OPEN, "环节可能列入两高，须节能审查")
    evidence = case.context.setting(
        "chains", "chains", case.match.chain.id, "nodes", case.match.node.id, fact="环节未设两高审查"
    )
    return Finding(COUNTS, "该环节未设两高审查", [evidence])


def _pre_review(_case: Case) -> Finding:
    return Finding(OPEN, "未到该阶段：签约前判断")


def _fair_competition(_case: Case) -> Finding:
    return Finding(COUNTS, "本清单材料不含税费返还或特定奖补承诺")


RULES: Mapping[str, Callable[[Case], Finding]] = {
    "active_entity": _active_entity,
    "not_dishonest": _not_dishonest,
    "out_of_region_legal_person": _out_of_region,
    "controller_out_of_region": _controller,
    "hometown_return": _hometown,
    "new_entry": _new_entry,
    "list_member": _list_member,
    "manufacturing_project": _manufacturing,
    "excluded_types": _excluded,
    "industry_catalogue": _catalogue,
    "park_admission": _park_admission,
    "two_high": _two_high,
    "pre_review": _pre_review,
    "fair_competition": _fair_competition,
}
"""Each rule id of eligibility.yaml has one function; ``check_rules`` refuses an id without one."""
OF_THE_NODE = frozenset({"manufacturing_project", "excluded_types", "two_high"})
"""Rules that look at nothing but the node."""


def check_rules(config: Config) -> None:
    """Refuse a rule that no function answers, or a missing one.

    Raises:
        UserError: names the rule, its line and the rules that exist.
    """
    configured = {rule.id for rule in config.eligibility.rules}
    for wrong in sorted(configured - set(RULES)):
        raise UserError(
            f"规则 {wrong} 没有对应的判断",
            where=config.where("eligibility", "rules", wrong),
            fix=f"可用：{'、'.join(RULES)}",
        )
    for wrong in sorted(set(RULES) - configured):
        raise UserError(f"缺少规则 {wrong}", where=config.where("eligibility", "rules"), fix="补上这条规则")


def _plain(name: str) -> str:
    return name.replace("（", "(").replace("）", ")").replace(" ", "")
