"""Text as arrays of characters: normalised as :func:`normalise` does, but millions at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint16]
"""Characters of the basic plane by their code; whatever lies beyond is OTHER."""

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
    whole = _END.join(texts)
    if whole.count(_END) != len(texts) - 1:
        texts = [text.replace(_END, " ") for text in texts]
        whole = _END.join(texts)
    codes = _codes(whole)
    found = _table()[codes]
    odd = np.flatnonzero(found == OTHER)
    if not len(odd):
        return found
    # Characters that become several, or join with the one before, are rare: only their texts go the slow way.
    mended = list(texts)
    slow = np.searchsorted(np.flatnonzero(codes == END), odd)
    for at in np.unique(slow).tolist():
        mended[at] = normalise(mended[at]).replace(_END, " ")
    codes = _codes(_END.join(mended))
    found = _table()[codes]
    return np.where(found == OTHER, codes, found)


def _codes(text: str) -> Codes:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.minimum(codes, OTHER).astype(np.uint16)


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
