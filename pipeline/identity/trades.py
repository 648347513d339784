"""Where a brand ends and the trade begins, by a lexicon of trade words (trade_words.txt says how)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LEXICON = Path(__file__).with_name("trade_words.txt")
LONGEST_WORD = 6
SHORTEST_BRAND = 2


@cache
def trade_words() -> frozenset[str]:
    """The lexicon; lines that begin with # are its history."""
    lines = LEXICON.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def brand_length(core: str) -> int:
    """Characters of the brand at the head of a core: what is left when trade words are taken from its end."""
    words, end = trade_words(), len(core)
    while True:
        longest = min(LONGEST_WORD, end - SHORTEST_BRAND)
        taken = next((size for size in range(longest, 1, -1) if core[end - size : end] in words), 0)
        if not taken:
            return end
        end -= taken
