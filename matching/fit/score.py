"""Fit of firms to chains: points of nodes, gates, focus, codes, and the interval of what is not known.

``x = points × (points / (1 + all points)) ** focus`` with gated points, and ``fit = x / (x + half)``: a firm
that does one thing fits it better than one that lists forty. A chain takes its best node and a part of its
others; its general words are one of them. Fit is what the known texts say; ``low = known × fit`` and
``high = low + 1 − known``, so that what is filled in can only narrow the interval.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.config.chains import ChainsFile
from matching.config.reading import ReadingFile
from matching.fit.points import Floats, Readings, makes, pair_gate, pair_points, points, read, strengths
from matching.fit.texts import FIELDS
from matching.fit.vocabulary import Vocabulary, compile_vocabulary

CODE_COLUMN = "industry_code"
PARKED = "parked_here"
"""Flag of a node that waits in a chain of which it is no part."""
_CODE = re.compile(r"\b[A-T]?(\d{4})\b")


@dataclass(frozen=True)
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

    def codes(self, column: Sequence[object] | None, rows: range) -> Floats | None:
        """Points that registered classes add, by (firm, node); None where the column is absent."""
        return None if column is None else _code_points(column, rows, self)

    def fits(self, readings: Readings, codes: Floats | None = None) -> Fits:
        """Fit of the firms that were read under this configuration."""
        return score(readings, self, codes)

    @cached_property
    def strengths(self) -> npt.NDArray[np.int8]:
        """By use of a word, its strength in these chains."""
        return strengths(self.chains, self.vocabulary)

    @cached_property
    def makes(self) -> npt.NDArray[np.bool_]:
        """By node, whether it is judged by what a firm makes."""
        return makes(self.chains)

    @cached_property
    def layout(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """By node of the vocabulary: the number of its chain, and whether it is only parked there."""
        parked = {(chain.id, node.id) for chain, node in self.chains.nodes() if PARKED in node.flags}
        nodes = self.vocabulary.nodes
        ids = self.chain_ids
        return np.array([ids.index(chain) for chain, _ in nodes]), np.array(
            [pair in parked for pair in nodes]
        )


def make_scorer(chains: ChainsFile, fit: ReadingFile) -> Scorer:
    """Compile words and weights."""
    return Scorer(chains, fit, compile_vocabulary(chains, fit))


@dataclass(frozen=True)
class Fits:
    """Fit of ``n`` firms to ``k`` chains; nodes are numbers in the vocabulary."""

    fit: Floats
    """(n, k), 0–1."""
    node: npt.NDArray[np.int16]
    """(n, k), the best node; −1 where nothing was found, a general entry where only general words were."""
    node_fit: Floats
    """(n, k), fit to that node alone."""
    known: Floats
    """(n,), the part of a firm's trade that its filled-in columns tell."""
    nodes: Floats
    """(n, nodes): gated points by node, codes included."""

    @property
    def low(self) -> Floats:
        """(n, k), the fit if everything unknown spoke against it."""
        return self.fit * self.known[:, None]

    @property
    def high(self) -> Floats:
        """(n, k), the fit if everything unknown spoke for it."""
        return self.low + (1 - self.known[:, None])


def score(readings: Readings, scorer: Scorer, codes: Floats | None) -> Fits:
    """See the module; ``codes`` as from :meth:`Scorer.codes`."""
    fit = scorer.fit
    hit_points = points(readings, fit, scorer.strengths, scorer.makes)
    gate = pair_gate(readings, hit_points, fit, scorer.makes)
    gated = pair_points(readings, hit_points, fit.scale.repeat) * gate
    nodes = np.zeros((readings.firms, len(scorer.vocabulary.nodes)), dtype=np.float32)
    nodes[readings.pair_firm, readings.pair_node] = gated
    known = _known(readings, fit, codes)
    if codes is not None:
        nodes += codes
    return chain_fits(nodes, known, scorer)


