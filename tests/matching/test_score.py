"""Axes, totals, intervals and points: domain guide, sections 10 and 18.11."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.candidate import Factored, decayed
from matching.config.scoring import AXES, ScoringFile
from matching.context import Context
from matching.firm import Firm, Project
from matching.judge import judge
from matching.result import Axis, Interval
from matching.score import Penalty, contributions, score
from tests.matching.build import (
    MONDAY,
    REGION,
    circumstances,
    evidence,
    factor_of,
    firm,
    listing,
    said,
    touch,
)
from tests.matching.conftest import Changed, Edit

NOTHING = Interval(centre=0, low=0, high=0)
SHARE = st.floats(0, 1)


def factored(axis: Axis, value: Interval, weight: float = 1.0, sure: bool = True) -> Factored:
    return Factored(axis, f"{axis}{weight}", "示例因素", weight, value, sure, "", [], "")


def point(value: float) -> Interval:
    return Interval(centre=value, low=value, high=value)


INTERVALS = st.tuples(SHARE, SHARE, SHARE).map(
    lambda ends: Interval(low=sorted(ends)[0], centre=sorted(ends)[1], high=sorted(ends)[2])
)
FACTORS = st.tuples(
    *(
        st.lists(
            st.builds(factored, st.just(axis), INTERVALS, st.floats(0.1, 100), st.booleans()),
            min_size=1,
            max_size=5,
        )
        for axis in AXES
    )
).map(lambda axes: [one for axis in axes for one in axis])
PENALTIES = st.lists(
    SHARE.map(lambda share: Penalty("shell_trade_risk", "示例折扣", share, evidence("折扣"))), max_size=2
)


@given(FACTORS, INTERVALS, PENALTIES)
def test_points_sum_to_the_score_and_intervals_stay_in_order(
    scoring: ScoringFile, factors: list[Factored], loss: Interval, penalties: list[Penalty]
) -> None:
    scored = score(factors, loss, penalties, scoring)
    points = sum(item.points for item in contributions(scored, scoring))
    assert points == pytest.approx(100 * scored.total.centre, abs=1e-9)
    for interval in (scored.total, *scored.axes.values()):
        assert 0 <= interval.low <= interval.centre + 1e-12
        assert interval.centre <= interval.high + 1e-12
        assert interval.high <= 1 + 1e-12
    assert 0 <= scored.completeness <= 1 + 1e-12


@pytest.mark.parametrize(("kpi_value", "total"), [(0.80, 0.647), (0.0, 0.372)])
def test_a_zero_on_one_axis_sinks_the_firm(scoring: ScoringFile, kpi_value: float, total: float) -> None:
    values: dict[Axis, float] = {"fit": 0.72, "propensity": 0.50, "kpi_value": kpi_value}
    factors = [factored(axis, point(value)) for axis, value in values.items()]
    assert score(factors, NOTHING, [], scoring).total.centre == pytest.approx(total, abs=5e-4)


def test_a_sign_of_ninety_days_keeps_71_percent() -> None:
    assert decayed(1.0, MONDAY - timedelta(days=90), MONDAY, 180) == pytest.approx(0.7071, abs=1e-4)
    assert decayed(0.6, MONDAY - timedelta(days=9000), MONDAY, None) == 0.6


# A name that says what it makes, so that the node stays when the product list goes.
COMPLETE = firm(
    "示例全屋定制有限公司",
    city="佛山市",
    chamber="副会长",
    codes=["2110"],
    listings=[listing("china500")],
    touches=[touch(40)],
)
IN_REGION = replace(COMPLETE, province=firm(province=REGION).province, city=None)
REMOVED: dict[str, tuple[Firm, Firm]] = {
    "city": (COMPLETE, replace(COMPLETE, city=None)),
    "province": (COMPLETE, replace(COMPLETE, province=None)),
    "province inside the region": (IN_REGION, replace(IN_REGION, province=None)),
    "chamber": (COMPLETE, replace(COMPLETE, chamber=[])),
    "touches": (COMPLETE, replace(COMPLETE, touches=[])),
    "listing": (COMPLETE, replace(COMPLETE, listings=[])),
    "code": (COMPLETE, replace(COMPLETE, codes=[])),
}


@pytest.mark.parametrize("removed", REMOVED)
def test_forgetting_a_fact_never_makes_us_surer(context: Context, removed: str) -> None:
    with_it, without = (judge(one, context).assessment for one in REMOVED[removed])
    assert (with_it.chain, with_it.node) == (without.chain, without.node)
    # Without listing or code other facts still say the same: the new entry is open, the word is there.
    if removed in {"listing", "code"}:
        assert without.completeness == pytest.approx(with_it.completeness)
    else:
        assert without.completeness < with_it.completeness - 1e-3
    for axis in AXES:
        before, after = with_it.axes[axis], without.axes[axis]
        assert after.high - after.low >= before.high - before.low - 1e-12
    before, after = with_it.score, without.score
    assert after.high - after.low >= before.high - before.low - 1e-12


@pytest.mark.parametrize("removed", REMOVED)
def test_forgetting_a_fact_moves_no_factor_beyond_its_prior(context: Context, removed: str) -> None:
    with_it, without = (judge(one, context).assessment for one in REMOVED[removed])
    old = {item.factor: item.value.centre for item in with_it.contributions}
    new = {item.factor: item.value.centre for item in without.contributions}
    priors = {
        name: settings.prior
        for axis in AXES
        for name, settings in context.config.scoring.axis(axis).factors.items()
    }
    for factor, prior in priors.items():
        low, high = sorted((old[factor], prior))
        assert low - 1e-12 <= new[factor] <= high + 1e-12, factor


def test_without_its_products_a_firm_is_judged_by_its_name_and_believed_less(context: Context) -> None:
    """The node is looked for anew; here the name leads to the same one."""
    named = replace(COMPLETE, codes=[])
    without = replace(named, texts=[text for text in named.texts if text.field == "company_name"])
    before, after = judge(named, context), judge(without, context)
    assert (before.assessment.node, after.assessment.node) == ("furniture", "furniture")
    told, guessed = factor_of(before, "node_match"), factor_of(after, "node_match")
    assert 0 < guessed.centre < told.centre
    assert guessed.high - guessed.low > told.high - told.low
    assert after.assessment.completeness <= before.assessment.completeness


def test_a_firm_without_any_node_may_be_anything(context: Context) -> None:
    blank = judge(firm("示例有限公司", products=""), context).assessment
    assert (blank.score.low, blank.score.high, blank.completeness) == (0, 1, 0)
    assert blank.next_question == "主营产品是什么？"
    assert blank.kept_off


def test_what_is_not_known_is_asked_and_what_is_known_is_not(context: Context) -> None:
    without_city = judge(replace(COMPLETE, city=None), context).assessment
    assert any("哪个城市" in question for question in without_city.questions)
    assert not any("哪个城市" in question for question in judge(COMPLETE, context).assessment.questions)


def test_what_is_asked_first_is_what_could_move_the_total_most(context: Context, changed: Changed) -> None:
    """Money and land weigh 15 of 100 in the first axis, plans to expand 22 of 100 in the second."""
    assert judge(COMPLETE, context).assessment.next_question.startswith("近期有没有扩产")
    fit_only = changed(
        Edit("scoring.yaml", "weight: 0.45", "weight: 0.98"),
        Edit("scoring.yaml", "weight: 0.35", "weight: 0.01"),
        Edit("scoring.yaml", "weight: 0.20", "weight: 0.01"),
    )
    asked = judge(COMPLETE, circumstances(fit_only)).assessment
    assert asked.next_question.startswith("计划投资多少亿元、用地多少亩")
    assert asked.next_question == asked.questions[0]


def test_a_wind_farm_ranks_below_a_smaller_maker_of_equipment(context: Context) -> None:
    farm = judge(firm("示例风电有限公司", products="风电场"), context, Project(ticket_yi=10))
    maker = judge(firm("示例装备有限公司", products="风电塔筒"), context, Project(ticket_yi=1))
    assert farm.assessment.chain == maker.assessment.chain
    assert farm.order > maker.order
    assert farm.assessment.axes["kpi_value"].centre < maker.assessment.axes["kpi_value"].centre
    assert "33.26%" in said(farm.assessment)
    assert "45.99 亿元" in said(farm.assessment)
    dilution = next(item for item in farm.assessment.contributions if item.factor == "dilution")
    assert dilution.points < 0


@pytest.mark.parametrize(("products", "share"), [("风电场", 1.0), ("生物质颗粒", 0.5)])
def test_what_dilutes_the_share_costs_its_price(context: Context, products: str, share: float) -> None:
    """1 亿 takes 0.03 × 0.55/0.45 from the axis, half of it where half is manufacturing."""
    maker = firm("示例有限公司", products=products)
    small, large = (judge(maker, context, Project(ticket_yi=ticket)).assessment for ticket in (1, 3))
    earned = (1 - share) * 2 * (3 - 1) * 0.03 * 0.10  # ticket size: nothing without any manufacturing
    lost = share * (3 - 1) * 0.03 * 0.55 / 0.45
    moved = large.axes["kpi_value"].centre - small.axes["kpi_value"].centre
    assert moved == pytest.approx(earned - lost)


def test_a_signing_that_does_not_count_adds_nothing_and_says_by_which_rule(context: Context) -> None:
    inside = judge(IN_REGION, context).assessment
    for factor in ("mfg_project", "ticket_size"):
        item = next(item for item in inside.contributions if item.factor == factor)
        assert (item.points, item.value.high, item.known) == (0, 0, True)
        assert item.evidence[0].url == "config/eligibility.yaml"


def test_when_the_share_is_reached_manufacturing_earns_nothing_more(changed: Changed) -> None:
    reached = circumstances(
        changed(
            Edit("kpi.yaml", "largest_non_mfg_yi: 53.54", "largest_non_mfg_yi: 10"),
            Edit("kpi.yaml", "mfg_share_contract_pct: 37.17", "mfg_share_contract_pct: 88.26"),
        )
    )
    farm = judge(firm("示例风电有限公司", products="风电场"), reached, Project(ticket_yi=10)).assessment
    factors = {item.factor: item for item in farm.contributions}
    assert "mfg_project" not in factors
    assert "dilution" not in factors
    assert factors["ticket_size"].value.centre == pytest.approx(0.3)
    assert "33.26%" not in said(farm)
    assert sum(item.points for item in farm.contributions) == pytest.approx(100 * farm.score.centre)


def test_a_filled_link_is_worth_a_fifth_of_a_missing_one(context: Context, changed: Changed) -> None:
    assert factor_of(judge(firm(), context), "node_gap").centre == pytest.approx(1.0)
    node = "- id: furniture"
    present = changed(Edit("chains.yaml", "local: gap", "local: present", node))
    assert factor_of(judge(firm(), circumstances(present)), "node_gap").centre == pytest.approx(0.2)
    unknown = changed(Edit("chains.yaml", "local: present", "local: unknown", node))
    assert factor_of(judge(firm(), circumstances(unknown)), "node_gap").centre == pytest.approx(0.5)


def test_a_scope_alone_is_marked_down_where_everybody_writes_it(context: Context) -> None:
    maker = firm("示例有限公司", products="", scope="人工智能、数据标注")
    judged = judge(maker, context).assessment
    assert judged.node == "ai_service"
    penalty = next(item for item in judged.contributions if item.factor == "scope_inflation_only")
    assert penalty.points < 0
    assert sum(item.points for item in judged.contributions) == pytest.approx(100 * judged.score.centre)
    assert penalty.evidence[0].url == "config/scoring.yaml"


def test_a_contribution_names_what_gave_it_its_value(context: Context) -> None:
    both = judge(firm("示例有限公司", products="全屋定制", codes=["2190"]), context).assessment
    match = next(item for item in both.contributions if item.factor == "node_match")
    assert match.why.startswith("“全屋定制”（主营产品）")
    assert "行业代码 2190" in match.why
    assert [item.fact for item in match.evidence] == ["主营产品：全屋定制", "2190"]


def test_a_core_code_alone_is_enough_and_is_cited(context: Context) -> None:
    coded = judge(firm("示例有限公司", products="", codes=["2110"]), context).assessment
    match = next(item for item in coded.contributions if item.factor == "node_match")
    assert coded.node == "furniture"
    assert match.why.startswith("行业代码 2110")
    assert "2110" in coded.reasons[0].text


CORE, ADJACENT, STRONG, BARE = 3.0, 1.0, 3.0, 0.9
"""Points of reading.yaml."""


@pytest.mark.parametrize(
    ("code", "products", "points"),
    [
        ("2110", "", CORE),
        ("2190", "", ADJACENT),
        ("2669", "", ADJACENT),
        ("2669", "装饰纸", CORE + STRONG * BARE),
    ],
    ids=["core", "adjacent", "catch-all class", "catch-all class beside a word"],
)
def test_a_code_says_less_when_it_is_adjacent_or_catches_all(
    context: Context, code: str, products: str, points: float
) -> None:
    """Points × their part of all, against a half of 3: worked out by hand."""
    coded = judge(firm("示例有限公司", products=products, codes=[code]), context)
    focused = points * points / (1 + points)
    assert factor_of(coded, "node_match").centre == pytest.approx(focused / (focused + 3), abs=1e-5)


@pytest.mark.parametrize(
    "one",
    [COMPLETE, IN_REGION, firm("示例风电有限公司", products="风电场"), firm("示例有限公司", products="缫丝")],
    ids=["complete", "in the region", "wind farm", "silk"],
)
def test_every_factor_can_be_walked_back(context: Context, one: Firm) -> None:
    for item in judge(one, context).assessment.contributions:
        if item.factor not in {"dilution", "floor"}:
            assert item.evidence, item.factor
