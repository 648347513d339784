"""Text as a spreadsheet cell can hold it, and the room it takes on paper."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

CELL_LIMIT = 32_767
"""UTF-16 units that one Excel cell can hold."""
CUT = "…（已截断）"
LATIN_WIDTH = 1.15
WIDE_WIDTH = 1.95
"""Column units of a 10 pt letter: a Chinese one is 13.3 pixels of 7, and Latin runs wide in 微软雅黑."""

_NEWLINE = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TOKEN = re.compile(r"[（【“《‘]*(?:[!-~]+|.)[，。；：、？！）】”》’]*", re.DOTALL)
"""What stays together on a line: a word or a character with its punctuation."""


def clean(text: str) -> str:
    """``text`` without what XML 1.0 or Excel cannot hold, cut to one cell's limit.

    The cut is marked with ``…（已截断）``; line ends become ``\\n``.
    """
    text = _FORBIDDEN.sub("", _NEWLINE.sub("\n", text))
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "  # XlsxWriter takes <r>…</r> for its own rich text and would not escape it
    if _utf16_units(text) <= CELL_LIMIT:
        return text
    room = (CELL_LIMIT - len(CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT


def looks_like_formula(text: str) -> bool:
    """Whether Excel or WPS would run the text if someone edited or pasted the cell."""
    return text.startswith(("=", "+", "-", "@", "\t"))


def wrapped_lines(text: str, width: float) -> int:
    """Lines that ``text`` takes in a column ``width`` units wide, wrapped as spreadsheets do.

    Runs of Latin letters and digits stay whole where they fit on a line.
    """
    room = max(width, WIDE_WIDTH)
    return sum(
        1 if len(paragraph) * WIDE_WIDTH <= room else _paragraph_lines(paragraph, room)
        for paragraph in text.split("\n")
    )


@lru_cache(maxsize=4096)
def _paragraph_lines(paragraph: str, width: float) -> int:
    lines, used = 1, 0.0
    for token in _tokens(paragraph):
        if used + token <= width:
            used += token
        elif token <= width:
            lines, used = lines + 1, token
        else:
            lines += math.ceil((used + token) / width) - 1
            used = (used + token) % width
    return lines


@lru_cache(maxsize=1 << 13)  # a layout tries the same texts at many widths
def _tokens(paragraph: str) -> tuple[float, ...]:
    return tuple(map(_width, _TOKEN.findall(paragraph)))


@lru_cache(maxsize=1 << 14)
def _width(text: str) -> float:
    return sum(map(_letter, text))


@lru_cache(maxsize=4096)
def _letter(char: str) -> float:
    return WIDE_WIDTH if unicodedata.east_asian_width(char) in "WFA" else LATIN_WIDTH


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
