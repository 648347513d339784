"""Timetables worked out by hand."""

from __future__ import annotations

from matching.config.trips import Travel
from matching.trips.places import Place
from matching.trips.timing import DAY, Rules, Stop, Tour, idle_minutes, timetable

RULES = Rules(Travel(detour=1.0, road_kmh=60), 90)
HOME = Place("示例甲市", 113.0, 23.0)
NEAR = Place("示例乙市", 113.0, 23.0 + 60 / 111.195)  # 60 km to the north: an hour
DISTANT = Place("示例丙市", 113.0, 23.0 + 130 / 111.195)


def day(**changes: object) -> Tour:
    """One day with office hours 9–12 and 14:30–17:30 from HOME, on the road from 7 to 20."""
    settings: dict[str, object] = {
        "days": (0,),
        "windows": ((0, 540, 720), (0, 870, 1050)),
        "bases": (HOME,),
        "leave": 420,
        "back": 1200,
        "visits_per_day": 3,
    }
    return Tour(**{**settings, **changes})  # type: ignore[arg-type]


def times(tour: Tour, *stops: Stop) -> list[int] | None:
    table = timetable(tour, stops, RULES)
    return [visit.start for visit in table.visits] if table else None


def test_two_visits_fill_a_morning_and_the_third_waits_for_the_afternoon() -> None:
    at_home = [Stop(n, HOME, 1.0) for n in range(3)]
    assert times(day(), *at_home) == [540, 630, 870]


def test_the_way_to_the_next_city_takes_its_time() -> None:
    # 9:00–10:30 at home, an hour's way: 11:30 leaves no 90 minutes before noon.
    table = timetable(day(), [Stop(0, HOME, 1.0), Stop(1, NEAR, 1.0)], RULES)
    assert table is not None
    assert [(visit.start, visit.way.minutes) for visit in table.visits] == [(540, 0), (870, 60)]
    assert table.home.minutes == 60
    assert idle_minutes(table, day(), RULES) == 30  # 10:30–12:00 less the hour's way; noon is no idling


def test_no_more_visits_than_a_day_allows() -> None:
    assert times(day(visits_per_day=1), Stop(0, HOME, 1.0), Stop(1, HOME, 1.0)) is None


def test_an_appointment_is_kept_to_the_minute_or_not_at_all() -> None:
    booked = Stop(0, NEAR, 1.0, booked=(0, 600))
    assert times(day(), booked) == [600]
    assert times(day(leave=550), booked) is None  # on the road too late: 9:10 + 60 min
    assert (
        times(day(days=(1,), windows=((1, DAY + 540, DAY + 720),), leave=DAY, back=2 * DAY), booked) is None
    )


def test_who_would_be_back_too_late_is_not_visited() -> None:
    afternoon = day(windows=((0, 870, 1050),), back=1050)
    assert times(afternoon, Stop(0, HOME, 1.0)) == [870]
    assert times(afternoon, Stop(0, DISTANT, 1.0)) is None  # 16:00 + 130 min > 17:30


def test_a_trip_goes_on_the_next_morning() -> None:
    trip = Tour(
        days=(0, 1),
        windows=((0, 870, 1050), (1, DAY + 540, DAY + 720)),
        bases=(),
        leave=0,
        back=2 * DAY,
        visits_per_day=3,
    )
    stops = [Stop(0, HOME, 1.0), Stop(1, NEAR, 1.0), Stop(2, NEAR, 1.0), Stop(3, NEAR, 1.0)]
    assert times(trip, *stops[:3]) == [870, DAY + 540, DAY + 630]
    assert times(trip, *stops) is None


def test_a_leg_beyond_the_limit_is_refused() -> None:
    short = Rules(Travel(detour=1.0, road_kmh=60, longest_leg_minutes=59), 90)
    assert timetable(day(), [Stop(0, HOME, 1.0), Stop(1, NEAR, 1.0)], short) is None
