"""Measures of a ranking against outcomes, pooled over races, with intervals (domain guide, section 15.2).

A race is one universe of firms ranked at one freeze; ``hits`` is 1 for a firm that came. Rates carry Wilson
intervals, the others percentile bootstrap intervals over firms (fixed seed). Below the configured number of
outcomes no value is given, only counts (section 15.1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.kpi import wilson
from matching.result import Result

K = 20
SEED = 20260101
DRAWS = 400
Hits = NDArray[np.int64]
"""0 or 1 by rank, best first."""


class Figure(Result):
    """One measure of one contender. ``hits`` of ``of`` are the counts behind it.

    ``value`` and its 95 % interval are None where ``of`` or the outcomes are too few; ``note`` says so.
    """

    contender: str
    measure: str
    hits: int
    of: int
    value: float | None
    low: float | None
    high: float | None
    note: str = ""


def figures(contender: str, races: Sequence[Hits], enough: int) -> list[Figure]:
    """All measures of one contender over its races; ``enough`` outcomes allow a value."""
    came = int(sum(race.sum() for race in races))
    top = int(sum(race[:K].sum() for race in races))
    places = int(sum(min(K, len(race)) for race in races))
    tenth = [max(1, round(len(race) / 10)) for race in races]
    top_tenth = int(sum(race[:n].sum() for race, n in zip(races, tenth, strict=True)))
    note = "" if came >= enough else f"只有 {came} 个结果，少于 {enough}，只列数目，不给比率"
    found = [
        _rate(contender, "precision@20", top, places, came, note),
        _rate(contender, "recall@20", top, came, came, note),
    ]
    for name, measure, hits, of in (
        ("NDCG@20", ndcg, top, came),
        ("lift@10%", lift, top_tenth, sum(tenth)),
    ):
        value = measure(races) if came and not note else None
        low, high = (None, None) if value is None else _bootstrap(races, measure, value)
        found.append(
            Figure(
                contender=contender,
                measure=name,
                hits=hits,
                of=of,
                value=value,
                low=low,
                high=high,
                note=note,
            )
        )
    return found


def ndcg(races: Sequence[Hits]) -> float:
    """Mean NDCG@20 over the races in which somebody came."""
    values = []
    for race in races:
        discounts = 1 / np.log2(np.arange(2, K + 2))
        gained = float((race[:K] * discounts[: len(race)]).sum())
        best = float(discounts[: min(K, int(race.sum()))].sum())
        if best:
            values.append(gained / best)
    return float(np.mean(values)) if values else 0.0


def lift(races: Sequence[Hits]) -> float:
    """Share of those who came in the top tenth over their share in all, pooled."""
    top = sum(int(race[: max(1, round(len(race) / 10))].sum()) for race in races)
    tops = sum(max(1, round(len(race) / 10)) for race in races)
    came, firms = sum(int(race.sum()) for race in races), sum(len(race) for race in races)
    return (top / tops) / (came / firms) if came else 0.0


def concordance(good: Sequence[float], bad: Sequence[float]) -> tuple[float, float, float]:
    """How often a firm that came stands above one that refused (ties half), with its bootstrap interval."""
    random, one, other = np.random.default_rng(SEED), np.array(good), np.array(bad)

    def share(left: NDArray[np.float64], right: NDArray[np.float64]) -> float:
        difference = left[:, None] - right[None, :]
        return float((np.sign(difference).mean() + 1) / 2)

    draws = [share(random.choice(one, len(one)), random.choice(other, len(other))) for _ in range(DRAWS)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return share(one, other), float(low), float(high)


def _rate(contender: str, measure: str, hits: int, of: int, came: int, note: str) -> Figure:
    shown = bool(came and of and not note)
    low, high = wilson(hits, of) if shown else (None, None)
    return Figure(
        contender=contender,
        measure=measure,
        hits=hits,
        of=of,
        value=hits / of if shown else None,
        # Rounding may lift the lower end of 0 of n above 0.
        low=None if low is None else min(low, hits / of),
        high=None if high is None else max(high, hits / of),
        note=note,
    )


def _bootstrap(
    races: Sequence[Hits], measure: Callable[[Sequence[Hits]], float], value: float
) -> tuple[float, float]:
    """Firms are drawn anew within every race and keep their order; the ends always hold the value."""
    random = np.random.default_rng(SEED)
    draws = [
        measure([race[np.sort(random.integers(0, len(race), len(race)))] for race in races])
        for _ in range(DRAWS)
    ]
    low, high = np.percentile(draws, [2.5, 97.5])
    return min(float(low), value), max(float(high), value)
