"""Pairs of mentions worth comparing: those that share a key of one of a few kinds (blocking).

Every kind is a pure function of the rows' columns, so that any part of the keys can be blocked by itself.
A key that too many rows share says too little: it is tried again together with a place, then given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from common.parallel import in_threads
from pipeline.identity.mentions import SHORT, Mentions
from pipeline.identity.spans import I64, U64, Spans, ascending, begins, distinct, mixed

PREFIXES = range(2, SHORT + 1)
SUFFIX_SKIPS = range(1, 6)
GRAM = 3
GRAM_PLACES = 12
"""How far into a core its grams are taken."""
THREADS = 2
"""Kinds of keys that are sorted at a time."""


@dataclass(frozen=True)
class Block:
    """Keys of one kind and the rows that carry them; a key that more than ``cap`` share is refined."""

    kind: str
    cap: int
    keys: U64
    rows: I64


def blocks(table: Mentions) -> Iterator[Block]:
    """All kinds of keys, one kind at a time so that few are in memory."""
    every = np.arange(len(table), dtype=np.int64)
    whole = table.spans.whole()
    coded = np.flatnonzero(table.code)
    yield Block("code", 1_000, table.code[coded], coded)
    yield Block("text", 30, whole, every)
    yield _joined("one_off", 30, [table.spans.without_one(every)], (every, whole))
    yield _joined("printed", 20, _printed(table), (every, table.printed.whole()))
    yield _short_names(table, every)
    yield _short_names_one_off(table, every)
    yield from _brands(table, every)
    yield _suffixes(table, every, whole)
    yield from _grams(table, every)


def candidate_pairs(table: Mentions) -> tuple[I64, I64]:
    """Every pair that any block proposes, once, left below right, in ascending order."""
    found = list(in_threads(lambda block: _block_pairs(block, table), blocks(table), THREADS))
    return np.divmod(distinct(np.concatenate(found)), max(1, len(table)))


def _block_pairs(block: Block, table: Mentions) -> I64:
    pairs, keys, rows = _pairs(block.keys, block.rows, block.cap, len(table))
    proposed = [pairs]
    if len(keys):
        for places in (table.told, table.named):
            for finer in (False, True):
                place = places[rows] // (100 if finer else 10_000)
                known = np.flatnonzero(place % 100 if finer else place)
                refined = mixed(keys[known], place[known].astype(np.uint64))
                proposed.append(_pairs(refined, rows[known], block.cap, len(table))[0])
    return distinct(np.concatenate(proposed))


def _pairs(keys: U64, rows: I64, cap: int, count: int) -> tuple[I64, U64, I64]:
    """Pairs (left × count + right) of rows with one key, and keys and rows that more than ``cap`` share."""
    order = ascending(keys)
    keys, rows = keys[order], rows[order]
    first = begins(keys)
    size = np.diff(np.concatenate([first, [len(keys)]]))
    fits = (size > 1) & (size <= cap)
    begin, many = np.repeat(first[fits], size[fits]), np.repeat(size[fits], size[fits])
    place = _counting(size[fits])
    behind = many - 1 - place
    left = np.repeat(begin + place, behind)
    right = left + 1 + _counting(behind)
    low, high = np.minimum(rows[left], rows[right]), np.maximum(rows[left], rows[right])
    other = low != high
    crowded = np.repeat(size > cap, size)
    return low[other] * count + high[other], keys[crowded], rows[crowded]


def pairs_of_equals(keys: U64, rows: I64, cap: int, count: int) -> I64:
    """Pairs (left × count + right) of rows with one key, of keys that at most ``cap`` share."""
    return _pairs(keys, rows, cap, count)[0]


def _counting(sizes: I64) -> I64:
    """0, 1, … size − 1 for every size, one behind the other."""
    ends = np.cumsum(sizes)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)


def _joined(kind: str, cap: int, parts: list[tuple[I64, U64]], *more: tuple[I64, U64]) -> Block:
    parts = [*parts, *more]
    return Block(kind, cap, np.concatenate([p[1] for p in parts]), np.concatenate([p[0] for p in parts]))


def _among(keys: U64, wanted: U64) -> NDArray[np.bool_]:
    """Whether a key is among the wanted; a table of low bits leaves few that must be looked up."""
    size = 1 << (16 * len(wanted)).bit_length()
    mask = np.uint64(size - 1)
    bits = np.zeros(size, dtype=np.bool_)
    bits[(wanted & mask).astype(np.int64)] = True
    found: NDArray[np.bool_] = bits[(keys & mask).astype(np.int64)]
    likely, known = np.flatnonzero(found), np.sort(wanted)
    if len(likely):
        place = np.minimum(np.searchsorted(known, keys[likely]), len(known) - 1)
        found[likely] = known[place] == keys[likely]
    return found


def _printed(table: Mentions) -> list[tuple[I64, U64]]:
    """Texts with what the name prints of place below the province, one character left out."""
    placed = np.flatnonzero(table.printed.length > table.spans.length)
    every = np.arange(len(table), dtype=np.int64)
    return [table.printed.without_one(placed), table.spans.without_one(every)]


def _short_names(table: Mentions, every: I64) -> Block:
    """A name without form that is the beginning of another's core: 中磐商贸, 睿华."""
    spans, short = table.spans, np.flatnonzero(table.short)
    wanted = spans.part(short, 0, table.core[short])
    parts = []
    for size in PREFIXES:
        rows = every[table.core >= size]
        keys = spans.part(rows, 0, size)
        kept = _among(keys, wanted)
        parts.append((rows[kept], keys[kept]))
    return _joined("short", 30, parts)


