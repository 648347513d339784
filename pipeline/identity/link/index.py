"""``link``: the registered firms that a name may mean, best first, with certainty, decision and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from pipeline.identity.link.compared import Compared, Comparer
from pipeline.identity.link.decide import Judged, judge
from pipeline.identity.link.model import shipped_model
from pipeline.identity.link.queries import Queries, read_queries, unmarked
from pipeline.identity.link.reasons import SEPARATOR, reasons
from pipeline.identity.link.texts import read_texts
from pipeline.identity.link.universe import Universe
from pipeline.identity.normal import normal_names
from pipeline.identity.spans import I64

Decision = Literal["match", "review", "none"]
_NO_ROWS: I64 = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Link:
    """One proposal for one query. ``name`` is "" where nothing is proposed at all (rank 1, none)."""

    query: int
    """Which of the queries given."""
    rank: int
    row: int
    name: str
    uscc: str
    score: float
    decision: Decision
    why: str


@dataclass
class LinkIndex:
    """A universe that can be asked. ``aliases`` are short or former names and the firms' names of today."""

    universe: Universe
    aliases: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._comparer = Comparer(self.universe)
        self._model, self.model_hash = shipped_model()
        self._aliases = self._resolved()

    def link(
        self,
        names: Sequence[str],
        provinces: Sequence[str | None] | None = None,
        cities: Sequence[str | None] | None = None,
        codes: Sequence[str | None] | None = None,
        *,
        top: int = 5,
    ) -> list[Link]:
        """At most ``top`` proposals a query, one at least, in the order of the queries."""
        queries = read_queries(names, provinces, cities, codes)
        coded = {one: self._with_code(queries.code[one]) for one in np.flatnonzero(queries.code).tolist()}
        called = self._called(names)
        extra = {
            one: np.union1d(coded.get(one, _NO_ROWS), called.get(one, _NO_ROWS)) for one in coded | called
        }
        found: dict[int, list[Link]] = {}
        for compared in self._comparer.compare(queries, extra):
            self._settle(queries, compared, coded, called, top, found)
        return [link for one in range(len(queries)) for link in found.get(one) or [_nothing(one, names[one])]]

    def _settle(
        self,
        queries: Queries,
        compared: Compared,
        coded: dict[int, I64],
        called: dict[int, I64],
        top: int,
        found: dict[int, list[Link]],
    ) -> None:
        for judged in judge(self.universe, queries, compared, self._model, coded, called, top):
            found.setdefault(judged.query, []).append(self._told(queries, compared, judged))

    def _told(self, queries: Queries, compared: Compared, judged: Judged) -> Link:
        universe, row = self.universe, judged.row
        compared_words = reasons(universe, queries, compared.pairs, judged.at)
        return Link(
            query=judged.query,
            rank=judged.rank,
            row=row,
            name=universe.name(row),
            uscc=universe.code(row),
            score=round(judged.score, 4),
            decision=judged.decision,
            why=SEPARATOR.join([*judged.remarks, compared_words]),
        )

    def _with_code(self, code: np.uint64) -> I64:
        return self.universe.rows_with(self.universe.by_code, self.universe.code_key, code)

    def _resolved(self) -> dict[str, I64]:
        """Alias in normal form → rows of the firms that are called so; names that are not there are left."""
        pairs = [(alias, name) for alias, names in self.aliases.items() for name in names]
        if not pairs:
            return {}
        keys = read_texts([name for _, name in pairs]).key
        found: dict[str, set[int]] = {}
        for alias, key in zip(normal_names([alias for alias, _ in pairs]), keys, strict=True):
            rows = self.universe.rows_with(self.universe.by_key, self.universe.key, key)
            if alias and len(rows):
                found.setdefault(alias, set()).update(rows.tolist())
                found.setdefault(unmarked(alias), set()).update(rows.tolist())
        return {alias: np.array(sorted(rows), dtype=np.int64) for alias, rows in found.items()}

    def _called(self, names: Sequence[str]) -> dict[int, I64]:
        if not self._aliases:
            return {}
        normal = normal_names(names)
        either = (self._aliases.get(one, self._aliases.get(unmarked(one))) for one in normal)
        return {at: rows for at, rows in enumerate(either) if rows is not None}


def _nothing(query: int, name: str) -> Link:
    why = "没有写名称" if not normal_names([name])[0] else "库中没有相近的名称"
    return Link(query, 1, -1, "", "", 0.0, "none", why)
