"""Characters that are typed for one another: same sound, or mistaken by their looks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from pipeline.identity.link.texts import U16

ALIKE = Path(__file__).parent.parent / "alike.txt"
_CHARS = 1 << 16


@cache
def sounds() -> U16:
    """For every character the number of its first reading without tone; 0 where it has none."""
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
    lines = [line for line in ALIKE.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    for number, line in enumerate(lines, start=1):
        for char in line.strip():
            if not found[ord(char)]:
                found[ord(char)] = number
    return found
