"""When a source is looked at: often in its season, seldom outside (sources.md 3.9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from common.strict_yaml import StrictModel

Pace = Literal["daily", "weekly", "monthly", "quarterly"]
DAYS: dict[Pace, int] = {"daily": 1, "weekly": 7, "monthly": 30, "quarterly": 91}

Span = Annotated[str, Field(pattern=r"^\d{2}-\d{2}\.\.\d{2}-\d{2}$")]
"""``07-25..08-10``, both days included; ``10-01..03-31`` goes over the new year."""


class Season(StrictModel):
    """``spans`` are the weeks in which the list comes out; none: it rolls on all year."""

    spans: list[Span] = []
    pace: Pace = "daily"
    """In season, or all year."""
    otherwise: Pace = "monthly"
    """Out of season."""

    def pace_on(self, day: date) -> Pace:
        """How often the source is looked at around ``day``."""
        return self.pace if not self.spans or self._within(day) else self.otherwise

    def next_look(self, last: date) -> date:
        """The first day after ``last`` on which the pace of that day asks for another look."""
        return next(
            day
            for days in range(1, max(DAYS.values()) + 1)
            if days >= DAYS[self.pace_on(day := last + timedelta(days))]
        )

    def opened(self, day: date) -> date | None:
        """The first day of the span that ``day`` lies in (``day`` itself in an endless one); None outside."""
        if not self._within(day):
            return None
        days = (day - timedelta(back) for back in range(366))
        return next((first for first in days if not self._within(first - timedelta(1))), day)

    def _within(self, day: date) -> bool:
        return any(_within(span, day) for span in self.spans)


def _within(span: str, day: date) -> bool:
    first, last = span.split("..")
    today = f"{day:%m-%d}"
    return first <= today <= last if first <= last else today >= first or today <= last
