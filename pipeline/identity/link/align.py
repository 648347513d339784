"""Which character of a name stands for which of a query's: the best ordered match of many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.link.texts import U16
from pipeline.identity.sounds import looks, sounds

F32 = NDArray[np.float32]
SAME, SOUND, LOOK = 1.0, 0.6, 0.55
"""What a match is worth, of its query character's weight."""
NEIGHBOURS = 0.35
"""Reward of two characters that stay neighbours, in mean weights."""
_NEVER = np.float32(-1e6)


@dataclass(frozen=True)
class Alignment:
    """``place`` [pairs, query characters]: where each stands in its name, −1 nowhere.

    ``worth`` is what each match is worth: 1 the same character, less for its sound or look, 0 none.
    """

    place: NDArray[np.int16]
    worth: F32


def align(query: U16, weight: F32, names: U16, bonus: F32) -> Alignment:
    """Match rows of ``query`` [p, q] with rows of ``names`` [p, n], both filled up with 0.

    ``weight`` [p, q] tells how much a character says, ``bonus`` [p, n] what it is worth to begin a run at a
    place. The order of characters is kept; what does not fit is left out on either side.
    """
    pairs, size = query.shape
    width = names.shape[1]
    sound, look = sounds(), looks()
    name_sound, name_look = sound[names], look[names]
    query_sound, query_look = sound[query], look[query]
    mean = (weight.sum(axis=1) / np.maximum((query != 0).sum(axis=1), 1)).astype(np.float32)
    together = (NEIGHBOURS * mean)[:, None]
    ending = np.full((size, pairs, width), _NEVER, dtype=np.float32)
    best = np.zeros((size + 1, pairs, width + 1), dtype=np.float32)
    for at in range(size):
        char = query[:, at, None]
        worth = np.where(
            names == char,
            np.float32(SAME),
            np.where(
                (name_sound == query_sound[:, at, None]) & (name_sound != 0),
                np.float32(SOUND),
                np.where((name_look == query_look[:, at, None]) & (name_look != 0), np.float32(LOOK), 0),
            ),
        )
        worth = np.where(char == 0, np.float32(0), worth)
        before = best[at, :, :-1] + bonus
        if at:
            before[:, 1:] = np.maximum(before[:, 1:], ending[at - 1, :, :-1] + together)
        here = ending[at]
        np.copyto(here, worth * weight[:, at, None] + before, where=worth > 0)
        np.maximum(best[at, :, 1:], np.maximum.accumulate(here, axis=1), out=best[at + 1, :, 1:])
    return _traced(query, names, ending, best, together[:, 0], bonus)


def _traced(query: U16, names: U16, ending: F32, best: F32, together: F32, bonus: F32) -> Alignment:
    size, pairs, width = ending.shape
    place = np.full((pairs, size), -1, dtype=np.int16)
    row = np.arange(pairs)
    bound = np.full(pairs, width, dtype=np.int64)  # matches stand before it
    forced = np.zeros(pairs, dtype=np.bool_)  # the match stands exactly before it
    for at in range(size - 1, -1, -1):
        value = best[at + 1, row, bound]
        free = ~forced & (value > best[at, row, bound])
        found = np.where(forced, bound - 1, -1)
        if free.any():
            hit = (ending[at, free] >= value[free, None] - 1e-4) & (np.arange(width) < bound[free, None])
            found[free] = np.where(hit.any(axis=1), hit.argmax(axis=1), -1)
        place[:, at] = found
        matched = found >= 0
        bound = np.where(matched, found, bound)
        if at:
            left = np.maximum(bound - 1, 0)
            run = ending[at - 1, row, left] + together
            fresh = best[at, row, bound] + bonus[row, np.minimum(bound, width - 1)]
            forced = matched & (bound > 0) & (run >= fresh) & (run > _NEVER / 2)
    worth = np.zeros((pairs, size), dtype=np.float32)
    hit_row, hit_at = np.nonzero(place >= 0)
    chars = names[hit_row, place[hit_row, hit_at]]
    asked = query[hit_row, hit_at]
    same_sound = sounds()[chars] == sounds()[asked]
    worth[hit_row, hit_at] = np.where(chars == asked, SAME, np.where(same_sound, SOUND, LOOK))
    return Alignment(place, worth)
