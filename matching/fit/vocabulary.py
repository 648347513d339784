"""All words that fit is read from, compiled once for a configuration.

One pass finds, from left to right, the longest word at each place. What a word means in a chain is worked
out here, in advance: its own entry, or the chain's words that stand inside it (in 数码印花面料, which is a
word of one chain, another chain still finds its 面料). A chain's negative words are entries without a use,
so they take the place of what stands inside them (domain guide, section 5.3).
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from functools import cached_property

import numpy as np
import numpy.typing as npt

from common.hashing import stable_hash
from matching.config.chains import ChainsFile
from matching.config.reading import ReadingFile
from matching.fit.letters import is_latin, normalise
from matching.fit.trie import Trie, make_trie

GENERAL = ""
"""Stands for the node of a word that says the chain, but none of its nodes."""
STRENGTHS = ("strong", "mid", "weak")


class Role(IntFlag):
    """What a firm does with a thing, as the words around it say; none of them is 'bare'."""

    MAKE = 1
    OPERATE = 2
    RESEARCH = 4
    SERVICE = 8
    TRADE = 16
    EXCLUDE = 32
    SHIFT = 64
    """The word behind turns the thing into another: 印染 → 印染设备."""
    INVEST = 128
    BLANK = 0
    """Looks like a role and is none: 经营活动."""


_RUN = Role.RESEARCH | Role.SERVICE | Role.TRADE
"""What a word may say of itself that is a business of its own."""


@dataclass(frozen=True)
class Use:
    """A word in a node; ``strength`` indexes :data:`STRENGTHS`."""

    node: int
    strength: int


@dataclass(frozen=True)
class Vocabulary:
    """Words by number, with what each means.

    ``nodes`` are (chain, node) ids, in file order, each chain's general entry last of its chain.
    ``uses`` of word ``w`` are ``use_*[use_starts[w]:use_starts[w + 1]]``.
    """

    words: tuple[str, ...]
    spelled: tuple[str, ...]
    """Each word as it is configured."""
    nodes: tuple[tuple[str, str], ...]
    roles: npt.NDArray[np.uint8]
    """By word, roles that it gives to its neighbours (cue words only)."""
    own_roles: npt.NDArray[np.uint8]
    """By word, roles that it says of itself: 服装生产."""
    use_starts: npt.NDArray[np.int32]
    use_node: npt.NDArray[np.int16]
    use_strength: npt.NDArray[np.int8]
    use_word: npt.NDArray[np.int32]
    """The word as configured, by number: for a word inside another one the inner one."""
    use_runs: npt.NDArray[np.uint8]
    """Roles by which its node runs it: what the word says of itself (药品零售, 货运代理), and trade where the
    node is one of trade."""
    latin: npt.NDArray[np.uint8]
    """By word: 1 its first, 2 its last character is Latin, so that a word edge is needed there."""
    is_thing: npt.NDArray[np.bool_]
    """By word, whether a chain uses it; the others are cues and negative words."""
    trader: npt.NDArray[np.bool_]
    """By word, whether a name that holds it says trade."""
    trie: Trie
    """Finds the words in normalised texts."""

    @cached_property
    def key(self) -> str:
        """Hash of what readings depend on: all but how strong a word is in its node."""
        uses = (self.use_starts, self.use_node, self.use_word, self.use_runs)
        arrays = (self.roles, self.own_roles, *uses, self.trader)
        return stable_hash([self.words, self.nodes, *(array.tolist() for array in arrays)])

    def numbers(self) -> dict[str, int]:
        """Each word's number."""
        return {word: number for number, word in enumerate(self.words)}


def compile_vocabulary(chains: ChainsFile, fit: ReadingFile) -> Vocabulary:
    """The words of all chains and the cue words of reading.yaml in one trie."""
    nodes: list[tuple[str, str]] = []
    own: dict[str, dict[str, list[Use]]] = {}
    spelled: dict[str, str] = {}
    for chain in chains.chains:
        meaning: dict[str, list[Use]] = {}
        entries = [(node.id, node.kw) for node in chain.nodes] + [(GENERAL, chain.kw)]
        for node_id, kw in entries:
            number = len(nodes)
            nodes.append((chain.id, node_id))
            for word in kw.neg:
                spelled.setdefault(normalise(word), word)
                meaning.setdefault(normalise(word), [])
            for strength, name in enumerate(STRENGTHS):
                for word in getattr(kw, name):
                    spelled.setdefault(normalise(word), word)
                    meaning.setdefault(normalise(word), []).append(Use(number, strength))
        own[chain.id] = meaning
    cues = _cues(fit)
    traders = {normalise(word) for word in fit.traders.words}
    trading = {(chain.id, node.id) for chain, node in chains.nodes() if node.trades}
    words = sorted({*cues, *traders, *(word for meaning in own.values() for word in meaning)})
    numbers = {word: number for number, word in enumerate(words)}
    starts, uses, inner, run = [0], [], [], []
    for word in words:
        runs = (cues.get(word, 0) | _spoken(word, cues)) & _RUN
        inside = _inside(word, numbers)
        for meaning in own.values():
            for found in _meant(word, inside, meaning):
                for use in meaning[found]:
                    uses.append(use)
                    inner.append(numbers[found])
                    trade = Role.TRADE if nodes[use.node] in trading else 0
                    run.append(trade | (runs if found == word else 0))
        starts.append(len(uses))
    spoken = [_spoken(word, cues) for word in words]
    return Vocabulary(
        words=tuple(words),
        spelled=tuple(spelled.get(word, word) for word in words),
        nodes=tuple(nodes),
        roles=np.array([cues.get(word, 0) for word in words], dtype=np.uint8),
        own_roles=np.array(spoken, dtype=np.uint8),
        use_starts=np.array(starts, dtype=np.int32),
        use_node=np.array([use.node for use in uses], dtype=np.int16),
        use_strength=np.array([use.strength for use in uses], dtype=np.int8),
        use_word=np.array(inner, dtype=np.int32),
        use_runs=np.array(run, dtype=np.uint8),
        latin=np.array([is_latin(word[0]) + 2 * is_latin(word[-1]) for word in words], dtype=np.uint8),
        is_thing=np.diff(starts) > 0,
        trader=np.array([word in traders for word in words]),
        trie=make_trie(words),
    )


def _cues(fit: ReadingFile) -> dict[str, int]:
    cues: dict[str, int] = {}
    for role, listed in fit.cues.by_role():
        for word in listed:
            spelled = normalise(word)
            cues[spelled] = cues.get(spelled, 0) | Role[role.upper()].value
    return cues


def _inside(word: str, every: Container[str]) -> list[tuple[int, str]]:
    """(characters before it, itself) of each word inside one, from left to right, the longest first."""
    size = len(word)
    parts = ((at, word[at:end]) for at in range(size) for end in range(size, at, -1))
    return [(at, part) for at, part in parts if part in every]


def _meant(word: str, inside: Sequence[tuple[int, str]], meaning: Container[str]) -> Iterator[str]:
    """The chain's words that are read in ``word``: itself, or the longest ones inside it."""
    if word in meaning:
        yield word
        return
    free = 0
    for at, part in inside:
        if at >= free and part in meaning:
            yield part
            free = at + len(part)


def _spoken(word: str, cues: Mapping[str, int]) -> int:
    """Roles that a word says of itself by a cue at its end: 服装生产, 家具零售."""
    neighbours = Role.EXCLUDE | Role.SHIFT
    tails = (cues[word[at:]] for at in range(1, len(word)) if word[at:] in cues)
    return next(tails, 0) & ~neighbours.value
