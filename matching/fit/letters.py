"""Text as arrays of characters: normalised as :func:`normalise` does, but millions at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint16]
"""Characters of the basic plane by their code; whatever lies beyond is OTHER."""
Ints = npt.NDArray[np.int64]
Raw = npt.NDArray[np.uint16 | np.uint32]
"""Characters by their code: of four bytes each, or of two, and then a pair of surrogates for one beyond."""

END = 0x1E
"""Code of the separator between the texts of a joined array."""
_END = chr(END)
PLANE = 65_536
OTHER = np.uint16(PLANE - 1)


def normalise(text: str) -> str:
    """The form in which words are compared: NFKC, case-folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def is_latin(char: str) -> bool:
    """Latin letters (up to Latin Extended-B) and digits."""
    return char.isalnum() and ord(char) < 0x250


def joined(texts: Sequence[str]) -> Codes:
    """All texts normalised, one behind the other with END between them; an END inside becomes a space."""
    codes = written(texts)
    return normalised(codes, edges(codes), texts)


def written(texts: Sequence[str], *, wide: bool = False) -> Raw:
    """All texts as they are, one behind the other with END between them; an END inside becomes a space."""
    codes = _codes(texts, wide)
    if np.count_nonzero(codes == END) >= max(len(texts), 1):
        codes = _codes([text.replace(_END, " ") for text in texts], wide)
    return codes


def _codes(texts: Sequence[str], wide: bool) -> Raw:
    form, unit = ("utf-32-le", np.uint32) if wide else ("utf-16-le", np.uint16)
    return np.frombuffer(_END.join(texts).encode(form, "surrogatepass"), dtype=unit)


def normalised(codes: Raw, ends: Ints, texts: Sequence[str], changed: Ints | None = None) -> Codes:
    """``written(texts)``, whose :func:`edges` are ``ends``, as :func:`joined` gives it.

    ``changed`` are numbers of texts that are not any more what ``codes`` has; rising.
    """
    found = _table().take(codes, mode="clip")
    # Characters that become several, join with the one before or lie beyond the plane are rare: only their
    # texts go the slow way.
    slow = texts_at(np.flatnonzero(found == OTHER), ends)
    if changed is not None:
        slow = np.union1d(slow, changed)
    if not len(slow):
        return found
    raw = written([normalise(texts[at]) for at in slow.tolist()], wide=True)
    simple = _table().take(raw, mode="clip")
    mended = np.where(simple == OTHER, np.minimum(raw, OTHER).astype(np.uint16), simple)
    new = edges(mended)
    parts, kept = [], 0
    for number, text in enumerate(slow.tolist()):
        parts += [found[kept : ends[text] + 1], mended[new[number] + 1 : new[number + 1]]]
        kept = ends[text + 1]
    return np.concatenate([*parts, found[kept:]])


def edges(codes: npt.NDArray[np.integer[Any]]) -> Ints:
    """Places of the ENDs of joined texts, with one thought before the first text and one behind the last."""
    return np.concatenate([[-1], np.flatnonzero(codes == END), [len(codes)]])


def texts_at(places: Ints, edges: Ints) -> Ints:
    """Numbers of the texts that hold any of the places."""
    return np.unique(np.searchsorted(edges, places) - 1)


@cache
def _table() -> Codes:
    """By code, the one code it becomes; OTHER where that is not so simple."""
    table = np.full(PLANE, OTHER, dtype=np.uint16)
    for code in range(PLANE - 1):
        char = chr(code)
        if 0xD800 <= code < 0xE000 or 0x1100 <= code < 0x1200 or unicodedata.combining(char):
            continue
        normal = normalise(char)
        if len(normal) == 1 and ord(normal) < PLANE and normalise(normal) == normal:
            table[code] = ord(normal)
    return table
