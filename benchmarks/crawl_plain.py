"""The rival of ``benchmarks.crawl``: the least that Scrapy does for the same pages, one at a time."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class PlainSpider(Spider):
    """GET numbered pages."""

    name = "plain"
    base = ""
    pages = 0

    async def start(self) -> AsyncIterator[Request]:
        """One request a page."""
        for number in range(self.pages):
            yield Request(f"{self.base}/{number}.html", callback=self.parse, dont_filter=True)

    def parse(self, response: Response) -> None:
        """Have the body and let it go."""
        assert response.status == 200


if __name__ == "__main__":
    PlainSpider.base, PlainSpider.pages = sys.argv[1], int(sys.argv[2])
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 1,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_DELAY": 0,
            "COOKIES_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_LEVEL": "WARNING",
        }
    )
    process.crawl(PlainSpider)
    process.start()
