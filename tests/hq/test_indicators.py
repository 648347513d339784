"""The KPI page against the golden values of the domain guide, sections 4.2 to 4.8, worked by hand there."""

from __future__ import annotations

import pytest

from matching.context import Context
from matching.hq.indicators import indicators
from tests.matching.build import circumstances
from tests.matching.conftest import Changed, Edit


def test_contacts_weeks_and_chances(context: Context) -> None:
    rows = indicators(context).landing
    assert [(f"{one.rate:.2%}", one.contacts, one.weeks_slow, one.weeks_fast) for one in rows] == [
        ("0.50%", 855, 57, 43),
        ("1.00%", 427, 29, 22),
        ("2.00%", 213, 15, 11),
        ("3.87%", 110, 8, 6),
        ("3.90%", 109, 8, 6),
        ("7.70%", 55, 4, 3),
    ]
    assert [f"{one.zero_chance:.0%}" for one in rows] == ["84%", "71%", "50%", "26%", "26%", "7%"]
    hundredths = {"0.50%": 1.9, "1.00%": 10, "2.00%": 39, "3.90%": 82, "7.70%": 99}
    for one in rows:
        if f"{one.rate:.2%}" in hundredths:
            assert 100 * one.target_chance == pytest.approx(hundredths[f"{one.rate:.2%}"], abs=0.5)
    assert rows[3].basis.endswith("560/14,475")


def test_plans_money_and_the_wind_farm(context: Context) -> None:
    one = indicators(context)
    year, half = one.plans
    assert (year.basis, year.in_use, f"{year.remaining:.2f}", f"{year.manufacturing:.2f}") == (
        "全年", True, "34.79", "34.33",
    )  # fmt: skip
    assert f"{year.share_of_remaining:.1%}" == "98.7%"
    assert (half.in_use, f"{half.manufacturing:.2f}", f"{half.share_of_remaining:.1%}") == (
        False, "81.20", "67.7%",
    )  # fmt: skip
    assert [f"{part:.4g}" for part in one.wind_farm] == ["10", "0.3326", "45.99"]
    assert (f"{one.average_project:.2f}", one.projects_needed) == ("2.11", 16)
    assert (one.budget.trips, one.budget.rest, one.budget.team_trips_cost) == (3, 1, 51)
    assert (f"{one.budget.times_budget:.1f}", one.budget.what_if) == ("5.1", [(300, 100)])
    assert f"{one.own_pace:.1f}" == "4.3"
    # 400 元 a day for 3 visits; 30,000 元 for 5 days of 3 visits; 6,150 of 14,475 visits led on.
    costs = [
        (round(item.cost_per_visit), round(item.cost_per_inspection or 0)) for item in one.budget.classes
    ]
    assert costs == [(133, 314), (2000, 4707)]


def test_both_past_half_says_unknown_where_the_report_is_masked(context: Context) -> None:
    rows = {one.indicator: one for one in indicators(context).progress}
    assert (rows["list_firm_new"].half, rows["list_firm_new"].share) == ("未过半", 0)
    assert (rows["leader_trips"].half, rows["leader_trips"].share) == ("达标", 1.5)
    assert (rows["chain_signing"].half, f"{rows['chain_signing'].share:.1%}") == ("过半", "71.0%")
    assert rows["mfg_share_contract"].half == "未达标"
    assert (rows["funds"].done, rows["funds"].share, rows["funds"].half) == (None, None, "未知")
    assert indicators(context).elapsed == pytest.approx(181 / 365)


def test_a_target_reached_asks_for_nothing(changed: Changed) -> None:
    done = indicators(circumstances(changed(Edit("kpi.yaml", "list_landed: 0", "list_landed: 3"))))
    assert (done.list_missing, done.landing) == (0, [])


def test_a_total_too_small_cannot_be_reached_and_prints_no_share_above_one(changed: Changed) -> None:
    small = indicators(
        circumstances(changed(Edit("kpi.yaml", "chain_signing_yi: 120", "chain_signing_yi: 100")))
    )
    assert (small.plans[0].reachable, small.plans[0].share_of_remaining) == (False, None)
