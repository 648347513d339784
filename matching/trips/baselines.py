"""How people plan without a solver, done as well as people would: the measure for the solver.

A plan is one sequence of stops for each tour, in the order of the tours. Both ways keep appointments
and firms that need a leader first, put a firm wherever it still fits, and go on down to the last firm, so
neither is made weak.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from matching.trips.places import straight_km
from matching.trips.timing import Rules, Stop, Tour, timetable

Plan = list[list[Stop]]
REGION_KM = 250.0
REGION_FIRMS = 40


def top_n(tours: Sequence[Tour], ranked: Sequence[Stop], rules: Rules) -> Plan:
    """``ranked`` from the first to the last: each firm goes to the first tour, and place in it, that fits."""
    plan: Plan = [[] for _ in tours]
    fill(plan, tours, sorted(ranked, key=lambda stop: (stop.booked is None, not stop.led)), rules)
    return plan


def by_city(tours: Sequence[Tour], ranked: Sequence[Stop], rules: Rules) -> Plan:
    """Tour by tour the city with most prize to collect in it, then the next city that still fits."""
    plan: Plan = [[] for _ in tours]
    fill(plan, tours, [stop for stop in ranked if stop.booked], rules)
    left = [stop for stop in ranked if stop.worth_it and stop not in _seen(plan)]
    for index, tour in enumerate(tours):
        sequence = plan[index]
        while True:
            best: list[Stop] = []
            cities: defaultdict[str, list[Stop]] = defaultdict(list)
            for stop in left:
                cities[stop.place.city].append(stop)
            for stops in cities.values():
                longer = list(sequence)
                for stop in sorted(stops, key=lambda one: -one.weight):
                    longer = _with(longer, stop, tour, rules) or longer
                if _gain(longer, sequence) > _gain(best, sequence):
                    best = longer
            if len(best) <= len(sequence):
                break
            sequence = best
            left = [stop for stop in left if stop not in sequence]
        plan[index] = sequence
    return plan


def by_region(tours: Sequence[Tour], ranked: Sequence[Stop], rules: Rules) -> Plan:
    """A start for the solver, no way of planning: of all regions the richest trip first, then the next.

    A region is what lies within ``REGION_KM`` of a city; its ``REGION_FIRMS`` best firms are put in.
    """
    plan: Plan = [[] for _ in tours]
    fill(plan, tours, [stop for stop in ranked if stop.booked], rules)
    seen = _seen(plan)
    left = [one for one in sorted(ranked, key=lambda one: -one.weight) if one.worth_it and one not in seen]
    for index, tour in enumerate(tours):
        best = plan[index]
        for middle in dict.fromkeys(stop.place for stop in left):
            near = [stop for stop in left if straight_km(middle, stop.place) <= REGION_KM]
            trip = list(plan[index])
            for stop in near[:REGION_FIRMS]:
                trip = _with(trip, stop, tour, rules) or trip
            if _gain(trip, best) > 0:
                best = trip
        plan[index] = best
        left = [stop for stop in left if stop not in best]
    return plan


def fill(plan: Plan, tours: Sequence[Tour], stops: Sequence[Stop], rules: Rules) -> None:
    """Put each of ``stops`` that the plan does not see yet where it first fits; changes ``plan``."""
    for stop in stops:
        if stop in _seen(plan) or not stop.worth_it:
            continue
        for index, tour in enumerate(tours):
            longer = _with(plan[index], stop, tour, rules)
            if longer:
                plan[index] = longer
                break
            if not plan[index] and tour.bases == () and index:
                break  # trips without bases are alike: what fits no empty one fits none after it


def fill_beside(plan: Plan, tours: Sequence[Tour], stops: Sequence[Stop], rules: Rules) -> None:
    """Fill what is left of the tours that see a firm for which a leader is needed; changes ``plan``."""
    left = sorted(stops, key=lambda stop: -stop.prize)
    for index, tour in enumerate(tours):
        if any(stop.led for stop in plan[index]):
            part = [plan[index]]
            fill(part, [tour], left, rules)
            plan[index] = part[0]
            left = [stop for stop in left if stop not in part[0]]


def _with(sequence: Sequence[Stop], stop: Stop, tour: Tour, rules: Rules) -> list[Stop] | None:
    """The sequence with ``stop`` as late as it fits; None where it does not."""
    for position in range(len(sequence), -1, -1):
        longer = [*sequence[:position], stop, *sequence[position:]]
        if timetable(tour, longer, rules):
            return longer
    return None


def _seen(plan: Plan) -> set[Stop]:
    return {stop for sequence in plan for stop in sequence}


def _gain(longer: Sequence[Stop], sequence: Sequence[Stop]) -> float:
    return sum(stop.weight for stop in longer) - sum(stop.weight for stop in sequence)
