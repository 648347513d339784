"""parks.yaml: the form each park office fills in, rival parks and reference parks."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import model_validator

from common.strict_yaml import StrictModel
from matching.config.values import Code, ConfigFile, Id, PartialDate, Stated, Status


class ParkField(StrictModel):
    """One line of the form; every park has every field."""

    id: Id
    label: str
    unit: str | None
    """None: the field has no unit."""
    type: Literal["number", "text", "yes_no"]


class ParkValue(Stated[int | float | str | bool]):
    """A park's answer in the field's unit; null with status unknown means: ask the park office.

    ``plan`` marks a planned figure: no capacity and no threshold.
    """

    as_of: PartialDate | None = None
    source: str | None = None
    plan: bool = False

    @model_validator(mode="after")
    def _known_has_source_and_date(self) -> ParkValue:
        missing = [key for key in ("source", "as_of") if not getattr(self, key)]
        if self.v is not None and missing:
            raise ValueError(f"已有值，必须写明来源和日期，缺少 {'、'.join(missing)}")
        return self


class Admit(StrictModel):
    """GB/T 4754 classes by treatment; None = unknown, [] = none."""

    encourage: list[Code] | None
    conditional: list[Code] | None
    restrict: list[Code] | None
    prohibit: list[Code] | None
    notes: list[str]


class Tenant(StrictModel):
    """A firm signed for or settled in the park; ``counts`` for new signing, None = unknown."""

    name: str
    what: str
    counts: bool | None
    source: str
    status: Status


class Park(StrictModel):
    """One of the county's parks."""

    id: Id
    name: str
    aka: list[str]
    profile: Literal["name_only", "partly_known", "complete"]
    positioning: str | None
    """None: unknown."""
    chains: list[Id]
    admit: Admit
    rivals: list[Id]
    signed_or_tenants: list[Tenant]
    values: dict[str, ParkValue]


class RivalFact(StrictModel):
    """A fact about a rival park; without ``as_of`` it is not used in a comparison."""

    what: str
    as_of: PartialDate | None = None
    source: str
    status: Status


class Rival(StrictModel):
    """A park elsewhere in the region that wants the same firms."""

    id: Id
    name: str
    chains: list[Id]
    facts: list[RivalFact]


class ReferencePark(StrictModel):
    """A park elsewhere, for plausibility only: never a rival and never a default."""

    id: Id
    name: str
    facts: dict[str, float]
    source: str
    status: Status


class ParksFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.parks/1"

    fields: list[ParkField]
    parks: list[Park]
    rivals: list[Rival]
    reference_parks: list[ReferencePark]
