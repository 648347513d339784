"""Is a list membership in force on a day? Lists have dates; a missing newer edition is unknown."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal

from db.models import ROLLING
from matching.config.lists import Tier
from matching.firm import Listing

Standing = Literal["current", "superseded", "expired", "announced", "withdrawn", "lapsed"]
HOLDS: frozenset[Standing] = frozenset({"current", "superseded"})
"""In force as far as lists were read."""
ALIVE: frozenset[Standing] = HOLDS | {"announced"}
"""In force, or perhaps soon; all others have ended for certain."""
_GIVES = ("recognised", "recertified")
_ENDED: dict[Standing, str] = {"announced": "仅公示", "withdrawn": "已取消", "lapsed": "未在复核通过名单上"}


def standing(tier: Tier, listing: Listing, day: date) -> Standing:
    """Whether the listing holds on ``day``.

    A register is kept up to date; a yearly list holds until the next one is due. ``superseded``: a
    newer edition must be out by now and was not read, so membership is unknown, not lost. A title of n
    months expires; ``announced`` is a proposal (公示) that no 公告 has settled.
    """
    if listing.word in {"withdrawn", "lapsed"}:
        return listing.word
    if tier.validity.kind == "open_ended" or listing.edition == ROLLING:
        return "current"
    if tier.validity.kind == "list_year":
        return "current" if int(listing.edition[:4]) >= edition_due(tier, day) else "superseded"
    if day > last_day(tier, listing):
        return "expired"
    return "announced" if listing.word == "announced" else "current"


def last_words(listings: Iterable[Listing], tier_of: Callable[[str], Tier], day: date) -> list[Listing]:
    """Of every title that notices give, the one listing that decides; listings without notices as they are.

    The latest 公告, 复核 or 取消 has the last word. A 公示 proposes and takes nothing away: it decides
    only where nothing else holds on ``day`` (sources.md 2.5).
    """
    found: list[Listing] = []
    noticed: defaultdict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        if listing.word is None:
            found.append(listing)
        else:
            noticed[listing.tier].append(listing)
    for tier, words in noticed.items():
        settled = [word for word in first_posted(words) if word.word != "announced"]
        proposed = [word for word in words if word.word == "announced"]
        latest = max(settled, key=_order, default=None)
        if latest and standing(tier_of(tier), latest, day) == "current":
            found.append(latest)
        else:
            found.append(max(filter(None, [latest, *proposed]), key=_order))
    return found


def first_posted(listings: Sequence[Listing]) -> list[Listing]:
    """The listings without those that are posted again: the first day of a batch is the one that counts.

    Sites repeat and pass on a 公告, and that must not make the title last longer.
    """
    first: dict[tuple[object, ...], Listing] = {}
    for listing in sorted(listings, key=_order):
        again = (listing.tier, listing.word, listing.edition) if gives_title(listing) else (listing,)
        first.setdefault(again, listing)
    return list(first.values())


def gives_title(listing: Listing) -> bool:
    """Whether the listing is a 公告 or a passed review."""
    return listing.word in _GIVES


def state_text(tier: Tier, listing: Listing, day: date) -> str:
    """What the date says of a title, for people; empty for a list without an end."""
    held = standing(tier, listing, day)
    if held in _ENDED:
        return f"{_ENDED[held]}（{listing.published_on}）"
    if tier.validity.kind != "months":
        return ""
    return f"{'资格已过期，' if held == 'expired' else ''}有效至 {last_day(tier, listing)}"


def last_day(tier: Tier, listing: Listing) -> date:
    """The last day of a title that lasts months."""
    return add_months(as_day(listing.published_on), tier.validity.months or 0)


def _order(listing: Listing) -> tuple[date, bool]:
    """By day; on the same day what ends a title comes last."""
    return as_day(listing.published_on), not gives_title(listing)


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
