"""The rivals of ``benchmarks.crawl``: Scrapy without anything that is ours, one request at a time.

``plain`` is Scrapy as it comes, but for what every polite crawl sets: one request at a time, no cookies, no
listening ports, no debug log. ``settings`` has the same Scrapy settings as ours besides (one item at a time
saves Scrapy a quarter of its work), with all of Scrapy's usual middlewares, of which we leave four out.
Neither asks for robots.txt, and neither keeps anything.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

POLITE = {
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False,
    "COOKIES_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


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
    settings = Settings()
    if sys.argv[3] == "settings":
        settings.setmodule("crawlers.settings", priority="project")
        for own in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
            settings.set(own, {}, priority="cmdline")
    settings.update(POLITE, priority="cmdline")
    process = CrawlerProcess(settings)
    process.crawl(PlainSpider)
    process.start()
