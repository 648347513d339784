"""scoring.yaml: axes, weights, priors and the rules of the weekly list."""

from __future__ import annotations

from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from common.strict_yaml import StrictModel
from matching.config.chains import LocalState
from matching.config.values import Amount, AtLeastOne, ConfigFile, Count, Id, NodeRef, Share

AxisName = Literal["fit", "propensity", "kpi_value"]
AXES: tuple[AxisName, ...] = ("fit", "propensity", "kpi_value")
FACTORS = tuple(one.name for one in iter_modules([str(Path(__file__).parents[1] / "factors")]))
"""Ids of the factors that are built: the modules of ``matching.factors``."""


def _rising(bounds: list[float]) -> list[float]:
    if bounds[0] > bounds[1]:
        raise ValueError(f"应从低到高写，现在是 {bounds}")
    return bounds


class Factor(StrictModel):
    """One factor of an axis: value in 0–1.

    ``w`` are points inside the axis, ``prior`` is the centre while the factor is unknown,
    ``half_life_days`` None means that a sign does not fade.
    """

    w: Amount
    prior: Share
    how: str = ""
    half_life_days: AtLeastOne | None = None
    observables: list[str] = []


class Axis(StrictModel):
    """One of the three axes; ``weight`` is its share of the total, ``factors`` stand by their ids."""

    weight: Share
    factors: dict[Id, Factor]


class KpiAxis(Axis):
    """The axis of what counts; dilution of the manufacturing share is subtracted from it."""

    dilution: Literal["subtract"]


class Axes(StrictModel):
    """The three axes, always shown apart."""

    fit: Axis
    propensity: Axis
    kpi_value: KpiAxis


class Covers(StrictModel):
    """For which firms a source would show a factor's signs: those of a list, or of its cities."""

    source: Id
    factor: Literal["expansion_action", "relocation_push"]
    tier: Id | None = None
    cities: list[str] = []


class Signs(StrictModel):
    """What it means that a source shows no sign of a firm.

    ``gap_days`` is the longest time between two readings in which nothing is missed.
    """

    gap_days: AtLeastOne
    covers: list[Covers]


class LocalFactor(StrictModel):
    """What a landing adds, by the node's state in the county."""

    gap: Share
    announced: Share
    unknown: Share
    partial: Share
    present: Share

    def of(self, state: LocalState) -> float:
        """The factor (0–1) of a node's state."""
        value: float = getattr(self, state)
        return value


class Movability(StrictModel):
    """How readily a trade moves; a node's value wins over its chain's, that over the default."""

    default: Share
    chains: dict[Id, Share]
    nodes: dict[NodeRef, Share]

    def of(self, chain: str, node: str) -> float:
        """The value (0–1) for a node of a chain."""
        return self.nodes.get(f"{chain}/{node}", self.chains.get(chain, self.default))


class Combine(StrictModel):
    """How the axes become one number; ``floor`` keeps a zero from wiping out the rest."""

    method: Literal["weighted_geometric"]
    floor: Share


class Missing(StrictModel):
    """What an unknown factor is: an interval with its prior as the centre."""

    policy: Literal["interval"]
    low: Share
    high: Share
    rank_by: Literal["centre"]
    show: list[Literal["low", "high", "completeness", "next_question"]]


class Cooldown(StrictModel):
    """Days for which a touched or refusing firm is not listed."""

    recent_touch: Count
    refused: Count


class Multipliers(StrictModel):
    """Penalties on the total."""

    shell_trade_risk: Share
    scope_inflation_only: Share


class WeeklyList(StrictModel):
    """The rules of the weekly list."""

    k: AtLeastOne
    min_kpi_eligible: Count
    max_share_one_chain: Share
    explore_slots: Count
    mark_carry_over: bool
    stop_if_centre_below: Share
    allow_short_list: bool
    allow_examples: bool
    """False: made-up 示例 firms never take a place."""
    keep_order_within: Share = 0.0
    """Firms of the last list keep its order until a score differs by more than this (0–1)."""


class Explain(StrictModel):
    """What a card must say."""

    reasons: Count
    risks: Count
    min_place_reasons: Count
    must_name: list[Literal["local_fact", "park", "evidence", "as_of"]]
    sections: list[str]


class Backtest(StrictModel):
    """The leak guard of every evaluation at a past date."""

    freeze_days_before: Count
    drop_facts_dated_after_freeze: bool
    drop_undated_facts: bool
    drop_fields: list[str]


class Evaluation(StrictModel):
    """How the ranking is measured."""

    offline: list[str]
    baselines: list[str]
    labels: list[str]
    reference_positives: Id
    """Tier whose firms really moved to comparable parks."""
    backtest: Backtest
    min_n_for_rate: AtLeastOne
    min_outcomes_for_calibration: AtLeastOne


class ScoringFile(ConfigFile):
    """The whole file."""

    schema_id: ClassVar[str] = "lianzhao.scoring/1"

    gates: list[Id]
    kpi_gates: list[Id]
    axes: Axes
    signs: Signs
    local_factor: LocalFactor
    movability: Movability
    usual_ticket_yi: dict[
        Id, Annotated[list[Amount], Field(min_length=2, max_length=2), AfterValidator(_rising)]
    ]
    """Usual investment of a project, lowest and highest, in 亿元."""
    combine: Combine
    missing: Missing
    cooldown_days: Cooldown
    multipliers: Multipliers
    weekly_list: WeeklyList
    explain: Explain
    evaluation: Evaluation

    def axis(self, name: AxisName) -> Axis:
        """An axis by its name."""
        axis: Axis = getattr(self.axes, name)
        return axis

    def factor(self, wanted: str) -> Factor:
        """The settings of a factor, on whichever axis it stands."""
        return next(self.axis(name).factors[wanted] for name in AXES if wanted in self.axis(name).factors)
