"""trips.yaml: the two classes of travel and the limits of a day."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from common.strict_yaml import StrictModel
from matching.config.values import Amount, AtLeastOne, ConfigFile, Count


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


class Delegation(StrictModel):
    """A trip with a leader."""

    cost_per_trip_yuan: Annotated[float, Field(gt=0)]
    people: AtLeastOne
    days: AtLeastOne
    visits_per_day: Count
    leader_required: bool
    paid_from_budget: bool
    cost_model: CostModel


class TravelClasses(StrictModel):
    """Resident work and delegations are planned apart."""

    resident: Resident
    delegation: Delegation


class Constraints(StrictModel):
    """The limits of a day of visits."""

    office_hours: list[Annotated[str, Field(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$")]]
    visit_minutes: AtLeastOne
    chamber_events_per_delegation: Count
    appointment_required: bool
    no_repeat_within_days: Count


class Prize(StrictModel):
    """What a visit is worth to the planner."""

    formula: str
    kpi_eligible_list_firm_factor: Annotated[float, Field(ge=1)]
    leader_only_firms: Literal["delegation"]


class Solver(StrictModel):
    """How the plan is searched."""

    default: Literal["greedy_2opt"]
    exact_optional: bool
    max_candidates: AtLeastOne
    seed: int


class TripsFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.trips/1"

    budget_yuan: Amount
    classes: TravelClasses
    constraints: Constraints
    prize: Prize
    solver: Solver
    compare_with: list[Literal["top_n_in_rank_order", "cluster_by_town", "solver"]]
    report: list[str]
