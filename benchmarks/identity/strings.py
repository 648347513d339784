"""Contenders that compare names as strings: exact equality, and three scorers of rapidfuzz."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler
from scipy.sparse import csr_array

from benchmarks.identity.rows import F32, I32, I64, Edges, Found, Rows
from benchmarks.identity.score import above
from pipeline.identity.normal import normal_names

MOST_SHARED = 100
"""A bigram that more names have proposes nothing: the cost stays about linear, 公司 pairs nobody."""
AT_ONCE = 1_000_000
FLOOR = 0.3


def exact(rows: Rows) -> Found:
    """One cluster a normalised name."""
    names = normal_names(rows.names)

    def cluster(_: float) -> I64:
        return np.unique(np.array(names, dtype=object), return_inverse=True)[1].astype(np.int64)

    return Found(cluster)


def bigram_pairs(names: list[str]) -> tuple[I32, I32]:
    """Every pair, left below right, that shares a bigram which at most ``MOST_SHARED`` names have.

    Blocking a name's beginning would lose every name whose region is written differently; rare bigrams find
    them wherever they stand. Equal names are pairs, too: of ``MOST_SHARED`` or more the neighbours.
    """
    grams: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        for gram in {name[at : at + 2] for at in range(len(name) - 1)}:
            grams.setdefault(gram, []).append(row)
    rare = [rows for rows in grams.values() if 1 < len(rows) <= MOST_SHARED]
    ends = np.cumsum([0] + [len(rows) for rows in rare])
    columns = np.concatenate([np.array(rows, dtype=np.int32) for rows in rare])
    by_gram = csr_array((np.ones(len(columns), dtype=np.int8), columns, ends), shape=(len(rare), len(names)))
    by_name = by_gram.T.tocsr()
    lefts, rights = [], []
    for begin in range(0, len(names), 20_000):
        shared = (by_name[begin : begin + 20_000] @ by_gram).tocoo()
        left = shared.row.astype(np.int32) + np.int32(begin)
        below = left < shared.col
        lefts.append(left[below])
        rights.append(shared.col[below].astype(np.int32))
    order = np.argsort(np.array(names, dtype=object), kind="stable").astype(np.int32)
    same = np.array([names[one] == names[other] for one, other in pairwise(order)], dtype=bool)
    lefts.append(np.minimum(order[:-1], order[1:])[same])
    rights.append(np.maximum(order[:-1], order[1:])[same])
    keys = np.unique(np.concatenate(lefts).astype(np.int64) * len(names) + np.concatenate(rights))
    left, right = np.divmod(keys, len(names))
    return left.astype(np.int32), right.astype(np.int32)


def _similar(scorer: Any, scale: float, rows: Rows) -> Found:
    """Scores of all candidates in both cores, then connected components."""
    names = normal_names(rows.names)
    left, right = bigram_pairs(names)
    parts = []
    for begin in range(0, len(left), AT_ONCE):
        those = slice(begin, begin + AT_ONCE)
        scored = process.cpdist(
            [names[row] for row in left[those]],
            [names[row] for row in right[those]],
            scorer=scorer,
            dtype=np.float32,
            workers=-1,
        )
        parts.append(scored.reshape(-1) / np.float32(scale))
    score: F32 = np.concatenate(parts).astype(np.float32)
    kept = score >= FLOOR
    edges = Edges(left[kept], right[kept], score[kept])
    return Found(lambda at: above(edges, at, len(rows)), lambda: edges, pairs=len(left))


ratio: Callable[[Rows], Found] = partial(_similar, fuzz.ratio, 100.0)
w_ratio: Callable[[Rows], Found] = partial(_similar, fuzz.WRatio, 100.0)
jaro_winkler: Callable[[Rows], Found] = partial(_similar, JaroWinkler.similarity, 1.0)
