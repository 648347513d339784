"""The look-up family: one GET for each value that other sources have published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from scrapy import Request

from crawlers.addresses import addresses
from crawlers.archive import Capture
from crawlers.spiders.page import PageSpider
from crawlers.spiders.source_spider import days_since


class EachSpider(PageSpider):
    """GET the source's url once for every value, filled into its placeholder.

    What was fetched within ``keep_days`` is not asked for again, and a visit asks for ``most`` values:
    a large register is read over several visits.
    """

    name = "each"

    def first(self) -> Iterator[Request]:
        """Known values first (they cost nothing), then new ones up to the limit."""
        assert self.source.each is not None
        wanted = addresses(self.source, self.values)
        if not self.live:
            yield from (self.ask(address, self.parse) for address in wanted)
            return
        known = [address for address in wanted if self._is_known(address)]
        missing = [address for address in wanted if not self._is_known(address)]
        for address in known + missing[: self.source.each.most]:
            yield self.ask(address, self.parse)

    def is_fresh(self, capture: Capture) -> bool:
        """Fetched by this visit, or lately enough."""
        assert self.source.each is not None
        return super().is_fresh(capture) or days_since(capture) < timedelta(days=self.source.each.keep_days)

    def _is_known(self, address: str) -> bool:
        capture = self.archive.latest(self.source.id, address)
        return capture is not None and self.is_fresh(capture)
