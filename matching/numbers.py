"""The arithmetic of a score in plain numbers: the one place where factors become axes, total and points.

Explained assessments and the quick ranking of many firms both compute here, so that they cannot differ.
The total is a weighted geometric mean of the axes (domain guide, section 10.1). It is homogeneous of
degree one in the axes, and each axis is linear in its factors, so by Euler's theorem the total is exactly
the sum over factors of (weight of the axis × total) × (the factor's share of its axis).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matching.config.scoring import AXES, ScoringFile
from matching.result import Axis


class Ends(NamedTuple):
    """A value in [0, 1] and its interval: low ≤ centre ≤ high."""

    centre: float
    low: float
    high: float


NOTHING = Ends(0.0, 0.0, 0.0)


class Value(NamedTuple):
    """One factor's value; its points stand in the settings, so changing them asks nothing of the firm."""

    axis: Axis
    factor: str
    centre: float
    low: float
    high: float
    known: bool


@dataclass(frozen=True)
class Weights:
    """The settings of the arithmetic: points by factor, weight by axis, floor, multiplier by penalty."""

    factors: Mapping[str, float]
    axes: Mapping[Axis, float]
    floor: float
    multipliers: Mapping[str, float]

    @staticmethod
    def of(scoring: ScoringFile) -> Weights:
        """Those of scoring.yaml."""
        factors: dict[str, float] = {}
        axes: dict[Axis, float] = {}
        for axis in AXES:
            settings = scoring.axis(axis)
            axes[axis] = settings.weight
            factors |= {name: factor.w for name, factor in settings.factors.items()}
        return Weights(factors, axes, scoring.combine.floor, scoring.multipliers.model_dump())


class Part(NamedTuple):
    """Points (of 100) that a factor, dilution, floor or penalty adds to the score."""

    id: str
    axis: Axis
    points: float


def axis_ends(values: Sequence[Value], loss: Ends, weights: Mapping[str, float]) -> dict[Axis, Ends]:
    """Weighted mean of the factors of every axis; ``loss`` (dilution) is taken from kpi_value, down to 0."""
    found: dict[Axis, Ends] = {}
    for axis in AXES:
        points = centre = low = high = 0.0
        for value in values:
            if value.axis == axis:
                weight = weights[value.factor]
                points += weight
                centre += weight * value.centre
                low += weight * value.low
                high += weight * value.high
        ends = Ends(centre / points, low / points, high / points)
        if axis == "kpi_value":
            ends = Ends(
                max(0.0, ends.centre - loss.centre),
                max(0.0, ends.low - loss.high),
                max(0.0, ends.high - loss.low),
            )
        found[axis] = ends
    return found


def total_ends(axes: Mapping[Axis, Ends], weights: Weights, factor: float) -> Ends:
    """The weighted geometric mean of the axes times the penalties' ``factor``."""
    centre = low = high = 1.0
    for axis, ends in axes.items():
        weight, floor = weights.axes[axis], weights.floor
        centre *= max(ends.centre, floor) ** weight
        low *= max(ends.low, floor) ** weight
        high *= max(ends.high, floor) ** weight
    return Ends(factor * centre, factor * low, factor * high)


def total_centre(values: Sequence[Value], loss: Ends, penalties: Iterable[str], weights: Weights) -> float:
    """The centre of the score of a firm at a node, as :func:`total_ends` gives it to the last bit.

    Firms are ranked by it alone, and it takes a third of the time of all three ends.
    """
    points, sums = dict.fromkeys(AXES, 0.0), dict.fromkeys(AXES, 0.0)
    for axis, factor, value, _, _, _ in values:
        weight = weights.factors[factor]
        points[axis] += weight
        sums[axis] += weight * value
    charged = found = 1.0
    for penalty in penalties:
        charged *= weights.multipliers[penalty]
    for axis, weight in weights.axes.items():
        mean = sums[axis] / points[axis]
        if axis == "kpi_value":
            mean = max(0.0, mean - loss.centre)
        found *= max(mean, weights.floor) ** weight
    return charged * found


def parts(
    values: Sequence[Value], loss: Ends, penalties: Iterable[tuple[str, float]], weights: Weights
) -> list[Part]:
    """Points of everything that adds to the score, in the order of the axes; they sum to 100 × the centre."""
    axes = axis_ends(values, loss, weights.factors)
    before = total_ends(axes, weights, 1.0).centre
    found: list[Part] = []
    for axis in AXES:
        mine = [value for value in values if value.axis == axis]
        points = sum(weights.factors[value.factor] for value in mine)
        effective = max(axes[axis].centre, weights.floor)
        unit = 100 * weights.axes[axis] * before / effective
        gross = 0.0
        for value in mine:
            share = weights.factors[value.factor] * value.centre / points
            gross += share
            found.append(Part(value.factor, axis, unit * share))
        if axis == "kpi_value" and loss.centre > 0:
            found.append(Part("dilution", axis, unit * (axes[axis].centre - gross)))
        if effective > axes[axis].centre:
            found.append(Part("floor", axis, unit * (effective - axes[axis].centre)))
    running = before
    for penalty, multiplier in penalties:
        lost = running * (1 - multiplier)
        running -= lost
        found.append(Part(penalty, "kpi_value", -100 * lost))
    return found
