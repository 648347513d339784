"""The rival of ``benchmarks.crawl``: Scrapy alone, with our settings but without anything that is ours.

Its own middlewares run as they do for everybody; robots.txt is not even asked for, nothing is kept.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings


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
    settings.setmodule("crawlers.settings", priority="project")
    settings.update({"ROBOTSTXT_OBEY": False, "DOWNLOAD_DELAY": 0}, priority="cmdline")
    settings.set("DOWNLOADER_MIDDLEWARES", {}, priority="cmdline")
    process = CrawlerProcess(settings)
    process.crawl(PlainSpider)
    process.start()
