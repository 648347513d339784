"""coverage.yaml: the words of the contact ledger and the tables headquarters sees."""

from __future__ import annotations

from typing import ClassVar, Literal

from common.strict_yaml import StrictModel
from matching.config.values import Amount, AtLeastOne, ConfigFile


class Touch(StrictModel):
    """Which channels count as a touch, and the columns of a ledger row."""

    counts: list[str]
    fields: list[str]
    dedupe: Literal["one_entity_once_per_period"]


class CoverageTable(StrictModel):
    """One table: rows ``by``, columns ``show``."""

    id: Literal["funnel", "universe_coverage", "contact_audit", "gap_map", "budget", "kpi_gap"]
    by: list[str]
    show: list[str]
    numerator: str = ""
    denominator: str = ""


class CoverageFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.coverage/1"

    stages: list[str]
    touch: Touch
    outcomes: list[str] = ["有意向", "继续跟进", "没有意向", "没联系上"]
    """How the other side answered, for the team sheets; 有意向 has a follow-up of its own."""
    outcome_reasons: list[str]
    reason_needs: dict[str, Literal["winner", "callback_date"]]
    """What an outcome must state besides."""
    stale_days: AtLeastOne
    follow_up_days: dict[str, AtLeastOne]
    tables: list[CoverageTable]
    what_if_budget_yuan: list[Amount]
