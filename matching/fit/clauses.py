"""What a text says is done with the things it names, by clauses, sentences and brackets.

A clause ends at ``、`` and ``，``, a sentence at ``；`` and ``。``; what stands in brackets is a sentence of
its own and does not end the one around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.fit.letters import END, PLANE, Codes, Ints
from matching.fit.vocabulary import Role, Vocabulary

Masks = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]

_ITEM, _SENTENCE, _OPEN, _CLOSE, _END, _JOINT, _COLON = 1, 2, 4, 8, 16, 32, 64
_SPEAKING = np.uint8(Role.MAKE | Role.OPERATE | Role.RESEARCH | Role.SERVICE | Role.TRADE | Role.INVEST)
_JOINTS = "的及其和与并或等以兼 "
"""What a clause of nothing but cues may hold beside them: 的生产及销售."""
_CUES_IN_A_ROW = 3
_OPENING = 2
"""Characters before the verb that begins a clause of unknown things: 从事生产."""
_HEADINGS = np.array([ord(last) for last in "目围是下"], dtype=np.uint16)
"""Last characters of what a colon sets apart (一般项目：); behind others its list goes on (生产：)."""


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
        (":", _COLON),
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
    begin: Ints
    """By clause, its first place."""
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
    colons = places[kinds.take(places) == _COLON]
    kinds[colons] = np.where(np.isin(codes.take(colons - 1), _HEADINGS), _SENTENCE, 0)
    found = kinds.take(places)
    joints, marked = found == _JOINT, (found > 0) & (found < _JOINT)
    marks = places[marked]
    kind = kinds.take(marks)
    ends = kind & _END > 0
    bracket = _brackets(kind)
    outer = (kind & _SENTENCE > 0) & (bracket[:-1] < 0)
    sentence = np.append(0, np.cumsum(outer))
    return Clauses(
        number=np.cumsum((kinds > 0) & (kinds < _JOINT), dtype=np.int32),
        kind=kind,
        begin=np.append(0, marks + 1),
        long=np.diff(marks, prepend=-1, append=len(codes)) - 1,
        joints=np.cumsum(marked)[joints],
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

    A role comes from the word itself and its clause, else from the verb of its sentence that governs it.
    """
    cue = vocabulary.roles.take(word)
    thing = np.flatnonzero(vocabulary.is_thing.take(word))
    verb = cue & ~np.uint8(Role.SHIFT)
    plain = np.flatnonzero(verb)
    verb |= vocabulary.own_roles.take(word)
    giving = np.flatnonzero(verb)
    said = np.zeros(len(clauses.long), dtype=np.uint8)
    np.bitwise_or.at(said, clause[giving], verb[giving])

    covered = np.bincount(clause[plain], weights=(end - start)[plain], minlength=len(said))
    covered += np.bincount(clauses.joints, minlength=len(said))
    nothing_else = (said != 0) & (clauses.long <= covered)
    nothing_else[clause[thing]] = False
    by_clause = _spread(said, nothing_else, clauses.kind == _ITEM)
    verbs = _verbs(clauses, clause, start, end, thing, giving, nothing_else, by_clause)

    mine = clause[thing]
    here = by_clause[mine]
    near = (vocabulary.own_roles[word[thing]] | here) & _SPEAKING
    role, inherited = near, near == 0
    role[inherited] = _governing(clauses, mine[inherited], verbs)
    inherited &= role != 0
    # 不含 in brackets holds for all that stands there (不含印染、漂染), elsewhere for its clause.
    around = np.zeros(clauses.sentence.max() + 1, dtype=np.uint8)
    np.bitwise_or.at(around, verbs.sentence, verbs.said)
    role |= np.where(clauses.bracket[mine] >= 0, around[clauses.sentence[mine]], here) & np.uint8(Role.EXCLUDE)
    role |= np.where(_shifted(clause, start, end, cue)[thing], np.uint8(Role.SHIFT), np.uint8(0))
    return thing, role, inherited


