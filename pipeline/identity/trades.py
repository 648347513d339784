"""Where a brand ends and the trade begins, by a lexicon of trade words (trade_words.txt says how)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from pipeline.identity.spans import I64, U64, Spans

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


@cache
def _words_by_size() -> dict[int, U64]:
    """Hashes of the lexicon's words in ascending order, by their characters."""
    words = Spans.of(sorted(trade_words()))
    return {size: np.sort(words.whole()[words.length == size]) for size in range(2, LONGEST_WORD + 1)}


def brand_lengths(spans: Spans, begin: I64, core: I64) -> I64:
    """``brand_length`` of every core (of ``core`` characters from ``begin`` on) at once, by words' hashes."""
    known = _words_by_size()
    end = core.copy()
    rows = np.arange(len(core), dtype=np.int64)
    while len(rows):
        taken = np.zeros(len(rows), dtype=np.int64)
        for size in range(2, LONGEST_WORD + 1):
            fits = np.flatnonzero(end[rows] - size >= SHORTEST_BRAND)
            if not len(fits) or not len(known[size]):
                continue
            at = begin[rows[fits]] + end[rows[fits]]
            keys = spans.part(rows[fits], at - size, at)
            found = known[size][np.minimum(np.searchsorted(known[size], keys), len(known[size]) - 1)] == keys
            taken[fits[found]] = size
        rows, taken = rows[taken > 0], taken[taken > 0]
        end[rows] -= taken
    return end
