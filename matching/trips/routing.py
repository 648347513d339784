"""The team orienteering problem handed to PyVRP: optional clients with prizes, time windows, vehicles.

What PyVRP cannot say directly is said with what it has (pyvrp.org, 0.14):

- Office hours of the morning, the afternoon and of several days are alternatives of one firm: clients of a
  mutually exclusive group, of which at most one is visited.
- Visits a day are a load: every client weighs 1 in the dimension of its day, a vehicle carries so many.
- The days of a resident team share one clock of 24 hours; an appointment weighs 1 in a dimension that only
  vehicles of its day carry.
- Leaving the nearest of several bases is a depot whose ways are the shortest of theirs.
- A trip without bases begins and ends at a depot that is next to everything.

Only the order of the visits is taken from the answer; times are worked out by :mod:`timing`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyvrp import (
    Client,
    ClientGroup,
    Depot,
    Location,
    PenaltyParams,
    ProblemData,
    Route,
    Solution,
    SolveParams,
    VehicleType,
)
from pyvrp import solve as run
from pyvrp.search import NeighbourhoodParams, PerturbationParams
from pyvrp.stop import MaxIterations

from matching.trips.baselines import Plan
from matching.trips.places import NO_WAY, leg, nearest
from matching.trips.timing import DAY, Rules, Stop, Tour, timetable

PRIZE_UNITS = 30_000
"""Solver's units of a prize of 1; a kilometre costs one unit, so ways only decide between near equals."""
TRIP_UNITS = 150
"""Cost of a trip without bases: among equals the plan with fewer trips."""
FIRST_UNITS = 90_000
"""Added to an appointment, and to a firm that needs a leader: it gives way only to another one."""
PARAMETERS = SolveParams(
    penalty=PenaltyParams(max_penalty=300_000.0),  # beyond any prize, so that a visit too many never pays
    # A few dozen visits of hundreds of firms, most of them at the same points: all are neighbours, and a
    # perturbation of the usual size would take the whole plan apart (python -m benchmarks.trips).
    neighbourhood=NeighbourhoodParams(num_neighbours=400),
    perturbation=PerturbationParams(1, 15),
)
FAR = 10_000_000
"""Minutes of a way that must not be taken."""


@dataclass(frozen=True)
class Alternative:
    """One way to see a stop: latest start, and the load dimension that it weighs in."""

    stop: Stop
    opens: int
    latest: int
    weighs: tuple[int, ...]


def solve(
    tours: Sequence[Tour], stops: Sequence[Stop], rules: Rules, *, iterations: int, seed: int, start: Plan
) -> Plan:
    """The best plan found in ``iterations`` steps from ``start``; the same seed gives the same plan.

    All tours are days (one day each), or all are trips over the same days; ``start`` must be feasible.
    """
    if not stops or not tours:
        return [[] for _ in tours]
    problem = _Problem(tours, stops, rules)
    groups: list[ClientGroup] = []
    clients: list[Client] = []
    for stop in problem.stops:
        mine = problem.alternatives[stop]
        numbers = range(len(clients), len(clients) + len(mine))
        group = len(groups) if len(mine) > 1 else None
        if group is not None:
            groups.append(ClientGroup(list(numbers), required=False))
        clients += [
            Client(
                location=problem.place_index[stop.place],
                delivery=list(one.weighs),
                service_duration=rules.visit_minutes,
                tw_early=one.opens,
                tw_late=one.latest,
                prize=_units(stop),
                required=False,
                group=group,
            )
            for one in mine
        ]
    distance, duration = problem.matrices()
    data = ProblemData(
        locations=[Location(place.longitude, place.latitude) for place in problem.places]
        + [Location(0, 0) for _ in problem.base_sets],
        clients=clients,
        depots=[Depot(location=len(problem.places) + index) for index in range(len(problem.base_sets))],
        vehicle_types=problem.vehicle_types(),
        distance_matrices=[distance],  # type: ignore[list-item]  # PyVRP's stubs mistake the shape
        duration_matrices=[duration],  # type: ignore[list-item]
        groups=groups,
    )
    routes = [
        Route(data, problem.visits(tour, sequence), problem.kind_of(number))
        for number, (tour, sequence) in enumerate(zip(tours, start, strict=True))
        if sequence
    ]
    result = run(
        data,
        stop=MaxIterations(iterations),
        seed=seed,
        collect_stats=False,
        params=PARAMETERS,
        initial_solution=Solution(data, routes),
    )
    if not result.best.is_feasible():
        return start
    plan: Plan = [[] for _ in tours]
    waiting = {kind: list(numbers) for kind, numbers in enumerate(problem.kinds.values())}
    for route in result.best.routes():
        number = waiting[route.vehicle_type()].pop(0)
        plan[number] = [problem.flat[visit.idx].stop for visit in route if visit.is_client()]
    return plan


def _units(stop: Stop) -> int:
    return round(stop.prize * PRIZE_UNITS) + (FIRST_UNITS if stop.booked or stop.led else 0)


