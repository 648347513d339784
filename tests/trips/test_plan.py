"""What a plan promises, on firms judged by the shipped configuration: domain guide, sections 13 and 18.9."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import UserError
from matching.config.bundle import Config
from matching.config.trips import minute_of_day
from matching.context import Context
from matching.judge import judge
from matching.trips.candidates import Booking, candidates
from matching.trips.model import TripPlan, Visit
from matching.trips.tours import model_cost, trips_paid
from tests.matching.build import MONDAY, circumstances, firm, listing, touch
from tests.matching.conftest import Changed, Edit
from tests.trips.build import plan_of, week_of


@pytest.fixture(scope="module")
def plan(context: Context) -> TripPlan:
    return plan_of(week_of(context), context)


def visits(plan: TripPlan, kind: str) -> list[Visit]:
    part = plan.resident if kind == "resident" else plan.delegation
    return [visit for route in part.routes for visit in route.visits]


def test_a_hundred_thousand_yuan_pay_three_delegations_three_million_a_hundred(
    config: Config, plan: TripPlan
) -> None:
    assert trips_paid(config.trips, 100_000) == 3
    assert trips_paid(config.trips, 3_000_000) == 100
    assert plan.trips_paid == 3
    assert len(plan.delegation.routes) <= 3
    (what,) = plan.what_if
    assert (what.budget_yuan, what.trips_paid) == (3_000_000, 100)
    assert what.trips_used <= 100
    assert what.steps[: len(plan.delegation.routes)][-1].value == pytest.approx(
        plan.delegation.outcomes[0].value
    )
    assert what.outcome.value >= plan.delegation.outcomes[0].value


def test_slots_are_what_office_hours_hold(plan: TripPlan) -> None:
    assert plan.resident.slots == 2 * 4 * 3
    assert plan.delegation.slots == 3 * (2 + 3 + 3 + 3 + 2)  # half a day on the first and the last day


def test_a_trip_by_its_parts_costs_28500_yuan(config: Config) -> None:
    assert model_cost(config.trips) == 28_500


def test_without_money_there_are_no_delegations(context: Context) -> None:
    poor = plan_of(week_of(context), context, budget=29_999)
    assert poor.delegation.routes == []
    assert all("经费不够派一次团" in one.reason for one in poor.top_dropped if one.city == "上海市")


def test_a_leader_only_firm_is_never_in_a_resident_plan(plan: TripPlan) -> None:
    assert not any(visit.leader_only or "大集团" in visit.enterprise for visit in visits(plan, "resident"))
    seen = {visit.enterprise for visit in visits(plan, "delegation")}
    left = {one.enterprise for one in (*plan.top_dropped, *plan.other_dropped)}
    assert {"示例大集团家居有限公司", "示例大集团木业有限公司"} <= seen | left


def test_every_firm_of_the_list_is_visited_or_left_out_with_a_reason(plan: TripPlan) -> None:
    seen = {visit.rank for kind in ("resident", "delegation") for visit in visits(plan, kind)} - {None}
    left = {one.rank for one in plan.top_dropped}
    assert seen | left == set(range(1, 21))
    assert not seen & left
    assert all(one.reason for one in (*plan.top_dropped, *plan.other_dropped))
    reasons = {one.enterprise: one.reason for one in (*plan.top_dropped, *plan.other_dropped)}
    assert "城市未知" in reasons["示例无城市家居有限公司"]
    assert "坐标" in reasons["示例某地家居有限公司"]


def test_the_plan_is_worth_at_least_what_people_would_get(plan: TripPlan) -> None:
    for part in (plan.resident, plan.delegation):
        solver, top_n, by_town = part.outcomes
        assert solver.value >= max(top_n.value, by_town.value)
        assert solver.value == pytest.approx(sum(route.value for route in part.routes))
        assert solver.km == pytest.approx(sum(route.km for route in part.routes), abs=0.1)


def test_visits_lie_in_office_hours_three_a_day_and_never_twice(config: Config, plan: TripPlan) -> None:
    hours = [
        [minute_of_day(one) for one in span.split("-")] for span in config.trips.constraints.office_hours
    ]
    everybody = [visit.enterprise_id for kind in ("resident", "delegation") for visit in visits(plan, kind)]
    assert len(everybody) == len(set(everybody))
    for part in (plan.resident, plan.delegation):
        for route in part.routes:
            days = [visit.day for visit in route.visits]
            assert all(days.count(day) <= 3 for day in days)
            for visit in route.visits:
                start, end = minute_of_day(visit.start), minute_of_day(visit.end)
                assert end - start == 90
                assert any(opens <= start and end <= closes for opens, closes in hours)
            for before, after in zip(route.visits, route.visits[1:], strict=False):
                if before.day == after.day:
                    gap = minute_of_day(after.start) - minute_of_day(before.end)
                    assert gap >= after.way_minutes
                    assert (before.city == after.city) == (after.way_minutes == 0)
    team_days = {(route.team, route.day) for route in plan.resident.routes}
    assert len(team_days) == len(plan.resident.routes) <= 8
    assert {day for _, day in team_days} <= {f"2026-11-{day}" for day in (24, 25, 26, 27)}


def test_a_delegation_has_one_chamber_evening_where_it_sleeps(plan: TripPlan) -> None:
    for route in plan.delegation.routes:
        assert route.evening is not None
        assert route.evening.city in {visit.city for visit in route.visits if visit.day == route.evening.day}
        assert len({visit.day for visit in route.visits}) <= 5
    assert all(route.evening is None for route in plan.resident.routes)


def test_the_same_input_gives_the_same_plan(context: Context, plan: TripPlan) -> None:
    assert plan_of(week_of(context), context) == plan


def test_an_appointment_is_kept_at_its_time(context: Context) -> None:
    firms = week_of(context)
    booking = Booking(firms[0].id, date(2026, 11, 26), minute_of_day("15:00"))
    kept = [
        visit for visit in visits(plan_of(firms, context, bookings=[booking]), "resident") if visit.booked
    ]
    assert [(visit.enterprise_id, visit.day, visit.start) for visit in kept] == [
        (firms[0].id, "2026-11-26", "15:00")
    ]


def test_an_appointment_on_a_day_without_visits_is_said_not_dropped_in_silence(context: Context) -> None:
    firms = week_of(context)
    booking = Booking(firms[0].id, MONDAY, minute_of_day("09:00"))
    plan = plan_of(firms, context, bookings=[booking])
    reasons = {one.enterprise_id: one.reason for one in (*plan.top_dropped, *plan.other_dropped)}
    assert "2026-11-23 09:00" in reasons[firms[0].id]


def test_a_prize_is_chance_times_value_less_recency_and_more_if_it_could_count(context: Context) -> None:
    rested = firm("示例甲家居有限公司", touches=[touch(90)])
    counts = firm("示例乙家居有限公司", listings=[listing("little_giant")])
    due = firm("示例丙家居有限公司", touches=[touch(40, callback_in=0)])
    judged = [judge(one, context) for one in (rested, counts, due)]
    found = {
        one.enterprise: one
        for one in candidates(judged, {one.id: one for one in (rested, counts, due)}, {}, {}, context)
    }
    first, second, third = (found[one.name] for one in (rested, counts, due))
    assert first.recency == pytest.approx(0.5)  # a half-life of warmth ago
    assert first.prize == pytest.approx(first.chance * first.value * 0.5, abs=1e-6)
    assert (second.factor, second.countable) == (1.5, True)
    assert third.recency == 0
    assert first.factor == third.factor == 1


def test_a_firm_seen_a_few_days_ago_is_no_candidate(context: Context) -> None:
    firms = [firm("示例甲家居有限公司", touches=[touch(10)]), firm("示例乙家居有限公司")]
    plan = plan_of(firms, context)
    assert [visit.enterprise for visit in visits(plan, "resident")] == ["示例乙家居有限公司"]


def test_who_never_met_a_decision_maker_is_left_to_a_leader(context: Context) -> None:
    open_again = firm("示例甲家居有限公司", touches=[touch(40, reason="决策层未见", callback_in=0)])
    plan = plan_of([open_again], context)
    assert visits(plan, "resident") == []
    (visit,) = visits(plan, "delegation")
    assert "决策层未见" in visit.leader_only


def test_a_delegation_goes_to_leader_only_firms_of_the_area_before_richer_cities_far_away(
    context: Context,
) -> None:
    """The bureau's case: one giant in 广州 that no team may call on, and far cities that hold far more."""
    far = [
        firm(f"示例家居{city}{n}厂有限公司", province="浙江省", city=city)
        for city in ("杭州市", "绍兴市", "嘉兴市", "宁波市")
        for n in range(1, 12)
    ]
    near = [firm(f"示例家居佛山{n}厂有限公司", city="佛山市") for n in range(1, 40)]
    giants = [
        firm("示例大集团家居有限公司", city="广州市", listings=[listing("china500")]),
        firm("示例大集团木业有限公司", city="深圳市", listings=[listing("fortune_global500")]),
    ]
    plan = plan_of([*far, *near, *giants], context)
    first, *others = plan.delegation.routes
    # Both giants are met on one trip, whose free hours are filled in the same region.
    assert {visit.enterprise for visit in first.visits if visit.leader_only} == {one.name for one in giants}
    assert len(first.visits) > 2
    assert all(visit.beside for visit in first.visits if not visit.leader_only)
    assert all(one.name in first.why for one in giants)
    # The other trips need no leader, and say so to whoever has to decide.
    assert others
    assert all("请局里定" in route.why for route in others)
    everybody = [visit.enterprise_id for kind in ("resident", "delegation") for visit in visits(plan, kind)]
    assert len(everybody) == len(set(everybody))


def test_a_county_may_send_delegations_to_leader_only_firms_alone(changed: Changed) -> None:
    context = circumstances(
        changed(Edit("trips.yaml", "takes_outside_area: true", "takes_outside_area: false"))
    )
    plan = plan_of(week_of(context), context)
    assert all(visit.leader_only or visit.beside for visit in visits(plan, "delegation"))
    assert any("不在驻点小组片区" in one.reason for one in (*plan.top_dropped, *plan.other_dropped))


def test_nobody_to_visit_is_no_mistake(context: Context) -> None:
    plan = plan_of([], context)
    assert plan.resident.routes == plan.delegation.routes == []
    assert any("没有可走访" in note for note in plan.notes)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("lists: [fortune_global500", "lists: [fortune_globe500", "fortune_globe500"),
        ("reasons: [决策层未见]", "reasons: [见不到人]", "见不到人"),
        ('day: "07:00-20:00"', 'day: "20:00-07:00"', "先后不能颠倒"),
        ('"09:00-12:00"', '"9点-12点"', "office_hours"),
        ("iterations: 3000", "iterations: 0", "iterations"),
    ],
)
def test_a_mistake_in_trips_yaml_is_refused(changed: Changed, old: str, new: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        changed(Edit("trips.yaml", old, new))
