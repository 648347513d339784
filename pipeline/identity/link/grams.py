"""An inverted index of characters and pairs of characters, as three arrays that can be memory-mapped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.link.texts import U16
from pipeline.identity.spans import I64

Keys = NDArray[np.uint32]


@dataclass(frozen=True)
class Grams:
    """``docs[ptr[g]:ptr[g + 1]]`` are the rows, in ascending order, of the gram ``keys[g]``.

    A character's key is its number, a pair's is first × 65536 + second, so that both live in one space.
    """

    keys: Keys
    ptr: I64
    docs: NDArray[np.int32]

    def find(self, wanted: Keys) -> I64:
        """Places of grams in ``keys``; −1 for those that no row has."""
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[at] == wanted, at, -1)

    def sizes(self, at: I64) -> I64:
        """How many rows have the grams at these places (0 for −1)."""
        safe = np.maximum(at, 0)
        if not len(self.keys):
            return np.zeros(len(at), dtype=np.int64)
        return np.where(at >= 0, self.ptr[safe + 1] - self.ptr[safe], 0)

    def rows(self, place: int) -> NDArray[np.int32]:
        """Rows of the gram at one place."""
        found: NDArray[np.int32] = self.docs[self.ptr[place] : self.ptr[place + 1]]
        return found


def text_grams(*pieces: U16) -> Keys:
    """Distinct grams of pieces of one text, in ascending order and so the characters first."""
    wide = [piece.astype(np.uint32) for piece in pieces]
    pairs = [(one[:-1] << np.uint32(16)) | one[1:] for one in wide]
    return np.unique(np.concatenate([*wide, *pairs]))


def build_grams(chars: U16, row: NDArray[np.int32]) -> Grams:
    """Index of characters; ``row`` says whose each is. Pairs are of neighbours with the same row."""
    wide = chars.astype(np.uint64)
    rows = row.astype(np.uint64)
    single = (wide << np.uint64(32)) | rows
    same = np.flatnonzero(row[1:] == row[:-1])
    double = (wide[same] << np.uint64(48)) | (wide[same + 1] << np.uint64(32)) | rows[same]
    del wide, rows, same
    both = np.concatenate([single, double])
    del single, double
    both.sort()
    kept = np.ones(len(both), dtype=np.bool_)
    kept[1:] = both[1:] != both[:-1]
    both = both[kept]
    docs = (both & np.uint64(0xFFFFFFFF)).astype(np.int32)
    grams = (both >> np.uint64(32)).astype(np.uint32)
    del both
    first = np.ones(len(grams), dtype=np.bool_)
    first[1:] = grams[1:] != grams[:-1]
    begins = np.flatnonzero(first)
    return Grams(grams[begins], np.concatenate([begins, [len(grams)]]).astype(np.int64), docs)
