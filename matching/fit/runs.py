"""Runs of equal numbers in rising columns, and what is said along them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matching.fit.letters import Ints

Bits = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Rising = npt.NDArray[np.integer[Any]]


def begins(rising: Rising) -> npt.NDArray[np.bool_]:
    """Whether another number stands before, or none."""
    begun = np.ones(len(rising), dtype=bool)
    np.not_equal(rising[1:], rising[:-1], out=begun[1:])
    return begun


def starts(rising: Rising) -> Ints:
    """First place of each run of equal numbers."""
    return np.flatnonzero(begins(rising))


def several(firsts: Ints, size: int) -> tuple[Ints, Ints, Ints]:
    """(runs of more than one, all their places, by place the number of its run among these)."""
    begun = np.zeros(size + 1, dtype=bool)
    begun[firsts] = begun[size] = True
    places = np.flatnonzero(~(begun[:-1] & begun[1:]))
    many = np.flatnonzero(np.diff(firsts, append=size) > 1)
    return many, places, np.cumsum(begun.take(places)) - 1


def all_bits(bits: Bits, firsts: Ints) -> Bits:
    """By run, which begins at its first, every bit that is set anywhere in it."""
    said: Bits = np.bitwise_or.reduceat(bits, firsts) if len(firsts) else bits[:0]
    return said


def sums(group: Rising, value: Floats, groups: int) -> Floats:
    """The sum of each group's values, added one by one: the same to the last bit whoever stands beside it."""
    summed = np.zeros(groups, dtype=np.float32)
    np.add.at(summed, group, value)
    return summed
