"""What a judgement says about one enterprise: scores, reasons and the way back to the bytes.

These models are the face that ``targets --json`` and ``explain --json`` print; the workbook reads
nothing else. Chinese names stand beside ids wherever a person reads them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

RuleResult = Literal["计入", "不计入", "待核"]
GateState = Literal["满足", "不满足", "有条件", "待园区确认", "待核"]
ContactStatus = Literal["新增", "续推", "回访"]
Axis = Literal["fit", "propensity", "kpi_value"]

AXIS_NAMES: dict[Axis, str] = {"fit": "合不合适", "propensity": "来不来", "kpi_value": "算不算数"}


class Result(BaseModel):
    """Base: frozen, no surprises."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(Result):
    """A fact with its way back.

    ``snapshot`` is the sha256 of an archived body: a list page, an imported file or a
    configuration file; ``row`` counts from 1 the table row, list element or (configuration) line.
    ``date`` is the day the fact speaks of, as far as published.
    """

    fact: str
    source: str
    url: str
    snapshot: str
    row: int
    date: str
    example: bool = False


class Interval(Result):
    """A value in [0, 1] with what unknowns could make of it: low ≤ centre ≤ high."""

    centre: float
    low: float
    high: float


class Contribution(Result):
    """Points (of 100) that one factor adds to the score; all points sum to ``100 × score.centre``.

    ``known`` is False while the factor stands on its prior; ``value`` is the factor's own value.
    """

    factor: str
    name: str
    axis: Axis
    points: float
    known: bool
    value: Interval
    why: str
    evidence: list[Evidence]


class Verdict(Result):
    """One eligibility rule: 计入 (passes), 不计入 (fails) or 待核 (unknown) with its reason."""

    rule: str
    name: str
    kind: Literal["admission", "counting", "stage", "notice"]
    result: RuleResult
    reason: str
    evidence: list[Evidence]
    question: str
    indicators: list[str]


class IndicatorVerdict(Result):
    """What the counting rules together say of one indicator."""

    indicator: str
    name: str
    result: RuleResult
    rules: list[str]


class Gate(Result):
    """One gate, need or check of the best park; ``question`` resolves what is not 满足."""

    gate: str
    name: str
    state: GateState
    reason: str
    question: str


class Statement(Result):
    """A reason or a concern. ``place`` marks a confirmed, dated fact about this county."""

    text: str
    place: bool
    evidence: list[Evidence]


class Membership(Result):
    """A dated list membership as published; of several notices on one title the one that decides."""

    tier: str
    name: str
    edition: str
    rank: int | None
    counts: bool
    evidence: Evidence
    state: str = ""
    """What the date says of a title that expires: 有效至 2027-09-02, 仅公示 …; empty for a yearly list."""


class Assessment(Result):
    """Everything lianzhao says about one enterprise in one week."""

    rank: int | None
    enterprise: str
    enterprise_id: str
    uscc: str | None
    province: str | None
    city: str | None
    example: bool
    chain: str | None
    chain_name: str
    node: str | None
    node_name: str
    park: str | None
    park_name: str
    score: Interval
    axes: dict[Axis, Interval]
    completeness: float
    contact_status: ContactStatus
    explore: bool
    memberships: list[Membership]
    verdicts: list[Verdict]
    indicators: list[IndicatorVerdict]
    gates: list[Gate]
    reasons: list[Statement]
    concerns: list[Statement]
    contributions: list[Contribution]
    next_question: str
    questions: list[str]
    signing_entity: str
    topics: list[str]
    kept_off: list[str]
    """Why the enterprise is not on the week's list; empty for a target."""


class Removed(Result):
    """An enterprise with a chain that did not make the list, with the reason."""

    enterprise: str
    enterprise_id: str
    chain_name: str
    node_name: str
    score: float
    reasons: list[str]
    example: bool
