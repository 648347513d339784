"""compliance.yaml: personal data, crawling and hand-over; project norms, not legal advice."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from common.strict_yaml import StrictModel
from matching.config.values import Amount, AtLeastOne, ConfigFile


class HometownField(StrictModel):
    """When a person's ancestral home may be kept, and how precisely."""

    precision: str
    only_if: str
    purpose: str
    review_months: AtLeastOne


class Retention(StrictModel):
    """Months after which contacts are removed; the stop-contact mark itself never expires."""

    lead_contact: AtLeastOne
    refused: AtLeastOne


class PersonalData(StrictModel):
    """Posts and switchboards by default; the rest only as named."""

    keep_by_default: list[str]
    named_person_allowed_if: list[str]
    never: list[str]
    hometown_field: HometownField
    rights: list[str]
    retention_months: Retention
    log_min_months: AtLeastOne


class Crawl(StrictModel):
    """Polite and lawful crawling; what is not negotiable admits one value only."""

    robots: Literal["obey"]
    login_or_captcha: Literal["never"]
    min_seconds_between_requests_per_host: Amount
    prefer_night: bool
    identify_user_agent: Literal[True]
    page_hash: Literal["sha256"]
    forbidden_sources: list[str]
    paid_api: Literal["only_with_contract_and_key"]
    impact_log: str
    incidental_personal_data: str


class Handover(StrictModel):
    """Marks on every file that leaves the program."""

    classification: list[str]
    watermark: bool
    export_log: bool
    offline_mode: bool
    external_llm_for_ledger: Literal[False]
    level_protection_selfcheck: str
    marks: dict[str, str] = Field(default_factory=dict)
    """Kind of output → its mark; what is not named is 内部."""

    @model_validator(mode="after")
    def _marks_exist(self) -> Handover:
        wrong = sorted(set(self.marks.values()) - set(self.classification))
        if wrong:
            raise ValueError(
                f"的 marks 用了 {wrong[0]}，classification 里只有{'、'.join(self.classification)}"
            )
        return self


class Material(StrictModel):
    """What texts may promise."""

    tax_refund_promise: Literal[False]
    fair_competition_check: bool
    anonymise_before_sharing_with_vendors: bool


class ComplianceFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.compliance/1"

    personal_data: PersonalData
    crawl: Crawl
    handover: Handover
    material: Material
