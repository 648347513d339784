"""kpi.yaml: indicators, the figures the bureau's report prints, targets and public benchmarks.

Amounts are in the unit of the name: ``yi`` 亿元, ``wan`` 万元. None = masked in the report.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from common.strict_yaml import StrictModel
from matching.config.values import (
    Amount,
    AtLeastOne,
    ConfigFile,
    Count,
    Id,
    PartialDate,
    Share,
    Stated,
    Status,
)


class Period(StrictModel):
    """The period the printed figures speak of."""

    label: str
    as_of: PartialDate
    status: Status


class Indicator(StrictModel):
    """One measured target."""

    id: Id
    name: str
    unit: str
    in_report: bool


class Signed(StrictModel):
    """Projects signed and their total investment (亿元)."""

    projects: Count
    yi: Annotated[float, Field(gt=0)]


class PreReviewed(StrictModel):
    """Projects judged before signing, and in how many meetings."""

    projects: Count
    meetings: Count


class NotCounted(StrictModel):
    """Signed firms that do not count; ``inside_signed``: part of the printed total?"""

    firms: list[str]
    inside_signed: bool | None


class TourismProject(StrictModel):
    """The tourism project; ``inside_signed``: part of the printed total?"""

    yi: Amount
    inside_signed: bool | None


class Facts(StrictModel):
    """Figures as printed; everything derived is computed elsewhere."""

    signed: Signed
    festival: Signed
    largest_non_mfg_yi: Amount
    mfg_share_contract_pct: Annotated[float, Field(ge=0, le=100)]
    contacted: Count
    list_contacted: Count
    list_landed: Count
    leader_trips: Count
    team_trips: Count
    pre_reviewed: PreReviewed
    not_counted_in_region: NotCounted
    tourism_project: TourismProject
    budget_wan: Amount
    cost_per_trip_wan: Amount
    budget_asked_wan: Amount
    resident_teams: Count
    resident_staff: Count
    staff_on_establishment: Count
    funds_yi: Amount | None
    resident_signed_yi: Amount | None
    foreign_capital_wan_usd: Amount | None
    mfg_share_funds_pct: Annotated[float, Field(ge=0, le=100)] | None


class Targets(StrictModel):
    """The year's targets."""

    list_firm_new: Count
    leader_trips: Count
    mfg_share_contract: Annotated[float, Field(gt=0, lt=1)]
    mfg_share_funds: Annotated[float, Field(gt=0, lt=1)]
    funds_yi: Amount
    resident_signing_yi: Amount
    chain_signing_yi: Amount
    expo_project: Count
    chain_signing_basis: Stated[Literal["year", "half_year"]]


class Benchmark(StrictModel):
    """Raw counts of another place; rates are computed."""

    id: Id
    where: str
    source: str
    status: Status
    note: str = ""
    teams: Count | None = None
    days: AtLeastOne | None = None
    visited: Count | None = None
    inspected: Count | None = None
    signed: Count | None = None
    quasi_signed: Count | None = None
    contacted: Count | None = None
    signed_ge_5yi: Count | None = None
    new_strong_firms: Count | None = None
    target: Count | None = None
    county_level_units: Count | None = None
    new_srdi: Count | None = None


class Power(StrictModel):
    """Parameters of the landing arithmetic."""

    alpha_one_sided: Share
    success_probability: Share
    assumed_rates: list[Share]


class MarginalValue(StrictModel):
    """What one more landing is worth to the rank."""

    list_firm_new: Amount
    mfg_contract_per_yi: Amount


class KpiFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.kpi/1"

    period: Period
    indicators: list[Indicator]
    facts: Facts
    targets: Targets
    benchmarks: list[Benchmark]
    power: Power
    marginal_value: MarginalValue