class _Problem:
    """Tours and stops as numbers: places, depots, alternatives and kinds of vehicle, in a fixed order."""

    def __init__(self, tours: Sequence[Tour], stops: Sequence[Stop], rules: Rules) -> None:
        self.tours, self.rules = tours, rules
        self.days = sorted({day for tour in tours for day in tour.days})
        self.one_clock = all(len(tour.days) == 1 for tour in tours)
        self.alternatives = {stop: self._alternatives(stop) for stop in stops if stop.worth_it}
        self.alternatives = {stop: found for stop, found in self.alternatives.items() if found}
        self.stops = list(self.alternatives)
        self.flat = [one for found in self.alternatives.values() for one in found]
        self.first = {one.stop: index for index, one in reversed(list(enumerate(self.flat)))}
        self.places = sorted({stop.place for stop in self.stops}, key=lambda place: place.city)
        self.place_index = {place: index for index, place in enumerate(self.places)}
        self.base_sets = list(dict.fromkeys(tour.bases for tour in tours))
        self.kinds: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number, tour in enumerate(tours):
            self.kinds[self._kind(tour)].append(number)

    def kind_of(self, number: int) -> int:
        """The vehicle type of a tour, by its number."""
        return next(kind for kind, numbers in enumerate(self.kinds.values()) if number in numbers)

    def visits(self, tour: Tour, sequence: Sequence[Stop]) -> list[int]:
        """Client numbers of a feasible sequence: of each stop the alternative that its time lies in."""
        table = timetable(tour, sequence, self.rules)
        assert table is not None
        ahead = tour.days[0] * DAY if self.one_clock else 0
        found: list[int] = []
        for visit in table.visits:
            first = self.first[visit.stop]
            offset = next(
                index
                for index, one in enumerate(self.alternatives[visit.stop])
                if one.opens <= visit.start - ahead <= one.latest
            )
            found.append(first + offset)
        return found

    def _kind(self, tour: Tour) -> tuple[object, ...]:
        """Tours of one kind may be swapped; a day is told apart only where an appointment is on it."""
        booked = {stop.booked[0] for stop in self.stops if stop.booked}
        day = tour.days[0] if self.one_clock and tour.days[0] in booked else None
        return (*self._clock(tour), tour.bases, tour.visits_per_day, day)

    def _clock(self, tour: Tour) -> tuple[object, ...]:
        """Leave, back and windows on the common clock."""
        ahead = tour.days[0] * DAY if self.one_clock else 0
        windows = tuple((opens - ahead, closes - ahead) for _, opens, closes in tour.windows)
        return tour.leave - ahead, tour.back - ahead, windows

    def _alternatives(self, stop: Stop) -> list[Alternative]:
        if stop.booked:
            day, minute = stop.booked
            at = minute if self.one_clock else day * DAY + minute
            return [Alternative(stop, at, at, self._weighs(day, booked=True))] if day in self.days else []
        found: dict[tuple[int, int], Alternative] = {}
        for tour in self.tours:
            for day, opens, closes in tour.windows:
                ahead = day * DAY if self.one_clock else 0
                latest = closes - self.rules.visit_minutes
                if latest >= opens:
                    key = (opens - ahead, latest - ahead)
                    found.setdefault(key, Alternative(stop, *key, self._weighs(day, booked=False)))
        return list(found.values())

    def _weighs(self, day: int, *, booked: bool) -> tuple[int, ...]:
        """On one clock: the count, then a dimension a day for appointments; else a dimension a day."""
        of_day = [int(one == day) for one in self.days]
        if not self.one_clock:
            return tuple(of_day)
        return (1, *(of_day if booked else [0] * len(self.days)))

    def _carries(self, tour: Tour) -> list[int]:
        if not self.one_clock:
            return [tour.visits_per_day if day in tour.days else 0 for day in self.days]
        most = tour.visits_per_day
        return [most, *(most if day in tour.days else 0 for day in self.days)]

    def vehicle_types(self) -> list[VehicleType]:
        """One for each kind of tour, with as many vehicles as there are tours of it."""
        types: list[VehicleType] = []
        for numbers in self.kinds.values():
            tour = self.tours[numbers[0]]
            depot = self.base_sets.index(tour.bases)
            leave, back, _ = self._clock(tour)
            types.append(
                VehicleType(
                    num_available=len(numbers),
                    capacity=self._carries(tour),
                    start_depot=depot,
                    end_depot=depot,
                    tw_early=leave,  # type: ignore[arg-type]
                    tw_late=back,  # type: ignore[arg-type]
                    fixed_cost=0 if tour.bases else TRIP_UNITS,
                    unit_distance_cost=1,
                )
            )
        return types

    def matrices(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Kilometres and minutes between all places, then the depots."""
        size, travel = len(self.places) + len(self.base_sets), self.rules.travel
        km, minutes = np.zeros((size, size), np.int64), np.zeros((size, size), np.int64)
        for row, here in enumerate(self.places):
            for column, there in enumerate(self.places):
                way = leg(here, there, travel)
                far = way.minutes > travel.longest_leg_minutes
                km[row, column], minutes[row, column] = round(way.km), FAR if far else way.minutes
            for index, bases in enumerate(self.base_sets):
                depot = len(self.places) + index
                way = nearest(bases, here, travel)[1] if bases else NO_WAY
                km[row, depot] = km[depot, row] = round(way.km)
                minutes[row, depot] = minutes[depot, row] = way.minutes
        return km, minutes
