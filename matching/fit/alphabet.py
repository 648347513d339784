"""Characters as two bytes each, so that a place in the bytes is a place in the text.

Only characters of the vocabulary differ from each other; all others are the same pair of bytes, which no word
holds. The first byte of a pair is at least 128 and the second below, so a match never begins inside a pair.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.fit.letters import PLANE, Codes

WIDTH = 2
_LOW = 128
_LARGEST = 128 * 128 - 1


@dataclass(frozen=True)
class Alphabet:
    """``pairs`` by code of the basic plane: both bytes, the first one low."""

    pairs: npt.NDArray[np.uint16]

    def write(self, codes: Codes) -> bytes:
        """A text as bytes, WIDTH a character."""
        return self.pairs[codes].astype("<u2", copy=False).tobytes()

    def spell(self, word: str) -> bytes:
        """A word of the vocabulary as bytes."""
        return self.write(np.array([ord(char) for char in word], dtype=np.uint16))


def alphabet_of(words: Iterable[str]) -> Alphabet:
    """The alphabet of a vocabulary.

    Raises:
        ValueError: more than 16,383 different characters, or one beyond the basic plane.
    """
    characters = sorted({char for word in words for char in word})
    if len(characters) > _LARGEST or any(ord(char) >= PLANE - 1 for char in characters):
        raise ValueError("the vocabulary has too many characters, or one beyond the basic plane")
    pairs = np.full(PLANE, 128, dtype=np.uint16)
    for number, char in enumerate(characters, start=1):
        pairs[ord(char)] = (128 + number // _LOW) + ((number % _LOW) << 8)
    return Alphabet(pairs)
