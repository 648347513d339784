"""One class of travel planned three ways; the best plan is kept, told and measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from matching.context import Context
from matching.trips.baselines import Plan, by_city, by_region, fill, fill_beside, top_n
from matching.trips.model import METHOD_NAMES, Candidate, Evening, Method, Outcome, Route, TripClass, Visit
from matching.trips.places import place_of
from matching.trips.routing import solve
from matching.trips.timing import DAY, Rules, Stop, Timetable, Tour, idle_minutes, timetable
from matching.trips.tours import Named

MOST_BY_REGION = 10
"""Trips up to which a plan by region is worth its time."""


@dataclass(frozen=True)
class Search:
    """How long and from which seed is searched."""

    iterations: int
    seed: int


@dataclass(frozen=True)
class Planned:
    """The routes of the kept plan in the order of the tours, empty ones left out, with all outcomes."""

    routes: list[Route]
    outcomes: list[Outcome]
    seen: frozenset[str]
    """Ids of the enterprises visited."""


def plan_class(
    kind: TripClass,
    tours: Sequence[Named],
    firms: Sequence[Candidate],
    rules: Rules,
    search: Search,
    chamber: Mapping[str, int],
    context: Context,
    beside: Sequence[Candidate] = (),
) -> Planned:
    """Plan ``firms`` (in rank order) into ``tours``: as people would in two ways, and by the solver.

    The solver starts from the better of the two and what it leaves free is filled, so its plan keeps at
    least as many appointments and, with as many, at least as much weight (firms that need a leader first,
    then value) as either. ``beside`` are no reason for a trip, but fill one that sees a firm for which a
    leader is needed.
    """
    bare, everybody = [named.tour for named in tours], [*firms, *beside]
    all_stops = [_stop(number, firm, kind, context) for number, firm in enumerate(everybody)]
    stops, others = all_stops[: len(firms)], all_stops[len(firms) :]
    plans: dict[Method, Plan] = {
        "top_n_in_rank_order": top_n(bare, stops, rules),
        "cluster_by_town": by_city(bare, stops, rules),
    }
    plans["solver"] = best_plan(bare, stops, list(plans.values()), rules, search)
    for plan in plans.values():
        fill_beside(plan, bare, others, rules)
    plans["solver"] = max((plans["solver"], *plans.values()), key=lambda plan: _worth(plan, bare, rules))
    routes = {method: _routes(kind, tours, plan, everybody, rules, chamber) for method, plan in plans.items()}
    order: tuple[Method, ...] = ("solver", "top_n_in_rank_order", "cluster_by_town")
    return Planned(
        routes["solver"],
        [outcome(method, routes[method]) for method in order],
        frozenset(visit.enterprise_id for route in routes["solver"] for visit in route.visits),
    )


def _stop(number: int, firm: Candidate, kind: TripClass, context: Context) -> Stop:
    place = place_of(firm.city)
    assert place is not None
    booked = None
    if firm.booked and kind == "resident":
        moment = datetime.fromisoformat(firm.booked)
        booked = ((moment.date() - context.as_of).days, moment.hour * 60 + moment.minute)
    return Stop(number, place, firm.prize, booked, led=kind == "delegation" and bool(firm.leader_only))


def best_plan(
    tours: Sequence[Tour], stops: Sequence[Stop], plans: Sequence[Plan], rules: Rules, search: Search
) -> Plan:
    """The solver's plan from each start, free room filled; the best of these and the starts themselves.

    For a few trips the richest regions are a further start: the search seldom leaves a region once in it.
    """
    starts = list(plans)
    if len(tours) <= MOST_BY_REGION and not any(tour.bases for tour in tours):
        starts.append(by_region(tours, stops, rules))
    found = list(starts)
    for number, start in enumerate(starts):
        seed = search.seed + number
        plan = solve(tours, stops, rules, iterations=search.iterations, seed=seed, start=start)
        plan = [
            sequence if timetable(tour, sequence, rules) else before
            for tour, sequence, before in zip(tours, plan, start, strict=True)
        ]
        if len({stop for sequence in plan for stop in sequence}) == sum(map(len, plan)):
            fill(plan, tours, sorted(stops, key=lambda stop: -stop.weight), rules)
            found.append(plan)
    return max(found, key=lambda plan: _worth(plan, tours, rules))


def _worth(plan: Plan, tours: Sequence[Tour], rules: Rules) -> tuple[int, float, int, float]:
    """Appointments kept, then weight, then fewer days or trips, then fewer kilometres."""
    stops = [stop for sequence in plan for stop in sequence]
    tables = [timetable(tour, sequence, rules) for tour, sequence in zip(tours, plan, strict=True)]
    km = sum(table.home.km + sum(visit.way.km for visit in table.visits) for table in tables if table)
    booked = sum(stop.booked is not None for stop in stops)
    used = sum(map(bool, plan))
    return booked, round(sum(stop.weight for stop in stops), 9), -used, -round(km, 3)


def _routes(
    kind: TripClass,
    tours: Sequence[Named],
    plan: Plan,
    firms: Sequence[Candidate],
    rules: Rules,
    chamber: Mapping[str, int],
) -> list[Route]:
    found: list[Route] = []
    for named, sequence in zip(tours, plan, strict=True):
        table = timetable(named.tour, sequence, rules)
        assert table is not None
        if table.visits:
            found.append(_route(kind, named, table, firms, rules, chamber))
    if kind == "delegation":
        # Trips have no date yet: who needs a leader most is numbered first, then who is worth most.
        found.sort(key=lambda route: (-_led_value(route), -route.value, route.visits[0].enterprise))
        found = [
            route.model_copy(update={"name": named.name, "team": named.team})
            for route, named in zip(found, tours, strict=False)
        ]
    return found


def _led_value(route: Route) -> float:
    return sum(visit.prize for visit in route.visits if visit.leader_only)


def _route(
    kind: TripClass,
    named: Named,
    table: Timetable,
    firms: Sequence[Candidate],
    rules: Rules,
    chamber: Mapping[str, int],
) -> Route:
    visits: list[Visit] = []
    for timed in table.visits:
        firm = firms[timed.stop.key]
        visits.append(
            Visit(
                enterprise=firm.enterprise,
                enterprise_id=firm.enterprise_id,
                city=timed.stop.place.city,
                rank=firm.rank,
                chain_name=firm.chain_name,
                example=firm.example,
                day=named.day or f"第 {timed.day + 1} 天",
                start=_clock(timed.start),
                end=_clock(timed.start + rules.visit_minutes),
                way_km=timed.way.km,
                way_minutes=timed.way.minutes,
                prize=firm.prize,
                countable=firm.countable,
                booked=timed.stop.booked is not None,
                leader_only=firm.leader_only,
                beside=kind == "delegation" and firm.travels == "resident",
            )
        )
    first, last = table.visits[0], table.visits[-1]
    return Route(
        name=named.name,
        team=named.team,
        day=named.day,
        cities=list(dict.fromkeys(visit.city for visit in visits)),
        begin=table.begin.city if table.begin else "",
        end=table.end.city if table.end else "",
        leave=_clock(first.start - first.way.minutes),
        back=_clock(last.start + rules.visit_minutes + table.home.minutes),
        home_km=table.home.km,
        home_minutes=table.home.minutes,
        visits=visits,
        value=round(sum(visit.prize for visit in visits), 6),
        countable=sum(visit.countable for visit in visits),
        km=round(table.home.km + sum(timed.way.km for timed in table.visits), 1),
        travel_minutes=table.home.minutes + sum(timed.way.minutes for timed in table.visits),
        idle_minutes=idle_minutes(table, named.tour, rules),
        cost_yuan=named.cost_yuan,
        evening=_evening(visits, chamber) if kind == "delegation" else None,
        why=_why(visits) if kind == "delegation" else "",
    )


def _why(visits: Sequence[Visit]) -> str:
    """Why a leader should make this trip, or who has to decide that."""
    led = [visit.enterprise for visit in visits if visit.leader_only]
    beside = sum(visit.beside for visit in visits)
    far = len(visits) - len(led) - beside
    if not led:
        return (
            "没有须领导出面的企业：所到城市驻点小组当天到不了，只有派团能去；是否值得为这些企业派团，请局里定"
        )
    told = [f"为见须领导出面的 {len(led)} 家（{'、'.join(led[:3])}{' 等' if len(led) > 3 else ''}）"]
    if far:
        told.append(f"同程看驻点小组到不了的 {far} 家")
    if beside:
        told.append(f"空档看驻点小组本周排不下的 {beside} 家")
    return "；".join(told)


def _evening(visits: Sequence[Visit], chamber: Mapping[str, int]) -> Evening | None:
    """The night of a trip spent where most chamber members are known, then where most visits are.

    A night is spent in the city of a day's last visit; the last day has none. ``chamber`` counts members
    by city.
    """
    last_of_day = {visit.day: visit for visit in visits}
    nights = list(last_of_day.values())[:-1] or list(last_of_day.values())
    in_city = Counter(visit.city for visit in visits)
    best = max(nights, key=lambda visit: (chamber.get(visit.city, 0), in_city[visit.city]), default=None)
    return Evening(day=best.day, city=best.city, members=chamber.get(best.city, 0)) if best else None


def outcome(method: Method, routes: Sequence[Route]) -> Outcome:
    """The figures of a plan, from its routes and nothing else."""
    visits = [visit for route in routes for visit in route.visits]
    return Outcome(
        method=method,
        name=METHOD_NAMES[method],
        value=round(sum(visit.prize for visit in visits), 6),
        visits=len(visits),
        booked=sum(visit.booked for visit in visits),
        led=sum(bool(visit.leader_only) for visit in visits),
        countable=sum(visit.countable for visit in visits),
        km=round(sum(route.km for route in routes), 1),
        travel_minutes=sum(route.travel_minutes for route in routes),
        idle_minutes=sum(route.idle_minutes for route in routes),
        routes=len(routes),
    )


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"
