"""The arithmetic of the bureau's report: shares, gaps, bounds, contacts needed. Computed, never stored.

Money is in 亿元, shares and rates are fractions. Golden values: domain guide, section 4.8.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def manufacturing_share(signed: float, other: float) -> float:
    """Share of manufacturing in ``signed`` when ``other`` of it is not manufacturing."""
    return (signed - other) / signed


def manufacturing_needed(signed: float, other: float, target: float, more_other: float = 0.0) -> float:
    """Further manufacturing contracts that bring the share to ``target``.

    ``more_other`` non-manufacturing contracts are signed as well. Never below 0.
    """
    manufacturing = signed - other
    return max(0.0, (target * (signed + more_other) - manufacturing) / (1 - target))


def manufacturing_within(signed: float, other: float, target: float, remaining: float) -> float:
    """Manufacturing among the next ``remaining`` contracts that brings the share to ``target``.

    More than ``remaining`` means that the target cannot be reached with this total.
    """
    return max(0.0, target * (signed + remaining) - (signed - other))


def price_of_other(target: float) -> float:
    """Manufacturing that one more 亿 of other contracts makes necessary."""
    return target / (1 - target)


def _special() -> ModuleType:
    """SciPy's special functions: a third of a second that most commands need not wait for."""
    from scipy import special  # noqa: PLC0415

    return special


def upper_bound(successes: int, trials: int, confidence: float = 0.95) -> float:
    """One-sided exact (Clopper-Pearson) upper bound of a rate; 1 without any failure."""
    if successes == trials:
        return 1.0
    return float(_special().betaincinv(successes + 1, trials - successes, confidence))


def wilson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided Wilson interval of ``successes`` in ``trials`` (trials > 0)."""
    z = float(_special().ndtri((1 + confidence) / 2))
    middle = (successes + z**2 / 2) / (trials + z**2)
    half = z / (trials + z**2) * sqrt(successes * (trials - successes) / trials + z**2 / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


def contacts_needed(rate: float, landings: int, probability: float) -> int:
    """Fewest independent contacts with P(at least ``landings``) ≥ ``probability``.

    Raises:
        ValueError: the rate is not in (0, 1].
    """
    if not 0 < rate <= 1:
        raise ValueError("rate must lie in (0, 1]")

    def reached(contacts: int) -> bool:
        if contacts < landings:
            return False
        # P(X ≥ k) of a binomial is the regularised incomplete beta function I_p(k, n − k + 1).
        return float(_special().betainc(landings, contacts - landings + 1, rate)) >= probability

    high = max(landings, 1)
    while not reached(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return high


def visits_per_week(visits: int, days: int, teams: int = 1) -> float:
    """Visits that one team made in an average week."""
    return visits / teams / days * 7


def trips_affordable(budget_yuan: float, cost_yuan: float) -> int:
    """Whole trips that a budget pays."""
    return int(budget_yuan // cost_yuan)


def chance_of_none(rate: float, contacts: int) -> float:
    """Chance that none of ``contacts`` independent contacts lands."""
    return float((1 - rate) ** contacts)


def chance_of_at_least(landings: int, contacts: int, rate: float) -> float:
    """Chance of ``landings`` or more among independent contacts."""
    if landings <= 0:
        return 1.0
    if contacts < landings:
        return 0.0
    return float(_special().betainc(landings, contacts - landings + 1, rate))
