"""The company that a pair keeps: what the mentions around it say, once pairs have a first probability.

Mentions that are surely one enterprise form a circle. A pair is judged again by how well each side agrees
with the other's whole circle, by the best rival outside it, and by places and codes that a circle has
together. Of a pair, ``a`` and ``b`` are the sides as in ``compare.Pairs``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.cluster import code_range, components
from pipeline.identity.compare import FEATURES, compare_places, few
from pipeline.identity.material import U8
from pipeline.identity.mentions import Mentions
from pipeline.identity.spans import I64, ascending, begins

F64 = NDArray[np.float64]
SURE = 0.95
"""From here on a first probability makes a circle."""
PROBABILITIES = np.array(
    [0.001, 0.01, 0.03, 0.08, 0.15, 0.25, 0.4, 0.55, 0.7, 0.8, 0.88, 0.93, 0.96, 0.98, 0.995]
)
TAKEN_OVER = (
    "slip", "surplus", "forms", "told_named", "named_told", "core", "brand", "shorter", "longer_by",
    "beginning", "heard", "looked", "letters_apart", "likeness", "branch", "same_end", "numbers", "named",
    "told", "form_a", "form_b", "text_count_a", "text_count_b", "brand_count_a", "brand_count_b",
    "begin_so_a", "begin_so_b", "begin_there_a",
)  # fmt: skip
"""Features of the pair itself that are weighed again."""
CIRCLE_FEATURES = (
    "first", "best_a", "best_b", "support_a", "support_b", "rival_a", "rival_b", "size_a", "size_b",
    "one_circle", "codes", "told_together", "named_together", "named_told_together", "told_named_together",
    *TAKEN_OVER,
)  # fmt: skip
CODES_UNKNOWN, CODES_EQUAL, CODES_DIFFER = range(3)


@dataclass(frozen=True)
class _Ties:
    """Every tie of a row with a circle: the best and the summed probability, by row and circle."""

    key: I64
    best: F64
    total: F64
    rows: int

    def of(self, row: I64, circle: I64) -> I64:
        """Where the tie stands; only asked for ties that are there."""
        return np.searchsorted(self.key, row * self.rows + circle)


def circle_features(
    table: Mentions, a: I64, b: I64, probability: F64, features: U8
) -> tuple[U8, NDArray[np.bool_]]:
    """``CIRCLE_FEATURES`` of the pairs, and which pairs join circles whose codes differ."""
    rows = len(table)
    sure = probability > SURE
    circle = components(a[sure], b[sure], rows)
    size = np.bincount(circle, minlength=rows)
    ties = _ties(a, b, probability, circle)
    best, best_circle, second = _two_best(ties, circle)
    columns = [level(probability)]
    at = {"a": ties.of(a, circle[b]), "b": ties.of(b, circle[a])}
    sides = (("a", a, b), ("b", b, a))
    columns += [level(ties.best[at[side]]) for side, _, _ in sides]
    columns += [level(ties.total[at[side]] / size[circle[other]]) for side, _, other in sides]
    columns += [
        level(np.where(best_circle[own] == circle[other], second[own], best[own])) for _, own, other in sides
    ]
    columns += [few(size[circle[other]]) for _, _, other in sides]
    columns.append((circle[a] == circle[b]).astype(np.uint8))
    codes = _codes(table, circle, a, b)
    columns.append(codes)
    told, named = _together(table.told, circle), _together(table.named, circle)
    columns += [
        compare_places(one[a], other[b])
        for one, other in ((told, told), (named, named), (named, told), (told, named))
    ]
    names = list(FEATURES)
    columns += [features[names.index(name)] for name in TAKEN_OVER]
    return np.stack(columns), codes == CODES_DIFFER


def level(probability: F64) -> U8:
    """The step of a probability."""
    return np.searchsorted(PROBABILITIES, probability).astype(np.uint8)


def _ties(a: I64, b: I64, probability: F64, circle: I64) -> _Ties:
    rows = len(circle)
    key = np.concatenate([a * rows + circle[b], b * rows + circle[a]])
    twice = np.concatenate([probability, probability])
    order = ascending(key)
    key, twice = key[order], twice[order]
    if not len(key):
        return _Ties(key, twice, twice, rows)
    first = begins(key)
    return _Ties(key[first], np.maximum.reduceat(twice, first), np.add.reduceat(twice, first), rows)


def _two_best(ties: _Ties, circle: I64) -> tuple[F64, I64, F64]:
    """Of every row, outside its own circle: the best tie, with which circle, and the second best."""
    row, other = np.divmod(ties.key, ties.rows)
    outside = other != circle[row]
    row, other, tie = row[outside], other[outside], ties.best[outside]
    order = np.lexsort((-tie, row))
    row, other, tie = row[order], other[order], tie[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    best, second = np.zeros(ties.rows), np.zeros(ties.rows)
    best_circle = np.full(ties.rows, -1, dtype=np.int64)
    best[row[place == 0]], best_circle[row[place == 0]] = tie[place == 0], other[place == 0]
    second[row[place == 1]] = tie[place == 1]
    return best, best_circle, second


def _codes(table: Mentions, circle: I64, a: I64, b: I64) -> U8:
    """How the codes of both circles stand; any that differ count."""
    low, high = code_range(circle, table.code)
    one, other = circle[a], circle[b]
    known = (high[one] > 0) & (high[other] > 0)
    equal = (low[one] == low[other]) & (high[one] == high[other]) & (low[one] == high[one])
    return np.where(known, np.where(equal, CODES_EQUAL, CODES_DIFFER), CODES_UNKNOWN).astype(np.uint8)


def _together(places: NDArray[np.int32], circle: I64) -> NDArray[np.int32]:
    """Every row's place; where it has none, the finest of its circle."""
    finest = np.zeros(len(places), dtype=np.int32)
    np.maximum.at(finest, circle, places)
    return np.where(places != 0, places, finest[circle])
