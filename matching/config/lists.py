"""lists.yaml: the lists candidates come from, and what a membership is worth."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from common.strict_yaml import StrictModel
from matching.config.values import AtLeastOne, ConfigFile, Count, Id

Use = Literal["target", "propensity", "fit_evidence", "evidence", "reference"]


class Validity(StrictModel):
    """How long a membership holds: its list year, a number of months, or until struck off."""

    kind: Literal["list_year", "months", "open_ended"]
    months: AtLeastOne | None = None

    @model_validator(mode="after")
    def _months_go_with_kind(self) -> Validity:
        if (self.kind == "months") != (self.months is not None):
            raise ValueError("kind: months 与 months 必须同时写")
        return self


class CountsIf(StrictModel):
    """Indicators that a member would serve if the named parameter of eligibility.yaml becomes true."""

    param: Literal["provincial_srdi_counts", "unicorn_counts", "hometown_counts"]
    indicators: list[Id]


class Tier(StrictModel):
    """One list. ``level`` says whether it names groups, the firms themselves, or persons."""

    id: Id
    name: str
    publisher: str
    release_months: list[Annotated[int, Field(ge=1, le=12)]] = []
    level: Literal["group", "entity", "person"]
    validity: Validity
    expect_rows: AtLeastOne | None = None
    """A release with fewer rows is partial: nobody missing from it counts as delisted."""
    review: str = ""
    counts_for: list[Id]
    counts_if_confirmed: CountsIf | None = None
    use: list[Use]
    note: str = ""
    compliance: str = ""


class BaseCounts(StrictModel):
    """Of ``of`` strong firms newly introduced in the region, how many were on which list."""

    of: AtLeastOne
    srdi_all_levels: Count
    fortune_global500: Count
    china500: Count
    china_private500: Count
    manufacturing: Count


class ListsFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.lists/1"

    tiers: list[Tier]
    base_counts: BaseCounts
