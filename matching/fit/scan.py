"""Where words stand in texts, and in which role.

Everything works on whole chunks: the texts are joined by line breaks, one pass finds the words, and the
rest is arithmetic on arrays. A clause ends at ``、`` and ``，``, a sentence at ``；`` and ``。``; what stands
in brackets is a sentence of its own and does not end the one around it.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.fit.alphabet import WIDTH
from matching.fit.letters import END, PLANE, Codes, joined
from matching.fit.vocabulary import Role, Vocabulary

Ints = npt.NDArray[np.int64]
Masks = npt.NDArray[np.uint8]

_ITEM, _SENTENCE, _OPEN, _CLOSE, _LATIN, _JOINT = 1, 2, 4, 8, 16, 32
_SPEAKING = Role.MAKE | Role.OPERATE | Role.RESEARCH | Role.SERVICE | Role.TRADE
_JOINTS = "的及其和与并或等以兼 "
"""What a clause of nothing but cues may hold beside them: 的生产及销售."""
_CUES_IN_A_ROW = 3


def _classes() -> Masks:
    """Kind of each character of the basic plane, as it is after :func:`joined`."""
    kinds = np.zeros(PLANE, dtype=np.uint8)
    for characters, kind in (
        ("、,/|·", _ITEM),
        (";。!?\n\r\x1e", _SENTENCE),
        ("([{【〔", _OPEN),
        (")]}】〕", _CLOSE),
        (_JOINTS, _JOINT),
    ):
        for character in characters:
            kinds[ord(character)] = kind
    for number in range(0x250):
        if chr(number).isalnum():
            kinds[number] = _LATIN
    return kinds


_KINDS = _classes()


@dataclass(frozen=True)
class Hits:
    """Chain words found in texts, in reading order; all arrays have one row a hit."""

    text: Ints
    """Number of the text, from 0."""
    word: Ints
    at: Ints
    """Characters before it in its (normalised) text."""
    role: Masks
    """Bits of :class:`Role`; 0 is bare. EXCLUDE: the text says that the firm does not do it."""
    inherited: npt.NDArray[np.bool_]
    """Whether the role stands elsewhere in the sentence."""
    traders: Ints
    """Numbers of the texts that hold a word by which names say trade (not one row a hit)."""

    def __len__(self) -> int:
        return len(self.word)


def scan(texts: Sequence[str], vocabulary: Vocabulary) -> Hits:
    """All words of chains in the texts; a text may hold anything."""
    codes = joined(texts)
    word, start, end = _matches(vocabulary, codes)
    start, end = start // WIDTH, end // WIDTH
    kinds = _KINDS[codes]
    alone = _stands_alone(kinds, start, end, vocabulary.latin[word])
    word, start, end = word[alone], start[alone], end[alone]
    ends = np.flatnonzero(codes == END)
    firsts = np.concatenate([[0], ends + 1])
    text = np.searchsorted(ends, start)
    role, inherited = _roles(kinds, firsts, text, start, end, word, vocabulary)
    used = vocabulary.is_thing[word]
    return Hits(
        text=text[used],
        word=word[used],
        at=(start - firsts[text])[used],
        role=role[used],
        inherited=inherited[used],
        traders=np.unique(text[vocabulary.trader[word]]),
    )


def _matches(vocabulary: Vocabulary, codes: Codes) -> Ints:
    """(word, start, end) of all matches, in bytes; the collector rests while a million tuples are made."""
    written = vocabulary.alphabet.write(codes)
    collecting = gc.isenabled()
    gc.disable()
    try:
        found = vocabulary.automaton.find_matches_as_indexes(written)
        return np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3).T
    finally:
        if collecting:
            gc.enable()


def _stands_alone(kinds: Masks, start: Ints, end: Ints, latin: Masks) -> npt.NDArray[np.bool_]:
    """MES must not be found in Games: a Latin or digit edge of a word needs a word edge there."""
    asked = np.flatnonzero(latin)
    padded = np.concatenate([[0], kinds, [0]]) == _LATIN
    before, behind = padded[start[asked]], padded[end[asked] + 1]
    alone = np.ones(len(start), dtype=bool)
    alone[asked] = ~((before & (latin[asked] & 1 > 0)) | (behind & (latin[asked] & 2 > 0)))
    return alone


def _roles(
    kinds: Masks, firsts: Ints, text: Ints, start: Ints, end: Ints, word: Ints, vocabulary: Vocabulary
) -> tuple[Masks, npt.NDArray[np.bool_]]:
    """(role bits, whether they are inherited) by hit: from itself and its clause, else its sentence."""
    if not len(word):
        return np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=bool)
    cue = vocabulary.roles[word]
    brackets = _Brackets(np.flatnonzero(kinds == _OPEN), np.flatnonzero(kinds == _CLOSE), firsts, len(kinds))
    bracket = brackets.around(start, text)
    ends = np.flatnonzero(kinds == _SENTENCE)
    outer = ends[brackets.around(ends, np.searchsorted(firsts, ends, side="right") - 1) < 0]
    count = len(outer) + 1
    sentence = np.where(bracket >= 0, count + bracket, np.searchsorted(outer, start))
    marks = (kinds > 0) & (kinds < _LATIN)
    clause = np.cumsum(marks, dtype=np.int32)[start]

    gives = cue & ~np.uint8(Role.SHIFT)
    by_clause = _spread(
        kinds, np.flatnonzero(marks), clause, gives, start, end, np.diff(vocabulary.use_starts)[word] > 0
    )
    by_sentence = np.zeros(count + len(brackets.opens), dtype=np.uint8)
    np.bitwise_or.at(by_sentence, sentence, gives)

    speaking = np.uint8(_SPEAKING)
    near = (vocabulary.own_roles[word] | by_clause[clause]) & speaking
    far = by_sentence[sentence] & speaking
    inherited = (near == 0) & (far != 0)
    role = np.where(near != 0, near, far)
    # 不含 in brackets holds for all that stands there (不含印染、漂染), elsewhere for its clause.
    said = np.where(bracket >= 0, by_sentence[sentence], by_clause[clause])
    role |= said & np.uint8(Role.EXCLUDE)
    role |= np.where(_shifted(start, end, cue), np.uint8(Role.SHIFT), np.uint8(0))
    return role, inherited


def _shifted(start: Ints, end: Ints, cue: Masks) -> npt.NDArray[np.bool_]:
    """Whether a word that makes another thing of it stands right behind: 印染设备, 印染生产设备."""
    shifted = np.zeros(len(start), dtype=bool)
    if len(start) > 1:
        touching = start[1:] == end[:-1]
        shifted[:-1] = touching & (cue[1:] & np.uint8(Role.SHIFT) != 0)
        shifted[:-1] |= touching & (cue[1:] & np.uint8(Role.MAKE | Role.RESEARCH) != 0) & shifted[1:]
    return shifted


def _spread(
    kinds: Masks,
    marks: Ints,
    clause: npt.NDArray[np.int32],
    gives: Masks,
    start: Ints,
    end: Ints,
    thing: npt.NDArray[np.bool_],
) -> Masks:
    """Cues by clause; one that holds nothing but cues speaks for its neighbours.

    In 光伏组件的研发、生产、销售 all hold for what is before them, in 生产、销售纺织品 for what is behind.
    """
    total = len(marks) + 1
    spread = np.zeros(total, dtype=np.uint8)
    np.bitwise_or.at(spread, clause, gives)
    if not len(marks):
        return spread
    edges = np.concatenate([[-1], marks, [len(kinds)]])
    covered = np.bincount(clause, weights=np.where(gives != 0, end - start, 0), minlength=total)
    joints = np.flatnonzero(kinds == _JOINT)
    covered += np.bincount(np.searchsorted(marks, joints), minlength=total)
    bare = (spread != 0) & (np.diff(edges) - 1 <= covered)
    bare[clause[thing]] = False
    same = kinds[marks] == _ITEM
    leading = bare.copy()
    leading[1:] &= ~same
    for _ in range(_CUES_IN_A_ROW):
        spread[:-1] |= np.where(bare[1:] & same, spread[1:], np.uint8(0))
        spread[1:] |= np.where(leading[:-1] & same, spread[:-1], np.uint8(0))
        leading[1:] |= bare[1:] & leading[:-1] & same
    return spread


@dataclass(frozen=True)
class _Brackets:
    """Places of all brackets, the first place of each text, and the length of all."""

    opens: Ints
    closes: Ints
    firsts: Ints
    length: int

    def around(self, at: Ints, text: npt.NDArray[np.integer[Any]]) -> Ints:
        """Number of the bracket in which each place of a text stands, −1 for none; an open end is none."""
        if not len(self.opens) or not len(self.closes):
            return np.full(len(at), -1)
        number = np.searchsorted(self.opens, at) - 1
        opened = np.where(number >= 0, self.opens[number], -1)
        later = np.searchsorted(self.closes, at)
        closed_before = np.where(later > 0, self.closes[later - 1], -1)
        closes = np.append(self.closes, self.length)[later]
        text_ends = np.append(self.firsts[1:], self.length)[text]
        inside = (opened >= self.firsts[text]) & (opened > closed_before) & (closes < text_ends)
        return np.where(inside, number, -1)
