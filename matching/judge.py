"""Judge one enterprise in one week: best node and site, three axes, verdicts, reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matching.contact import Contacted, contact_state
from matching.context import Context
from matching.eligibility import Case, could_count, judge_indicators, judge_rules
from matching.factors import Candidate, all_factors, dilution
from matching.firm import Firm, Project
from matching.listing import HOLDS, last_words, standing, state_text
from matching.match import NodeMatch, main_nodes
from matching.membership import counting_listings
from matching.result import Assessment, Evidence, Interval, Membership, Verdict
from matching.score import AXES, Penalty, Scored, contributions, score
from matching.site import Site, judge_sites
from matching.statements import concerns, confirmed_places, questions, reasons, signing_entity, topics

UNJUDGED = Interval(centre=0.0, low=0.0, high=1.0)
"""Shown for a firm without a node: nothing can be said, which is not the same as 0."""
UNKNOWN_PROJECT = Project()


@dataclass(frozen=True)
class Judged:
    """An assessment with what the weekly list is chosen by."""

    assessment: Assessment
    countable: bool
    strong_terms: int

    @property
    def order(self) -> tuple[float, int, bool, str, str]:
        """Sort key: centre first, then concrete hits, list membership, name and id, so ties never flip."""
        firm, centre = self.assessment, round(self.assessment.score.centre, 9)
        return (-centre, -self.strong_terms, not self.countable, firm.enterprise, firm.enterprise_id)


def judge(firm: Firm, context: Context, project: Project = UNKNOWN_PROJECT) -> Judged:
    """The best-scoring node and site of the firm, fully explained; ``kept_off`` holds what stops it."""
    contacted = contact_state(firm, context)
    options = [_option(firm, match, project, context) for match in main_nodes(firm, context)]
    if not options:
        return _unmatched(firm, contacted, context)
    best = max(
        options,
        key=lambda option: (not option.stopped, option.scored.total.centre, option.match.strong_terms),
    )
    return _explained(best, contacted)


@dataclass(frozen=True)
class _Option:
    candidate: Candidate
    scored: Scored
    verdicts: list[Verdict]
    stopped: list[str]

    @property
    def match(self) -> NodeMatch:
        return self.candidate.match


def _option(firm: Firm, match: NodeMatch, project: Project, context: Context) -> _Option:
    sites = judge_sites(match.chain, match.node, project, context)
    verdicts = judge_rules(Case(firm, match, sites, context))
    indicators = judge_indicators(verdicts, context)
    candidate = Candidate(firm, match, sites[0], indicators, project, context)
    scored = score(
        all_factors(candidate), dilution(candidate), _penalties(match, context), context.config.scoring
    )
    return _Option(candidate, scored, verdicts, _stops(sites, verdicts) + _place_stops(candidate))


def _stops(sites: list[Site], verdicts: list[Verdict]) -> list[str]:
    """What removes the pair: a failed admission rule, or no park that may be proposed yet."""
    stops = [
        f"{verdict.reason}"
        for verdict in verdicts
        if verdict.kind == "admission" and verdict.result == "不计入"
    ]
    open_sites = [site for site in sites if not site.blocked]
    if open_sites and all(site.held for site in open_sites):
        check = next(
            c
            for c in open_sites[0].checks
            if c.on_unknown == "block_until_confirmed" and c.finding == "unknown"
        )
        stops.append(f"{check.name}：{check.state}，答复前不推荐")
    return stops


def _place_stops(c: Candidate) -> list[str]:
    places, wanted = len(confirmed_places(c)), c.context.config.scoring.explain.min_place_reasons
    if places >= wanted:
        return []
    return [f"经确认、注明日期的本地事实只有 {places} 条（需 {wanted} 条），请在 config/place.yaml 补充"]


def _penalties(match: NodeMatch, context: Context) -> list[Penalty]:
    multipliers, found = context.config.scoring.multipliers, []
    if "shell_trade_risk" in match.node.flags:
        line = context.setting("scoring", "multipliers", "shell_trade_risk", fact="空壳贸易风险折扣")
        found.append(Penalty("shell_trade_risk", "空壳贸易风险", multipliers.shell_trade_risk, line))
    if "scope_inflation" in match.node.flags and match.only_scope:
        line = context.setting("scoring", "multipliers", "scope_inflation_only", fact="仅经营范围命中折扣")
        found.append(
            Penalty("scope_inflation_only", "仅经营范围命中", multipliers.scope_inflation_only, line)
        )
    return found


def _explained(option: _Option, contacted: Contacted) -> Judged:
    c, context = option.candidate, option.candidate.context
    firm, park, scoring = c.firm, c.site.park, context.config.scoring
    asked = questions(c, option.scored)
    assessment = Assessment(
        **_about(firm, contacted, context),
        chain=c.match.chain.id,
        chain_name=c.match.chain.name,
        node=c.match.node.id,
        node_name=c.match.node.name,
        park=park.id if park else None,
        park_name=park.name if park else "园区待定",
        score=option.scored.total,
        axes=option.scored.axes,
        completeness=option.scored.completeness,
        verdicts=option.verdicts,
        indicators=list(c.indicators),
        gates=[check.shown() for check in c.site.checks],
        reasons=reasons(c, scoring.explain.reasons),
        concerns=concerns(c, contacted, scoring.explain.risks),
        contributions=contributions(option.scored, scoring, _adjustments(context)),
        next_question=asked[0] if asked else "",
        questions=asked,
        signing_entity=signing_entity(firm, context.region),
        topics=topics(c),
        kept_off=_kept_off(option, contacted),
    )
    return Judged(assessment, could_count(firm, list(c.indicators), context), c.match.strong_terms)


def _adjustments(context: Context) -> dict[str, Evidence]:
    """The settings behind points that no factor gives."""
    return {
        "dilution": context.setting(
            "kpi", "marginal_value", "mfg_contract_per_yi", fact="每亿元制造业合同的边际价值（县级推定）"
        ),
        "floor": context.setting("scoring", "combine", "floor", fact="各轴保底值（县级推定）"),
    }


def _kept_off(option: _Option, contacted: Contacted) -> list[str]:
    c, scoring = option.candidate, option.candidate.context.config.scoring
    kept = list(option.stopped)
    if c.firm.example and not scoring.weekly_list.allow_examples:
        kept.append("示例数据，不进清单")
    tiers = [c.context.config.tier(listing.tier) for listing in c.firm.listings]
    kept += [f"{tier.name}：只作参照，不推荐" for tier in tiers if "reference" in tier.use]
    if contacted.rests:
        kept.append(contacted.rests)
    if option.scored.total.centre < scoring.weekly_list.stop_if_centre_below:
        kept.append(
            f"合计 {option.scored.total.centre:.3f}，"
            f"低于 {scoring.weekly_list.stop_if_centre_below:g} 的入选线"
        )
    return kept


def _unmatched(firm: Firm, contacted: Contacted, context: Context) -> Judged:
    products = [text for text in firm.texts if text.field != "company_name"]
    why = (
        f"{products[0].evidence.fact}，没有命中任何产业链环节"
        if products
        else "主营产品尚未采集，单凭企业名称没有命中任何产业链环节"
    )
    verdicts = judge_rules(Case(firm, None, [], context))
    assessment = Assessment(
        **_about(firm, contacted, context),
        chain=None,
        chain_name="",
        node=None,
        node_name="",
        park=None,
        park_name="",
        score=UNJUDGED,
        axes=dict.fromkeys(AXES, UNJUDGED),
        completeness=0.0,
        verdicts=verdicts,
        indicators=judge_indicators(verdicts, context),
        gates=[],
        reasons=[],
        concerns=[],
        contributions=[],
        next_question="主营产品是什么？",
        questions=["主营产品是什么？"],
        signing_entity="",
        topics=[],
        kept_off=[why],
    )
    return Judged(assessment, False, 0)


def _about(firm: Firm, contacted: Contacted, context: Context) -> dict[str, Any]:
    """The fields of an assessment that do not depend on a node."""
    counts, _ = counting_listings(firm, context)
    tier_of, day = context.config.tier, context.as_of
    return {
        "rank": None,
        "enterprise": firm.name,
        "enterprise_id": firm.id,
        "uscc": firm.uscc,
        "province": firm.province.value if firm.province else None,
        "city": firm.city.value if firm.city else None,
        "example": firm.example,
        "contact_status": contacted.status,
        "explore": False,
        "memberships": [
            Membership(
                tier=listing.tier,
                name=tier_of(listing.tier).name,
                edition=listing.edition,
                rank=listing.rank,
                counts=listing in counts and standing(tier_of(listing.tier), listing, day) in HOLDS,
                evidence=listing.evidence,
                state=state_text(tier_of(listing.tier), listing, day),
            )
            for listing in last_words(firm.listings, tier_of, day)
        ],
    }
