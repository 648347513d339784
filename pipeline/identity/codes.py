"""The unified social credit code (GB 32100-2015): one at a time, and whole columns at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from stdnum.cn import uscc as credit_code
from stdnum.exceptions import ValidationError

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
_VALUES = np.full(128, -1, dtype=np.int64)
_VALUES[[ord(char) for char in ALPHABET]] = np.arange(31)


def valid_uscc(code: str | None) -> str | None:
    """The compact credit code when its check digit holds, else None."""
    if not code:
        return None
    try:
        return str(credit_code.validate(code))
    except ValidationError:
        return None


def code_keys(codes: Sequence[str | None]) -> NDArray[np.uint64]:
    """A number for every valid code, equal where the codes are; 0 where there is none or it does not hold.

    Agrees with ``valid_uscc`` on compact codes; layout and case are tidied first as there.
    """
    compact = [_compact(code) for code in codes]
    known = np.array([len(code) == 18 for code in compact], dtype=bool)
    keys = np.zeros(len(compact), dtype=np.uint64)
    if not known.any():
        return keys
    text = "".join(code for code in compact if len(code) == 18)
    digits = _VALUES[np.frombuffer(text.encode("ascii"), dtype=np.uint8)].reshape(-1, 18)
    check = (31 - (digits[:, :17] * _WEIGHTS).sum(axis=1) % 31) % 31
    # The first eight hold the authority, the kind and the division, in figures.
    holds = (digits >= 0).all(axis=1) & (check == digits[:, 17]) & (digits[:, :8] < 10).all(axis=1)
    wrapped = np.zeros(len(digits), dtype=np.uint64)
    for place in range(18):  # 31^18 does not fit: what wraps around still tells codes apart
        wrapped = wrapped * np.uint64(0x9E3779B97F4A7C15) + digits[:, place].astype(np.uint64) + np.uint64(1)
    keys[np.flatnonzero(known)[holds]] = wrapped[holds]
    return keys


def code_places(codes: Sequence[str | None]) -> NDArray[np.int32]:
    """The division in figures three to eight of every code, 0 where it has none; down to the prefecture."""
    parts = (_compact(code)[2:6] for code in codes)
    return np.fromiter((int(part) * 100 if part.isdigit() else 0 for part in parts), np.int32, len(codes))


def _compact(code: object) -> str:
    if not isinstance(code, str):
        return ""
    text = code if len(code) == 18 and code.isalnum() else code.replace(" ", "").replace("-", "").strip()
    return text.upper() if text.isascii() else valid_uscc(text) or ""
