"""What a trip plan says: the face of ``trips --json``; workbook, map and screen read nothing else.

Money is in yuan, ways in kilometres of road, times in minutes or as ``HH:MM``; prizes have no unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from matching.result import Result

TripClass = Literal["resident", "delegation"]
Method = Literal["solver", "top_n_in_rank_order", "cluster_by_town"]
CLASS_NAMES: dict[TripClass, str] = {"resident": "驻点小组周计划", "delegation": "外出团组"}
METHOD_NAMES: dict[Method, str] = {
    "solver": "求解器排程",
    "top_n_in_rank_order": "按名次取前 N 家",
    "cluster_by_town": "按城市扎堆",
}


class Candidate(Result):
    """A firm that a team could see, with what seeing it is worth.

    ``prize`` = ``chance`` × ``value`` × (1 − ``recency``) × ``factor``. ``travels`` is None when nobody
    can go, and ``why_not`` says why; ``leader_only`` says why only a leader is received (empty: anybody).
    """

    enterprise: str
    enterprise_id: str
    city: str | None
    rank: int | None
    chain_name: str
    example: bool
    contact_status: str
    chance: float
    value: float
    recency: float
    factor: float
    prize: float
    countable: bool
    leader_only: str
    travels: TripClass | None
    why_not: str
    booked: str | None
    """``2026-11-25 09:30`` where an appointment was handed in."""


class Visit(Result):
    """One call. ``day`` is a date, or ``第 2 天`` of a trip without one; ``booked``: agreed already."""

    enterprise: str
    enterprise_id: str
    city: str
    rank: int | None
    chain_name: str
    example: bool
    day: str
    start: str
    end: str
    way_km: float
    way_minutes: int
    prize: float
    countable: bool
    booked: bool
    leader_only: str
    beside: bool = False
    """On a delegation's trip: a firm of a resident team, seen because the leader is there anyway."""


class Evening(Result):
    """The chamber evening of a delegation: ``members`` firms of known chamber rosters sit in that city."""

    day: str
    city: str
    members: int


class Route(Result):
    """A day of a resident team, or a whole trip; km and minutes include the ways from and to the base."""

    name: str
    team: str
    day: str
    cities: list[str]
    begin: str
    end: str
    leave: str
    back: str
    home_km: float
    home_minutes: int
    visits: list[Visit]
    value: float
    countable: int
    km: float
    travel_minutes: int
    idle_minutes: int
    cost_yuan: float
    evening: Evening | None = None
    why: str = ""
    """Of a delegation: why a leader should go, in one sentence."""


def with_evening(route: Route) -> Iterator[tuple[Visit, Evening | None]]:
    """The visits in order, the chamber evening beside the last visit of its day."""
    evening = route.evening
    last = max(
        (at for at, visit in enumerate(route.visits) if evening and visit.day == evening.day), default=-1
    )
    for at, visit in enumerate(route.visits):
        yield visit, evening if at == last else None


class Outcome(Result):
    """What one way of planning gets for the same days and the same firms."""

    method: Method
    name: str
    value: float
    visits: int
    booked: int
    led: int
    """Visits for which a leader is needed."""
    countable: int
    km: float
    travel_minutes: int
    idle_minutes: int
    routes: int


class Dropped(Result):
    """A firm that is in no plan, with the reason."""

    rank: int | None
    enterprise: str
    enterprise_id: str
    city: str | None
    example: bool
    prize: float
    reason: str


class ClassPlan(Result):
    """The plan of one class of travel, with the two ways it is compared with."""

    kind: TripClass
    name: str
    candidates: int
    slots: int
    routes: list[Route]
    outcomes: list[Outcome]
    cost_yuan: float
    paid_from_budget: bool


class Step(Result):
    """What the n-th best trip adds."""

    trips: int
    cost_yuan: float
    value: float
    added: float
    visits: int
    countable: int


class WhatIf(Result):
    """The delegations of another budget: how many it pays, how many have somebody to see, what each adds."""

    budget_yuan: float
    trips_paid: int
    trips_used: int
    cost_yuan: float
    outcome: Outcome
    steps: list[Step]


class TripPlan(Result):
    """The plan of a week's resident work and of a budget's delegations."""

    week: str
    as_of: str
    data_hash: str
    config_hash: str
    seed: int
    iterations: int
    budget_yuan: float
    cost_per_trip_yuan: float
    trips_paid: int
    model_cost_yuan: float
    """One trip by the parts of ``cost_model``, beside the printed cost."""
    resident: ClassPlan
    delegation: ClassPlan
    what_if: list[WhatIf]
    top_dropped: list[Dropped]
    """Of the week's list, in rank order."""
    other_dropped: list[Dropped]
    notes: list[str]
    assumptions: list[str]
