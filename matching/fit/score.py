"""Fit of firms to chains: points of nodes, gates, focus, codes, and the interval of what is not known.

``x = points × (points / (1 + all points)) ** focus`` with gated points, and ``fit = x / (x + half)``: a firm
that does one thing fits it better than one that lists forty, whether a chain knows them or not (``others``).
A chain takes its best node and a part of its others; its general words are one of them, but name the node
only where no other was found, or none with a fair part of the leading points (``named``). Fit is what the
known texts say; ``low = known × fit`` and ``high = low + 1 − known``, so that what is filled in can only
narrow the interval.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.config.chains import ChainsFile
from matching.config.reading import SAME, ReadingFile
from matching.fit.points import (
    Readings,
    Tables,
    beliefs,
    make_tables,
    makes,
    pair_gate,
    pair_points,
    points,
    read,
    strengths,
    word_points,
)
from matching.fit.runs import Floats, begins, starts, sums
from matching.fit.texts import FIELDS
from matching.fit.vocabulary import GENERAL, Vocabulary, compile_vocabulary

CODE_COLUMN = "industry_code"
PARKED = "parked_here"
"""Flag of a node that waits in a chain of which it is no part."""
_FILLED = 1 << len(FIELDS)
_CODE = re.compile(r"\b[A-T]?(\d{4})\b")


@dataclass(frozen=True, eq=False)
class Scorer:
    """The configuration compiled; a pure function of a partition of a table, see :meth:`fits`."""

    chains: ChainsFile
    fit: ReadingFile
    vocabulary: Vocabulary

    @property
    def chain_ids(self) -> list[str]:
        """Chains in file order: the columns of :class:`Fits`."""
        return [chain.id for chain in self.chains.chains]

    def read(self, columns: Mapping[str, Sequence[object]], rows: range) -> Readings:
        """What the texts of some rows say; columns by the names of FIELDS."""
        return read(columns, rows, self.vocabulary)

    def codes(self, column: Sequence[object] | None, rows: range) -> Classes | None:
        """What registered classes say; None where the column is absent."""
        return None if column is None else _classes(column, rows, self)

    def class_for(self, cell: object, node: int) -> str:
        """The class in a cell that speaks for a node of the vocabulary, a core one first; '' for none."""
        chain_id, node_id = self.vocabulary.nodes[node]
        codes = self._codes.get((chain_id, node_id), ())
        found = classes_in(cell)
        return next((code for code in codes if code in found), "")

    def points(self, readings: Readings) -> Floats:
        """Points of each hit, in the order of ``readings``."""
        return points(readings, self.fit, self.beliefs, self.tables)

    def gate(self, readings: Readings, hit_points: Floats) -> Floats:
        """Factor of each (firm, node) by how it is spoken of."""
        return pair_gate(readings, hit_points, self.tables, self.makes)

    def fits(self, readings: Readings, codes: Classes | None = None) -> Fits:
        """Fit of the firms that were read under this configuration."""
        return score(readings, self, codes)

    @cached_property
    def strengths(self) -> npt.NDArray[np.int8]:
        """By use of a word, its strength in these chains."""
        return strengths(self.chains, self.vocabulary)

    @cached_property
    def tables(self) -> Tables:
        """What points are looked up in."""
        return make_tables(self.fit, self.strengths, self.makes.take(self.vocabulary.use_node))

    @cached_property
    def _codes(self) -> dict[tuple[str, str], list[str]]:
        """Classes of each node, core ones first."""
        return {(c.id, n.id): [*n.codes.core, *n.codes.adjacent] for c, n in self.chains.nodes()}

    @cached_property
    def beliefs(self) -> Floats:
        """By column of FIELDS, how far a word there is believed."""
        return beliefs(self.chains)

    @cached_property
    def makes(self) -> npt.NDArray[np.bool_]:
        """By node, whether it is judged by what a firm makes."""
        return makes(self.chains)

    @cached_property
    def known(self) -> Floats:
        """By bits of the filled-in fields, and _FILLED more where a class is known, the known part of all."""
        filled = np.arange(_FILLED)
        known, same = np.zeros((2, _FILLED))
        for at, name in enumerate(FIELDS):
            told = getattr(self.fit.fields, name).known * (filled >> at & 1)
            if name in SAME:
                same = np.maximum(same, told)
            else:
                known += told
        return np.concatenate([known + same, known + self.fit.codes.known + same]).astype(np.float32)

    @cached_property
    def layout(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """By node of the vocabulary: the number of its chain, and whether it is only parked there."""
        parked = {(chain.id, node.id) for chain, node in self.chains.nodes() if PARKED in node.flags}
        nodes = self.vocabulary.nodes
        ids = self.chain_ids
        return np.array([ids.index(chain) for chain, _ in nodes]), np.array(
            [pair in parked for pair in nodes]
        )

    @cached_property
    def general(self) -> npt.NDArray[np.bool_]:
        """By node of the vocabulary, whether it stands for the words of the whole chain."""
        return np.array([node == GENERAL for _, node in self.vocabulary.nodes])


def make_scorer(chains: ChainsFile, fit: ReadingFile) -> Scorer:
    """Compile words and weights."""
    return Scorer(chains, fit, compile_vocabulary(chains, fit))


_MADE: OrderedDict[tuple[int, int], Scorer] = OrderedDict()
_MOST_KEPT = 4


def scorer_of(chains: ChainsFile, fit: ReadingFile) -> Scorer:
    """The scorer of these settings, compiled once for whoever asks while they are in use."""
    key = id(chains), id(fit)  # the scorer keeps both alive, so no other settings can have their ids
    if key not in _MADE:
        _MADE[key] = make_scorer(chains, fit)
        if len(_MADE) > _MOST_KEPT:
            _MADE.popitem(last=False)
    _MADE.move_to_end(key)
    return _MADE[key]


@dataclass(frozen=True)
class Classes:
    """What the registered classes of ``n`` firms say."""

    alone: Floats
    """(n, nodes): points that they add."""
    beside: Floats
    """(n, nodes): points where a word of the node hits, too: then a catch-all class says as much."""
    known: npt.NDArray[np.bool_]
    """(n,): whether any class is known; one outside every chain is, too."""


@dataclass(frozen=True)
class NodePoints:
    """Points above 0 of firms' nodes: most are 0, so only the others are kept, by firm and node."""

    shape: tuple[int, int]
    """Firms and nodes."""
    firm: npt.NDArray[np.integer[Any]]
    node: npt.NDArray[np.integer[Any]]
    value: Floats

    @property
    def table(self) -> Floats:
        """All points, of ``shape``."""
        table = np.zeros(self.shape, dtype=np.float32)
        table[self.firm, self.node] = self.value
        return table

    def at(self, places: npt.NDArray[np.int64]) -> NodePoints:
        """Those at some places, which rise."""
        return NodePoints(self.shape, self.firm.take(places), self.node.take(places), self.value.take(places))


