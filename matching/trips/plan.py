"""The whole plan: resident week, delegations under the budget, what other budgets would add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from matching.context import Context
from matching.firm import Firm
from matching.judge import Judged
from matching.trips.candidates import Booking, candidates
from matching.trips.classes import Planned, Search, outcome, plan_class
from matching.trips.dropped import dropped
from matching.trips.model import (
    CLASS_NAMES,
    Candidate,
    ClassPlan,
    Route,
    Step,
    TripClass,
    TripPlan,
    WhatIf,
)
from matching.trips.notes import assumptions, notes
from matching.trips.places import place_of
from matching.trips.tours import (
    Named,
    delegation_tours,
    model_cost,
    most_visits,
    resident_tours,
    rules_of,
    trips_paid,
)


def plan_trips(
    judged: Sequence[Judged],
    firms: Mapping[str, Firm],
    ranks: Mapping[str, int],
    bookings: Mapping[str, Booking],
    context: Context,
    *,
    week: str,
    data_hash: str,
    budget_yuan: float,
) -> TripPlan:
    """Plan a judged week (domain guide, section 13).

    ``firms`` and ``bookings`` are by enterprise id, ``ranks`` are the places on the week's list. The same
    input gives the same plan: the search has a fixed number of steps and a seed.
    """
    trips = context.config.trips
    rules, search = rules_of(trips), Search(trips.solver.iterations, trips.solver.seed)
    chamber = _chamber(firms)
    wanted = candidates(judged, firms, ranks, bookings, context)

    def planned(
        kind: TripClass, tours: Sequence[Named], some: Sequence[Candidate], beside: Sequence[Candidate] = ()
    ) -> Planned:
        return plan_class(kind, tours, some, rules, search, chamber, context, beside)

    of: dict[TripClass, list[Candidate]] = {
        "resident": [firm for firm in wanted if firm.travels == "resident"],
        "delegation": [firm for firm in wanted if firm.travels == "delegation"],
    }
    days, paid = resident_tours(context), trips_paid(trips, budget_yuan)
    outings = delegation_tours(trips, min(paid, len(of["delegation"])))
    local = planned("resident", days, of["resident"])
    waiting = [firm for firm in of["resident"] if firm.enterprise_id not in local.seen and not firm.booked]
    far = planned("delegation", outings, of["delegation"], waiting)
    resident = _class_plan("resident", local, days, of["resident"], context)
    delegation = _class_plan("delegation", far, outings, of["delegation"], context)
    seen = local.seen | far.seen
    left = [firm for firm in of["delegation"] if firm.enterprise_id not in far.seen]
    more = planned("delegation", delegation_tours(trips, len(left)), left) if left else None
    later = {
        visit.enterprise_id: len(outings) + number
        for number, route in enumerate(more.routes if more else [], start=1)
        for visit in route.visits
    }
    out = dropped(wanted, seen, (resident, days), (delegation, outings), later, rules)
    return TripPlan(
        week=week,
        as_of=context.as_of.isoformat(),
        data_hash=data_hash,
        config_hash=context.config.config_hash,
        seed=search.seed,
        iterations=search.iterations,
        budget_yuan=budget_yuan,
        cost_per_trip_yuan=trips.classes.delegation.cost_per_trip_yuan,
        trips_paid=paid,
        model_cost_yuan=model_cost(trips),
        resident=resident,
        delegation=delegation,
        what_if=[
            _what_if(amount, delegation.routes, more.routes if more else [], context)
            for amount in context.config.coverage.what_if_budget_yuan
        ],
        top_dropped=[firm for firm in out if firm.rank is not None],
        other_dropped=[firm for firm in out if firm.rank is None],
        notes=notes(wanted, firms, delegation, context),
        assumptions=assumptions(trips, context),
    )


def _class_plan(
    kind: TripClass, planned: Planned, tours: Sequence[Named], some: Sequence[Candidate], context: Context
) -> ClassPlan:
    classes = context.config.trips.classes
    each = classes.resident if kind == "resident" else classes.delegation
    return ClassPlan(
        kind=kind,
        name=CLASS_NAMES[kind],
        candidates=len(some),
        slots=sum(most_visits(named.tour, context.config.trips.constraints.visit_minutes) for named in tours),
        routes=planned.routes,
        outcomes=planned.outcomes,
        cost_yuan=sum(route.cost_yuan for route in planned.routes),
        paid_from_budget=each.paid_from_budget,
    )


def _what_if(amount: float, first: Sequence[Route], more: Sequence[Route], context: Context) -> WhatIf:
    """The trips of the plan, then the further ones by value, as far as ``amount`` pays.

    The plan's own trips stay as they are, so the figures of two budgets can be compared.
    """
    trips = context.config.trips
    paid = trips_paid(trips, amount)
    routes = [*first, *more][:paid]
    steps: list[Step] = []
    for number, route in enumerate(routes, start=1):
        before = steps[-1] if steps else None
        steps.append(
            Step(
                trips=number,
                cost_yuan=number * trips.classes.delegation.cost_per_trip_yuan,
                value=round((before.value if before else 0) + route.value, 6),
                added=route.value,
                visits=(before.visits if before else 0) + len(route.visits),
                countable=(before.countable if before else 0) + route.countable,
            )
        )
    return WhatIf(
        budget_yuan=amount,
        trips_paid=paid,
        trips_used=len(routes),
        cost_yuan=sum(route.cost_yuan for route in routes),
        outcome=outcome("solver", routes),
        steps=steps,
    )


def _chamber(firms: Mapping[str, Firm]) -> dict[str, int]:
    """Known chamber members by city; made-up ones are not counted."""
    found: Counter[str] = Counter()
    for firm in firms.values():
        if firm.chamber and firm.city and not (firm.example or firm.chamber[0].evidence.example):
            place = place_of(firm.city.value)
            if place:
                found[place.city] += 1
    return dict(found)
