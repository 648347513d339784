"""Is a list membership in force on a day? Lists have dates; a missing newer edition is unknown."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Literal

from matching.config.lists import Tier
from matching.firm import Listing

Standing = Literal["current", "superseded", "expired"]


def standing(tier: Tier, listing: Listing, day: date) -> Standing:
    """Whether the listing holds on ``day``.

    A yearly list holds until the next one is due; ``superseded`` means that a newer edition must be
    out by now and was not read, so membership is unknown, not lost. A title of n months expires.
    """
    if tier.validity.kind == "open_ended":
        return "current"
    if tier.validity.kind == "months":
        end = add_months(as_day(listing.published_on), tier.validity.months or 0)
        return "current" if day <= end else "expired"
    return "current" if int(listing.edition[:4]) >= edition_due(tier, day) else "superseded"


def edition_due(tier: Tier, day: date) -> int:
    """The newest year whose yearly list must be out on ``day`` (its last release month is over)."""
    released = not tier.release_months or day.month > max(tier.release_months)
    return day.year if released else day.year - 1


def as_day(text: str) -> date:
    """A published date that may be only a year or a month; the first day of it."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def add_months(day: date, months: int) -> date:
    """The last day on which a title of ``months`` from ``day`` is valid."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
