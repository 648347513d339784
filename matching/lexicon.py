"""Find the chains' words in a text (domain guide §5.3, items 2–4).

For each chain apart: every occurrence of every term of all its nodes is collected, the longest come
first (ties: strong, weak, neg, then the leftmost), and each is accepted unless it overlaps an accepted
one. A term that several nodes share serves them all. Accepted neg terms give no hit; that is their
whole effect: they never veto the text and never cancel a code. Terms of middling strength count as
weak ones here: whether a chain is reached at all is the domain guide's rule, how well is
:mod:`matching.fit`'s.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

import ahocorasick

from matching.config.chains import Chain
from matching.fit.letters import is_latin, normalise

Strength = Literal["strong", "weak"]

_RANK: dict[Strength | None, int] = {"strong": 0, "weak": 1, None: 2}
"""None is a neg term."""


class Hit(NamedTuple):
    """An accepted term of a node.

    ``term`` is spelled as in the configuration. ``start`` and ``end`` (exclusive) are positions in
    :func:`normalise` of the text: the text's own positions unless NFKC or case-folding changes its length.
    """

    node: str
    term: str
    strength: Strength
    start: int
    end: int


class _Meaning(NamedTuple):
    """What one spelling means in one chain."""

    rank: int
    """Of the strongest use, which decides ties."""
    uses: list[tuple[str, str, Strength]]
    """(node, term as configured, strength); a term that is only neg has none."""


class _Word(NamedTuple):
    """One normalised spelling; ``edges``: must its first, its last character stand at a word edge?"""

    length: int
    edges: tuple[bool, bool]
    chains: dict[str, _Meaning]


class Lexicon:
    """The words of all chains in one automaton; build it once for a configuration."""

    def __init__(self, chains: Iterable[Chain]) -> None:
        words: dict[str, _Word] = {}
        for chain in chains:
            for node in chain.nodes:
                _add(words, chain.id, node.id, "strong", node.kw.strong)
                _add(words, chain.id, node.id, "weak", [*node.kw.mid, *node.kw.weak])
                _add(words, chain.id, node.id, None, node.kw.neg)
        self._automaton = ahocorasick.Automaton()
        for spelling, word in words.items():
            self._automaton.add_word(spelling, word)
        self._automaton.make_automaton()

    def scan(self, text: str) -> dict[str, list[Hit]]:
        """Accepted hits by chain id, in text order; chains without a hit are absent."""
        if not len(self._automaton):
            return {}
        normal = normalise(text)
        found: dict[str, list[tuple[int, int, int, _Meaning]]] = defaultdict(list)
        for last, word in self._automaton.iter(normal):
            start = last - word.length + 1
            if _stands_alone(normal, start, last, word.edges):
                for chain, meaning in word.chains.items():
                    found[chain].append((-word.length, meaning.rank, start, meaning))
        hits = {chain: _accept(candidates) for chain, candidates in found.items()}
        return {chain: accepted for chain, accepted in hits.items() if accepted}

    @staticmethod
    def reached(hits: Collection[Hit], coded_nodes: Collection[str] = ()) -> bool:
        """Whether the hits of one chain reach it.

        One strong hit does, or two distinct weak ones, or a weak one of a node in ``coded_nodes``:
        the nodes of which the enterprise carries a core or adjacent code.
        """
        weak = {normalise(hit.term) for hit in hits if hit.strength == "weak"}
        return (
            len(weak) >= 2
            or any(hit.strength == "strong" for hit in hits)
            or any(hit.node in coded_nodes for hit in hits)
        )


def _add(words: dict[str, _Word], chain: str, node: str, strength: Strength | None, terms: list[str]) -> None:
    for term in terms:
        spelling = normalise(term)
        edges = is_latin(spelling[0]), is_latin(spelling[-1])
        word = words.setdefault(spelling, _Word(len(spelling), edges, {}))
        rank, uses = word.chains.get(chain, _Meaning(_RANK[None], []))
        if strength and (node, term, strength) not in uses:
            uses.append((node, term, strength))
        word.chains[chain] = _Meaning(min(rank, _RANK[strength]), uses)


def _stands_alone(text: str, start: int, last: int, edges: tuple[bool, bool]) -> bool:
    """MES must not be found in Games: a Latin or digit edge of a term needs a word edge there."""
    if edges[0] and start > 0 and is_latin(text[start - 1]):
        return False
    return not (edges[1] and last + 1 < len(text) and is_latin(text[last + 1]))


def _accept(candidates: list[tuple[int, int, int, _Meaning]]) -> list[Hit]:
    """Greedy choice among (−length, rank, start, meaning); one spelling stands for all its uses."""
    taken: list[tuple[int, int]] = []
    hits: list[Hit] = []
    for negative_length, _, start, meaning in sorted(candidates, key=lambda found: found[:3]):
        end = start - negative_length
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        hits += [Hit(node, term, strength, start, end) for node, term, strength in meaning.uses]
    return sorted(hits, key=lambda hit: (hit.start, hit.node, hit.term))
