"""The interface family: questions that are answered page by page, in JSON or as HTML."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from urllib.parse import urlencode

from parsel import Selector
from scrapy import Request
from scrapy.http import Response, TextResponse

from common.hashing import sha256_hex
from crawlers.call import Call
from crawlers.listings import date_in
from crawlers.outcome import Failed
from crawlers.spiders.source_spider import SourceSpider

Requests = Iterator[Request]


class PagedSpider(SourceSpider):
    """Ask every combination of ``call.over`` page by page until its last page has come."""

    name = "paged"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        assert self.source.call is not None
        self.call: Call = self.source.call

    def first(self) -> Requests:
        """The page that names this year's list, or the first page of every combination."""
        if self.call.discover:
            yield self.ask(self.call.discover.url, self.parse_discovery)
        else:
            yield from self._begin({})

    async def parse_discovery(self, response: Response) -> AsyncIterator[Request]:
        """Find the newest list and ask for it."""
        discover = self.call.discover
        assert discover is not None
        if await self.take(response, rows=False) is None:
            return
        text = response.text if isinstance(response, TextResponse) else ""
        found: dict[str, str] = {}
        for element in Selector(text=text or "<html/>").css(discover.select):
            year = re.search(r"\d{4}", " ".join(element.css("::text").getall()))
            code = re.search(discover.pattern, element.attrib.get(discover.attribute, ""))
            if year and code:
                found.setdefault(year[0], code[1])
        if not found:
            self.changed(response.meta["address"], "页面上找不到任何一年的榜单代码")
            return
        self.edition = max(found)
        for request in self._begin({"code": found[self.edition]}):
            yield request

    async def parse_page(
        self, response: Response, values: dict[str, str], page: int, before: str
    ) -> AsyncIterator[Request]:
        """Archive a page of the answer and ask for the next one while there is one."""
        body = await self.take(response, rows=True)
        if body is None:
            return
        address = response.meta["address"]
        try:
            answer, rows = self._read(body, response)
        except (ValueError, KeyError, IndexError, TypeError):
            self.changed(address, f"回答里找不到 {self.source.table.select}")
            return
        digest = sha256_hex(body)
        if not rows or digest == before:
            # Past the last page: it holds nothing, or the last one is served again.
            if page > self.call.first:
                self.documents.pop(address)
                self.asked.pop(address)
            return
        if not self._has_more(answer, page, len(rows)) or self._before_window(rows, values["from_day"]):
            return
        if page - self.call.first + 1 >= self.call.most:
            self.failures.append(Failed("partial", address, f"超过 {self.call.most} 页还没有到头"))
            return
        yield self._page(values, page + 1, digest)

    def _read(self, body: bytes, response: Response) -> tuple[Any, list[Any]]:
        """An answer and its rows; of an HTML page the elements that hold rows."""
        select = self.source.table.select
        if self.source.format == "json":
            answer = json.loads(body)
            return answer, _at(answer, select) or []
        page = Selector(text=response.text if isinstance(response, TextResponse) else "<html/>")
        return None, list(page.css(select if self.source.format == "items" else f"{select or 'table'} td"))

    def _begin(self, known: dict[str, str]) -> Requests:
        window = timedelta(days=self.call.days)
        today = self.trip.today
        known |= {"from_day": f"{today - window:%Y-%m-%d}", "to_day": f"{today:%Y-%m-%d}"}
        for combination in product(*self.call.over.values()):
            values = known | dict(zip(self.call.over, combination, strict=True))
            yield self._page(values, self.call.first, "")

    def _page(self, values: dict[str, str], page: int, before: str) -> Request:
        offset = (page - self.call.first) * self.call.size
        given = values | {"page": str(page), "offset": str(offset), "size": str(self.call.size)}
        url = str(_fill(self.source.urls[0], given))
        more: dict[str, Any] = {"method": self.call.method}
        address = url
        if self.call.form:
            more["body"] = urlencode(_fill(self.call.form, given))
            more["headers"] = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        elif self.call.body:
            more["body"] = json.dumps(_fill(self.call.body, given), ensure_ascii=False, sort_keys=True)
            more["headers"] = {"Content-Type": "application/json; charset=UTF-8"}
        if "body" in more:
            address = f"{url}#{more['body']}"  # a fragment is not sent: it tells two questions apart
        kwargs = {"values": values, "page": page, "before": before}
        return self.ask(url, self.parse_page, address=address, cb_kwargs=kwargs, **more)

    def _has_more(self, answer: Any, page: int, rows: int) -> bool:
        if self.call.more:
            return bool(_at(answer, self.call.more))
        if self.call.total:
            total = _at(answer, self.call.total)
            return int(total or 0) > (page - self.call.first) * self.call.size + rows
        return True

    def _before_window(self, rows: list[Any], from_day: str) -> bool:
        """Whether all rows are older than the window, and really from new to old."""
        days = [date_in(str(row.get(self.call.dated))) for row in rows] if self.call.dated else []
        known = [day for day in days if day]
        return bool(known) and len(known) == len(days) and known[0] > known[-1] and max(known) < from_day


def _at(answer: Any, path: str) -> Any:
    """The value at a dotted path; an empty path is the answer itself."""
    for step in path.split(".") if path else ():
        if answer is None:
            return None
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


def _fill(text: Any, values: dict[str, str]) -> Any:
    """``{placeholders}`` filled in, at any depth; one that counts is a number where it stands alone."""
    if isinstance(text, dict):
        return {key: _fill(value, values) for key, value in text.items()}
    if not isinstance(text, str):
        return text
    if text in {"{page}", "{offset}", "{size}"}:
        return int(values[text[1:-1]])
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)
