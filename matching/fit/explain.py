"""Why a firm fits: which words, where they stand, in which role, and what each adds.

The points of a chain's words, codes included, are shares of its fit and sum to it exactly: each word's own
points, times the node's gate, times 1 for the node with most points and ``second`` for the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.fit.points import Readings, word_points
from matching.fit.runs import Floats
from matching.fit.score import Fits, Scorer
from matching.fit.texts import FIELDS
from matching.fit.vocabulary import GENERAL

FIELD_NAMES = {
    "name": "企业名称",
    "products": "主营产品",
    "main_business": "主营业务",
    "scope": "经营范围",
    "profile": "企业简介",
    "eia_or_filing": "环评或备案",
    "award_reason": "认定领域",
    "news": "新闻",
}
ROLE_NAMES = ("生产", "经营建设", "研发", "服务", "投资", "贸易", "")
CODE = -1
"""Stands for the word of a share that a registered class gives."""
SHOWN = 3
CORRECTED = 0.005
"""Least correction by labels that two digits show."""
_ROUNDING = 1e-4


@dataclass(frozen=True)
class Shares:
    """Parts of fits, one row a word of a firm's node, by firm, chain and falling share."""

    firm: npt.NDArray[np.int32]
    chain: npt.NDArray[np.int64]
    node: npt.NDArray[np.int16]
    word: npt.NDArray[np.int32]
    field: npt.NDArray[np.uint8]
    role: npt.NDArray[np.uint8]
    at: npt.NDArray[np.int32]
    share: Floats
    """Sums over a firm and chain to its fit."""


class Part(NamedTuple):
    """A word or class, and the part of a fit that it gives; of a class ``field`` is empty."""

    node: str
    """Id of the node; GENERAL for a word of the whole chain."""
    word: str
    field: str
    role: str
    at: int
    """Characters before it in its (normalised) column."""
    share: float
    code: str


def shares(readings: Readings, fits: Fits, scorer: Scorer) -> Shares:
    """All parts of all fits that are above 0."""
    hit_points = scorer.points(readings)
    first, value = _word_points(readings, hit_points, scorer)
    firm, node = readings.firm[first], readings.node[first]
    said = np.zeros_like(fits.nodes)
    np.add.at(said, (firm, node), value)
    coded = np.argwhere(fits.nodes - said > _ROUNDING)
    extra = (fits.nodes - said)[coded[:, 0], coded[:, 1]]

    # Rows of words, then rows of codes, which stand nowhere.
    none = np.zeros(len(coded))
    firm = np.concatenate([firm, coded[:, 0]])
    node = np.concatenate([node, coded[:, 1]])
    word = np.concatenate([readings.word[first], none + CODE])
    field = np.concatenate([readings.field[first], none])
    role = np.concatenate([readings.role[first], none + ROLE_NAMES.index("")])
    at = np.concatenate([readings.at[first], none])

    mine, parked = scorer.layout
    chain = mine[node]
    counted = np.where(fits.lead[firm, chain] == node, 1.0, scorer.fit.scale.second)
    raw = np.concatenate([value, extra]) * counted * ~parked[node]
    total = np.zeros((readings.firms, len(scorer.chain_ids)))
    np.add.at(total, (firm, chain), raw)
    keep = np.flatnonzero(raw > 0)
    share = raw[keep] / total[firm[keep], chain[keep]] * fits.fit[firm[keep], chain[keep]]
    ranked = np.lexsort((-share, chain[keep], firm[keep]))
    order = keep[ranked]
    return Shares(
        firm=firm[order].astype(np.int32),
        chain=chain[order],
        node=node[order].astype(np.int16),
        word=word[order].astype(np.int32),
        field=field[order].astype(np.uint8),
        role=role[order].astype(np.uint8),
        at=at[order].astype(np.int32),
        share=share[ranked].astype(np.float32),
    )


def _word_points(
    readings: Readings, hit_points: Floats, scorer: Scorer
) -> tuple[npt.NDArray[np.int64], Floats]:
    """(number of its best hit, gated points) of each word of each firm's nodes."""
    if not len(readings.words):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    best = np.maximum.reduceat(hit_points, readings.words)
    size = np.diff(readings.words, append=len(hit_points))
    group = np.repeat(np.arange(len(readings.words)), size)
    is_best = np.flatnonzero(hit_points == best[group])
    first = is_best[np.unique(group[is_best], return_index=True)[1]]
    gate = scorer.gate(readings, hit_points)[readings.pair]
    return first, word_points(readings, hit_points, scorer.fit.scale.repeat) * gate


def by_chain(found: Shares) -> Iterator[tuple[int, int, slice]]:
    """(firm, chain, its rows): the parts of each fit, the largest first."""
    if not len(found.share):
        return
    begins = np.flatnonzero((np.diff(found.firm) != 0) | (np.diff(found.chain) != 0)) + 1
    edges = [0, *begins.tolist(), len(found.share)]
    firms, chains = found.firm[edges[:-1]].tolist(), found.chain[edges[:-1]].tolist()
    yield from zip(firms, chains, map(slice, edges[:-1], edges[1:]), strict=True)


def parts_of(
    found: Shares, rows: slice, scorer: Scorer, codes: Sequence[object] | None = None
) -> Iterator[Part]:
    """Rows of ``found`` as parts; ``codes`` is the column of classes, by firm."""
    words, nodes = scorer.vocabulary.spelled, scorer.vocabulary.nodes
    columns = (found.firm, found.node, found.word, found.field, found.role, found.at, found.share)
    for firm, node, word, field, role, at, share in zip(
        *(column[rows].tolist() for column in columns), strict=True
    ):
        if word == CODE:
            code = scorer.class_for(codes[firm], node) if codes else ""
            yield Part(nodes[node][1], "", "", "", at, share, code)
        else:
            yield Part(nodes[node][1], words[word], FIELDS[field], ROLE_NAMES[role], at, share, "")


def in_words(
    found: Shares, scorer: Scorer, codes: Sequence[object] | None = None
) -> dict[tuple[int, int], str]:
    """By (firm, chain): the parts that say most, as ``“印染”（主营业务，生产）0.21；…``."""
    said: dict[tuple[int, int], str] = {}
    for firm, chain, rows in by_chain(found):
        few = slice(rows.start, min(rows.stop, rows.start + SHOWN))
        said[firm, chain] = "；".join(map(in_word, parts_of(found, few, scorer, codes)))
    return said


def with_correction(why: str, added: float) -> str:
    """``why`` with what labels added or took, so that the parts still sum to the fit."""
    if abs(added) < CORRECTED:
        return why
    return "；".join(part for part in (why, f"标注修正 {added:+.2f}") if part)


def in_word(part: Part) -> str:
    """``“印染”（主营业务，生产）0.21``, or ``行业代码 1713 0.43``."""
    if not part.field:
        return f"行业代码 {part.code} {part.share:.2f}"
    where = FIELD_NAMES[part.field] + (f"，{part.role}" if part.role else "")
    general = "，本链通用词" if part.node == GENERAL else ""
    return f"“{part.word}”（{where}{general}）{part.share:.2f}"
