"""The days and trips that trips.yaml and a budget allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from matching import kpi
from matching.config.trips import TripsFile, minute_of_day
from matching.context import Context
from matching.trips.places import Place, place_of
from matching.trips.timing import DAY, Rules, Tour

WORKDAYS = 5
TEAM_NAMES = "一二三四五六七八九十"


@dataclass(frozen=True)
class Named:
    """A tour with what people call it; ``day`` is a date, empty for a trip that has none yet."""

    tour: Tour
    name: str
    team: str
    day: str
    cost_yuan: float


def rules_of(trips: TripsFile) -> Rules:
    """What all tours share."""
    return Rules(trips.travel, trips.constraints.visit_minutes)


def resident_days(trips: TripsFile) -> range:
    """Days from Monday (0) on which teams go out: up to five end on Friday.

    Monday is for the list and for booking (domain guide, section 2.2).
    """
    days = trips.classes.resident.days_per_week
    return range(max(0, WORKDAYS - days), max(0, WORKDAYS - days) + days)


def resident_tours(context: Context) -> list[Named]:
    """One tour for each team and day of the week; a team starts from whichever of its bases is nearer.

    Teams beyond the bases given start from the last ones; a base that is no known city is left out (the
    plan's notes name it).
    """
    trips = context.config.trips
    resident = trips.classes.resident
    found: list[Named] = []
    for number in range(resident.teams):
        bases = bases_of(trips, number)
        for day in resident_days(trips):
            leave, back = (minute_of_day(part) for part in trips.constraints.day.split("-"))
            found.append(
                Named(
                    Tour(
                        days=(day,),
                        windows=_windows(trips, day),
                        bases=bases,
                        leave=day * DAY + leave,
                        back=day * DAY + back,
                        visits_per_day=resident.visits_per_day,
                    ),
                    name=f"第{_number(number)}组 {_weekday(context, day)}",
                    team=f"第{_number(number)}组",
                    day=(context.as_of + timedelta(days=day)).isoformat(),
                    cost_yuan=resident.cost_per_day_yuan,
                )
            )
    return found


def bases_of(trips: TripsFile, team: int) -> tuple[Place, ...]:
    """The known cities among a team's bases, teams counted from 0."""
    bases = trips.classes.resident.bases
    if not bases:
        return ()
    return tuple(place for name in bases[min(team, len(bases) - 1)] if (place := place_of(name)))


def delegation_tours(trips: TripsFile, count: int) -> list[Named]:
    """``count`` trips of a leader.

    The first morning and the last afternoon are for the way from and to the county, whose place is not
    in the configuration; that way is not counted in kilometres either.
    """
    delegation = trips.classes.delegation
    days = range(delegation.days)
    windows = [window for day in days for window in _windows(trips, day)]
    tour = Tour(
        days=tuple(days),
        windows=tuple(windows[1:-1] if len(days) > 1 else windows),
        bases=(),
        leave=0,
        back=delegation.days * DAY,
        visits_per_day=delegation.visits_per_day,
    )
    return [
        Named(tour, f"团组 {number}", f"团组 {number}", "", delegation.cost_per_trip_yuan)
        for number in range(1, count + 1)
    ]


def trips_paid(trips: TripsFile, budget_yuan: float) -> int:
    """Whole trips that the budget pays: 10万 → 3, 300万 → 100."""
    return kpi.trips_affordable(budget_yuan, trips.classes.delegation.cost_per_trip_yuan)


def most_visits(tour: Tour, visit_minutes: int) -> int:
    """Visits that fit into the office hours of a tour if no way took any time."""
    room: dict[int, int] = dict.fromkeys(tour.days, 0)
    for day, opens, closes in tour.windows:
        room[day] += (closes - opens) // visit_minutes
    return sum(min(fit, tour.visits_per_day) for fit in room.values())


def model_cost(trips: TripsFile) -> float:
    """A trip by its parts in yuan: rail, nights, allowances, car, hosting (domain guide, section 4.6)."""
    delegation, parts = trips.classes.delegation, trips.classes.delegation.cost_model
    nights = parts.lodging_yuan_per_person_night * delegation.people * (delegation.days - 1)
    allowances = parts.allowance_yuan_per_person_day * delegation.people * delegation.days
    return parts.rail_yuan + nights + allowances + parts.car_yuan + parts.hosting_yuan


def _windows(trips: TripsFile, day: int) -> tuple[tuple[int, int, int], ...]:
    hours = sorted(
        tuple(minute_of_day(part) for part in span.split("-")) for span in trips.constraints.office_hours
    )
    return tuple((day, day * DAY + opens, day * DAY + closes) for opens, closes in hours)


def _weekday(context: Context, day: int) -> str:
    return f"周{'一二三四五六日'[(context.as_of + timedelta(days=day)).weekday()]}"


def _number(index: int) -> str:
    return TEAM_NAMES[index] if index < len(TEAM_NAMES) else str(index + 1)
