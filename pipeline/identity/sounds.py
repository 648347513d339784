"""Texts as they are heard and seen: characters of one syllable, or of one look, become one character."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pypinyin import lazy_pinyin

ALIKE = Path(__file__).with_name("alike.txt")
_FIRST, _LAST = 0x4E00, 0x9FFF
_PRIVATE = 0xE000
"""Syllables become characters of the private use area, so that one is one character wide."""


@cache
def _syllables() -> dict[int, str]:
    found: dict[str, int] = {}
    table: dict[int, str] = {}
    for point in range(_FIRST, _LAST + 1):
        syllable = lazy_pinyin(chr(point))[0]
        if syllable != chr(point):
            table[point] = chr(_PRIVATE + found.setdefault(syllable, len(found)))
    return table


@cache
def _looks() -> dict[int, str]:
    groups = [line for line in ALIKE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {ord(char): group[0] for group in groups for char in group}


def heard(texts: Sequence[str]) -> list[str]:
    """Every text by its syllables without tones: 特刚 is heard as 特钢. None may hold a line break."""
    return "\n".join(texts).translate(_syllables()).split("\n") if texts else []


def looked(texts: Sequence[str]) -> list[str]:
    """Every text by what its characters are mistaken for: 半 and 丰 are one. None may hold a line break."""
    return "\n".join(texts).translate(_looks()).split("\n") if texts else []
