"""Characters that are typed for one another: of the same sound, or mistaken by their looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

U16 = NDArray[np.uint16]
ALIKE = Path(__file__).with_name("alike.txt")
_CHARS = 1 << 16
_PRIVATE = 0xE000
"""Syllables become characters of the private use area, so that one is one character wide."""


@cache
def sounds() -> U16:
    """For every character the number of its first reading without tone; 0 where it has none."""
    # Its dictionary takes a third of a second, which commands that compare nothing need not wait for.
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415
    from pypinyin.contrib.tone_convert import to_normal  # noqa: PLC0415

    found = np.zeros(_CHARS, dtype=np.uint16)
    numbers: dict[str, int] = {}
    plain: dict[str, str] = {}
    for char, readings in PINYIN_DICT.items():
        if char < _CHARS:
            first = readings.split(",")[0]
            if first not in plain:
                plain[first] = to_normal(first)
            found[char] = numbers.setdefault(plain[first], len(numbers) + 1)
    return found


@cache
def looks() -> U16:
    """For every character the number of its group of look-alikes; 0 where it is in none."""
    found = np.zeros(_CHARS, dtype=np.uint16)
    for number, group in enumerate(_groups(), start=1):
        for char in group:
            if not found[ord(char)]:
                found[ord(char)] = number
    return found


def heard(texts: Sequence[str]) -> list[str]:
    """Every text by its syllables without tones: 特刚 is heard as 特钢. None may hold a line break."""
    return _replaced(texts, _syllables())


def looked(texts: Sequence[str]) -> list[str]:
    """Every text by what its characters are mistaken for: 半 and 丰 are one. None may hold a line break."""
    return _replaced(texts, _firsts())


def _groups() -> list[str]:
    lines = ALIKE.read_text("utf-8").split("\n")
    return [line.strip() for line in lines if line and not line.startswith("#")]


def _replaced(texts: Sequence[str], table: NDArray[np.uint32]) -> list[str]:
    """Every character below 65,536 by another one of ``table``."""
    if not texts:
        return []
    chars = np.frombuffer("\n".join(texts).encode("utf-32-le"), dtype=np.uint32)
    known = table[np.minimum(chars, _CHARS - 1)]
    return np.where(chars < _CHARS, known, chars).tobytes().decode("utf-32-le").split("\n")


@cache
def _syllables() -> NDArray[np.uint32]:
    numbers = sounds()
    return np.where(numbers, numbers + _PRIVATE, np.arange(_CHARS)).astype(np.uint32)


@cache
def _firsts() -> NDArray[np.uint32]:
    first = np.array([0, *(ord(group[0]) for group in _groups())])
    return np.where(looks(), first[looks()], np.arange(_CHARS)).astype(np.uint32)
