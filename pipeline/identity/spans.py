"""Hashes of any part of many strings at once: what blocking needs instead of slicing a string a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_SHORTEST = 16
"""Places that a part may begin at even where no string is as long: then of no rows."""
_CHARS = np.random.default_rng(20260101).integers(1, 1 << 63, size=1 << 16, dtype=np.uint64)


def mixed(first: U64, second: U64 | np.uint64) -> U64:
    """One key of two; the order of the two matters."""
    left = (first ^ (first >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return (left + second) * np.uint64(0x94D049BB133111EB) ^ (left >> np.uint64(32))


def ascending(keys: U64 | I64) -> I64:
    """Stable order of whole numbers ≥ 0, several times as fast as ``np.argsort``.

    A number's high bits and its place go into one number each, and these numpy sorts with vector
    instructions; the few that agree in the high bits alone are put right behind.
    """
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    place_bits, bits = (len(keys) - 1).bit_length(), int(keys.max()).bit_length()
    lost = max(0, place_bits + bits - 64)
    packed = (keys.astype(np.uint64) >> np.uint64(lost)) << np.uint64(place_bits)
    packed |= np.arange(len(keys), dtype=np.uint64)
    packed.sort()
    packed &= np.uint64((1 << place_bits) - 1)
    order = packed.view(np.int64)
    if lost:
        there = keys[order]
        if (there[1:] < there[:-1]).any():
            order = order[np.argsort(there, kind="stable")]  # nearly in order: little to do
    return order


def distinct(numbers: I64) -> I64:
    """Every number once, ascending; sorts in place. ``np.unique`` hashes, which takes fifty times as long."""
    numbers.sort()
    return numbers[begins(numbers)]


def numbered(keys: U64 | I64) -> I64:
    """For every key its place among the different ones in ascending order."""
    order = ascending(keys)
    first = begins(keys[order])
    found = np.empty(len(keys), dtype=np.int64)
    found[order] = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(keys))))
    return found


def first_of(keys: U64 | I64) -> I64:
    """For every key where it stands first."""
    order = ascending(keys)
    first = begins(keys[order])
    found = np.empty(len(keys), dtype=np.int64)
    found[order] = np.repeat(order[first], np.diff(np.append(first, len(keys))))
    return found


def hashes(texts: Sequence[str]) -> U64:
    """Every text as a number; another one in another process."""
    return np.fromiter(map(hash, texts), np.int64, len(texts)).view(np.uint64)


def begins(ordered: I64 | U64) -> I64:
    """Where each run of equal values begins."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _powers(base: int, count: int) -> U64:
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)


@dataclass(frozen=True)
class Spans:
    """Strings as one row of characters with, at every place, the sum of a polynomial hash so far.

    Arithmetic is modulo 2^64 with an odd base, whose inverse moves any part to the beginning: equal parts
    have equal hashes wherever they stand.
    """

    start: I64
    length: I64
    chars: NDArray[np.uint16]
    _sums: U64
    _inverses: U64

    @classmethod
    def of(cls, texts: Sequence[str]) -> Spans:
        """``texts`` of at most a few hundred characters each."""
        length = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        start = np.concatenate([[0], np.cumsum(length)[:-1]]) if len(texts) else length
        chars = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
        short = np.where(chars < 1 << 16, chars, (chars & 0xFFF) | 0xE000).astype(np.uint16)
        place = np.arange(len(chars)) - np.repeat(start, length)
        widest = max(int(length.max(initial=0)), _SHORTEST) + 2
        terms = _CHARS[short] * _powers(_BASE, widest)[place]
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
        return cls(start, length, short, sums, _powers(_INVERSE, widest))

    def rows(self, rows: I64) -> Spans:
        """The same for some of the strings; nothing is copied."""
        return replace(self, start=self.start[rows], length=self.length[rows])

    def part(self, rows: I64, first: I64 | int, last: I64 | int) -> U64:
        """Hash of the characters ``first`` to before ``last`` of each row's string."""
        base = self.start[rows]
        whole = self._sums[base + last] - self._sums[base + first]
        # Adding the length keeps 'a' and 'a' + a character of weight zero apart and spreads the low bits.
        moved: U64 = whole * self._inverses[first]
        return moved

    def whole(self) -> U64:
        """Hash of every string."""
        rows = np.arange(len(self.start))
        return self.part(rows, np.zeros_like(self.length), self.length)

    def bags(self) -> U64:
        """A number of every string's characters whatever their order."""
        return self._summed(_CHARS[self.chars])

    def _summed(self, terms: U64) -> U64:
        """The sum over every string of a term a character."""
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)])
        found: U64 = sums[self.start + self.length] - sums[self.start]
        return found

    def picked(self, wanted: Iterable[str]) -> U64:
        """A number of what every string has of the wanted characters, in their order."""
        chosen = np.zeros(1 << 16, dtype=np.bool_)
        chosen[[ord(char) for char in wanted]] = True
        here = chosen[self.chars]
        ranks: I64 = np.concatenate([[0], np.cumsum(here)])
        terms = np.where(
            here, _CHARS[self.chars] * _powers(_BASE, int(ranks[-1]) + 1)[ranks[:-1]], np.uint64(0)
        )
        return self._summed(terms) * _powers(_INVERSE, int(ranks[-1]) + 1)[ranks[self.start]]

    def signs(self, size: I64) -> U64:
        """Which characters stand among the first ``size`` of every string: a bit for each, some share one."""
        rows, place = np.repeat(np.arange(len(size)), size), np.cumsum(size) - size
        chars = self.chars[self.start[rows] + np.arange(len(rows)) - place[rows]]
        bits = np.append(np.uint64(1) << (_CHARS[chars] >> np.uint64(57)), np.uint64(0))
        return np.where(size > 0, np.bitwise_or.reduceat(bits, place), np.uint64(0))

    def without_one(self, rows: I64) -> tuple[I64, U64]:
        """Every string of ``rows`` with each of its characters left out in turn: rows and hashes."""
        repeated = np.repeat(rows, self.length[rows])
        begins = np.cumsum(self.length[rows]) - self.length[rows]
        place = np.arange(len(repeated)) - np.repeat(begins, self.length[rows])
        base, end = self.start[repeated], self.start[repeated] + self.length[repeated]
        before = self._sums[base + place] - self._sums[base]
        behind = (self._sums[end] - self._sums[base + place + 1]) * np.uint64(_INVERSE)
        return repeated, before + behind
