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
    commas: Numbers
    """By clause, the commas before it: they part what 、 holds together."""
    begin: Ints
    """By clause, its first place."""
    long: Ints
    """By clause, its characters."""
    joints: Numbers
    """The clause of each joint."""
    text: Numbers
    """By clause, the text in which it stands."""
    firsts: Ints
    """By text, its first place."""
    bracket: Numbers
    """By clause, the bracket in which it stands, rising; −1: none."""
    sentence: Numbers
    """By clause; a bracket has a number of its own."""


def clauses_of(codes: Codes) -> Clauses:
    """The clauses of joined texts."""
    kinds = _KINDS.take(codes, mode="clip")
    places = np.flatnonzero(kinds != 0)
    found = kinds.take(places)
    colons = np.flatnonzero(found == _COLON)
    heads = np.isin(codes.take(places.take(colons) - 1), _HEADINGS)
    kinds[places.take(colons)] = found[colons] = np.where(heads, _SENTENCE, 0)
    marked = _marks(found)
    which = np.flatnonzero(marked)  # a mask as an index costs three times as much
    marks, kind = places.take(which), found.take(which)
    ends = kind & _END != 0
    bracket = _brackets(kind)
    outer = (kind & _SENTENCE != 0) & (bracket[:-1] < 0)
    sentence = _counted(outer)
    return Clauses(
        number=np.cumsum(_marks(kinds), dtype=np.int32),
        same=kind & (_ITEM | _COMMA) != 0,
        commas=_counted(kind == _COMMA),
        begin=np.append(0, marks + 1),
        long=np.diff(marks, prepend=-1, append=len(codes)) - 1,
        joints=np.cumsum(marked, dtype=np.int32).take(np.flatnonzero(found == _JOINT)),
        text=_counted(ends),
        firsts=np.append(0, marks.take(np.flatnonzero(ends)) + 1),
        bracket=bracket,
        sentence=np.where(bracket >= 0, sentence[-1] + np.int32(1) + bracket, sentence),
    )


def _marks(kinds: Masks) -> npt.NDArray[np.bool_]:
    """Which of the kinds are marks: neither nothing nor a joint."""
    return kinds - np.uint8(1) < np.uint8(_JOINT - 1)


def _counted(marks: npt.NDArray[np.bool_]) -> Numbers:
    """By clause, how many of the marks before it are so."""
    count = np.zeros(len(marks) + 1, dtype=np.int32)
    np.cumsum(marks, out=count[1:])
    return count


def _brackets(kind: Masks) -> Numbers:
    """By clause the bracket around it, the inner one of several, −1 for none; an open end is none."""
    events = np.flatnonzero(kind & (_OPEN | _CLOSE | _END) != 0)
    opening = kind.take(events) == _OPEN
    opens, others = np.flatnonzero(opening), np.flatnonzero(~opening)
    stops = np.append(events.take(others), -1)
    # Behind as many others as stand before it, which are its place less the opens before it.
    shut = np.append(kind, _END).take(stops.take(opens - np.arange(len(opens)))) == _CLOSE
    number = np.full(len(events) + 1, -1, dtype=np.int32)
    number[opens + 1] = np.where(shut, np.arange(len(shut), dtype=np.int32), np.int32(-1))
    return np.repeat(number, np.diff(events, prepend=-1, append=len(kind)))
