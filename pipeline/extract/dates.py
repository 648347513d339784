"""Days as publishers print them (sources.md 3.5)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from common.clock import SHANGHAI

_PRINTED = (
    re.compile(r"(?<!\d)(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
)
_MONTH = re.compile(r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})月?|(?P<joined>\d{4})(?P<two>\d{2})")
_EPOCH = re.compile(r"\d{10}|\d{13}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
SPREADSHEET_ZERO = date(1899, 12, 30)
EARLIEST, LATEST = 1949, 2099
"""Years that a date of a list may lie in."""


def day_of(text: str) -> str | None:
    """The first day in ``text`` as ISO ``2026-10-19``, or ``2026-10`` where no day is printed; else None.

    Also seconds and milliseconds since 1970 (counted as days in Shanghai) and a spreadsheet's serial
    number (46314).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _EPOCH.fullmatch(plain):
        seconds = int(plain) / (1000 if len(plain) == 13 else 1)
        return _within(datetime.fromtimestamp(seconds, SHANGHAI).date())
    if _SERIAL.fullmatch(plain):
        return _within(SPREADSHEET_ZERO + timedelta(days=int(float(plain))))
    for form in _PRINTED:
        found = form.search(plain)
        if found:
            year = int(found["year"])
            return _checked(year if year > 99 else 2000 + year, int(found["month"]), int(found["day"]))
    month = _MONTH.fullmatch(plain)
    if month:
        first = _checked(int(month["year"] or month["joined"]), int(month["month"] or month["two"]), 1)
        return first[:7] if first else None
    return None


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return _within(date(year, month, day))
    except ValueError:
        return None


def _within(day: date) -> str | None:
    return day.isoformat() if EARLIEST <= day.year <= LATEST else None
