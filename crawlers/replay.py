"""Answer production addresses from archived bytes, so that spiders run unchanged without a network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from crawlers.archive import Archive, Capture

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.spiders.source_spider import SourceSpider


class NotArchivedError(Exception):
    """No archive holds this address."""


class Replay(BaseDownloadHandler):
    """Download handler for http and https that never touches a host.

    The home's archive comes first. Only where the home itself merely holds a copy of the sample
    does a sample that is as new replace it. The capture goes on in ``request.meta["replayed"]``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._home = cast("SourceSpider", crawler.spider).archive
        self._sample = Archive(Path(crawler.settings["REPLAY_SAMPLE"]))

    async def download_request(self, request: Request) -> Response:
        """The archived response; 404 for a robots.txt that was never archived.

        Raises:
            NotArchivedError: any other address without an intact body.
        """
        source = cast("SourceSpider", self.crawler.spider).source.id
        address = request.meta.get("address", request.url)
        found = self._find(source, address)
        if found is None:
            if urlsplit(address).path == "/robots.txt":
                return Response(request.url, status=404)
            raise NotArchivedError(address)
        capture, body = found
        headers = Headers(capture.headers)
        request.meta["replayed"] = capture
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(url=request.url, status=capture.status, headers=headers, body=body)

    def _find(self, source: str, address: str) -> tuple[Capture, bytes] | None:
        own = self._home.latest(source, address)
        shipped = self._sample.latest(source, address)
        choices = [(self._home, own), (self._sample, shipped)]
        if own and shipped and own.via == "sample" and shipped.fetched_at >= own.fetched_at:
            choices.reverse()
        for archive, capture in choices:
            if capture is not None:
                try:
                    return capture, archive.read(capture.sha256)
                except (FileNotFoundError, ValueError):
                    continue  # a damaged copy: the other archive may still have the body
        return None
