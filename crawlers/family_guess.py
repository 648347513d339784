"""Which family a site belongs to, told by one of its list pages."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.http import TextResponse

from crawlers.archive import Capture
from crawlers.listings import Item, ListingChangedError, read_items, unit_address
from crawlers.notices import FAMILIES, Family, load_family

FEWEST = 3
"""Fewer links that look like a family's are menu entries."""
_LAST = "links"
"""The family for sites that show nothing but addresses; it fits where no other does."""


@dataclass(frozen=True)
class ListPage:
    """A list page: its family and its notices, empty where they stand in a unit of their own (jpaas)."""

    family: Family
    items: tuple[Item, ...]


def list_page(capture: Capture, data: bytes) -> ListPage | None:
    """The family whose description finds most dated notices on the page, or None where none does."""
    response = answer(capture, data)
    found = []
    for path in sorted(FAMILIES.glob("*.yaml")):
        family = load_family(path.stem)
        if family.listing.kind == "jpaas":
            if _has_unit(family, response):
                return ListPage(family, ())
            continue
        items = items_of(family, response)
        if len(items) >= FEWEST:
            found.append(ListPage(family, items))
    return max(found, key=_sureness, default=None)


def items_of(family: Family, response: TextResponse) -> tuple[Item, ...]:
    """The notices that a family's description finds in an answer; none where it is another's."""
    try:
        return tuple(read_items(family.listing, response))
    except ListingChangedError:
        return ()


def answer(capture: Capture, data: bytes) -> TextResponse:
    """An archived body as the spider saw it."""
    return TextResponse(capture.url, headers=capture.headers, body=data)


def _has_unit(family: Family, response: TextResponse) -> bool:
    try:
        return bool(unit_address(family.listing, response, 1))
    except ListingChangedError:
        return False


def _sureness(page: ListPage) -> tuple[int, bool]:
    return sum(bool(item.dated) for item in page.items), page.family.id != _LAST
