"""Dates as the bureau counts them: ISO weeks in Asia/Shanghai."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from common.errors import UserError

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The current time in Shanghai."""
    return datetime.now(SHANGHAI)


def iso_week(day: date) -> str:
    """``2026-W48`` for any day of that week."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_start(week: str) -> date:
    """Monday of an ISO week.

    Raises:
        UserError: the text is no ISO week.
    """
    match = re.fullmatch(r"(\d{4})-W(\d{2})", week)
    if match:
        try:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            pass
    raise UserError(f"“{week}”不是 ISO 周", fix="写成 2026-W48 这样")


def week_end(week: str) -> date:
    """Sunday of an ISO week."""
    return week_start(week) + timedelta(days=6)
