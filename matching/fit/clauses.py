"""What a text says is done with the things it names, by clauses, sentences and brackets.

A clause ends at ``、`` and ``，``, a sentence at ``；`` and ``。``; what stands in brackets is a sentence of
its own and does not end the one around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.fit.letters import END, PLANE, Codes, Ints
from matching.fit.vocabulary import Role, Vocabulary

Masks = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]

_ITEM, _SENTENCE, _OPEN, _CLOSE, _END, _JOINT = 1, 2, 4, 8, 16, 32
_SPEAKING = np.uint8(Role.MAKE | Role.OPERATE | Role.RESEARCH | Role.SERVICE | Role.TRADE)
_JOINTS = "的及其和与并或等以兼 "
"""What a clause of nothing but cues may hold beside them: 的生产及销售."""
_CUES_IN_A_ROW = 3


def _classes() -> Masks:
    """Kind of each character of the basic plane, as it is after :func:`matching.fit.letters.joined`."""
    kinds = np.zeros(PLANE, dtype=np.uint8)
    for characters, kind in (
        ("、,/|·", _ITEM),
        (";。!?\n\r", _SENTENCE),
        (chr(END), _SENTENCE | _END),
        ("([{【〔", _OPEN),
        (")]}】〕", _CLOSE),
        (_JOINTS, _JOINT),
    ):
        for character in characters:
            kinds[ord(character)] = kind
    return kinds


_KINDS = _classes()


@dataclass(frozen=True)
class Clauses:
    """Joined texts cut at their marks: clause ``c`` ends at mark ``c``, the last one at the end."""

    number: Numbers
    """By place, its clause; a mark has that of the clause behind."""
    kind: Masks
    """By mark."""
    long: Ints
    """By clause, its characters."""
    joints: Ints
    """The clause of each joint."""
    text: Ints
    """By clause, the text in which it stands."""
    firsts: Ints
    """By text, its first place."""
    bracket: Ints
    """By clause, the bracket in which it stands; −1: none."""
    sentence: Ints
    """By clause; a bracket has a number of its own."""


def clauses_of(codes: Codes) -> Clauses:
    """The clauses of joined texts."""
    kinds = _KINDS.take(codes, mode="clip")
    places = np.flatnonzero(kinds > 0)
    marked = kinds.take(places) != _JOINT
    marks = places[marked]
    kind = kinds.take(marks)
    ends = kind & _END > 0
    bracket = _brackets(kind)
    outer = (kind & _SENTENCE > 0) & (bracket[:-1] < 0)
    sentence = np.append(0, np.cumsum(outer))
    return Clauses(
        number=np.cumsum((kinds > 0) & (kinds < _JOINT), dtype=np.int32),
        kind=kind,
        long=np.diff(marks, prepend=-1, append=len(codes)) - 1,
        joints=np.cumsum(marked)[~marked],
        text=np.append(0, np.cumsum(ends)),
        firsts=np.append(0, marks[ends] + 1),
        bracket=bracket,
        sentence=np.where(bracket >= 0, sentence[-1] + 1 + bracket, sentence),
    )


def _brackets(kind: Masks) -> Ints:
    """By clause the bracket around it, the inner one of several, −1 for none; an open end is none."""
    events = np.flatnonzero(kind & (_OPEN | _CLOSE | _END))
    opens = kind.take(events) == _OPEN
    stops = np.append(events[~opens], -1)
    shut = np.append(kind, _END).take(stops.take(np.cumsum(~opens)[opens])) == _CLOSE
    number = np.full(len(events) + 1, -1)
    number[1:][opens] = np.where(shut, np.arange(len(shut)), -1)
    return np.repeat(number, np.diff(events, prepend=-1, append=len(kind)))


def roles(
    clauses: Clauses, clause: Numbers, start: Ints, end: Ints, word: Ints, vocabulary: Vocabulary
) -> tuple[Ints, Masks, npt.NDArray[np.bool_]]:
    """Which of the words are things, their role bits, and whether these are inherited.

    A role comes from the word itself and its clause, else from its sentence.
    """
    cue = vocabulary.roles.take(word)
    thing = np.flatnonzero(vocabulary.is_thing.take(word))
    giving = np.flatnonzero(cue & ~np.uint8(Role.SHIFT))
    said = np.zeros(len(clauses.long), dtype=np.uint8)
    np.bitwise_or.at(said, clause[giving], cue[giving] & ~np.uint8(Role.SHIFT))
    telling = np.flatnonzero(said)
    by_sentence = np.zeros(clauses.sentence.max() + 1, dtype=np.uint8)
    np.bitwise_or.at(by_sentence, clauses.sentence[telling], said[telling])

    covered = np.bincount(clause[giving], weights=(end - start)[giving], minlength=len(said))
    covered += np.bincount(clauses.joints, minlength=len(said))
    nothing_else = (said != 0) & (clauses.long <= covered)
    nothing_else[clause[thing]] = False
    by_clause = _spread(said, nothing_else, clauses.kind == _ITEM)

    mine = clause[thing]
    here, around = by_clause[mine], by_sentence[clauses.sentence[mine]]
    near = (vocabulary.own_roles[word[thing]] | here) & _SPEAKING
    far = around & _SPEAKING
    inherited = (near == 0) & (far != 0)
    role = np.where(near != 0, near, far)
    # 不含 in brackets holds for all that stands there (不含印染、漂染), elsewhere for its clause.
    role |= np.where(clauses.bracket[mine] >= 0, around, here) & np.uint8(Role.EXCLUDE)
    role |= np.where(_shifted(start, end, cue)[thing], np.uint8(Role.SHIFT), np.uint8(0))
    return thing, role, inherited


def _shifted(start: Ints, end: Ints, cue: Masks) -> npt.NDArray[np.bool_]:
    """Whether a word that makes another thing of it stands right behind: 印染设备, 印染生产设备."""
    shifted = np.zeros(len(start), dtype=bool)
    if len(start) > 1:
        touching = start[1:] == end[:-1]
        shifted[:-1] = touching & (cue[1:] & np.uint8(Role.SHIFT) != 0)
        shifted[:-1] |= touching & (cue[1:] & np.uint8(Role.MAKE | Role.RESEARCH) != 0) & shifted[1:]
    return shifted


def _spread(said: Masks, bare: npt.NDArray[np.bool_], same: npt.NDArray[np.bool_]) -> Masks:
    """Cues by clause; one that holds nothing but cues (``bare``) speaks for its neighbours.

    In 光伏组件的研发、生产、销售 all hold for what is before them, in 生产、销售纺织品 for what is behind.
    ``same`` says of each mark that the sentence goes on behind it.
    """
    spread, leading = said.copy(), bare.copy()
    leading[1:] &= ~same
    for _ in range(_CUES_IN_A_ROW):
        spread[:-1] |= np.where(bare[1:] & same, spread[1:], np.uint8(0))
        spread[1:] |= np.where(leading[:-1] & same, spread[:-1], np.uint8(0))
        leading[1:] |= bare[1:] & leading[:-1] & same
    return spread
