"""How good a clustering is, and at which threshold a contender does best. No pair is ever listed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from benchmarks.identity.rows import F32, F64, I32, I64, Edges

RELIABILITY = "reliability"
THRESHOLDS = 200
"""Thresholds tried at most, spread evenly over the scores that join anything."""


@dataclass(frozen=True)
class Quality:
    """Shares from 0 to 1.

    ``precision``, ``recall`` and ``f1`` count pairs of rows. ``merged`` is the share of entities that share a
    cluster with another entity. ``bcubed`` is the F1 of the means over rows of the share of the row's
    cluster that is its entity, and of the share of its entity that is in its cluster.
    """

    precision: float
    recall: float
    f1: float
    merged: float
    bcubed: float


def quality(cluster: NDArray[np.int64], entity: NDArray[np.int64]) -> Quality:
    """Compare two labelings of the same rows, from the sizes of classes and of what they share."""
    _, cluster = np.unique(cluster, return_inverse=True)
    _, entity = np.unique(entity, return_inverse=True)
    in_cluster, in_entity = np.bincount(cluster), np.bincount(entity)
    cells, shared = np.unique(cluster * len(in_entity) + entity, return_counts=True)
    cell_cluster, cell_entity = np.divmod(cells, len(in_entity))
    right = _pairs(shared)
    precision = _share(right, _pairs(in_cluster))
    recall = _share(right, _pairs(in_entity))
    mixed = np.bincount(cell_cluster) > 1
    merged = len(np.unique(cell_entity[mixed[cell_cluster]]))
    squared = shared.astype(np.float64) ** 2
    pure = float((squared / in_cluster[cell_cluster]).sum() / len(cluster))
    whole = float((squared / in_entity[cell_entity]).sum() / len(cluster))
    return Quality(precision, recall, _f1(precision, recall), merged / len(in_entity), _f1(pure, whole))


def components(count: int, left: I32, right: I32) -> I64:
    """A label for each of ``count`` rows: rows joined by a path of pairs have the same."""
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def above(edges: Edges, threshold: float, count: int) -> I64:
    """Connected components of the pairs that score at least ``threshold``."""
    kept = edges.score >= threshold
    return components(count, edges.left[kept], edges.right[kept])


def best_threshold(edges: Edges, entity: I64) -> float:
    """The threshold whose connected components have the best pairwise F1.

    A maximum spanning forest has the same components at every threshold as all the pairs, so at most
    ``rows − 1`` of them are looked at, however many were scored.
    """
    forest = _forest(edges, len(entity))
    if not len(forest.score):
        return float("inf")
    distinct = np.unique(forest.score)
    chosen = np.unique(np.linspace(0, len(distinct) - 1, THRESHOLDS).round().astype(np.int64))
    tried = [(quality(above(forest, one, len(entity)), entity).f1, float(one)) for one in distinct[chosen]]
    return max(tried)[1]


def _forest(edges: Edges, count: int) -> Edges:
    """Ranks are weights: none is 0, which sparse matrices would drop."""
    levels, rank = np.unique(edges.score, return_inverse=True)
    weight = (len(levels) - rank).astype(np.float64)
    graph = coo_array((weight, (edges.left, edges.right)), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    scores: F32 = levels[len(levels) - tree.data.astype(np.int64)]
    return Edges(tree.row.astype(np.int32), tree.col.astype(np.int32), scores)


def reliability(
    probability: F64, right: NDArray[np.bool_], bins: int = 10
) -> list[tuple[str, int, float, float]]:
    """For each bin of predicted probability: its name, pairs, mean probability, share of right pairs."""
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    found = []
    for one in range(bins):
        within = place == one
        if within.any():
            name = f"{one / bins:.1f}–{(one + 1) / bins:.1f}"
            found.append(
                (name, int(within.sum()), float(probability[within].mean()), float(right[within].mean()))
            )
    return found


def _pairs(sizes: I64) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: float, whole: float) -> float:
    """Nothing of nothing is right."""
    return part / whole if whole else 1.0


def _f1(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
