"""Candidates of many queries and their features: the one path that looking up and training share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.identity.link.align import F32
from pipeline.identity.link.features import measure
from pipeline.identity.link.pairs import Pairing, Pairs
from pipeline.identity.link.queries import Queries
from pipeline.identity.link.retrieve import Retriever
from pipeline.identity.link.universe import Universe
from pipeline.identity.spans import I64

AT_ONCE = 24
"""Queries laid out together: their pairs stay in the processor's cache."""


@dataclass(frozen=True)
class Compared:
    """Pairs of a few queries, those of one side by side; ``begin`` is where those of each begin."""

    pairs: Pairs
    features: F32
    begin: I64


class Comparer:
    """Finds and compares candidates in one universe; keeps nothing of a query."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self._retriever = Retriever(universe)
        self._pairing = Pairing(universe)

    def compare(self, queries: Queries, extra: dict[int, I64] | None = None) -> Iterator[Compared]:
        """A few queries at a time, in order; ``extra`` are rows of a query that count as found anyway."""
        for first in range(0, len(queries), AT_ONCE):
            asked = range(first, min(first + AT_ONCE, len(queries)))
            rows = [self._rows(queries, one, extra) for one in asked]
            size = np.array([len(found) for found in rows], dtype=np.int64)
            if not size.sum():
                continue
            pairs = self._pairing.pairs(
                queries, np.repeat(np.array(asked, dtype=np.int64), size), np.concatenate(rows)
            )
            ends = np.cumsum(size)
            yield Compared(pairs, measure(self.universe, queries, pairs), (ends - size)[size > 0])

    def _rows(self, queries: Queries, asked: int, extra: dict[int, I64] | None) -> I64:
        texts = queries.texts
        rows = self._retriever.candidates(
            queries.chars(asked),
            int(texts.region[asked]) + int(texts.core[asked]),
            int(texts.form[asked]),
            int(queries.told[asked]) or int(texts.named[asked]),
            short=bool(queries.short[asked]),
        )
        more = extra.get(asked) if extra else None
        return rows if more is None else np.union1d(rows, more)
