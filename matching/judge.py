"""Judge one enterprise in one week: best node and site, three axes, verdicts, reasons.

Numbers come first (``draft``), words only for those that are shown (``judge``): of twenty thousand firms
a list explains twenty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matching.candidate import Candidate, Factored
from matching.config.scoring import AXES
from matching.contact import Contacted, contact_state
from matching.context import Context
from matching.draft import Draft, Sketch, Standing, best_of, kept_off
from matching.eligibility import Case, Ruling, could_count, find_rulings, rule_on_indicators
from matching.factors import all_factors
from matching.firm import Firm, Project
from matching.listing import HOLDS, last_words, standing, state_text
from matching.match import NodeMatch, main_nodes
from matching.membership import counting_listings
from matching.numbers import Ends, Value, Weights
from matching.result import Assessment, Evidence, Interval, Membership
from matching.score import Penalty, Scored, contributions, score, values_of
from matching.signing import dilution
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
        return self.standing.order

    @property
    def standing(self) -> Standing:
        """What the list is chosen by."""
        firm = self.assessment
        return Standing(
            id=firm.enterprise_id,
            name=firm.enterprise,
            city=firm.city,
            example=firm.example,
            chain=firm.chain,
            chain_name=firm.chain_name,
            node=firm.node,
            node_name=firm.node_name,
            centre=firm.score.centre,
            kept_off=tuple(firm.kept_off),
            countable=self.countable,
            strong_terms=self.strong_terms,
            listed=any(listing.counts for listing in firm.memberships),
        )


def judge(
    firm: Firm,
    context: Context,
    project: Project = UNKNOWN_PROJECT,
    matches: Sequence[NodeMatch] | None = None,
) -> Judged:
    """The best-scoring node and site of the firm, fully explained; ``kept_off`` holds what stops it.

    ``matches`` are what ``main_nodes`` finds, where it was found already.
    """
    found = main_nodes(firm, context) if matches is None else matches
    return _judged(firm, _options(firm, found, project, context), context)


def draft(firm: Firm, matches: Sequence[NodeMatch], context: Context) -> Draft:
    """The firm in numbers: everything ``judge`` decides by, and no words but those that keep it off.

    ``matches`` are what ``main_nodes`` found; they are passed in because texts need not be read again for
    every change of a weight.
    """
    return _draft(firm, _options(firm, matches, UNKNOWN_PROJECT, context), context)


def draft_and_judge(firm: Firm, matches: Sequence[NodeMatch], context: Context) -> tuple[Draft, Judged]:
    """Both of a firm whose words are read as well, from one look at its nodes and sites."""
    options = _options(firm, matches, UNKNOWN_PROJECT, context)
    return _draft(firm, options, context), _judged(firm, options, context)


def _judged(firm: Firm, options: list[_Option], context: Context) -> Judged:
    contacted = contact_state(firm, context)
    if not options:
        return _unmatched(firm, contacted, context)
    weights = context.once("weights", lambda: Weights.of(context.config.scoring))
    return _explained(options[best_of([option.sketch for option in options], weights)], contacted)


def _draft(firm: Firm, options: list[_Option], context: Context) -> Draft:
    counts, _ = counting_listings(firm, context)
    tier_of, day = context.config.tier, context.as_of
    return Draft(
        id=firm.id,
        name=firm.name,
        city=firm.city.value if firm.city else None,
        example=firm.example,
        kept_off=tuple(_kept_off_always(firm, contact_state(firm, context), context)),
        sketches=tuple(option.sketch for option in options),
        listed=any(standing(tier_of(listing.tier), listing, day) in HOLDS for listing in counts),
        unmatched="" if options else _no_node(firm),
    )


@dataclass(frozen=True)
class _Option:
    """A firm at one node: factors and rulings; the words are made only when somebody reads them."""

    candidate: Candidate
    factors: list[Factored]
    rulings: list[Ruling]
    stopped: list[str]

    @property
    def match(self) -> NodeMatch:
        return self.candidate.match

    @cached_property
    def scored(self) -> Scored:
        c = self.candidate
        charged = penalties(c.match, c.context)
        return score(self.factors, dilution(c), charged, c.context.config.scoring)

    @cached_property
    def sketch(self) -> Sketch:
        c, loss = self.candidate, dilution(self.candidate)
        return Sketch(
            chain=c.match.chain.id,
            chain_name=c.match.chain.name,
            node=c.match.node.id,
            node_name=c.match.node.name,
            values=tuple(_shared(value, c.context) for value in values_of(self.factors)),
            loss=Ends(loss.centre, loss.low, loss.high),
            penalties=tuple(penalty.id for penalty in penalties(c.match, c.context)),
            stopped=tuple(self.stopped),
            strong_terms=c.match.strong_terms,
            countable=could_count(c.firm, list(c.indicators), c.context),
        )


def _shared(value: Value, context: Context) -> Value:
    """One object for all that are equal: most factors say one of a few things, so drafts stay small."""
    return context.once(value, lambda: value)


def _options(firm: Firm, matches: Sequence[NodeMatch], project: Project, context: Context) -> list[_Option]:
    return [_option(firm, match, project, context) for match in matches]


def _option(firm: Firm, match: NodeMatch, project: Project, context: Context) -> _Option:
    sites = judge_sites(match.chain, match.node, project, context)
    rulings = find_rulings(Case(firm, match, sites, context))
    indicators = rule_on_indicators(rulings, context)
    candidate = Candidate(firm, match, sites[0], indicators, project, context)
    stopped = _stops(sites, rulings) + _place_stops(candidate)
    return _Option(candidate, all_factors(candidate), rulings, stopped)


def _stops(sites: list[Site], rulings: list[Ruling]) -> list[str]:
    """What removes the pair: a failed admission rule, or no park that may be proposed yet."""
    stops = [
        ruling.finding.reason
        for ruling in rulings
        if ruling.of.kind == "admission" and ruling.result == "不计入"
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


def penalties(match: NodeMatch, context: Context) -> list[Penalty]:
    """What the total of the firm at this node is multiplied by."""
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
        verdicts=[ruling.verdict for ruling in option.rulings],
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
    return Judged(assessment, option.sketch.countable, c.match.strong_terms)


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
    always = _kept_off_always(c.firm, contacted, c.context)
    centre = option.scored.total.centre
    return kept_off(option.stopped, always, centre, scoring.weekly_list, example=c.firm.example)


def _kept_off_always(firm: Firm, contacted: Contacted, context: Context) -> list[str]:
    """What keeps the firm off the list at whatever node."""
    tiers = [context.config.tier(listing.tier) for listing in firm.listings]
    kept = [f"{tier.name}：只作参照，不推荐" for tier in tiers if "reference" in tier.use]
    return [*kept, contacted.rests] if contacted.rests else kept


def _no_node(firm: Firm) -> str:
    products = [text for text in firm.texts if text.field != "company_name"]
    if products:
        return f"{products[0].evidence.fact}，没有命中任何产业链环节"
    return "主营产品尚未采集，单凭企业名称没有命中任何产业链环节"


def _unmatched(firm: Firm, contacted: Contacted, context: Context) -> Judged:
    rulings = find_rulings(Case(firm, None, [], context))
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
        verdicts=[ruling.verdict for ruling in rulings],
        indicators=list(rule_on_indicators(rulings, context)),
        gates=[],
        reasons=[],
        concerns=[],
        contributions=[],
        next_question="主营产品是什么？",
        questions=["主营产品是什么？"],
        signing_entity="",
        topics=[],
        kept_off=[_no_node(firm)],
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
