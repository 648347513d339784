"""``python -m benchmarks.trips``: the solver's plans beside how people plan, and how long they take.

Made-up candidates stand in real cities, as many as ``max_candidates`` allows; prizes are drawn evenly. Rank
order follows the prize with noise, as a list's order follows what the planner values only in part.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from benchmarks.trips_optimum import optimum
from common.clock import week_start
from common.settings import PROJECT_ROOT
from matching.config.check import load_checked
from matching.context import Context
from matching.trips.baselines import Plan, by_city, top_n
from matching.trips.classes import Search, best_plan
from matching.trips.places import place_of
from matching.trips.timing import Rules, Stop, Tour
from matching.trips.tours import delegation_tours, resident_tours, rules_of

CANDIDATES = 150
SEEDS = (1, 2, 3)
FAR = (
    *("上海市", "杭州市", "宁波市", "绍兴市", "嘉兴市", "金华市", "苏州市", "无锡市", "南通市", "泉州市"),
    *("汕头市", "厦门市", "合肥市", "青岛市", "潍坊市", "济南市", "北京市", "成都市", "武汉市", "长沙市"),
)


@dataclass(frozen=True)
class Case:
    """One instance: its tours and its firms in rank order."""

    name: str
    tours: Sequence[Tour]
    stops: Sequence[Stop]
    proven: bool


def cases(context: Context, candidates: int = CANDIDATES, seeds: Sequence[int] = SEEDS) -> list[Case]:
    """A resident week, three delegations and a hundred, each with several draws of firms."""
    trips = context.config.trips
    week = [named.tour for named in resident_tours(context)]
    three = [named.tour for named in delegation_tours(trips, 3)]
    many = [named.tour for named in delegation_tours(trips, 100)]
    area = [f"{name}市" for name in trips.classes.resident.area]
    found: list[Case] = []
    for seed in seeds:
        found.append(Case(f"resident week, seed {seed}", week, _stops(area, candidates, seed), True))
        found.append(Case(f"3 delegations, seed {seed}", three, _stops(FAR, candidates, seed), False))
    found.append(Case("100 delegations, seed 1", many, _stops(FAR, candidates, 1), False))
    return found


def _stops(cities: Sequence[str], count: int, seed: int) -> list[Stop]:
    draw = random.Random(seed)  # noqa: S311  # made-up firms
    found: list[tuple[float, Stop]] = []
    for number in range(count):
        place, prize = place_of(draw.choice(cities)), round(draw.random() * 0.3, 6)
        assert place is not None
        found.append((-prize * (0.5 + draw.random()), Stop(number, place, prize)))
    return [stop for _, stop in sorted(found, key=lambda one: one[0])]


def measure(
    candidates: int = CANDIDATES, seeds: Sequence[int] = SEEDS, iterations: int | None = None
) -> Record:
    """Every case planned three ways; fewer candidates, seeds or iterations to try it out."""
    machine = this_machine()
    config = load_checked(PROJECT_ROOT / "config")
    context = Context(config, week_start("2026-W48"), {}, None)
    rules, solver = rules_of(config.trips), config.trips.solver
    search = Search(iterations or solver.iterations, solver.seed)
    rows: list[list[str | int | float]] = []
    for case in cases(context, candidates, seeds):
        rows.append(_row(case, rules, search))
        print(rows[-1], flush=True)
    return Record(
        title="Trips: the solver's plan beside two ways people plan",
        command="python -m benchmarks.trips",
        measured_on=today(),
        machine=machine,
        tables=[
            Table(
                title=f"Value collected from {candidates} candidates, {search.iterations} iterations a start",
                columns=[
                    "case",
                    "top n",
                    "by city",
                    "solver",
                    "proven optimum",
                    "solver / optimum",
                    "solver / best of both",
                    "visits",
                    "seconds",
                    "processor seconds",
                ],
                rows=rows,
            )
        ],
    )


def _row(case: Case, rules: Rules, search: Search) -> list[str | int | float]:
    people = [top_n(case.tours, case.stops, rules), by_city(case.tours, case.stops, rules)]
    started, used = time.perf_counter(), _processor()
    plan = best_plan(case.tours, case.stops, people, rules, search)
    seconds, spent = time.perf_counter() - started, _processor() - used
    ours, (first, second) = _value(plan), map(_value, people)
    best = optimum(case.tours, case.stops, rules) if case.proven else None
    return [
        case.name,
        first,
        second,
        ours,
        best if best is not None else "–",
        ours / best if best else "–",
        ours / max(first, second),
        sum(map(len, plan)),
        seconds,
        spent,
    ]


def _value(plan: Plan) -> float:
    return sum(stop.prize for sequence in plan for stop in sequence)


def _processor() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


if __name__ == "__main__":
    write_record(measure(), RESULTS / "trips.json")