def _short_names_one_off(table: Mentions, every: I64) -> Block:
    """The same with one character wrong, missing or too many on either side."""
    spans = table.spans
    fits = table.short & (table.core >= GRAM) & (table.core < SHORT)
    sizes = range(GRAM, SHORT)
    short = [_gaps(spans, np.flatnonzero(fits & (table.core == size)), size) for size in sizes]
    wanted = np.concatenate([keys for _, keys in short])
    parts = list(short)
    for size in sizes:
        rows, keys = _gaps(spans, every[table.core >= size], size)
        kept = _among(keys, wanted)
        parts.append((rows[kept], keys[kept]))
    return _joined("short_one_off", 12, parts)


def _gaps(spans: Spans, rows: I64, size: int) -> tuple[I64, U64]:
    """Rows and hashes of their first ``size`` characters with each one left out in turn."""
    keys = [
        mixed(spans.part(rows, 0, gap), spans.part(rows, gap + 1, size)) + np.uint64(size)
        for gap in range(size)
    ]
    return np.tile(rows, size), np.concatenate(keys)


def _brands(table: Mentions, every: I64) -> Iterator[Block]:
    """The same brand and branch whatever the trade, where that is rare or the place is the same."""
    spans = table.spans
    keys = mixed(spans.part(every, 0, table.brand), spans.part(every, table.core + 1, spans.length))
    telling = (table.brand > 2) | (table.branch_length > 0)
    yield Block("brand", 20, keys[telling], every[telling])
    placed = table.named > 0
    yield Block("brand_place", 20, mixed(keys[placed], table.named[placed].astype(np.uint64)), every[placed])


def _suffixes(table: Mentions, every: I64, whole: U64) -> Block:
    """A text that ends with another's whole text: what stands before is a place that was not understood."""
    spans, parts = table.spans, [(every, whole)]
    for skip in SUFFIX_SKIPS:
        rows = every[spans.length - skip >= 4]
        keys = spans.part(rows, skip, spans.length[rows])
        kept = _among(keys, whole)
        parts.append((rows[kept], keys[kept]))
    return _joined("suffix", 20, parts)


def _grams(table: Mentions, every: I64) -> Iterator[Block]:
    """Three characters in a row that are rare in one place: for names with two faults."""
    for name, places in (("named", table.named), ("told", table.told)):
        for finer, cap in ((True, 12), (False, 8)):
            place = places // (100 if finer else 10_000)
            placed = every[(place % 100 if finer else place) > 0]
            parts = []
            for at in range(GRAM_PLACES):
                rows = placed[table.core[placed] >= at + GRAM]
                gram = table.spans.part(rows, at, at + GRAM)
                parts.append((rows, mixed(gram, place[rows].astype(np.uint64))))
            yield _joined(f"gram_{name}_{'city' if finer else 'province'}", cap, parts)
