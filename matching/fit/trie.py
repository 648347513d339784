"""Words as a tree of letters in arrays, walked from all places of a text at once.

A state stands for the letters read so far; a letter leads from it to the next. Reading from a place goes on
as long as a word may follow, and the last state says which word is the longest that begins there. Nothing
here runs by character: each step reads one letter further from all places that are still alive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.fit.letters import PLANE, Codes

Ints = npt.NDArray[np.int64]

_MOST = 65_535
"""States and letters that a number of two bytes tells apart."""


@dataclass(frozen=True)
class Trie:
    """States: 0 is dead, then first letters by their numbers, then others that go on, then those that end.

    Behind a first letter that is a word itself, any letter that goes on with none leads back to it.
    """

    letters: Codes
    """By code of a character its number, from 1; 0: no word holds it. Letters that begin words come first."""
    begins: int
    """Number of the last letter that begins a word."""
    width: int
    """Letters, with the one that is none."""
    after: npt.NDArray[np.uint16]
    """Behind ``state`` by ``letter`` comes ``after[state * width + letter]``; states that end have no row."""
    longest: npt.NDArray[np.int64]
    """By state, the longest word that its letters begin with; −1: none."""
    length: npt.NDArray[np.int64]
    """By word, its letters."""

    def find(self, codes: Codes) -> tuple[Ints, Ints, Ints]:
        """(word, start, end) of the words in a text, from left to right, at each place the longest one."""
        word, start = self._longest_at_each_place(codes)
        end = start + self.length[word]
        taken = _leftmost(start, end)
        return word[taken], start[taken], end[taken]

    def _longest_at_each_place(self, codes: Codes) -> tuple[Ints, Ints]:
        letters = np.zeros(len(codes) + 1, dtype=np.uint16)
        self.letters.take(codes, mode="clip", out=letters[:-1])
        # Two letters at once: most places end there, and one look-up of all is cheaper than two of half.
        first = letters[:-1] * (letters[:-1] <= self.begins)
        state = self.after.take(first * np.uint32(self.width) + letters[1:], mode="clip")
        at = np.flatnonzero(state != 0)
        state = state.take(at)
        rows = len(self.after) // self.width
        live, depth = np.flatnonzero((state > self.begins) & (state < rows)), 2
        while len(live):
            read = state.take(live) * np.uint32(self.width) + letters.take(at.take(live) + depth)
            then = self.after.take(read, mode="clip")
            went = np.flatnonzero(then != 0)
            live, then = live.take(went), then.take(went)
            state[live] = then
            live = live[then < rows]  # the others have no letter more
            depth += 1
        word = self.longest.take(state)
        found = np.flatnonzero(word >= 0)
        return word.take(found), at.take(found)


def make_trie(words: Sequence[str]) -> Trie:
    """Of different words, numbered as they stand.

    Raises:
        ValueError: a word has a character beyond the basic plane, or they have more than 65,535 beginnings.
    """
    starts = sorted({begin for word in words for begin in (word[:end] for end in range(1, len(word) + 1))})
    go_on = {begin[:-1] for begin in starts}
    states = sorted(starts, key=lambda begin: (len(begin) > 1, begin not in go_on))
    number = {begin: at for at, begin in enumerate(states, start=1)}
    firsts = [begin for begin in states if len(begin) == 1]
    others = sorted({char for word in words for char in word} - set(firsts))
    letter = {char: at for at, char in enumerate([*firsts, *others], start=1)}
    if len(states) > _MOST or any(ord(char) >= PLANE - 1 for char in letter):
        raise ValueError("the vocabulary has too many words, or a character beyond the basic plane")
    letters = np.zeros(PLANE, dtype=np.uint16)
    for char, at in letter.items():
        letters[ord(char)] = at
    numbers = {word: at for at, word in enumerate(words)}
    longest = [-1]
    for begin in states:
        parts = (numbers[begin[:end]] for end in range(len(begin), 0, -1) if begin[:end] in numbers)
        longest.append(next(parts, -1))
    rows = 1 + sum(len(begin) == 1 or begin in go_on for begin in states)
    after = np.zeros((rows, len(letter) + 1), dtype=np.uint16)
    for begin in firsts:
        after[number[begin]] = number[begin] if begin in numbers else 0
    for begin in states[len(firsts) :]:
        after[number[begin[:-1]], letter[begin[-1]]] = number[begin]
    return Trie(
        letters=letters,
        begins=len(firsts),
        width=len(letter) + 1,
        after=after.ravel(),
        longest=np.array(longest, dtype=np.int64),
        length=np.array([len(word) for word in words], dtype=np.int64),
    )


def _leftmost(start: Ints, end: Ints) -> Ints:
    """Numbers of the matches that a reader from left to right takes: none begins in one taken before it."""
    free = np.ones(len(start), dtype=bool)
    free[1:] = start[1:] >= np.maximum.accumulate(end)[:-1]
    alone = free.copy()
    alone[:-1] &= free[1:]
    # Of those that overlap, a free one is taken, then the first that it leaves room for, and so on: 1, 2, 4 …
    # steps at a time, so that no text takes long.
    knot = np.flatnonzero(~alone)
    if len(knot):
        then = np.append(np.searchsorted(start[knot], end[knot]), len(knot))
        taken = np.append(free[knot], True)
        while True:
            reached = then[taken]
            if taken[reached].all():
                break
            taken[reached] = True
            then = then[then]
        alone[knot] = taken[:-1]
    return np.flatnonzero(alone)
