"""What is known already is not fetched again: conditional requests, and visits that go on after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast

from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from crawlers.archive import Capture

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.spiders.source_spider import SourceSpider

VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class Kept:
    """Downloader middleware: answers from the archive where the site need not be asked.

    The capture goes on in ``request.meta["kept"]``. In a replay it does nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._spider = cast("SourceSpider", crawler.spider)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """The archived answer when it is fresh enough, else conditions for the site to judge by."""
        known = self._known(request)
        if known is None:
            return None
        capture, body = known
        if self._spider.is_fresh(capture):
            return _answer(request, capture, body)
        for validator, condition in VALIDATORS.items():
            if validator in capture.headers:
                request.headers[condition] = capture.headers[validator]
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """The archived answer in place of “not modified”."""
        known = self._known(request) if response.status == 304 else None
        return _answer(request, *known) if known else response

    def _known(self, request: Request) -> tuple[Capture, bytes] | None:
        address = request.meta.get("address")
        if not address or not self._spider.live:
            return None
        archive = self._spider.archive
        capture = archive.latest(self._spider.source.id, address)
        if capture is None or capture.status != 200:
            return None
        try:
            return capture, archive.read(capture.sha256)
        except (OSError, ValueError):
            return None  # lost or damaged: fetched anew


def _answer(request: Request, capture: Capture, body: bytes) -> Response:
    request.meta["kept"] = capture
    headers = Headers(capture.headers)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(url=request.url, status=capture.status, headers=headers, body=body, request=request)
