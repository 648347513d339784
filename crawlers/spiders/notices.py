"""The notice family: list pages → articles → attachments, as the source's family describes them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from parsel import Selector
from scrapy import Request
from scrapy.http import Response, TextResponse

from crawlers.listings import (
    Item,
    ListingChangedError,
    attachment_address,
    date_in,
    next_page,
    read_items,
    tidy_title,
    unit_address,
)
from crawlers.notices import Article, load_family
from crawlers.outcome import Failed
from crawlers.spiders.source_spider import SourceSpider

Requests = Iterator[Request]
AsyncRequests = AsyncIterator[Request]
META_DATES = (
    "meta[name='PubDate']",
    "meta[name='pubdate']",
    "meta[name^='publish']",
    "meta[name='createDate']",
)
PRINTED_DATE = re.compile(r"(?:发布时间|发布日期|日期|时间)[:：]\s*(\S+)")


class NoticesSpider(SourceSpider):
    """Open the notices that the source wants and take the bodies that hold rows."""

    name = "notices"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        assert self.source.notices is not None
        self.family = load_family(self.source.family)
        self.notices = self.source.notices
        self._opened: set[str] = set()
        self._pages_left: set[str] = set()
        self._newest: tuple[str, Item, str] | None = None

    def first(self) -> Requests:
        """The list page of every column."""
        self._pages_left = set(self.source.urls)
        for url in self.source.urls:
            page = self.parse_stub if self.family.listing.kind == "jpaas" else self.parse_list
            yield self.ask(url, page, meta={"column": url, "page": 1})

    async def parse_stub(self, response: Response) -> AsyncRequests:
        """A jpaas column names the unit that lists its notices; it wants the column as Referer."""
        if await self.take(response, rows=False) is None:
            return
        try:
            unit = unit_address(self.family.listing, response, 1)
        except ListingChangedError as error:
            self.changed(response.url, str(error))
            return
        yield self._unit(unit, response.meta["column"], 1)

    async def parse_list(self, response: Response) -> AsyncRequests:
        """Open the wanted notices of a list page, then go on to the next page."""
        page, column = response.meta["page"], response.meta["column"]
        if page > 1 and response.status in {404, 410}:
            self.asked.pop(response.meta["address"])
            for request in self._column_read(column):
                yield request
            return
        if await self.take(response, rows=False) is None:
            return
        try:
            items = read_items(self.family.listing, response)
        except ListingChangedError as error:
            self.changed(response.meta["address"], str(error))
            return
        if not items and page == 1:
            self.changed(response.meta["address"], "列表页上一条公告也找不到")
            return
        new = [item for item in items if item.url not in self._opened]
        self._opened.update(item.url for item in new)
        for item in new:
            for request in self._consider(item, column):
                yield request
        oldest = min((item.dated for item in items if item.dated), default="9999")
        if new and page < self.notices.pages and oldest >= self.notices.since:
            following = self._following(response, column, page + 1)
            if following is not None:
                yield following
                return
        for request in self._column_read(column):
            yield request

    async def parse_article(self, response: Response) -> AsyncRequests:
        """Take the article's own rows, its attachments, or both."""
        item: Item = response.meta["item"]
        article = self.family.article
        text = response.text if isinstance(response, TextResponse) else ""
        page = Selector(text=text or "<html/>")
        printed = _first_text(page, article.title)
        # Some sites print their own name where others print the notice's.
        title = printed if self._wanted(printed) or not item.title else item.title
        if item.truncated and not self._wanted(title):
            self.asked.pop(response.meta["address"])
            return
        dated = item.dated or _article_date(page, article)
        if self.notices.newest and not self.published_on:
            self.published_on = dated
        files = list(self._files(page, response.url)) if self._attachments else []
        # A notice without attachments may print its list in the text.
        in_text = not files and bool(page.css(article.body).css("table"))
        own_rows = self.notices.rows != "attachments" or in_text
        if await self.take(response, rows=own_rows, title=title, dated=dated) is None:
            return
        if not files and not own_rows:
            self.failures.append(Failed("quarantined", response.meta["address"], "公告里找不到要用的附件"))
        for url, name in files:
            if url not in self.trip.skipped:
                yield self._file(url, Item(url, f"{title} ｜ {name}" if name else title, dated), response.url)

    async def parse_file(self, response: Response) -> None:
        """Archive an attachment under the title of its notice and its own."""
        item: Item = response.meta["item"]
        await self.take(response, rows=True, title=item.title, dated=item.dated)

    @property
    def _attachments(self) -> bool:
        return self.notices.rows in {"attachments", "both"}

    def _wanted(self, title: str) -> bool:
        return bool(re.search(self.notices.title, title)) and not re.search(self.notices.skip, title)

    def _consider(self, item: Item, found_on: str) -> Requests:
        if (item.dated and item.dated < self.notices.since) or item.url in self.trip.skipped:
            return
        if not item.truncated and not self._wanted(item.title):
            return
        if self.notices.newest:
            edition = _group(self.notices.edition, item.title)
            if edition and (self._newest is None or edition > self._newest[0]):
                self._newest = (edition, item, found_on)
            return
        yield self._open(item, found_on)

    def _column_read(self, column: str) -> Requests:
        """When the last column has been read: open the newest edition, if that is what is wanted."""
        self._pages_left.discard(column)
        if not self.notices.newest or self._pages_left:
            return
        if self._newest is None:
            self.changed(column, "列表页上找不到任何一年的榜单")
            return
        self.edition, item, found_on = self._newest
        yield self._open(item, found_on)

    def _open(self, item: Item, found_on: str) -> Request:
        if self._attachments and re.search(self.family.article.attachments, item.url):
            return self._file(item.url, item, found_on)
        meta = {"item": item, "found_on": found_on}
        return self.ask(item.url, self.parse_article, headers={"Referer": found_on}, meta=meta)

    def _file(self, url: str, item: Item, found_on: str) -> Request:
        meta = {"item": item, "found_on": found_on, "allow_offsite": True}
        return self.ask(url, self.parse_file, headers={"Referer": found_on}, meta=meta)

    def _files(self, page: Selector, base: str) -> Iterator[tuple[str, str]]:
        article, seen = self.family.article, set[str]()
        for part in page.css(article.within) if article.within else [page]:
            for link in part.css("a[href]"):
                url = attachment_address(base, link.attrib["href"])
                name = tidy_title(" ".join(link.css("::text").getall())) or link.attrib.get("title", "")
                if url in seen or not re.search(article.attachments, link.attrib["href"], re.IGNORECASE):
                    continue
                seen.add(url)
                if re.search(self.notices.attachment, f"{name} {url}"):
                    yield url, name

    def _following(self, response: Response, column: str, page: int) -> Request | None:
        listing = self.family.listing
        if listing.kind == "jpaas":
            unit = response.meta["address"].replace(quoted_page(page - 1), quoted_page(page))
            return self._unit(unit, column, page)
        url = next_page(listing, column, page)
        if not url:
            return None
        # A site without that page says 404: the list is at its end.
        meta = {"column": column, "page": page, "handle_httpstatus_list": [404, 410]}
        return self.ask(url, self.parse_list, headers={"Referer": column}, meta=meta)

    def _unit(self, unit: str, column: str, page: int) -> Request:
        return self.ask(
            unit, self.parse_list, headers={"Referer": column}, meta={"column": column, "page": page}
        )


def quoted_page(page: int) -> str:
    """The page number as it stands in a unit's address."""
    return f"%22pageNo%22%3A{page}%2C"


def _group(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match[match.re.groups and 1] if match else ""


def _first_text(page: Selector, css: str) -> str:
    for choice in css.split(","):
        title = tidy_title(" ".join(page.css(f"{choice.strip()} ::text, {choice.strip()}::text").getall()))
        if title:
            return title
    return ""


def _article_date(page: Selector, article: Article) -> str:
    if article.date:
        return date_in(" ".join(page.css(f"{article.date} ::text, {article.date}::text").getall()))
    for css in META_DATES:
        if found := date_in(page.css(css).attrib.get("content", "")):
            return found
    printed = PRINTED_DATE.search(" ".join(page.css("body ::text").getall()))
    return date_in(printed[1]) if printed else ""