class _Verbs(NamedTuple):
    """Clauses that say what is done, by sentence."""

    clause: Ints
    sentence: Ints
    said: Masks
    leads: npt.NDArray[np.bool_]
    """Whether it governs the things behind: 销售光伏组件、逆变器."""
    trails: npt.NDArray[np.bool_]
    """Whether it governs the things before: 光伏组件、逆变器的生产."""


def _verbs(
    clauses: Clauses,
    clause: Numbers,
    start: Ints,
    end: Ints,
    thing: Ints,
    giving: Ints,
    bare: npt.NDArray[np.bool_],
    by_clause: Masks,
) -> _Verbs:
    """Verbs that stand before their things lead, those behind trail; a clause of nothing but verbs (``bare``)
    leads where its sentence begins."""
    cues, things = clause[giving], clause[thing]
    telling = np.unique(cues)
    telling = telling[np.argsort(clauses.sentence[telling], kind="stable")]
    sentence = clauses.sentence[telling]
    first_verb = start[giving[np.searchsorted(cues, telling)]]
    last_verb = end[giving[np.searchsorted(cues, telling, side="right") - 1]]
    first, behind = np.searchsorted(things, telling), np.searchsorted(things, telling, side="right")
    padded = np.append(thing, 0)
    empty = first == behind
    begin = clauses.begin[telling]
    opens = (first_verb == begin) | (
        (first_verb <= begin + _OPENING) & (last_verb < begin + clauses.long[telling])
    )
    alone = bare[telling]
    begins = np.zeros(clauses.sentence.max() + 1, dtype=np.int64)
    begins[clauses.sentence[::-1]] = np.arange(len(clauses.sentence))[::-1]
    leads = np.where(empty, opens, first_verb < start[padded[first]])
    leads[alone] = telling[alone] == begins[sentence[alone]]
    in_a_row = alone[1:] & alone[:-1] & (np.diff(telling) == 1) & (np.diff(sentence) == 0)
    for _ in range(_CUES_IN_A_ROW):
        leads[1:] |= in_a_row & leads[:-1]
    trails = np.where(empty, ~leads, last_verb >= end[padded[behind - 1]])
    return _Verbs(telling, sentence, by_clause[telling], leads, trails)


def _governing(clauses: Clauses, mine: Numbers, verbs: _Verbs) -> Masks:
    """Roles of clauses without a verb: by the verb before, if it leads, and by the one behind, if it trails.

    Where neither does, what else the sentence says, unless something is made: that is another thing.
    """
    sentence = clauses.sentence[mine]
    many = len(clauses.sentence)
    at = np.searchsorted(verbs.sentence * many + verbs.clause, sentence * many + mine)
    role = np.zeros(len(mine), dtype=np.uint8)
    around = np.zeros(clauses.sentence.max() + 1, dtype=np.uint8)
    np.bitwise_or.at(around, verbs.sentence, verbs.said)
    for verb, governs in ((at - 1, verbs.leads), (at, verbs.trails)):
        known = np.flatnonzero((verb >= 0) & (verb < len(verbs.clause)))
        known = known[verbs.sentence[verb[known]] == sentence[known]]
        known = known[governs[verb[known]]]
        role[known] |= verbs.said[verb[known]]
    lost = np.flatnonzero(role == 0)
    other = around[sentence[lost]]
    role[lost] = np.where(other & np.uint8(Role.MAKE | Role.OPERATE | Role.RESEARCH), np.uint8(0), other)
    return role & _SPEAKING


def _shifted(clause: Numbers, start: Ints, end: Ints, cue: Masks) -> npt.NDArray[np.bool_]:
    """Whether a word that makes another thing of it stands right behind: 印染设备, 印染生产设备, 印染和染整设备."""
    shifted = np.zeros(len(start), dtype=bool)
    if len(start) > 1:
        gap = start[1:] - end[:-1]
        touching, shift = gap == 0, np.uint8(Role.SHIFT)
        joined = (gap == 1) & (clause[1:] == clause[:-1]) & (cue[1:] == 0)
        verb = cue[1:] & np.uint8(Role.MAKE | Role.RESEARCH) != 0
        shifted[:-1] = touching & (cue[1:] & shift != 0)
        shifted[:-1] |= touching & verb & shifted[1:]
        shifted[:-1] |= joined & shifted[1:]
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
