"""Text as arrays of characters: normalised as :func:`normalise` does, but millions at a time."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]

END = 0x1E
"""Code of the separator between the texts of a joined array."""
_END = chr(END)
_PLANE = 65_536
_SLOW = np.uint32(0xFFFFFFFF)


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
    found = _table()[np.minimum(codes, _PLANE - 1)]
    if not (found == _SLOW).any():
        return found
    # Characters that become several, or join with the one before, are rare: only their texts go the slow way.
    mended = list(texts)
    slow = np.searchsorted(np.flatnonzero(codes == END), np.flatnonzero(found == _SLOW))
    for at in np.unique(slow).tolist():
        mended[at] = normalise(mended[at]).replace(_END, " ")
    codes = _codes(_END.join(mended))
    found = _table()[np.minimum(codes, _PLANE - 1)]
    return np.where(found == _SLOW, codes, found)


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@cache
def _table() -> Codes:
    """By code of the basic plane, the one code it becomes, or _SLOW; what lies beyond is slow, too."""
    table = np.full(_PLANE, _SLOW, dtype=np.uint32)
    for code in range(_PLANE - 1):
        char = chr(code)
        if 0xD800 <= code < 0xE000 or 0x1100 <= code < 0x1200 or unicodedata.combining(char):
            continue
        normal = normalise(char)
        if len(normal) == 1 and normalise(normal) == normal:
            table[code] = ord(normal)
    return table
