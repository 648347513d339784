"""The look-up family: one GET for each value that other sources have published."""

from __future__ import annotations

from crawlers.spiders.source_spider import SourceSpider


class EachSpider(SourceSpider):
    """GET the source's url once for every value, filled into its placeholder."""

    name = "each"
