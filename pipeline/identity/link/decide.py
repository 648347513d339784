"""From points to ranks, certainties and decisions; codes and aliases come before what names tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.link.align import F32
from pipeline.identity.link.compared import Compared
from pipeline.identity.link.features import FEATURES
from pipeline.identity.link.model import F64, Model, certainty, points, shares
from pipeline.identity.link.queries import Queries
from pipeline.identity.link.universe import Universe
from pipeline.identity.spans import I64

ALIAS_SCORE = 0.99
"""A list's own word that a short or former name is this firm's; lists are wrong now and then."""
BARRED = 0.85
"""Certainty at most of a pair that no name decides, see ``_barred``; below every model's ``match_from``."""
ALIAS_AFTER_NAME = 0.3
"""The same where another firm is registered by exactly the name that was asked for."""


@dataclass(frozen=True)
class Judged:
    """A proposal: which query, its rank, the pair's place in the table compared, and what is said of it."""

    query: int
    rank: int
    at: int
    row: int
    score: float
    decision: Literal["match", "review", "none"]
    remarks: tuple[str, ...]


def judge(
    universe: Universe,
    queries: Queries,
    compared: Compared,
    model: Model,
    coded: dict[int, I64],
    called: dict[int, I64],
    top: int,
) -> Iterator[Judged]:
    """The best ``top`` pairs of every query; ``coded`` and ``called`` are rows by code and by alias."""
    pairs = compared.pairs
    ends = np.append(compared.begin[1:], len(pairs.row))
    for first, last in zip(compared.begin.tolist(), ends.tolist(), strict=True):
        asked = int(pairs.asked[first])
        weights = model.of(short=bool(queries.short[asked]))
        part = compared.features[first:last]
        total = points(weights, part)
        share = shares(total, np.zeros(1, dtype=np.int64))
        score = certainty(weights, part, total, share)
        rows = pairs.row[first:last]
        score = np.where(_barred(part, short=bool(queries.short[asked])), np.minimum(score, BARRED), score)
        facts = _Facts.of(universe, queries, asked, rows, coded.get(asked), called.get(asked))
        score, order = facts.applied(total, score)
        yield from _ranked(
            order[:top], score, facts, first, asked, rows, weights.match_from, model.review_from
        )


def _barred(features: F32, *, short: bool) -> NDArray[np.bool_]:
    """Pairs that a person should look at however alike: what differs is what tells legal persons apart.

    A branch is not its firm, the seventh shop not the eighth, and 某某有限公司 beside 某某股份有限公司 is
    often its subsidiary. Former names whose firm is registered under another one end up here.
    """
    value = {name: features[:, at] > 0 for at, name in enumerate(FEATURES)}
    branch = (value["branch"] & ~value["branch_asked"]) | value["branch_lost"]
    form = value["joint_other"] & (not short)
    return np.asarray(branch | value["numerals"] | form, dtype=np.bool_)


def _ranked(
    order: I64,
    score: F64,
    facts: _Facts,
    first: int,
    asked: int,
    rows: I64,
    match_from: float,
    review_from: float,
) -> Iterator[Judged]:
    ceiling = 1.0
    for rank, at in enumerate(order.tolist(), start=1):
        ceiling = min(ceiling, float(score[at]))
        by_fact = bool(facts.same_code[at] or (facts.alias[at] and facts.called == ALIAS_SCORE))
        sure = by_fact or (ceiling >= match_from and not facts.other_code[at])
        decision: Literal["match", "review", "none"] = "none"
        if sure and rank == 1:
            decision = "match"
        elif ceiling >= review_from:
            decision = "review"
        yield Judged(asked, rank, first + at, int(rows[at]), ceiling, decision, facts.remarks(at))


@dataclass(frozen=True)
class _Facts:
    """What codes and aliases say of one query's candidates, [candidates] each."""

    same_code: NDArray[np.bool_]
    other_code: NDArray[np.bool_]
    alias: NDArray[np.bool_]
    own_name: NDArray[np.bool_]
    """Candidates that are registered by exactly the name asked for."""
    several: int
    """How many firms carry the alias."""
    twins: NDArray[np.int64]
    """How many candidates have the same text."""
    doubt: bool
    wrong_code: NDArray[np.bool_]
    """Candidates whose registered code does not hold."""

    @classmethod
    def of(
        cls,
        universe: Universe,
        queries: Queries,
        asked: int,
        rows: I64,
        coded: I64 | None,
        called: I64 | None,
    ) -> _Facts:
        code, known = queries.code[asked], universe.code_key[rows]
        none = np.zeros(len(rows), dtype=np.bool_)
        alias = np.isin(rows, called) if called is not None else none
        key = universe.key[rows]
        _, place, count = np.unique(key, return_inverse=True, return_counts=True)
        return cls(
            same_code=np.isin(rows, coded) if coded is not None else none,
            other_code=(known != 0) & (known != code) if code else none,
            alias=alias,
            own_name=key == queries.texts.key[asked],
            several=0 if called is None else len(called),
            twins=count[place],
            doubt=bool(queries.doubt[asked]),
            wrong_code=(known == 0) & (universe.codes[rows] != b""),
        )

    @cached_property
    def called(self) -> float:
        """What an alias alone scores: less where several firms carry it or another is registered by it."""
        shared = ALIAS_SCORE / max(1, self.several)
        return min(shared, ALIAS_AFTER_NAME) if (self.own_name & ~self.alias).any() else shared

    def applied(self, total: F64, score: F64) -> tuple[F64, I64]:
        """Scores with what the facts decide, and the order of ranks."""
        called = self.called
        score = np.where(self.alias, np.maximum(score, called), score)
        if self.alias.any() and called == ALIAS_SCORE:
            score = np.where(self.alias, score, np.minimum(score, 1 - ALIAS_SCORE))
        score = np.where(self.other_code, 0.0, score)
        score = np.where(self.same_code, 1.0, score)
        if self.same_code.any():
            score = np.where(self.same_code, score, 0.0)
        by_fact = self.same_code * 2 + (self.alias & (called == ALIAS_SCORE)) - 2 * self.other_code
        return score, np.lexsort((-total, -by_fact))

    def remarks(self, at: int) -> tuple[str, ...]:
        """What is said of one candidate before its name is compared."""
        said = []
        if self.same_code[at]:
            said.append("统一社会信用代码相同")
        elif self.other_code[at]:
            said.append("统一社会信用代码不同，不是同一家")
        if self.doubt:
            said.append("查询的信用代码校验不过，未采用")
        if self.wrong_code[at]:
            said.append("名录里的信用代码校验不过")
        if self.alias[at]:
            several = f"（另有 {self.several - 1} 家也用过）" if self.several > 1 else ""
            said.append(f"别名表登记的简称或曾用名{several}")
        if self.twins[at] > 1:
            said.append(f"同名 {self.twins[at]} 家，名称分不出")
        return tuple(said)
