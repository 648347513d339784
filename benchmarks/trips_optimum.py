"""The best plan of a resident week, proven: an independent measure for the solver.

Firms of one city stand at one point, so only the number of visits in each city matters, and the best firms
of it are taken. A day is then a multiset of up to three cities that some order of visits makes possible, and
choosing days is a small integer programme that HiGHS (scipy) solves to proven optimality. It knows no
appointments and no trips of several days.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations_with_replacement, permutations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

from matching.trips.places import Place
from matching.trips.timing import Rules, Stop, Tour, timetable


def optimum(tours: Sequence[Tour], stops: Sequence[Stop], rules: Rules) -> float:
    """The largest sum of prizes that ``tours`` (one day each) can collect from ``stops`` (none booked).

    Raises:
        ValueError: the programme was not solved to its end.
    """
    cities: defaultdict[Place, list[float]] = defaultdict(list)
    for stop in stops:
        cities[stop.place].append(stop.prize)
    places = sorted(cities, key=lambda place: place.city)
    kinds = Counter((tour.bases, tour.windows[0][1] % 1440, tour.visits_per_day) for tour in tours)
    samples = {(t.bases, t.windows[0][1] % 1440, t.visits_per_day): t for t in tours}
    days = [
        (number, Counter(day))
        for number, kind in enumerate(kinds)
        for day in _possible(samples[kind], places, rules)
    ]
    firms = [(place, prize) for place in places for prize in cities[place]]
    matrix = lil_matrix((len(places) + len(kinds), len(days) + len(firms)))
    for column, (kind, day) in enumerate(days):
        for row, place in enumerate(places):
            matrix[row, column] = day[place]
        matrix[len(places) + kind, column] = 1
    for column, (place, _) in enumerate(firms, start=len(days)):
        matrix[places.index(place), column] = -1  # no more firms of a city than visits in it
    low = np.concatenate([np.zeros(len(places)), np.zeros(len(kinds))])
    high = np.concatenate([np.full(len(places), np.inf), np.array(list(kinds.values()), float)])
    most = np.concatenate([np.full(len(days), float(len(tours))), np.ones(len(firms))])
    found = milp(
        c=np.concatenate([np.zeros(len(days)), -np.array([prize for _, prize in firms])]),
        constraints=LinearConstraint(matrix.tocsr(), low, high),
        integrality=np.ones(len(days) + len(firms), np.int64),
        bounds=Bounds(0, most),
    )
    if found.status != 0:
        raise ValueError(found.message)
    return float(-found.fun)


def _possible(tour: Tour, places: Sequence[Place], rules: Rules) -> list[tuple[Place, ...]]:
    """Every multiset of cities that one day can see in some order."""
    return [
        day
        for count in range(1, tour.visits_per_day + 1)
        for day in combinations_with_replacement(places, count)
        if any(
            timetable(tour, [Stop(n, place, 1.0) for n, place in enumerate(order)], rules)
            for order in set(permutations(day))
        )
    ]
