"""The search on random weeks: never worse than people, never better than the proven optimum."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.trips_optimum import optimum
from matching.config.check import load_checked
from matching.config.trips import minute_of_day
from matching.trips.classes import Planned, Search, plan_class
from matching.trips.model import Route
from matching.trips.places import leg, place_of
from matching.trips.timing import Stop
from matching.trips.tours import delegation_tours, resident_tours, rules_of
from tests.config.conftest import SHIPPED
from tests.matching.build import MONDAY, circumstances
from tests.trips.build import AREA, FAR, candidate

CONTEXT = circumstances(load_checked(SHIPPED))
Drawn = list[tuple[str, float, tuple[int, str] | None]]
TIMES = ("09:00", "10:00", "14:30", "16:00")
weeks = st.lists(
    st.tuples(
        st.sampled_from(AREA),
        st.floats(0, 0.6).map(lambda prize: round(prize, 6)),
        st.none() | st.tuples(st.integers(0, 6), st.sampled_from(TIMES)),
    ),
    max_size=40,
)
trips = st.lists(st.tuples(st.sampled_from(FAR), st.floats(0, 0.6), st.none()), max_size=30)


def resident(drawn: Drawn, iterations: int = 40) -> Planned:
    firms = [
        candidate(
            number,
            city,
            prize,
            rank=number + 1,
            booked=f"{MONDAY + timedelta(days=when[0])} {when[1]}" if when else None,
        )
        for number, (city, prize, when) in enumerate(drawn)
    ]
    rules = rules_of(CONTEXT.config.trips)
    return plan_class("resident", resident_tours(CONTEXT), firms, rules, Search(iterations, 1), {}, CONTEXT)


def check_route(route: Route) -> None:
    """Worked out again from places and clock times, without the code that made the timetable."""
    hours = [
        [minute_of_day(one) for one in span.split("-")]
        for span in CONTEXT.config.trips.constraints.office_hours
    ]
    for visit in route.visits:
        start = minute_of_day(visit.start)
        assert minute_of_day(visit.end) == start + 90
        assert any(opens <= start and start + 90 <= closes for opens, closes in hours)
    for before, after in zip(route.visits, route.visits[1:], strict=False):
        here, there = place_of(before.city), place_of(after.city)
        assert here is not None
        assert there is not None
        way = leg(here, there, CONTEXT.config.trips.travel)
        days = 1440 * (_day(after.day) - _day(before.day))
        assert days + minute_of_day(after.start) - minute_of_day(before.end) >= way.minutes
    if route.begin:
        assert minute_of_day(route.leave) >= minute_of_day("07:00")
        assert minute_of_day(route.back) <= minute_of_day("20:00")


def _day(text: str) -> int:
    return int(text.removeprefix("第 ").removesuffix(" 天")) if "第" in text else int(text[-2:])


@settings(max_examples=60)
@given(drawn=weeks)
def test_a_week_is_possible_and_at_least_as_good_as_people_make_it(drawn: Drawn) -> None:
    planned = resident(drawn)
    solver, *people = planned.outcomes
    for other in people:
        assert (solver.booked, solver.value) >= (other.booked, other.value)
    seen = [visit.enterprise_id for route in planned.routes for visit in route.visits]
    assert len(seen) == len(set(seen))
    for route in planned.routes:
        assert len(route.visits) <= 3
        check_route(route)
        for visit in route.visits:
            when = drawn[int(visit.enterprise_id.removeprefix("id-"))][2]
            if visit.booked:
                assert when is not None
                assert (visit.day, visit.start) == (str(MONDAY + timedelta(days=when[0])), when[1])


@settings(max_examples=25)
@given(drawn=trips, count=st.integers(0, 4))
def test_delegations_are_possible_and_at_least_as_good_as_people_make_them(drawn: Drawn, count: int) -> None:
    firms = [
        candidate(number, city, round(prize, 6), travels="delegation")
        for number, (city, prize, _) in enumerate(drawn)
    ]
    tours, rules = delegation_tours(CONTEXT.config.trips, count), rules_of(CONTEXT.config.trips)
    planned = plan_class("delegation", tours, firms, rules, Search(40, 1), {}, CONTEXT)
    solver, *people = planned.outcomes
    assert all(solver.value >= other.value for other in people)
    assert len(planned.routes) <= count
    for route in planned.routes:
        check_route(route)
        days = [visit.day for visit in route.visits]
        assert all(days.count(day) <= 3 for day in days)
        assert all(visit.way_minutes <= 180 for visit in route.visits)


led_trips = st.lists(
    st.tuples(st.sampled_from((*FAR, *AREA)), st.floats(0.01, 0.6), st.booleans()), max_size=25
)


@settings(max_examples=25)
@given(drawn=led_trips, near=st.integers(0, 6), count=st.integers(0, 3))
def test_who_needs_a_leader_comes_first_in_every_way_of_planning(
    drawn: list[tuple[str, float, bool]], near: int, count: int
) -> None:
    firms = [
        candidate(
            number, city, round(prize, 6), travels="delegation", leader_only="须领导出面" if led else ""
        )
        for number, (city, prize, led) in enumerate(drawn)
    ]
    waiting = [candidate(100 + number, "广州市", 0.3) for number in range(near)]
    tours, rules = delegation_tours(CONTEXT.config.trips, count), rules_of(CONTEXT.config.trips)
    planned = plan_class("delegation", tours, firms, rules, Search(40, 1), {}, CONTEXT, waiting)
    visits = [visit for route in planned.routes for visit in route.visits]
    met = [visit for visit in visits if visit.leader_only]
    if count and any(led for _, _, led in drawn):
        # Three visits a day leave room for the most valuable one whatever else there is.
        assert met
        assert any(visit.leader_only for visit in planned.routes[0].visits)
    for route in planned.routes:
        check_route(route)
        assert route.why
        # A firm of the resident teams is no reason for a trip.
        if any(visit.beside for visit in route.visits):
            assert any(visit.leader_only for visit in route.visits)
            assert "须领导出面的" in route.why
    assert planned.outcomes[0].led == len(met)


@pytest.mark.slow
def test_the_search_comes_near_the_proven_optimum() -> None:
    drawn: Drawn = [(AREA[n % 9], round(0.05 + (n * 37 % 101) / 400, 6), None) for n in range(60)]
    tours, rules = [named.tour for named in resident_tours(CONTEXT)], rules_of(CONTEXT.config.trips)
    places = [place_of(city) for city, _, _ in drawn]
    stops = [Stop(n, place, drawn[n][1]) for n, place in enumerate(places) if place]
    best = optimum(tours, stops, rules)
    found = resident(drawn, iterations=2000).outcomes[0].value
    assert 0.96 * best <= found <= best + 1e-6


def test_nothing_to_choose_is_nothing_planned() -> None:
    assert resident([]).routes == []


def test_the_more_valuable_firms_of_one_city_are_taken() -> None:
    drawn: Drawn = [("广州市", 0.1 + n / 100, None) for n in range(40)]
    planned = resident(drawn, iterations=200)
    seen = {visit.enterprise_id for route in planned.routes for visit in route.visits}
    assert len(seen) == 24
    assert seen == {f"id-{n}" for n in range(16, 40)}


def test_candidates_keep_their_rank_order_in_the_baseline() -> None:
    drawn: Drawn = [("广州市", 0.1 + n / 100, None) for n in range(40)]
    top_n = resident(drawn).outcomes[1]
    assert top_n.value == pytest.approx(sum(0.1 + n / 100 for n in range(24)))
