"""What a page says of itself: its title, its publisher, its year and its day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from parsel import Selector

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.listings import date_in, date_in_address, tidy_title
from crawlers.spiders.notices import META_DATES, PRINTED_DATE
from pipeline.extract.decode import decode
from pipeline.extract.sniff import file_name, kind_of

_SITE_NAMES = ("SiteName", "author", "ContentSource")
"""``<meta name=…>`` of government sites that hold the publisher."""
_PARTS = re.compile(r"\s*[-_|｜–—]+\s*")
_YEAR = re.compile(r"(20\d{2})\s*年?")


@dataclass(frozen=True)
class PageWords:
    """All may be empty. ``dated`` is an ISO day, ``year`` four digits."""

    title: str = ""
    site: str = ""
    dated: str = ""
    year: str = ""


def words_of(capture: Capture, data: bytes, above: str = "") -> PageWords:
    """What the body, its name and the text ``above`` its table say."""
    title, site, dated = capture.title, "", capture.dated or date_in_address(capture.url)
    if kind_of(data) == "html":
        try:
            page = Selector(text=decode(data, capture.headers) or "<html/>")
        except UserError:
            page = Selector(text="<html/>")
        whole = tidy_title(page.css("title::text").get(""))
        parts = [part for part in _PARTS.split(whole) if part]
        title = title or tidy_title(" ".join(page.css("h1 ::text").getall())) or (parts[0] if parts else "")
        metas = (page.css(f"meta[name='{name}']").attrib.get("content", "").strip() for name in _SITE_NAMES)
        site = next(filter(None, metas), parts[-1] if len(parts) > 1 else "")
        dated = dated or _printed_day(page)
    elif above:
        title = title or above.split(maxsplit=1)[0]
    title = title or unquote(file_name(capture)).rpartition(".")[0]
    year = _YEAR.search(title) or _YEAR.search(urlsplit(capture.url).path)
    return PageWords(title, site, dated, year[1] if year else "")


def _printed_day(page: Selector) -> str:
    for css in META_DATES:
        if found := date_in(page.css(css).attrib.get("content", "")):
            return found
    printed = PRINTED_DATE.search(" ".join(page.css("body ::text").getall()))
    return date_in(printed[1]) if printed else ""
