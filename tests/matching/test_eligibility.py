"""Would it count? Domain guide, sections 8, 18.1 and 18.2."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.config.bundle import Config
from matching.context import Context, ListRead
from matching.eligibility import judge_indicators
from matching.judge import judge
from matching.result import RuleResult, Verdict
from tests.matching.build import (
    MONDAY,
    REGION,
    circumstances,
    firm,
    indicator_of,
    listing,
    rule_of,
    touch,
    whole_lists,
)
from tests.matching.conftest import Changed, Edit

RESULTS: list[RuleResult] = ["计入", "不计入", "待核"]


@pytest.mark.parametrize("name", ["润生木业", "中南木业", "新达木业"])
def test_a_legal_person_of_the_region_does_not_count_as_signed(context: Context, name: str) -> None:
    judged = judge(firm(name, province=REGION, city=None, products="胶合板"), context)
    assert indicator_of(judged, "new_signing") == ("不计入", ["out_of_region_legal_person"])
    assert rule_of(judged, "new_entry") == ("不计入", f"{name}已在三江口森林工业城签约或入驻")
    assert REGION in judged.assessment.concerns[0].text


def test_a_group_already_here_is_no_new_list_firm_but_its_signing_is_judged_apart(changed: Changed) -> None:
    tenant = "[{name: 示例集团, what: 2024年签约, counts: null, source: 示例园区答复, status: confirmed}]"
    config = changed(
        Edit("parks.yaml", "signed_or_tenants: []", f"signed_or_tenants: {tenant}", "id: green_building")
    )
    here = firm("示例集团股份有限公司", products="填充母粒", listings=[listing("china500")])
    judged = judge(here, circumstances(config, lists=whole_lists(config)))
    assert indicator_of(judged, "list_firm_new") == ("不计入", ["new_entry"])
    assert indicator_of(judged, "new_signing")[0] == "计入"
    assert not judged.countable


def test_a_certificate_holds_on_its_last_day_and_not_on_the_next(config: Config) -> None:
    giant = firm(listings=[listing("little_giant", "第八批", published_on="2023-11-23")])
    last = judge(giant, circumstances(config, as_of=MONDAY))
    after = judge(giant, circumstances(config, as_of=MONDAY + timedelta(days=1)))
    assert rule_of(last, "list_member")[0] == "计入"
    assert last.countable
    result, reason = rule_of(after, "list_member")
    assert (result, "过期" in reason) == ("不计入", True)
    assert not after.countable


def test_a_year_that_was_overtaken_is_asked_for_by_name(context: Context) -> None:
    judged = judge(firm(listings=[listing("china_private500", "2025", "2025-09-10")]), context)
    verdict = next(v for v in judged.assessment.verdicts if v.rule == "list_member")
    assert verdict.result == "待核"
    assert "2025" in verdict.reason
    assert "2026" in verdict.question


def test_a_list_stands_until_the_next_one_is_due(config: Config) -> None:
    private500 = firm(listings=[listing("china_private500", "2025", "2025-09-10")])
    judged = judge(private500, circumstances(config, as_of=MONDAY.replace(month=10, day=31)))
    assert rule_of(judged, "list_member")[0] == "计入"


@pytest.mark.parametrize("newest_first", [True, False])
def test_one_list_in_force_is_enough_beside_an_overtaken_one(context: Context, newest_first: bool) -> None:
    both = [listing("china500", "2024", "2024-09-11"), listing("little_giant", "第九批", "2025-10-10")]
    judged = judge(firm(listings=both[::-1] if newest_first else both), context)
    assert rule_of(judged, "list_member")[0] == "计入"


def test_an_unconfirmed_kind_of_list_is_open_but_not_once_it_has_expired(config: Config) -> None:
    lists = whole_lists(config)
    open_ = judge(
        firm(listings=[listing("provincial_srdi", "2025", "2025-06-01")]), circumstances(config, lists=lists)
    )
    gone = judge(
        firm(listings=[listing("provincial_srdi", "2020", "2020-06-01")]), circumstances(config, lists=lists)
    )
    assert rule_of(open_, "list_member")[0] == "待核"
    assert open_.countable
    assert rule_of(gone, "list_member")[0] == "不计入"
    assert not gone.countable


def test_three_lists_instead_of_four_leave_the_manufacturing_500_out(
    config: Config, changed: Changed
) -> None:
    maker = firm(listings=[listing("china_mfg500")])
    four = judge(maker, circumstances(config, lists=whole_lists(config)))
    assert rule_of(four, "list_member")[0] == "计入"
    assert four.countable
    fewer = changed(Edit("eligibility.yaml", "list_set_in_use: {v: four", "list_set_in_use: {v: three"))
    three = judge(maker, circumstances(fewer, lists=whole_lists(fewer)))
    assert indicator_of(three, "list_firm_new")[0] == "不计入"
    assert indicator_of(three, "list_firm_new")[1] == ["list_member"]
    assert not three.countable


def test_absence_from_a_list_is_known_only_when_every_list_was_read(config: Config) -> None:
    lists = whole_lists(config)
    assert rule_of(judge(firm(), circumstances(config, lists=lists)), "list_member")[0] == "不计入"
    unread = {tier: read for tier, read in lists.items() if tier != "china500"}
    excerpt = {**lists, "china500": ListRead("2026", whole=False, example=False)}
    made_up = {**lists, "china500": ListRead("2026", whole=True, example=True)}
    for gap in (unread, excerpt, made_up):
        result, reason = rule_of(judge(firm(), circumstances(config, lists=gap)), "list_member")
        assert (result, "中国企业500强未采全" in reason) == ("待核", True)


def test_an_unknown_registration_asks_the_question_of_the_rule(context: Context) -> None:
    judged = judge(firm(province=None, city=None), context)
    verdict = next(v for v in judged.assessment.verdicts if v.rule == "out_of_region_legal_person")
    assert verdict.result == "待核"
    assert verdict.question == context.config.rule("out_of_region_legal_person").question
    assert indicator_of(judged, "new_signing") == ("待核", ["out_of_region_legal_person"])


@pytest.mark.parametrize("products", ["全屋定制", "风电场", "没有命中的产品"])
def test_every_rule_of_the_configuration_is_answered_once(context: Context, products: str) -> None:
    verdicts = judge(firm("示例有限公司", products=products), context).assessment.verdicts
    assert [verdict.rule for verdict in verdicts] == [rule.id for rule in context.config.eligibility.rules]
    assert all(verdict.reason for verdict in verdicts)
    assert all(verdict.question for verdict in verdicts if verdict.result != "计入")


@given(st.lists(st.tuples(st.sampled_from(RESULTS), st.booleans(), st.booleans()), min_size=1, max_size=5))
def test_any_failure_outweighs_any_unknown_and_that_outweighs_a_pass(
    context: Context, rules: list[tuple[RuleResult, bool, bool]]
) -> None:
    verdicts = [
        Verdict(
            rule=f"rule{number}",
            name="示例规则",
            kind="counting" if counting else "notice",
            result=result,
            reason="示例",
            evidence=[],
            question="",
            indicators=["new_signing"] if named else ["list_firm_new"],
        )
        for number, (result, counting, named) in enumerate(rules)
    ]
    decided = {item.indicator: item for item in judge_indicators(verdicts, context)}
    for indicator, about in (("new_signing", True), ("list_firm_new", False)):
        mine = [result for result, counting, named in rules if counting and named is about]
        if not mine:
            assert indicator not in decided
            continue
        expected = next(result for result in ("不计入", "待核", "计入") if result in mine)
        assert decided[indicator].result == expected
        assert len(decided[indicator].rules) == mine.count(expected)


def test_a_firm_known_only_as_having_moved_elsewhere_is_never_proposed(context: Context) -> None:
    moved = judge(firm(listings=[listing("relocated_peers", "rolling")]), context)
    assert any("已迁入广西同类园区" in reason for reason in moved.assessment.kept_off)


def test_a_signing_in_the_ledger_is_no_new_entry(context: Context) -> None:
    signed = judge(firm(touches=[touch(200, stage="签约")]), context)
    assert rule_of(signed, "new_entry") == ("不计入", "台账记为签约，已有签约项目")
    talked = judge(firm(touches=[touch(200, stage="洽谈")]), context)
    assert rule_of(talked, "new_entry")[0] == "待核"
