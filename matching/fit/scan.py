"""Where words stand in texts, and in which role.

Everything works on whole chunks: the texts are joined, one pass finds the words, and the
rest is arithmetic on arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.fit.clauses import Numbers, clauses_of
from matching.fit.letters import Codes, Ints, is_latin, joined
from matching.fit.roles import roles
from matching.fit.vocabulary import Vocabulary

Masks = npt.NDArray[np.uint8]

_LATIN = np.array([is_latin(chr(code)) for code in range(0x251)])
"""By code; the last one stands for all behind it, which are none."""


@dataclass(frozen=True)
class Hits:
    """Chain words found in texts, in reading order; all arrays have one row a hit."""

    text: Numbers
    """Number of the text, from 0."""
    word: Ints
    at: Ints
    """Characters before it in its (normalised) text."""
    role: Masks
    """Bits of :class:`Role`; 0 is bare. EXCLUDE: the text says that the firm does not do it."""
    inherited: npt.NDArray[np.bool_]
    """Whether the role stands elsewhere in the sentence."""
    items: Ints
    """By text, how many things its making sentences list, whatever they are."""
    traders: Numbers
    """The text of each word by which names say trade (not one row a hit)."""

    def __len__(self) -> int:
        return len(self.word)


def scan(texts: Sequence[str], vocabulary: Vocabulary) -> Hits:
    """All words of chains in the texts; a text may hold anything."""
    return scan_joined(joined(texts), vocabulary)


def scan_joined(codes: Codes, vocabulary: Vocabulary) -> Hits:
    """:func:`scan` of texts that are joined already."""
    word, start, end = vocabulary.trie.find(codes)
    alone = _stands_alone(codes, start, end, vocabulary.latin.take(word))
    word, start, end = (each.take(alone) for each in (word, start, end))
    clauses = clauses_of(codes)
    clause = clauses.number.take(start)
    thing, role, inherited, items = roles(clauses, clause, start, end, word, vocabulary)
    text = clauses.text.take(clause.take(thing))
    return Hits(
        text=text,
        word=word.take(thing),
        at=start.take(thing) - clauses.firsts.take(text),
        role=role,
        inherited=inherited,
        items=items,
        traders=clauses.text.take(clause.take(np.flatnonzero(vocabulary.trader.take(word)))),
    )


def _stands_alone(codes: Codes, start: Ints, end: Ints, latin: Masks) -> Ints:
    """Numbers of the words that may stand where they do.

    MES must not be found in Games: a Latin or digit edge of a word needs a word edge there.
    """
    alone = np.ones(len(start), dtype=bool)
    asked = np.flatnonzero(latin != 0)
    start, end, latin = start[asked], end[asked], latin[asked]
    before = (start > 0) & _LATIN.take(codes.take(start - 1, mode="clip"), mode="clip")
    behind = (end < len(codes)) & _LATIN.take(codes.take(end, mode="clip"), mode="clip")
    alone[asked] = ~((before & (latin & 1 > 0)) | (behind & (latin & 2 > 0)))
    return np.flatnonzero(alone)
