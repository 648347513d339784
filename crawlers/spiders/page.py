"""The plain family: every address of the source is one GET."""

from __future__ import annotations

from collections.abc import Iterator

from scrapy import Request
from scrapy.http import Response

from crawlers.addresses import addresses
from crawlers.spiders.source_spider import SourceSpider


class PageSpider(SourceSpider):
    """GET every url of the source."""

    name = "page"

    def first(self) -> Iterator[Request]:
        """One request an address."""
        for address in addresses(self.source, self.values):
            yield self.ask(address, self.parse)

    async def parse(self, response: Response) -> None:
        """Archive the body."""
        await self.take(response, rows=True)
