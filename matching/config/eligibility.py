"""eligibility.yaml: may it be built here, and would it count?"""

from __future__ import annotations

from typing import ClassVar, Generic, Literal, TypeVar

from pydantic import model_validator

from common.strict_yaml import StrictModel
from matching.config.values import (
    Amount,
    AtLeastOne,
    ConfigFile,
    Id,
    PartialDate,
    Share,
    Stated,
    Status,
)

T = TypeVar("T")

Scope = Literal["county", "city", "region"]


class Param(Stated[T], Generic[T]):
    """A parameter of the rules; None = the bureau has not answered yet, which gives 待核."""

    needs_confirmation: bool = False


class SubsidiaryRule(StrictModel):
    """Down to which company of a listed group the membership carries."""

    min_share: Share
    levels: AtLeastOne


class Params(StrictModel):
    """Open questions of the bureau, each with its value in use."""

    region: Param[str]
    region_code: Param[str]
    city: Param[str]
    county: Param[str]
    new_entry_scope: Param[Scope]
    list_version: Param[Literal["year_of_contract"]]
    subsidiary_counts: Param[SubsidiaryRule]
    provincial_srdi_counts: Param[bool]
    unicorn_counts: Param[bool]
    hometown_counts: Param[bool]
    city_quota_cap_yi: Param[Amount]


class ListSet(StrictModel):
    """Which tiers make up the “500强” of a public wording."""

    id: Id
    valid_from: PartialDate
    members: list[Id]
    status: Status


class Rule(StrictModel):
    """One rule: pass, fail or unknown.

    admission: a fail removes the firm; counting: decides the verdict of ``indicators``;
    stage: judged only once the project has reached ``stage``; notice: shown, never blocks.
    """

    id: Id
    name: str
    kind: Literal["admission", "counting", "stage", "notice"]
    gate: bool
    stage: Literal["before_signing", "material"] | None = None
    indicators: list[Id]
    test: str
    question: str
    on_unknown: Literal["flag", "block_kpi"]
    status: Status
    output: Literal["suggest_signing_entity"] | None = None
    override: Literal["allowed_with_note"] | None = None
    three_way: list[Literal["new_to_county", "new_to_city", "new_to_region"]] = []
    examples_fail: list[str] = []

    @model_validator(mode="after")
    def _stage_rule_names_its_stage(self) -> Rule:
        if self.kind == "stage" and self.stage is None:
            raise ValueError("kind 是 stage，必须写明 stage（before_signing 或 material）")
        return self


class EligibilityFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.eligibility/1"

    params: Params
    list_sets: list[ListSet]
    list_set_in_use: Param[Id]
    rules: list[Rule]
    funds_evidence: Param[list[str]]
    pre_review_departments: Param[list[str]]
    pre_review_answers: Param[dict[str, list[Id]]] = Param(v=None, status="unknown")
    """Department → items of the pre-review sheet that it can answer."""
