"""Which firms to label next: those whose label would teach most, unlike each other, and some from the top.

The gain of a label is how far it could move the fit: ``fit × (1 − fit)`` is largest where the fit says
neither yes nor no, times how unsure it is. Firms are taken greedily; every firm that is taken lowers the gain
of those that read like it, so that no two labels teach the same. A part of the places goes to the firms that
stand highest and are not labelled yet: a wrong one there costs a visit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.stats import rankdata

Array = npt.NDArray[np.float64]
Reason = Literal["unsure", "high"]
EVERY_HIGH = 3
"""Of so many places of a chain the first goes to a high-ranked firm."""
ALIKE = 0.9
"""From this cosine on two firms are near duplicates: the second one is not asked about."""
_FLOOR = 0.02
"""Least uncertainty of a fit: words that nobody has labelled may be wrong anywhere."""


@dataclass(frozen=True)
class Pool:
    """``n`` firms that may be labelled for ``k`` chains."""

    fit: Array
    """(n, k), 0–1: the expected grade, learnt or set by hand."""
    spread: Array
    """(n, k): how unsure that is (a standard deviation or the width of an interval)."""
    features: sparse.csr_matrix
    """(n, features), by which firms are alike."""
    labelled: npt.NDArray[np.bool_]
    """(n, k): whether somebody has labelled it already."""


@dataclass(frozen=True)
class Suggestion:
    """A firm to be labelled for a chain; row and column of the pool."""

    firm: int
    chain: int
    reason: Reason
    gain: float


def gains(pool: Pool) -> Array:
    """(n, k): what a label could teach."""
    known = pool.fit * (1 - pool.fit)
    return np.where(pool.labelled, 0.0, (known + _FLOOR * known.max(initial=0.0)) * pool.spread)


def suggest(pool: Pool, chains: Sequence[int], count: int) -> list[Suggestion]:
    """At most ``count`` firms, each for one chain, the chains in turn; the same pool gives the same list.

    A firm that is a near duplicate of a labelled or a suggested one of its chain is left out. Ties go to
    the earlier row.
    """
    gain = gains(pool)
    unit = _unit(pool.features)
    novelty = np.ones((len(gain), len(chains)))
    for number, chain in enumerate(chains):
        seen = np.flatnonzero(pool.labelled[:, chain])
        if len(seen):
            alike = (unit @ unit[seen].T).max(axis=1).toarray().ravel()
            novelty[:, number] = _novelty(alike)
    taken = np.zeros(len(gain), dtype=bool)
    found: list[Suggestion] = []
    dry: set[int] = set()
    turn = 0
    while len(found) < count and len(dry) < len(chains):
        number, turn = turn % len(chains), turn + 1
        if number in dry:
            continue
        chain, asked = chains[number], turn - 1
        high = asked // len(chains) % EVERY_HIGH == 0
        worth = pool.fit[:, chain] * (novelty[:, number] > 0) if high else gain[:, chain] * novelty[:, number]
        worth = np.where(taken | pool.labelled[:, chain], 0.0, worth)
        best = int(np.argmax(worth)) if len(worth) else 0
        if not len(worth) or worth[best] <= 0:
            dry.add(number)
            continue
        taken[best] = True
        found.append(Suggestion(best, chain, "high" if high else "unsure", float(gain[best, chain])))
        alike = (unit @ unit[best].T).toarray().ravel()
        novelty = np.minimum(novelty, _novelty(alike)[:, None])
    return found


def _novelty(alike: Array) -> Array:
    """0 for a near duplicate, else the part that is not alike."""
    return np.where(alike >= ALIKE, 0.0, 1 - np.clip(alike, 0, 1))


def _unit(features: sparse.csr_matrix) -> sparse.csr_matrix:
    length = np.sqrt(np.asarray(features.multiply(features).sum(axis=1)).ravel())
    unit: sparse.csr_matrix = (sparse.diags(1 / np.where(length > 0, length, 1)) @ features).tocsr()
    return unit


def unlearnt_spread(fit: npt.NDArray[np.floating], node_fit: npt.NDArray[np.floating]) -> Array:
    """How unsure a hand-set fit is while nobody has labelled: how far its two readings rank a firm apart.

    Both are (n, k): the fit to the chain, and that to its best node alone. 0.5 for a firm on whose place they
    agree, up to 1.5.
    """
    places = [rankdata(each, axis=0, method="average") / max(len(each), 1) for each in (fit, node_fit)]
    apart: Array = 0.5 + np.abs(places[0] - places[1])
    return apart
