"""Three axes, one total, their intervals, and points that sum to the score shown.

The total is a weighted geometric mean of the axes (domain guide, section 10.1). It is homogeneous of
degree one in the axes, and each axis is linear in its factors, so by Euler's theorem the total is
exactly the sum over factors of (weight of the axis × total) × (the factor's share of its axis).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from types import MappingProxyType

from matching.config.scoring import ScoringFile
from matching.factors import Factored
from matching.result import Axis, Contribution, Evidence, Interval

NO_SETTINGS: Mapping[str, Evidence] = MappingProxyType({})
AXES: tuple[Axis, ...] = ("fit", "propensity", "kpi_value")


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


def score(
    factors: Sequence[Factored], loss: Interval, penalties: Sequence[Penalty], scoring: ScoringFile
) -> Scored:
    """Combine factors; ``loss`` is the dilution that is subtracted from kpi_value, down to 0."""
    axes = {axis: _axis(axis, factors, loss) for axis in AXES}
    factor = prod(penalty.multiplier for penalty in penalties)
    total = Interval(
        centre=factor * _total({axis: value.centre for axis, value in axes.items()}, scoring),
        low=factor * _total({axis: value.low for axis, value in axes.items()}, scoring),
        high=factor * _total({axis: value.high for axis, value in axes.items()}, scoring),
    )
    complete = 0.0
    for axis in AXES:
        mine = [factored for factored in factors if factored.axis == axis]
        points = sum(factored.weight for factored in mine)
        certain = sum(factored.weight for factored in mine if factored.known)
        complete += _weight(axis, scoring) * certain / points
    return Scored(factors, axes, total, loss, penalties, complete)


def swing(scored: Scored, factored: Factored, scoring: ScoringFile) -> float:
    """How far the answer to one factor could move the total, the others at their centres."""
    ends = []
    for end in (factored.value.low, factored.value.high):
        point = Interval(centre=end, low=end, high=end)
        changed = [
            Factored(**{**vars(other), "value": point}) if other is factored else other
            for other in scored.factors
        ]
        ends.append(score(changed, scored.loss, scored.penalties, scoring).total.centre)
    return ends[1] - ends[0]


def contributions(
    scored: Scored, scoring: ScoringFile, settings: Mapping[str, Evidence] = NO_SETTINGS
) -> list[Contribution]:
    """Points of 100 per factor, largest first; they sum to ``100 × scored.total.centre``.

    ``settings`` are the evidence of what no factor gives: ``dilution`` and ``floor``.
    """
    centres = {axis: value.centre for axis, value in scored.axes.items()}
    before = _total(centres, scoring)
    found: list[Contribution] = []
    for axis in AXES:
        mine = [factored for factored in scored.factors if factored.axis == axis]
        points = sum(factored.weight for factored in mine)
        effective = max(centres[axis], scoring.combine.floor)
        unit = 100 * _weight(axis, scoring) * before / effective
        gross = 0.0
        for factored in mine:
            share = factored.weight * factored.value.centre / points
            gross += share
            found.append(_contribution(factored, unit * share))
        if axis == "kpi_value" and scored.loss.centre > 0:
            found.append(
                _adjustment(
                    "dilution",
                    "摊薄制造业占比",
                    axis,
                    unit * (centres[axis] - gross),
                    settings.get("dilution"),
                )
            )
        if effective > centres[axis]:
            found.append(
                _adjustment(
                    "floor", "保底值", axis, unit * (effective - centres[axis]), settings.get("floor")
                )
            )
    running = before
    for penalty in scored.penalties:
        lost = running * (1 - penalty.multiplier)
        running -= lost
        found.append(_adjustment(penalty.id, penalty.name, "kpi_value", -100 * lost, penalty.evidence))
    return sorted(found, key=lambda item: -item.points)


def _axis(axis: Axis, factors: Sequence[Factored], loss: Interval) -> Interval:
    mine = [factored for factored in factors if factored.axis == axis]
    points = sum(factored.weight for factored in mine)

    def mean(values: Sequence[float]) -> float:
        return sum(f.weight * value for f, value in zip(mine, values, strict=True)) / points

    centre = mean([factored.value.centre for factored in mine])
    low = mean([factored.value.low for factored in mine])
    high = mean([factored.value.high for factored in mine])
    if axis == "kpi_value":
        centre, low, high = max(0, centre - loss.centre), max(0, low - loss.high), max(0, high - loss.low)
    return Interval(centre=centre, low=low, high=high)


def _weight(axis: Axis, scoring: ScoringFile) -> float:
    weight: float = getattr(scoring.axes, axis).weight
    return weight


def _total(values: dict[Axis, float], scoring: ScoringFile) -> float:
    floor = scoring.combine.floor
    return float(prod(max(value, floor) ** _weight(axis, scoring) for axis, value in values.items()))


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
