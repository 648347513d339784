"""What was usual, out of a source's own history: bounds that need no one to set them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

ENOUGH = 6
"""Publications from which bounds are learned; with fewer they are static."""
WINDOW = 26
"""Newest publications that are learned from: half a year of a weekly source."""
_SIGMAS = 4.0
"""Robust standard deviations (1.4826 × MAD) that are still usual."""
_TAIL = 0.05
"""One publication in twenty may have been odd and accepted without widening the bounds."""
_NOISE = 4.0
_LEAST_VARIANCE = 0.01


@dataclass(frozen=True)
class Margin:
    """How far beyond the usual a figure may be: ``static`` before there is a history, ``learned`` at least
    with a long one. In between it shrinks: twice ``learned`` at ``ENOUGH`` publications."""

    static: float
    learned: float

    def beside(self, values: Sequence[float]) -> float:
        """The margin that a history of ``values`` gives."""
        if len(values) < ENOUGH:
            return self.static
        middle = median(values)
        spread = 1.4826 * median(abs(value - middle) for value in values)
        return max(self.learned * (1 + ENOUGH / len(values)), _SIGMAS * spread)


def lowest(values: Sequence[float], margin: Margin) -> float:
    """The least that is still usual after ``values`` (at least one)."""
    return sorted(values)[_odd(values)] - margin.beside(values)


def highest(values: Sequence[float], margin: Margin) -> float:
    """The most that is still usual after ``values`` (at least one)."""
    return sorted(values)[-1 - _odd(values)] + margin.beside(values)


def _odd(values: Sequence[float]) -> int:
    return int(_TAIL * len(values))


def noise(share: float, rows: int) -> float:
    """How far a share of so few rows strays by chance (four standard deviations)."""
    return _NOISE * sqrt(max(share * (1 - share), _LEAST_VARIANCE) / max(1, rows))


def span(values: Sequence[float], show: Callable[[float], str]) -> str:
    """``498–503``, or one figure where both ends read the same."""
    low, high = show(min(values)), show(max(values))
    return low if low == high else f"{low}–{high}"


def percent(share: float) -> str:
    """``12%``; a decimal where rounding would hide that it is not all or nothing."""
    text = f"{share:.0%}"
    return f"{share:.1%}" if text in ("0%", "100%") and share not in (0, 1) else text
