"""robots.txt read by its status: stock Scrapy takes an error page for permission (sources.md 5.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawlers.outcome import Status

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.robotstxt import RobotParser


class RobotsRefused(IgnoreRequest):
    """The host does not allow this address; ``status`` tells a refusal from no answer at all."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class StatusAwareRobots(RobotsTxtMiddleware):
    """404 and 410 allow, 2xx is parsed, everything else and every error disallows (sources.md 4.2).

    So does a redirect that leads to another page: most often a login.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._closed: dict[str, RobotsRefused] = {}
        self._open: set[str] = set()
        """Hosts without a robots.txt: nothing is left to look up for each of their pages."""

    async def process_request(
        self,
        request: Request,
        spider: Spider | None = None,  # noqa: ARG002  # Scrapy no longer hands it over
    ) -> None:
        """Let a request pass or raise RobotsRefused."""
        if urlparse_cached(request).netloc not in self._open:
            await super().process_request(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Judge by what is known of the host."""
        refusal = self._closed.get(urlparse_cached(request).netloc)
        if refusal:
            raise refusal
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise RobotsRefused("refused", "robots.txt 不允许抓取这个地址") from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status in {404, 410}:
            response = response.replace(body=b"")
        elif not 200 <= response.status < 300:
            raise RobotsRefused("refused", f"robots.txt 返回 HTTP {response.status}，按不允许处理")
        elif not response.url.split("?")[0].endswith("/robots.txt"):
            raise RobotsRefused("refused", "robots.txt 转到了别的页面，按不允许处理")
        await super()._parse_robots(response, netloc, request)
        self._keep_crawl_delay(netloc, request)
        if not response.body:
            self._open.add(netloc)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, RobotsRefused):
            cause, exc = exc, RobotsRefused("unreachable", "robots.txt 取不到，按不允许处理")
            exc.__cause__ = cause
        self._closed[netloc] = exc
        super()._robots_error(exc, netloc)

    def _keep_crawl_delay(self, netloc: str, request: Request) -> None:
        """Scrapy reads Crawl-delay and does not keep it; the longer of the two delays counts."""
        parser = self._parsers[netloc]
        if parser is None or isinstance(parser, Deferred):
            return
        asked = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent) or 0
        _, slot = self.crawler.engine.downloader._get_slot(request)
        slot.delay = max(slot.delay, asked)
