"""Pairs of neighbouring characters in what a firm says of its trade, hashed into buckets.

A pair weighs count ÷ √(all pairs of the firm). Learning takes them as a sparse table; applying what was
learnt sums weights over occurrences, because making the table of a million firms would take longer than all
the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from matching.fit.letters import END
from matching.fit.texts import texts_of

BUCKETS = 1 << 16
_MULTIPLIER = np.uint32(0x9E3779B1)
_TEXTS = 1_000
"""Texts whose weights are held at a time."""


@dataclass(frozen=True)
class Grams:
    """Occurrences in the order of the texts: ``bucket[starts[t]:starts[t + 1]]`` stand in text ``t``."""

    firms: int
    row: npt.NDArray[np.int32]
    """By text, its firm."""
    starts: npt.NDArray[np.int64]
    """By text that has any pair, and of those only."""
    bucket: npt.NDArray[np.int64]

    @cached_property
    def norm(self) -> npt.NDArray[np.float64]:
        """By firm, √(number of pairs), at least 1."""
        total = np.zeros(self.firms)
        np.add.at(total, self.row, self._sizes)
        norm: npt.NDArray[np.float64] = np.sqrt(np.maximum(total, 1))
        return norm

    @cached_property
    def _sizes(self) -> npt.NDArray[np.int64]:
        return np.diff(self.starts, append=len(self.bucket))

    def table(self) -> sparse.csr_matrix:
        """Weights of shape (firms, BUCKETS)."""
        row = np.repeat(self.row, self._sizes)
        found = sparse.csr_matrix((1 / self.norm[row], (row, self.bucket)), shape=(self.firms, BUCKETS))
        found.sum_duplicates()
        return found

    def dot(self, weights: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """``table() @ weights`` for weights of shape (BUCKETS, models)."""
        summed = np.zeros((self.firms, weights.shape[1]))
        ends = np.append(self.starts[1:], len(self.bucket))
        for first in range(0, len(self.row), _TEXTS):
            part = slice(first, first + _TEXTS)
            begin = int(self.starts[first])
            found = weights[self.bucket[begin : ends[part][-1]]]
            np.add.at(summed, self.row[part], np.add.reduceat(found, self.starts[part] - begin, axis=0))
        result: npt.NDArray[np.float64] = summed / self.norm[:, None]
        return result


def grams_of(columns: Mapping[str, Sequence[object]], fields: Sequence[str], rows: range) -> Grams:
    """The pairs of some rows' texts; pairs do not reach from one text into the next."""
    texts = texts_of({field: columns[field] for field in fields if field in columns}, rows)
    nothing = np.zeros(0, dtype=np.int64)
    codes = texts.codes
    if len(codes) < 2:
        return Grams(len(rows), np.zeros(0, dtype=np.int32), nothing, nothing)
    ends = codes == END
    inside = ~(ends[:-1] | ends[1:])
    wide = codes.astype(np.uint32)
    mixed = (wide[:-1] * _MULTIPLIER) ^ wide[1:]
    bucket = ((mixed * _MULTIPLIER) >> np.uint32(16)).astype(np.int64)[inside]
    text = np.cumsum(ends)[:-1][inside]
    starts = np.flatnonzero(np.diff(text, prepend=-1))
    return Grams(len(rows), texts.row[text[starts]], starts, bucket)
