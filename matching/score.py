"""Three axes, one total, their intervals, and points that sum to the score shown, with their evidence.

The arithmetic itself is in :mod:`matching.numbers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from types import MappingProxyType

from matching.candidate import Factored
from matching.config.scoring import AXES, ScoringFile
from matching.numbers import Ends, Value, Weights, axis_ends, parts, total_ends
from matching.result import Axis, Contribution, Evidence, Interval

__all__ = ["Penalty", "Scored", "contributions", "score", "swing", "values_of"]

NO_SETTINGS: Mapping[str, Evidence] = MappingProxyType({})
ADJUSTMENTS = {"dilution": "摊薄制造业占比", "floor": "保底值"}
"""Names of what no factor gives."""


@dataclass(frozen=True)
class Penalty:
    """A multiplier on the total, with its reason and setting."""

    id: str
    name: str
    multiplier: float
    evidence: Evidence


@dataclass(frozen=True)
class Scored:
    """Axes and total of one candidate."""

    factors: Sequence[Factored]
    axes: dict[Axis, Interval]
    total: Interval
    loss: Interval
    penalties: Sequence[Penalty]
    completeness: float


def values_of(factors: Sequence[Factored]) -> list[Value]:
    """The factors in plain numbers, in their order."""
    return [
        Value(one.axis, one.id, one.value.centre, one.value.low, one.value.high, one.known) for one in factors
    ]


def score(
    factors: Sequence[Factored], loss: Interval, penalties: Sequence[Penalty], scoring: ScoringFile
) -> Scored:
    """Combine factors; ``loss`` is the dilution that is subtracted from kpi_value, down to 0."""
    weights = _weights(factors, penalties, scoring)
    axes = axis_ends(values_of(factors), _ends(loss), weights.factors)
    total = total_ends(axes, weights, prod(penalty.multiplier for penalty in penalties))
    complete = 0.0
    for axis in AXES:
        mine = [factored for factored in factors if factored.axis == axis]
        points = sum(factored.weight for factored in mine)
        certain = sum(factored.weight for factored in mine if factored.known)
        complete += weights.axes[axis] * certain / points
    intervals = {axis: _interval(ends) for axis, ends in axes.items()}
    return Scored(factors, intervals, _interval(total), loss, penalties, complete)


def swing(scored: Scored, factored: Factored, scoring: ScoringFile) -> float:
    """How far the answer to one factor could move the total, the others at their centres."""
    weights = _weights(scored.factors, scored.penalties, scoring)
    values, factor = values_of(scored.factors), prod(penalty.multiplier for penalty in scored.penalties)
    ends = []
    for end in (factored.value.low, factored.value.high):
        changed = [
            value._replace(centre=end, low=end, high=end) if other is factored else value
            for other, value in zip(scored.factors, values, strict=True)
        ]
        axes = axis_ends(changed, _ends(scored.loss), weights.factors)
        ends.append(total_ends(axes, weights, factor).centre)
    return ends[1] - ends[0]


def contributions(
    scored: Scored, scoring: ScoringFile, settings: Mapping[str, Evidence] = NO_SETTINGS
) -> list[Contribution]:
    """Points of 100 per factor, largest first; they sum to ``100 × scored.total.centre``.

    ``settings`` are the evidence of what no factor gives: ``dilution`` and ``floor``.
    """
    weights = _weights(scored.factors, scored.penalties, scoring)
    factors = {factored.id: factored for factored in scored.factors}
    penalties = {penalty.id: penalty for penalty in scored.penalties}
    found: list[Contribution] = []
    charged = [(penalty.id, penalty.multiplier) for penalty in scored.penalties]
    for part in parts(values_of(scored.factors), _ends(scored.loss), charged, weights):
        if factored := factors.get(part.id):
            found.append(_contribution(factored, part.points))
        elif penalty := penalties.get(part.id):
            found.append(_adjustment(penalty.id, penalty.name, part.axis, part.points, penalty.evidence))
        else:
            name = ADJUSTMENTS[part.id]
            found.append(_adjustment(part.id, name, part.axis, part.points, settings.get(part.id)))
    return sorted(found, key=lambda item: -item.points)


def _weights(factors: Sequence[Factored], penalties: Sequence[Penalty], scoring: ScoringFile) -> Weights:
    """As the factors carry them, which is as the settings say."""
    return Weights(
        factors={factored.id: factored.weight for factored in factors},
        axes={axis: scoring.axis(axis).weight for axis in AXES},
        floor=scoring.combine.floor,
        multipliers={penalty.id: penalty.multiplier for penalty in penalties},
    )


def _ends(interval: Interval) -> Ends:
    return Ends(interval.centre, interval.low, interval.high)


def _interval(ends: Ends) -> Interval:
    return Interval(centre=ends.centre, low=ends.low, high=ends.high)


def _contribution(factored: Factored, points: float) -> Contribution:
    return Contribution(
        factor=factored.id,
        name=factored.name,
        axis=factored.axis,
        points=points,
        known=factored.known,
        value=factored.value,
        why=factored.why,
        evidence=list(factored.evidence),
    )


def _adjustment(
    identity: str, name: str, axis: Axis, points: float, evidence: Evidence | None
) -> Contribution:
    value = Interval(centre=points / 100, low=points / 100, high=points / 100)
    return Contribution(
        factor=identity,
        name=name,
        axis=axis,
        points=points,
        known=True,
        value=value,
        why=name,
        evidence=[evidence] if evidence else [],
    )