@dataclass(frozen=True)
class Fits:
    """Fit of ``n`` firms to ``k`` chains; nodes are numbers in the vocabulary."""

    fit: Floats
    """(n, k), 0–1."""
    node: npt.NDArray[np.int16]
    """(n, k), the best node; −1 where nothing was found, a general entry where only general words were."""
    lead: npt.NDArray[np.int16]
    """(n, k), the node or general entry with most points, which count whole; −1 where nothing was found."""
    node_fit: Floats
    """(n, k), fit to that node alone."""
    known: Floats
    """(n,), the part of a firm's trade that its filled-in columns tell."""
    points: NodePoints
    """Gated points by node, codes included."""

    @cached_property
    def nodes(self) -> Floats:
        """(n, nodes): ``points`` as a table."""
        return self.points.table

    @property
    def low(self) -> Floats:
        """(n, k), the fit if everything unknown spoke against it."""
        return self.fit * self.known[:, None]

    @property
    def high(self) -> Floats:
        """(n, k), the fit if everything unknown spoke for it."""
        return self.low + (1 - self.known[:, None])


def score(readings: Readings, scorer: Scorer, codes: Classes | None) -> Fits:
    """See the module; ``codes`` as from :meth:`Scorer.codes`."""
    fit = scorer.fit
    hit_points = scorer.points(readings)
    gate = scorer.gate(readings, hit_points)
    gated = pair_points(readings, word_points(readings, hit_points, fit.scale.repeat)) * gate
    shape = readings.firms, len(scorer.vocabulary.nodes)
    every = NodePoints(shape, readings.pair_firm, readings.pair_node, gated)
    found = every.at(np.flatnonzero(gated > 0))
    if codes is not None:
        found = _with_classes(found, codes)
    told = readings.known if codes is None else readings.known + codes.known * np.int64(_FILLED)
    others = np.float32(fit.scale.others) * readings.items.astype(np.float32)
    return chain_fits(found, others, scorer.known.take(told, mode="clip"), scorer)


