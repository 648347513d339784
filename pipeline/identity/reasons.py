"""One line a row: with which other row it is one enterprise, or which comes closest, and by what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.dedupe import Deduplicated
from pipeline.identity.explain import briefly
from pipeline.identity.spans import I64, ascending

CLOSE = 0.2
"""From here on a row that stays alone is told whom it resembles most."""


def reasons(found: Deduplicated) -> list[str]:
    """A Chinese sentence a row; rows are numbered from 1, as below a header."""
    cluster, pairs = found.cluster, found.pairs
    inside = cluster[pairs.left] == cluster[pairs.right]
    partner, _ = _best(pairs.left[inside], pairs.right[inside], pairs.probability[inside], len(cluster))
    rival, near = _best(pairs.left[~inside], pairs.right[~inside], pairs.probability[~inside], len(cluster))
    many = np.bincount(cluster, minlength=len(cluster))[cluster] > 1
    partner = np.where(partner < 0, _neighbour(cluster), partner)
    said = []
    for row in range(len(cluster)):
        if many[row]:
            other = int(partner[row])
            said.append(f"与第{other + 1}行同一家：{briefly(found.table, row, other)}")
        elif not found.table.normal[row]:
            said.append("没有名称")
        elif near[row] >= CLOSE:
            said.append(_alone(found, row, int(rival[row]), float(near[row])))
        else:
            said.append("没有相近的名称")
    return said


def _neighbour(cluster: I64) -> I64:
    """The next row of a row's enterprise, of its last the one before: for rows that only equal another."""
    order = ascending(cluster)
    behind, before = np.roll(order, -1), np.roll(order, 1)
    found = np.empty_like(cluster)
    found[order] = np.where(cluster[behind] == cluster[order], behind, before)
    return found


def _alone(found: Deduplicated, row: int, other: int, near: float) -> str:
    return f"最像第{other + 1}行（{near:.0%}），未并：{briefly(found.table, row, other)}"


def _best(
    left: I64, right: I64, probability: NDArray[np.float64], rows: int
) -> tuple[I64, NDArray[np.float64]]:
    """Every row's surest partner (−1: none; of equals the first) and how sure."""
    row, other = np.concatenate([left, right]), np.concatenate([right, left])
    sure = np.concatenate([probability, probability])
    order = np.lexsort((-other, sure, row))  # the last of a row wins
    partner, best = np.full(rows, -1, dtype=np.int64), np.zeros(rows)
    partner[row[order]], best[row[order]] = other[order], sure[order]
    return partner, best
