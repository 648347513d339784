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

from matching.fit.letters import END, edges
from matching.fit.runs import starts
from matching.fit.texts import FIELDS, LONGEST, texts_of

BUCKETS = 1 << 16
_MULTIPLIER = np.uint32(0x9E3779B1)


@dataclass(frozen=True)
class Grams:
    """Occurrences in the order of the texts: ``bucket[starts[t]:starts[t + 1]]`` stand in text ``t``."""

    firms: int
    row: npt.NDArray[np.int32]
    """By text, its firm."""
    field: npt.NDArray[np.uint8]
    """By text, where it stands, of FIELDS."""
    starts: npt.NDArray[np.int64]
    """By text."""
    bucket: npt.NDArray[np.int32]

    @cached_property
    def norm(self) -> npt.NDArray[np.float64]:
        """By firm, √(number of pairs), at least 1."""
        total = np.bincount(self.row, weights=self._sizes, minlength=self.firms)
        norm: npt.NDArray[np.float64] = np.sqrt(np.maximum(total, 1))
        return norm

    @cached_property
    def _sizes(self) -> npt.NDArray[np.int64]:
        return np.diff(self.starts, append=len(self.bucket))

    def part(self, fields: Sequence[str], first: int = LONGEST) -> Grams:
        """Those in the first characters of the texts in some fields."""
        texts = np.flatnonzero(np.isin(self.field, [FIELDS.index(field) for field in fields]))
        sizes = np.minimum(self._sizes[texts], first - 1)
        starts = np.cumsum(sizes) - sizes
        at = np.repeat(self.starts[texts] - starts, sizes) + np.arange(sizes.sum())
        return Grams(self.firms, self.row[texts], self.field[texts], starts, self.bucket[at])

    def counts(self) -> sparse.csr_matrix:
        """How often a firm has each pair, of shape (firms, BUCKETS)."""
        # One sort of firm and bucket in one number: scipy takes far longer to add up equal entries.
        kind = np.min_scalar_type(self.firms * BUCKETS)
        cells = np.repeat(self.row.astype(kind) * kind.type(BUCKETS), self._sizes)
        cells += self.bucket.astype(kind)
        cells.sort()
        begins = starts(cells)
        count = np.diff(begins, append=len(cells)).astype(np.float32)
        cells = cells.take(begins)
        ends = np.searchsorted(cells, np.arange(self.firms + 1).astype(kind) * kind.type(BUCKETS))
        columns = (cells % kind.type(BUCKETS)).astype(np.int32)
        return sparse.csr_matrix((count, columns, ends.astype(np.int32)), shape=(self.firms, BUCKETS))

    def table(self) -> sparse.csr_matrix:
        """Weights of shape (firms, BUCKETS)."""
        row = np.repeat(self.row, self._sizes)
        found = sparse.csr_matrix((1 / self.norm[row], (row, self.bucket)), shape=(self.firms, BUCKETS))
        found.sum_duplicates()
        return found

    def dot(self, weights: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """``table() @ weights`` for weights of shape (BUCKETS, models)."""
        once = np.ones(len(self.bucket), dtype=np.float32)
        ends = np.append(self.starts, len(self.bucket)).astype(np.int32)
        texts = sparse.csr_matrix((once, self.bucket, ends), shape=(len(self.row), BUCKETS))
        number = np.arange(len(self.row))
        firms = sparse.csr_matrix((np.ones(len(number)), (self.row, number)), shape=(self.firms, len(number)))
        result: npt.NDArray[np.float64] = (firms @ (texts @ weights)) / self.norm[:, None]
        return result


def grams_of(columns: Mapping[str, Sequence[object]], rows: range) -> Grams:
    """The pairs of some rows' texts; pairs do not reach from one text into the next."""
    texts = texts_of({field: columns[field] for field in FIELDS if field in columns}, rows)
    codes = texts.codes
    ends = codes == END
    wide = codes.astype(np.uint32)
    mixed = (wide[:-1] * _MULTIPLIER) ^ wide[1:]
    bucket = ((mixed * _MULTIPLIER) >> np.uint32(16)).astype(np.int32)[~(ends[:-1] | ends[1:])]
    sizes = np.maximum(np.diff(edges(codes))[: len(texts.row)] - 2, 0)  # a pair less than characters
    return Grams(len(rows), texts.row, texts.field, np.cumsum(sizes) - sizes, bucket)