def chain_fits(nodes: Floats, known: Floats, scorer: Scorer) -> Fits:
    """Chains from gated node points of shape (n, nodes); most are 0, so only the others are walked."""
    count, second = len(scorer.chains.chains), np.float32(scorer.fit.scale.second)
    mine, parked = scorer.layout
    at = np.flatnonzero(nodes > 0)
    firm = at // nodes.shape[1]
    node = at - firm * nodes.shape[1]
    if parked[node].any():
        counted = ~parked[node]
        at, firm, node = at[counted], firm[counted], node[counted]
    value, cell = nodes.ravel().take(at), firm * count + mine[node]
    # Nodes stand by chain, so those of a cell (a firm and chain) stand together.
    first = np.flatnonzero(np.diff(cell, prepend=-1))
    firm, cells = firm[first], cell[first]
    summed = np.zeros(len(nodes) * count, dtype=np.float32)
    np.add.at(summed, cell, value)
    top = np.maximum.reduceat(value, first) if len(first) else value
    best = np.flatnonzero(value == np.repeat(top, np.diff(first, append=len(value))))[::-1]
    lead = np.full(len(summed), -1, dtype=np.int16)
    lead[cell[best]] = node[best]  # of equal ones the first, which is written last
    raw = np.zeros((len(nodes), count), dtype=np.float32)
    raw.ravel()[cells] = top + second * (summed[cells] - top)
    total = 1 + raw.sum(axis=1)[firm]
    fit, node_fit = np.zeros_like(raw), np.zeros_like(raw)
    fit.ravel()[cells] = _fit(raw.ravel()[cells], total, scorer.fit)
    node_fit.ravel()[cells] = _fit(top, total, scorer.fit)
    return Fits(fit, lead.reshape(raw.shape), node_fit, known, nodes)


def node_fits(nodes: Floats, scorer: Scorer) -> Floats:
    """Fit to every node alone, (n, nodes), for finding the firms of one node."""
    return _fit(nodes, 1 + nodes.sum(axis=1, keepdims=True), scorer.fit)


def _fit(raw: Floats, total: Floats, fit: ReadingFile) -> Floats:
    focused = raw * (raw / total) ** np.float32(fit.scale.focus)
    result: Floats = (focused / (focused + np.float32(fit.scale.half))).astype(np.float32)
    return result


def _known(readings: Readings, fit: ReadingFile, codes: Floats | None) -> Floats:
    weights = np.array([getattr(fit.fields, name).known for name in FIELDS])
    bits = (np.arange(1 << len(FIELDS))[:, None] >> np.arange(len(FIELDS))) & 1
    known = (bits @ weights)[readings.known]
    if codes is not None:
        known = known + fit.codes.known * _coded(codes)
    result: Floats = known.astype(np.float32)
    return result


def _coded(codes: Floats) -> npt.NDArray[np.bool_]:
    """Whose class is known: a class outside every chain is known, too, and marked by −0."""
    marked: npt.NDArray[np.bool_] = np.signbit(codes).any(axis=1) | (codes != 0).any(axis=1)
    return marked


def _code_points(column: Sequence[object], rows: range, scorer: Scorer) -> Floats:
    """Core and adjacent classes by node; −0 in the first node says that a class is known at all."""
    found = np.zeros((len(rows), len(scorer.vocabulary.nodes)), dtype=np.float32)
    table: dict[str, list[tuple[int, float]]] = {}
    weights, numbers = scorer.fit.codes, {pair: at for at, pair in enumerate(scorer.vocabulary.nodes)}
    broad = set(scorer.chains.broad_codes.codes)
    for chain, node in scorer.chains.nodes():
        at = numbers[chain.id, node.id]
        for code in node.codes.core:
            table.setdefault(code, []).append((at, weights.adjacent if code in broad else weights.core))
        for code in node.codes.adjacent:
            table.setdefault(code, []).append((at, weights.adjacent))
    for at, row in enumerate(rows):
        cell = column[row]
        codes = _CODE.findall(str(cell)) if isinstance(cell, (str, int)) else []
        if codes:
            found[at, 0] = -0.0
        for code in codes:
            for node_at, value in table.get(code, ()):
                found[at, node_at] = max(found[at, node_at], value)
    return found
