"""The likely firms of one query: those that share its rarest characters and pairs of characters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.link.grams import Grams, text_grams
from pipeline.identity.link.texts import U16
from pipeline.identity.link.universe import Universe
from pipeline.identity.spans import I64

F32 = NDArray[np.float32]
KEPT = 100
STOCK_KEPT = 60
ROUGH = 1_500
"""Rows by their grams alone whose place and standing are looked at."""
READ = 0.25
"""Index entries read for a query, per registered name: what is left out are its commonest grams."""
LEAST_READ = 100_000
OPENED = 20_000
"""Rows that are looked at before common grams only add to those that have rarer ones."""
PAIR_WEIGHT = 1.0
SINGLE_WEIGHT = 0.45
BRANCH_MALUS = 3.0
PLACE_BONUS = 2.5


@dataclass
class Scores:
    """Sums a row; zero between two queries, so that nothing has to be cleared but what was touched."""

    sums: F32

    @classmethod
    def of(cls, count: int) -> Scores:
        """For ``count`` rows."""
        return cls(np.zeros(count, dtype=np.float32))

    def best(self, grams: Grams, wanted: NDArray[np.uint32], budget: int, most: int) -> tuple[I64, F32]:
        """Rows with the highest sums of gram weights and the sums, at most ``most``, in no order."""
        place = grams.find(wanted)
        single = wanted < 65536
        wanted, place, single = wanted[place >= 0], place[place >= 0], single[place >= 0]
        size = grams.sizes(place)
        weight = np.log1p(len(self.sums) / np.maximum(size, 1)) * np.where(single, SINGLE_WEIGHT, PAIR_WEIGHT)
        order = np.argsort(size)
        read = np.cumsum(size[order])
        order = order[(read <= budget) | (np.arange(len(order)) < 1)]
        touched, opened = [], 0
        for one in order:
            rows = grams.rows(int(place[one]))
            before = self.sums[rows]
            if opened < OPENED:
                touched.append(rows[before == 0])
                opened += len(touched[-1])
            else:  # what has none of the rarer grams will not be among the best
                rows, before = rows[before > 0], before[before > 0]
            self.sums[rows] = before + np.float32(weight[one])
        if not touched:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        rows = np.concatenate(touched)
        sums = self.sums[rows]
        self.sums[rows] = 0
        if len(rows) > most:
            kept = np.argpartition(sums, len(sums) - most)[len(sums) - most :]
            rows, sums = rows[kept], sums[kept]
        return rows.astype(np.int64), sums


class Retriever:
    """Candidates of a query in one universe."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._grams, self._stock = universe.grams, universe.stock_grams
        self._all = Scores.of(len(universe))
        self._few = Scores.of(len(universe.stock))
        self._budget = max(LEAST_READ, int(READ * len(universe)))

    def candidates(self, chars: U16, body: int, form: int, place: int, *, short: bool) -> I64:
        """Rows worth comparing, at most ``KEPT`` + ``STOCK_KEPT``, each once and in ascending order.

        ``chars`` is the query's text; ``form`` characters from ``body`` on are its organisation form, which
        only a short name is looked up by; ``place`` its place (0 unknown).
        """
        universe = self._universe
        if not len(chars):
            return np.zeros(0, dtype=np.int64)
        whole = short or body < 2
        wanted = text_grams(chars) if whole else text_grams(chars[:body], chars[body + form :])
        rows, sums = self._all.best(self._grams, wanted, self._budget, ROUGH)
        tail = universe.region[rows].astype(np.int64) + universe.core[rows] + universe.form[rows]
        branch = universe.start[rows + 1] - universe.start[rows] > tail
        found = [self._placed(rows, sums - BRANCH_MALUS * (branch & short), place, KEPT)]
        if short:
            rows, sums = self._few.best(self._stock, text_grams(chars), self._budget, ROUGH)
            found.append(self._placed(universe.stock[rows].astype(np.int64), sums, place, STOCK_KEPT))
        return np.unique(np.concatenate(found))

    def _placed(self, rows: I64, sums: F32, place: int, most: int) -> I64:
        if place:
            near = self._universe.told[rows] // 10_000 == place // 10_000
            sums = sums + np.float32(PLACE_BONUS) * near
        if len(rows) <= most:
            return rows
        return rows[np.argpartition(sums, len(sums) - most)[len(sums) - most :]]
