"""trips.yaml: the two classes of travel and the limits of a day."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from common.strict_yaml import StrictModel
from matching.config.values import Amount, AtLeastOne, ConfigFile, Count, Id


class Resident(StrictModel):
    """Teams that live in the source area; ``area`` are the cities they can reach in a day."""

    teams: Count
    people: Count
    bases: list[list[str]]
    area: list[str]
    cost_per_day_yuan: Amount
    visits_per_day: Count
    days_per_week: Annotated[int, Field(ge=0, le=7)]
    paid_from_budget: bool


class CostModel(StrictModel):
    """Parts of a delegation's cost in yuan, for what-if questions."""

    rail_yuan: Amount
    lodging_yuan_per_person_night: Amount
    allowance_yuan_per_person_day: Amount
    car_yuan: Amount
    hosting_yuan: Amount


class LeaderOnly(StrictModel):
    """Who opens the door to a leader only: by list, by the ledger's latest outcome code, or by name."""

    lists: list[Id] = []
    reasons: list[str] = []
    firms: list[str] = []


class Delegation(StrictModel):
    """A trip with a leader; ``takes_outside_area`` sends it to firms no resident team can reach, too."""

    cost_per_trip_yuan: Annotated[float, Field(gt=0)]
    people: AtLeastOne
    days: AtLeastOne
    visits_per_day: Count
    leader_required: bool
    paid_from_budget: bool
    leader_only: LeaderOnly = LeaderOnly()
    takes_outside_area: bool = True
    cost_model: CostModel


class TravelClasses(StrictModel):
    """Resident work and delegations are planned apart."""

    resident: Resident
    delegation: Delegation


def _span(text: str) -> str:
    start, end = (minute_of_day(part) for part in text.split("-"))
    if not 0 <= start < end <= 24 * 60:
        raise ValueError(f'时段应写成 "09:00-12:00"，先后不能颠倒，现在是 {text!r}')
    return text


def minute_of_day(clock: str) -> int:
    """``09:30`` as minutes of the day."""
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


Span = Annotated[str, Field(pattern=r"^\d{2}:[0-5]\d-\d{2}:[0-5]\d$"), AfterValidator(_span)]
"""``09:00-12:00``: from and to on one day."""


class Constraints(StrictModel):
    """The limits of a day of visits; ``day`` is when a team may be on the road."""

    office_hours: Annotated[list[Span], Field(min_length=1)]
    day: Span = "07:00-20:00"
    visit_minutes: AtLeastOne
    chamber_events_per_delegation: Count
    appointment_required: bool
    no_repeat_within_days: Count


class Travel(StrictModel):
    """How far and how long, without a map service: straight line × ``detour`` at an average speed.

    From ``rail_from_km`` on a train is taken where it is quicker.
    """

    detour: Annotated[float, Field(ge=1)] = 1.3
    road_kmh: Annotated[float, Field(gt=0)] = 60
    rail_kmh: Annotated[float, Field(gt=0)] = 160
    rail_from_km: Amount = 200
    rail_extra_minutes: Count = 90
    longest_leg_minutes: AtLeastOne = 180


class Prize(StrictModel):
    """What a visit is worth to the planner."""

    formula: str
    kpi_eligible_list_firm_factor: Annotated[float, Field(ge=1)]
    leader_only_firms: Literal["delegation"]


class Solver(StrictModel):
    """How the plan is searched: a number of iterations, never seconds, so that each machine plans alike."""

    default: Literal["pyvrp"]
    iterations: AtLeastOne = 3000
    max_candidates: AtLeastOne
    seed: int


class TripsFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.trips/1"

    budget_yuan: Amount
    classes: TravelClasses
    constraints: Constraints
    travel: Travel = Travel()
    prize: Prize
    solver: Solver
    compare_with: list[Literal["top_n_in_rank_order", "cluster_by_town", "solver"]]
    report: list[str]
