"""When visits can take place: office hours, the way between them, appointments. Pure arithmetic.

Time is in minutes from midnight of day 0; day d begins at ``d × 1440``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matching.config.trips import Travel
from matching.trips.places import NO_WAY, Leg, Place, leg, nearest

DAY = 24 * 60
LED_FIRST = 1_000


@dataclass(frozen=True)
class Stop:
    """A firm that may be visited. ``prize`` > 0 is collected once; ``booked`` is (day, minute of it).

    ``led``: it opens its door to a leader only, so a delegation goes there before anywhere else.
    """

    key: int
    place: Place
    prize: float
    booked: tuple[int, int] | None = None
    led: bool = False

    @property
    def weight(self) -> float:
        """The prize as plans are compared by it: no other firms outweigh one that needs a leader."""
        return self.prize * LED_FIRST if self.led else self.prize

    @property
    def worth_it(self) -> bool:
        """Whether there is anything to go for; an appointment is kept whatever it is worth."""
        return self.prize > 0 or self.booked is not None


@dataclass(frozen=True)
class Tour:
    """What one team can do: a resident team's day, or a delegation's trip of several days.

    ``windows`` are (day, from, to) in absolute minutes, in order; a visit lies wholly inside one. With
    ``bases`` the tour leaves the nearest one not before ``leave`` and is back at one not after ``back``;
    without bases it begins and ends wherever its visits are.
    """

    days: tuple[int, ...]
    windows: tuple[tuple[int, int, int], ...]
    bases: tuple[Place, ...]
    leave: int
    back: int
    visits_per_day: int


@dataclass(frozen=True)
class Rules:
    """What all tours share."""

    travel: Travel
    visit_minutes: int


@dataclass(frozen=True)
class Timed:
    """A visit with its time; ``way`` is the way to it from the visit or base before."""

    stop: Stop
    day: int
    start: int
    way: Leg


@dataclass(frozen=True)
class Timetable:
    """A tour's visits in order. ``home`` is the way back to ``end`` (no way without bases)."""

    visits: tuple[Timed, ...]
    begin: Place | None
    end: Place | None
    home: Leg


def timetable(tour: Tour, stops: Sequence[Stop], rules: Rules) -> Timetable | None:
    """The earliest timetable that sees ``stops`` in this order; None when there is none.

    For a given order nothing is won by waiting, so the earliest slot of each visit decides feasibility.
    """
    if not stops:
        return Timetable((), None, None, NO_WAY)
    visits: list[Timed] = []
    a_day: Counter[int] = Counter()
    begin, way = (nearest(tour.bases, stops[0].place, rules.travel)) if tour.bases else (None, NO_WAY)
    free = tour.leave
    for position, stop in enumerate(stops):
        if position:
            way = leg(stops[position - 1].place, stop.place, rules.travel)
            if way.minutes > rules.travel.longest_leg_minutes:
                return None
        slot = _slot(tour, stop, free + way.minutes, a_day, rules)
        if slot is None:
            return None
        day, start = slot
        a_day[day] += 1
        visits.append(Timed(stop, day, start, way))
        free = start + rules.visit_minutes
    end, home = (nearest(tour.bases, stops[-1].place, rules.travel)) if tour.bases else (None, NO_WAY)
    if free + home.minutes > tour.back:
        return None
    return Timetable(tuple(visits), begin, end, home)


def _slot(tour: Tour, stop: Stop, arrival: int, a_day: Counter[int], rules: Rules) -> tuple[int, int] | None:
    if stop.booked:
        day, minute = stop.booked
        start = day * DAY + minute
        fits = day in tour.days and arrival <= start and a_day[day] < tour.visits_per_day
        return (day, start) if fits else None
    for day, opens, closes in tour.windows:
        start = max(arrival, opens)
        if start + rules.visit_minutes <= closes and a_day[day] < tour.visits_per_day:
            return day, start
    return None


def idle_minutes(table: Timetable, tour: Tour, rules: Rules) -> int:
    """Minutes between the visits of a day spent neither visiting, travelling nor in the noon closing."""
    idle = 0
    for before, after in pairwise(table.visits):
        if before.day == after.day:
            ends = before.start + rules.visit_minutes
            spare = after.start - ends - after.way.minutes
            idle += max(0, spare - _closed(tour, before.day, ends, after.start))
    return idle


def _closed(tour: Tour, day: int, start: int, end: int) -> int:
    """Minutes from ``start`` to ``end`` that lie between that day's windows."""
    open_ = sorted((opens, closes) for one, opens, closes in tour.windows if one == day)
    return sum(max(0, min(end, later) - max(start, earlier)) for (_, earlier), (later, _) in pairwise(open_))
