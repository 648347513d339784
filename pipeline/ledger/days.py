"""Days as a ledger's writers put them: 2023.5.8, 5月8日, 45054, 2023年5月, 2023-05-08 至 05-10."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from pipeline.extract.dates import SPREADSHEET_ZERO

EARLIEST, LATEST = 2000, 2099
_TIME = r"(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
_FULL = re.compile(rf"(\d{{4}})\s*[-./年]\s*(\d{{1,2}})\s*[-./月]\s*(\d{{1,2}})\s*[日号]?{_TIME}")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"(\d{2})\s*([-./年])\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_NO_YEAR = re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?")
_MONTH = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?(?:份)?")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_RANGE = re.compile(r"\s*(?:至|到|~|～|—+|–|－|-{2,}|(?<=[日号])\s*-)\s*")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年")


@dataclass(frozen=True)
class Day:
    """What a cell says: a day (ISO), or only a month (``2023-05``), with a remark; neither: unread."""

    day: str | None = None
    month: str | None = None
    remark: str = ""


def year_of(*texts: str) -> int | None:
    """The one year that titles, sheet name or file name speak of; None when they name none or several."""
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def read_day(cell: object, year: int | None = None) -> Day:
    """The day of a cell; ``year`` completes 5月8日 and is None where nothing tells it."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return Day(cell.isoformat()) if EARLIEST <= cell.year <= LATEST else Day()
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _serial(float(cell))
    return _typed(str(cell or ""), year)


@lru_cache(maxsize=4096)
def _typed(text: str, year: int | None) -> Day:
    """A ledger writes few days on many rows, and each is read when it comes and when it is told."""
    return _written(unicodedata.normalize("NFKC", text).strip(), year)


def _written(text: str, year: int | None) -> Day:
    if found := _FULL.fullmatch(text) or _COMPACT.fullmatch(text):
        return Day(_iso(*(int(part) for part in found.groups()[:3])))
    if found := _SHORT_YEAR.fullmatch(text):
        short, _, month, day = found.groups()
        return Day(_iso(2000 + int(short), int(month), int(day)), remark=f"“{text}”按 20{short} 年读")
    if found := _NO_YEAR.fullmatch(text):
        if year is None:
            return Day(remark=f"“{text}”没有写年份")
        return Day(_iso(year, int(found[1]), int(found[2])), remark=f"“{text}”按标题读作 {year} 年")
    if found := _MONTH.fullmatch(text):
        first = _iso(int(found[1]), int(found[2]), 1)
        return Day(month=first[:7], remark=f"“{text}”没有写哪一天") if first else Day()
    if _SERIAL.fullmatch(text):
        return _serial(float(text))
    first, *more = _RANGE.split(text, maxsplit=1)
    if more and first != text and more[0]:
        found_day = _written(first, year)
        if found_day.day:
            return Day(found_day.day, remark=f"“{text}”取第一天")
    return Day()


def _serial(number: float) -> Day:
    """A spreadsheet's day number; only those of years that a ledger can be of."""
    if not 36526 <= number < 73051:  # 2000-01-01 to 2099-12-31
        return Day()
    day = SPREADSHEET_ZERO + timedelta(days=int(number))
    return Day(day.isoformat(), remark=f"“{number:g}”按表格的日期数读作 {day}")


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if EARLIEST <= year <= LATEST else None
