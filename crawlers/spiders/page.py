"""The plain family: every address of the source is one GET."""

from __future__ import annotations

from crawlers.spiders.source_spider import SourceSpider


class PageSpider(SourceSpider):
    """GET every url of the source."""

    name = "page"
