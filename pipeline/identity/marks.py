"""Block keys of names for a store that grows: what is kept of an enterprise, and what a mention looks up.

Pure functions of a table's rows, like ``candidates``, but nothing depends on what else is in the table. To
keep little, a lopsided kind (short name and long name) is kept on one side and looked up on the other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.candidates import PREFIXES, SUFFIX_SKIPS
from pipeline.identity.mentions import Mentions
from pipeline.identity.spans import I64, U64, mixed

VERSION = 1
"""Goes up whenever a key of the same name changes; the store then makes its marks anew."""
LEAST_SUFFIX = 4
TEXT, PREFIX, SHORT_NAME, BRAND, BRAND_PLACE = (np.uint64(salt) for salt in range(1, 6))
Part = tuple[I64, U64]


def kept_marks(table: Mentions) -> tuple[I64, NDArray[np.int64]]:
    """Rows and keys (signed, as a database keeps them) that the store keeps, each pair once."""
    every, short = _rows(table)
    return _salted(
        [
            *_texts(table, every, own=True),
            *((PREFIX, part) for part in _prefixes(table, every)),
            (SHORT_NAME, (short, table.spans.part(short, 0, table.core[short]))),
            *_brands(table, every),
        ]
    )


def looked_up(table: Mentions) -> tuple[I64, NDArray[np.int64]]:
    """Rows and keys under which a mention looks for enterprises, each pair once."""
    every, short = _rows(table)
    return _salted(
        [
            *_texts(table, every, own=False),
            (PREFIX, (short, table.spans.part(short, 0, table.core[short]))),
            *((SHORT_NAME, part) for part in _prefixes(table, every)),
            *_brands(table, every),
        ]
    )


def _rows(table: Mentions) -> tuple[I64, I64]:
    """Rows that name anything, and those among them that may be a short name."""
    every = np.flatnonzero(table.core > 0).astype(np.int64)
    fits = table.short & (table.core >= min(PREFIXES))
    return every, np.flatnonzero(fits).astype(np.int64)


def _texts(table: Mentions, every: I64, *, own: bool) -> list[tuple[np.uint64, Part]]:
    """Whole texts and those with one character left out; with the place that a name prints, and without
    what may be a place that was not understood. The printed place with one character off is looked up only.
    """
    spans, printed = table.spans, table.printed
    parts = [(every, spans.part(every, 0, spans.length[every])), spans.without_one(every)]
    placed = every[printed.length[every] > spans.length[every]]
    parts.append((placed, printed.part(placed, 0, printed.length[placed])))
    if not own:
        parts.append(printed.without_one(placed))
    unplaced = every[table.named[every] == 0]
    for skip in SUFFIX_SKIPS:
        rows = unplaced[spans.length[unplaced] - skip >= LEAST_SUFFIX]
        if len(rows):
            parts.append((rows, spans.part(rows, skip, spans.length[rows])))
    return [(TEXT, part) for part in parts]


def _prefixes(table: Mentions, every: I64) -> list[Part]:
    """Beginnings of cores that a short name may be; the whole core is the short name itself."""
    found = []
    for size in PREFIXES:
        rows = every[table.core[every] >= size]
        found.append((rows, table.spans.part(rows, 0, size)))
    return found


def _brands(table: Mentions, every: I64) -> list[tuple[np.uint64, Part]]:
    """Brand and branch, alone where that is telling, and with each province and city that is known."""
    spans = table.spans
    keys = mixed(
        spans.part(every, 0, table.brand[every]),
        spans.part(every, table.core[every] + 1, spans.length[every]),
    )
    telling = (table.brand[every] > 2) | (table.branch_length[every] > 0)
    parts = [(BRAND, (every[telling], keys[telling]))]
    for places in (table.named[every], table.told[every]):
        for unit in (10_000, 100):
            known = np.flatnonzero(places // unit % (100 if unit == 100 else 10_000))
            place = (places[known] // unit).astype(np.uint64)
            parts.append((BRAND_PLACE, (every[known], mixed(keys[known], place))))
    return parts


def _salted(parts: list[tuple[np.uint64, Part]]) -> tuple[I64, NDArray[np.int64]]:
    rows = np.concatenate([part[0] for _, part in parts])
    keys = np.concatenate([mixed(part[1], salt) for salt, part in parts]).view(np.int64)
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    again = np.zeros(len(rows), dtype=np.bool_)
    again[1:] = (rows[1:] == rows[:-1]) & (keys[1:] == keys[:-1])
    return rows[~again], keys[~again]
