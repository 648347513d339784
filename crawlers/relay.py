"""Send every request to one server instead of its host: replicas of the publishers' sites, faults, load.

Production spiders keep their production addresses (sources.md 5.3); only tests and benchmarks set
``Settings.relay``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Request, Response

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Relay(HTTP11DownloadHandler):
    """Download handler: the same path and query at the relay, the real host in the Host header."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._relay = crawler.settings["RELAY"].rstrip("/")

    async def download_request(self, request: Request) -> Response:
        """The relay's answer under the address that was asked for."""
        parts = urlsplit(request.url)
        query = f"?{parts.query}" if parts.query else ""
        headers = {**request.headers.to_unicode_dict(), "Host": parts.netloc}
        mapped = request.replace(url=f"{self._relay}{parts.path or '/'}{query}", headers=headers)
        response = await super().download_request(mapped)
        return response.replace(url=request.url)
