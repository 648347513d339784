"""Queries side by side with their candidates, in padded rows: what features and reasons read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.link.abbreviations import WIDTH, place_hint
from pipeline.identity.link.align import F32, Alignment, align
from pipeline.identity.link.grams import Grams
from pipeline.identity.link.queries import Queries
from pipeline.identity.link.texts import I32, LONGEST, U16
from pipeline.identity.link.universe import Universe
from pipeline.identity.spans import I64

BEGIN_CORE, BEGIN_REGION, BEGIN_WITHIN, IN_HINT = 0.6, 0.3, 0.0, -0.4
"""Worth of a run's first place: at the core's or the region's beginning, elsewhere, in a place's hint."""


@dataclass(frozen=True)
class Pairs:
    """``p`` pairs of a query (``asked``) and a firm (``row``), those of one query side by side.

    ``query`` [p, q] and ``name`` [p, WIDTH + n] are characters, filled up with 0; a name's row begins with
    its place's hint. ``weight`` [p, q] and ``name_weight`` [p, WIDTH + n] are how rare the characters are.
    """

    asked: I64
    row: I64
    query: U16
    name: U16
    weight: F32
    name_weight: F32
    told: I32
    aligned: Alignment


class Pairing:
    """Builds pairs of one universe."""

    def __init__(self, universe: Universe) -> None:
        self._universe = universe
        self._rarity = rarity(universe.grams, len(universe))
        self._hints = _hints(universe)

    def pairs(self, queries: Queries, asked: I64, row: I64) -> Pairs:
        """Lay out and align; ``asked`` and ``row`` are of one length."""
        universe, texts = self._universe, queries.texts
        query = _padded(texts.chars, texts.start, asked)
        text = _padded(universe.chars, universe.start, row)
        places, hints = self._hints
        told = universe.told[row]
        named = universe.named[row]
        best = np.where(told != 0, told, named)
        hint = hints[np.searchsorted(places, best)]
        name = np.concatenate([hint, text], axis=1)
        weight, name_weight = self._rarity[query], self._rarity[name]
        bonus = np.full(name.shape, BEGIN_WITHIN, dtype=np.float32)
        bonus[:, :WIDTH] = IN_HINT
        bonus[:, WIDTH] = BEGIN_REGION
        bonus[np.arange(len(row)), np.minimum(WIDTH + universe.region[row], name.shape[1] - 1)] = BEGIN_CORE
        return Pairs(asked, row, query, name, weight, name_weight, told, align(query, weight, name, bonus))


def rarity(grams: Grams, count: int) -> F32:
    """For every character how much it tells: the logarithm of one in how many names has it; filler 0."""
    singles = grams.keys < 65536
    size = np.diff(grams.ptr)[singles]
    found = np.full(65536, np.log1p(count), dtype=np.float32)
    found[grams.keys[singles]] = np.log1p(count / np.maximum(size, 1))
    found[0] = 0
    return found / np.float32(np.log1p(count))


def _hints(universe: Universe) -> tuple[I32, U16]:
    """The different places of the universe and their hints, in rows of ``WIDTH`` characters."""
    places = np.unique(np.concatenate([[0], universe.told, universe.named])).astype(np.int32)
    hints = np.zeros((len(places), WIDTH), dtype=np.uint16)
    for at, place in enumerate(places):
        chars = [ord(char) for char in place_hint(int(place))]
        hints[at, : len(chars)] = chars
    return places, hints


def _padded(chars: U16, start: I64, rows: I64) -> U16:
    first = start[rows]
    length = start[rows + 1] - first
    width = max(1, min(LONGEST, int(length.max(initial=0))))
    place = np.arange(width)
    inside = place < length[:, None]
    at = np.where(inside, first[:, None] + place, 0)
    if not len(chars):
        return np.zeros((len(rows), width), dtype=np.uint16)
    found: NDArray[np.uint16] = np.where(inside, chars[at], 0).astype(np.uint16)
    return found
