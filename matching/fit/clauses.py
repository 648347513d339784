"""Texts as clauses, sentences and brackets.

A clause ends at ``、`` and ``，``, a sentence at ``；`` and ``。``; what stands in brackets is a sentence of
its own and does not end the one around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.fit.letters import END, PLANE, Codes, Ints

Masks = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]

_ITEM, _SENTENCE, _OPEN, _CLOSE, _END, _COMMA, _JOINT, _COLON = 1, 2, 4, 8, 16, 32, 64, 128
_JOINTS = "的及其和与并或等以兼 "
"""What a clause of nothing but cues may hold beside them: 的生产及销售."""
_HEADINGS = np.array([ord(last) for last in "目围是下"], dtype=np.uint16)
"""Last characters of what a colon sets apart (一般项目：); behind others its list goes on (生产：)."""


def _classes() -> Masks:
    """Kind of each character of the basic plane, as it is after :func:`matching.fit.letters.joined`."""
    kinds = np.zeros(PLANE, dtype=np.uint8)
    for characters, kind in (
        ("、/|·", _ITEM),
        (",", _COMMA),
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
    same: npt.NDArray[np.bool_]
    """By mark, whether the sentence goes on behind it."""
    commas: Ints
    """By clause, the commas before it: they part what 、 holds together."""
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
        same=kind & (_ITEM | _COMMA) > 0,
        commas=np.append(0, np.cumsum(kind == _COMMA)),
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
