"""List pages to their items, for every kind of listing (sources.md 2.5, 2.6)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

from parsel import Selector
from scrapy.http import Response, TextResponse

from common.clock import SHANGHAI
from crawlers.notices import Listing

_EDGE_DATE = re.compile(
    r"^\s*(?:[\[(（]?\s*(?:\d{1,2}\s+)?\d{2,4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?\s*[\])）]?\s+)+"
    r"|\s*[\[(（]?\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\s*[\])）]?\s*$"
)
_ENDING = re.compile(r"\s*(?:\.{3}|…)?\s*(?:\[详细\]|NEW)\s*$", re.IGNORECASE)
_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})"),
    re.compile(r"(?<!\d)(?P<y>\d{2})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"),
)
_URL_DATES = (
    re.compile(r"/t(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})_"),
    re.compile(r"/(?P<y>20\d{2})-?(?P<m>\d{2})[-/](?P<d>\d{2})/"),
    re.compile(r"/(?P<y>20\d{2})/(?P<m>\d{1,2})/(?P<d>\d{1,2})/"),
    re.compile(r"/(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})/"),
)


class ListingChangedError(Exception):
    """A list page is no longer built as its family says; the text is Chinese."""


@dataclass(frozen=True)
class Item:
    """A notice as a list page shows it; ``dated`` is an ISO day or empty."""

    url: str
    title: str
    dated: str = ""

    @property
    def truncated(self) -> bool:
        """Whether the list shows only the beginning of the title."""
        return self.title.endswith(("...", "…"))


def read_items(listing: Listing, response: Response) -> list[Item]:
    """The items of a list page or of a unit's answer; none where the page has no more.

    Raises:
        ListingChangedError: the answer is not built as the family says.
    """
    if listing.kind == "gkmlpt":
        return _gkmlpt(response)
    if listing.kind == "jpaas":
        answer = _json(response)
        page = Selector(text=str((answer.get("data") or {}).get("html") or "<html/>"))
    else:
        page = Selector(text=response.text if isinstance(response, TextResponse) else "<html/>")
    found: list[Item] = []
    for item in page.css(listing.items):
        link = item if item.root.tag == "a" else next(iter(item.css(listing.link)), None)
        href = link.attrib.get("href", "").strip() if link is not None else ""
        if link is None or not href or href.startswith(("javascript:", "#")):
            continue
        shown = " ".join(link.css("::text").getall())
        url = urljoin(response.url, href)
        beside = " ".join(item.css(f"{listing.date} ::text" if listing.date else "::text").getall())
        title = tidy_title(link.attrib.get("title") or shown)
        found.append(Item(url, title, date_in_address(url) or date_in(beside)))
    return found


def next_page(listing: Listing, first: str, page: int) -> str:
    """The address of list page ``page`` (2 is the second), or "" where the family has no paging."""
    if listing.kind == "gkmlpt":
        return re.sub(r"(?<=[?&]page=)\d+", str(page), first)
    if not listing.next:
        return ""
    return urljoin(first, listing.next.replace("{n}", str(listing.second + page - 2)))


def unit_address(listing: Listing, response: Response, page: int) -> str:
    """The address of a jpaas column's JSON unit, from the stub on its page.

    Raises:
        ListingChangedError: the page holds no stub, or none of the kind that lists notices.
    """
    stubs: list[tuple[str, Mapping[str, Any]]] = []
    text = response.text if isinstance(response, TextResponse) else ""
    for script in Selector(text=text or "<html/>").xpath("//script[@querydata]"):
        try:
            stubs.append(
                (script.attrib.get("url", ""), json.loads(script.attrib["querydata"].replace("'", '"')))
            )
        except ValueError:
            continue
    listed = [
        stub for stub in stubs if any(word in str(stub[1].get("tagId", "")) for word in listing.stub)
    ] or (stubs if len(stubs) == 1 else [])
    if not listed:
        raise ListingChangedError("栏目页里找不到列表单元（querydata）")
    url, query = listed[0]
    paging = json.dumps({"pageNo": page, "pageSize": listing.page_size}, separators=(",", ":"))
    asked = {**{key: str(value) for key, value in query.items()}, "paramJson": paging}
    return urljoin(response.url, url) + "?" + "&".join(f"{key}={quote(asked[key])}" for key in asked)


def attachment_address(base: str, href: str) -> str:
    """The address of the file itself: relative to its article, out of a viewer's ``file=``."""
    url = urljoin(base, href.strip())
    inside = parse_qs(urlsplit(url).query).get("file")
    return urljoin(url, inside[0]) if inside and "viewer.htm" in url else url


def tidy_title(text: str) -> str:
    """A title without the dates and marks that lists put around it (sources.md 2.6)."""
    title = re.sub(r"[\s\u3000\xa0]+", " ", text).strip()
    return _EDGE_DATE.sub("", _ENDING.sub("", title)).strip()


def date_in(text: str) -> str:
    """The first date in a text as ISO day, or "" (formats: sources.md 3.5)."""
    return _first_date(_DATES, text)


def date_in_address(url: str) -> str:
    """The day that an address carries, or ""."""
    return _first_date(_URL_DATES, url)


def _first_date(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    for pattern in patterns:
        for match in pattern.finditer(text):
            year = int(match["y"]) + (2000 if len(match["y"]) == 2 else 0)
            try:
                return f"{datetime(year, int(match['m']), int(match['d']), tzinfo=SHANGHAI):%Y-%m-%d}"
            except ValueError:
                continue
    return ""


def _gkmlpt(response: Response) -> list[Item]:
    found = []
    for article in _json(response).get("articles") or []:
        moment = article.get("first_publish_time") or article.get("date") or 0
        # Times are seconds since 1970 (sources.md 2.6).
        dated = f"{datetime.fromtimestamp(int(moment), SHANGHAI):%Y-%m-%d}" if moment else ""
        url = article.get("post_url") or article.get("url") or ""
        if url:
            found.append(Item(urljoin(response.url, url), tidy_title(str(article.get("title", ""))), dated))
    return found


def _json(response: Response) -> dict[str, Any]:
    try:
        answer = json.loads(response.body)
    except ValueError as error:
        raise ListingChangedError("列表接口返回的不是 JSON") from error
    if not isinstance(answer, dict) or answer.get("success") is False:
        raise ListingChangedError("列表接口返回的结构与预期不符")
    return answer
