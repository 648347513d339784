"""Which nodes firms fit, how well and why: :mod:`matching.fit` read over a week's firms, all at once.

What ``lianzhao fit`` prints of a firm is what the week is judged by. Only whether a chain is reached at all
is decided here, by the domain guide (section 5.3, item 4): by one strong word of its nodes, two distinct
weaker ones, or a class of a node. A word in a field that is believed 0, or of something that the text says
the firm does not do, reaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from matching.config.chains import Chain, Node
from matching.context import Context
from matching.firm import Firm
from matching.fit.explain import SHOWN, Part, by_chain, in_word, parts_of, shares, with_correction
from matching.fit.points import Readings
from matching.fit.question import next_questions
from matching.fit.score import Classes, Scorer
from matching.fit.vocabulary import STRENGTHS
from matching.numbers import Ends
from matching.result import Evidence
from matching.universe import Universe, printed_at, universe_of

if TYPE_CHECKING:
    from matching.fit.learn import Learned

CHUNK = 5_000
"""Firms at a time: what is read of them stays in the processor's cache."""
WEAKER = 2
"""So many distinct words that are not strong reach a chain."""


@dataclass(frozen=True)
class NodeMatch:
    """A firm's main node in a chain, with its fit to the chain and what gives it.

    ``parts`` sum to ``fit.centre − learnt``, the largest first; ``learnt`` is what labels added or took.
    """

    chain: Chain
    node: Node
    fit: Ends
    parts: tuple[Part, ...]
    learnt: float
    labels: int
    """Labels that were learnt from; 0 where the chain is judged as set by hand."""
    question: str
    """The one whose answer would narrow the fit most."""

    @property
    def words(self) -> list[Part]:
        """The parts that words give."""
        return [part for part in self.parts if part.field]

    @property
    def code(self) -> str:
        """The registered class that speaks for the chain; '' for none."""
        return next((part.code for part in self.parts if not part.field), "")

    @property
    def only_scope(self) -> bool:
        """Whether the registered business scope is the only hit."""
        return all(part.field == "scope" for part in self.parts)

    @property
    def strong_terms(self) -> int:
        """Distinct strong terms of the node, for telling equal scores apart."""
        return len({part.word for part in self.parts} & set(self.node.kw.strong))

    @property
    def why(self) -> str:
        """As ``lianzhao fit`` says it."""
        return with_correction("；".join(map(in_word, self.parts[:SHOWN])), self.learnt)


def evidence_of(part: Part, firm: Firm) -> list[Evidence]:
    """What prints a part's word or class."""
    if part.field:
        return printed_at(firm, part.field, part.at)
    return [known.evidence for known in firm.codes if known.value == part.code]


Matches = Mapping[str, list[NodeMatch]]
"""The nodes of every firm that has any, by enterprise id."""


@dataclass(frozen=True)
class Read:
    """Firms with what their texts say, kept so that a changed weight reads no text again."""

    universe: Universe
    chunks: Sequence[tuple[range, Readings]]


def main_nodes(firm: Firm, context: Context) -> list[NodeMatch]:
    """The node that stands for the firm in each chain it reaches, best chain first."""
    return match_firms([firm], context).get(firm.id, [])


def match_firms(firms: Iterable[Firm], context: Context) -> Matches:
    """The nodes of all firms that reach any."""
    return match_read(read_firms(firms, context.scorer), context)


def read_firms(firms: Iterable[Firm], scorer: Scorer) -> Read:
    """What the firms' texts say, a chunk at a time."""
    universe = universe_of(firms)
    every = len(universe.ids)
    chunks = [range(first, min(first + CHUNK, every)) for first in range(0, every, CHUNK)]
    return Read(universe, [(rows, scorer.read(universe.columns, rows)) for rows in chunks])


def match_read(read: Read, context: Context) -> Matches:
    """The nodes of firms that were read with the words of the context."""
    return {
        read.universe.ids[row]: matches
        for rows, readings in read.chunks
        for row, matches in _matched(readings, read.universe, rows, context)
    }


def _matched(
    readings: Readings, universe: Universe, rows: range, context: Context
) -> Iterator[tuple[int, list[NodeMatch]]]:
    """(row, its matches) of the rows that reach a chain."""
    scorer, learned = context.scorer, context.learned
    codes = universe.codes[rows.start : rows.stop]
    classes = scorer.codes(codes, range(len(rows)))
    own = scorer.fits(readings, classes)
    fits = learned.apply(own, readings, universe.columns, rows) if learned else own
    reach, asked = reached(readings, scorer, classes), next_questions(readings, classes, scorer.fit)
    columns = [each.tolist() for each in (fits.fit, fits.low, fits.high, own.fit, fits.node)]
    chains = [(chain, {node.id: node for node in chain.nodes}) for chain in scorer.chains.chains]
    matches: dict[int, list[NodeMatch]] = {}
    for row, at, parts in by_chain(said := shares(readings, own, scorer)):
        if not reach[row, at]:
            continue
        fit, low, high, before, number = (column[row][at] for column in columns)
        chain, nodes = chains[at]
        node = nodes.get(scorer.vocabulary.nodes[number][1])
        if node is None:  # only words of the whole chain
            continue
        matches.setdefault(row, []).append(
            NodeMatch(
                chain,
                node,
                Ends(fit, low, high),
                tuple(parts_of(said, parts, scorer, codes)),
                fit - before,
                _labels(learned, at),
                asked[row],
            )
        )
    for row, found in matches.items():
        found.sort(key=lambda match: -match.fit.centre)
        yield rows.start + row, found


def _labels(learned: Learned | None, chain: int) -> int:
    return learned.labels if learned and chain in learned.chains else 0


def reached(readings: Readings, scorer: Scorer, classes: Classes | None) -> npt.NDArray[np.bool_]:
    """(firms, chains): whether the firm reaches the chain."""
    chains, parked = scorer.layout
    counts = ~(parked | scorer.general)
    found = np.zeros((readings.firms, len(scorer.chain_ids)), dtype=bool)
    hits = np.flatnonzero((scorer.points(readings) > 0) & counts[readings.node])
    firm, chain = readings.firm[hits], chains[readings.node[hits]]
    strong = scorer.strengths[readings.use[hits]] == STRENGTHS.index("strong")
    found[firm[strong], chain[strong]] = True
    pair = firm.astype(np.int64) * found.shape[1] + chain
    words = np.unique(pair * len(scorer.vocabulary.words) + readings.word[hits])
    distinct, times = np.unique(words // len(scorer.vocabulary.words), return_counts=True)
    found.ravel()[distinct[times >= WEAKER]] = True
    if classes is not None:
        coded, node = np.nonzero((classes.alone > 0) & counts)
        found[coded, chains[node]] = True
    return found