def _with_classes(found: NodePoints, codes: Classes) -> NodePoints:
    nodes = found.table
    nodes += np.where(nodes > 0, codes.beside, codes.alone)
    firm, node = np.nonzero(nodes > 0)
    return NodePoints(found.shape, firm, node, nodes[firm, node])


def chain_fits(points: NodePoints, others: Floats, known: Floats, scorer: Scorer) -> Fits:
    """Chains from gated points of nodes; ``others`` is by firm what stands beside them in all points."""
    shape = points.shape[0], len(scorer.chains.chains)
    mine, parked = scorer.layout
    waiting = parked.take(points.node)
    counted = points.at(np.flatnonzero(~waiting)) if waiting.any() else points
    node, value = counted.node, counted.value
    # A cell is a firm and chain; nodes stand by chain, so those of a cell stand together.
    cell = counted.firm * np.int64(shape[1]) + mine.take(node)
    begun = begins(cell)
    first, run = np.flatnonzero(begun), np.cumsum(begun) - 1
    firm, cells = counted.firm.take(first), cell.take(first)
    most = _first_largest(value, run, len(first))
    own = np.where(scorer.general.take(node), np.float32(0), value)
    best = _first_largest(own, run, len(first))
    best = np.where(own.take(best) < np.float32(scorer.fit.scale.named) * value.take(most), most, best)

    def spread(found: npt.NDArray[Any], empty: int) -> npt.NDArray[Any]:
        table = np.full(shape, empty, dtype=found.dtype)
        table.ravel()[cells] = found
        return table

    largest = value.take(most)
    raw = largest + np.float32(scorer.fit.scale.second) * (sums(run, value, len(first)) - largest)
    total = 1 + others.take(firm) + sums(firm, raw, shape[0]).take(firm)
    return Fits(
        fit=spread(_fit(raw, total, scorer.fit), 0),
        node=spread(node.take(best).astype(np.int16), -1),
        lead=spread(node.take(most).astype(np.int16), -1),
        node_fit=spread(_fit(value.take(best), total, scorer.fit), 0),
        known=known,
        points=points,
    )


def _first_largest(value: Floats, run: npt.NDArray[np.int64], runs: int) -> npt.NDArray[np.int64]:
    """Of each run of values the place of its largest, the first of equal ones; ``run`` rises by value."""
    largest = np.zeros(runs, dtype=np.float32)
    np.maximum.at(largest, run, value)
    places = np.flatnonzero(value == largest.take(run))
    if len(places) > runs:
        places = places.take(starts(run.take(places)))
    return places


def _fit(raw: Floats, total: Floats, fit: ReadingFile) -> Floats:
    focused = raw * (raw / total) ** np.float32(fit.scale.focus)
    result: Floats = (focused / (focused + np.float32(fit.scale.half))).astype(np.float32)
    return result


def classes_in(cell: object) -> list[str]:
    """The GB/T 4754 classes in a cell: ``C2110 木质家具制造`` → ``2110``."""
    return _CODE.findall(str(cell)) if isinstance(cell, (str, int)) else []


def _classes(column: Sequence[object], rows: range, scorer: Scorer) -> Classes:
    alone = np.zeros((len(rows), len(scorer.vocabulary.nodes)), dtype=np.float32)
    beside, known = alone.copy(), np.zeros(len(rows), dtype=bool)
    table: dict[str, list[tuple[int, float, float]]] = {}
    weights, numbers = scorer.fit.codes, {pair: at for at, pair in enumerate(scorer.vocabulary.nodes)}
    broad = set(scorer.chains.broad_codes.codes)
    for chain, node in scorer.chains.nodes():
        at = numbers[chain.id, node.id]
        for code in node.codes.core:
            table.setdefault(code, []).append(
                (at, weights.adjacent if code in broad else weights.core, weights.core)
            )
        for code in node.codes.adjacent:
            table.setdefault(code, []).append((at, weights.adjacent, weights.adjacent))
    for at, row in enumerate(rows):
        codes = classes_in(column[row])
        known[at] = bool(codes)
        for code in codes:
            for node_at, lone, accompanied in table.get(code, ()):
                alone[at, node_at] = max(alone[at, node_at], lone)
                beside[at, node_at] = max(beside[at, node_at], accompanied)
    return Classes(alone, beside, known)
