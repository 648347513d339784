"""Telephone numbers and addresses of persons in a ledger's free text: blanked out, and counted."""

from __future__ import annotations

import re

from pipeline.extract.privacy import MASK

_REACHABLE = re.compile(r"\+?\d(?:[\s()（）.\-－–—]{0,9}\d){6,}|[\w.+-]{1,64}@[\w.-]{1,255}")
"""Telephone numbers (seven digits and more) and mail addresses; they are never kept.

Every part is bounded: a cell may hold 32,767 characters of anything.
"""
LONGEST_READ = 4_000
"""Characters of a cell that are read at all."""
_DATES = re.compile(r"(?<!\d)(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?(?!\d)")
"""Days in running text look like numbers to call."""
_HELD = "\ue000"


def reachable(text: str) -> bool:
    """Whether a telephone number or a mail address stands in the text."""
    return bool(_REACHABLE.search(text))


def masked(text: str) -> str:
    """The text without telephone numbers and mail addresses."""
    return _REACHABLE.sub(MASK, text)


def masked_note(text: str) -> str:
    """The same for running text, in which days stay what they are."""
    days = _DATES.findall(text)
    if not days or _HELD in text:
        return masked(text)
    left = masked(_DATES.sub(_HELD, text))
    for day in days:
        left = left.replace(_HELD, day, 1)
    return left
