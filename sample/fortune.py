"""Fortune's two rankings (sources.md 2.1 and 2.2)."""

from __future__ import annotations

import json
from html import escape
from urllib.parse import urlsplit

from crawlers.source import Source
from sample.facts import Fact
from sample.page import HTML, Page, html_page, notice, table_row, with_commas

CHUNK = 1500
"""Characters of one push call; the real page streams its data in several."""
SAMPLED = "2025"
"""The edition that the sample holds."""
ARTICLES = {
    "2025": "https://www.fortunechina.com/fortune500/c/2025-07/29/content_467206.htm",
    "2024": "https://www.fortunechina.com/fortune500/c/2024-08/05/content_456697.htm",
    "2023": "https://www.fortunechina.com/fortune500/c/2023-08/02/content_436874.htm",
    "2021": "https://www.fortunechina.com/fortune500/c/2021-08/02/content_394571.htm",
    "2020": "https://www.fortunechina.com/fortune500/c/2020-08/10/content_372148.htm",
}
"""Articles of 财富世界500强 by year, as far as they are known (sources.md 2.1)."""


def global500(source: Source, facts: list[Fact]) -> list[Page]:
    """The index of 财富世界500强 up to the sampled year, and the article of that year."""
    links = "\n".join(
        f'<div class="swiper-slide"><a href="{urlsplit(url).path}">{year}</a></div>'
        for year, url in ARTICLES.items()
    )
    content = f'<div class="swiper-wrapper">\n{links}\n</div>'
    sampled = source.model_copy(update={"edition": SAMPLED})
    index = html_page("《财富》世界500强", notice(sampled, 0), content)
    return [Page(source.urls[0], index.encode("utf-8"), HTML, 0), _article(sampled, facts)]


def china500(source: Source, facts: list[Fact]) -> Page:
    """The ranking page of 财富中国500强: a table, and the same rows as escaped JSON in push calls.

    Industry, province and city are printed on the real page; they are none of our facts, so empty.
    """
    header = ["排名", "公司名称", "营业收入（百万美元）", "利润（百万美元）"]
    rows = [
        table_row(
            [
                fact["rank"],
                escape(fact["name"]),
                with_commas(fact["revenue_musd"]),
                with_commas(fact["profit_musd"]),
            ]
        )
        for fact in facts
    ]
    data = {
        "data": [
            {"rk": int(fact["rank"]), "nm": fact["name"], "ind": "", "prov": "", "city": ""} for fact in facts
        ]
    }
    flight = '4:["$","div",null,' + json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "]\n"
    chunks = [flight[start : start + CHUNK] for start in range(0, len(flight), CHUNK)]
    pushes = [
        f"<script>self.__next_f.push({json.dumps([1, chunk], ensure_ascii=False)})</script>"
        for chunk in chunks
    ]
    content = "\n".join(
        [f"<table><thead>{table_row(header, 'th')}</thead><tbody>", *rows, "</tbody></table>", *pushes]
    )
    page = html_page(f"{source.edition}年《财富》中国500强排行榜", notice(source, len(rows)), content)
    return Page(source.urls[0], page.encode("utf-8"), HTML, len(rows))


def _article(source: Source, facts: list[Fact]) -> Page:
    """The article of 财富世界500强: one static table whose header is repeated as the first body row."""
    header = ["排名", "公司名称<br>(中英文)", "营业收入<br>(百万美元)", "利润<br>(百万美元)", "国家"]
    rows = [
        table_row(
            [
                fact["rank"],
                f'<a href="/global500/{fact["rank"]}/{source.edition}">{escape(fact["name"])}</a>',
                with_commas(fact["revenue_musd"]),
                with_commas(fact["profit_musd"]),
                escape(fact["country"]),
            ]
        )
        for fact in facts
    ]
    table = (
        '<div class="hf-right word-img2"><div class="word-table"><div class="wt-table-wrap">\n'
        f'<table id="table1" class="display"><thead>{table_row(header, "th")}</thead><tbody>\n'
        + "\n".join([table_row(header), *rows])
        + "\n</tbody></table></div></div></div>"
    )
    page = html_page(f"{source.edition}年《财富》世界500强排行榜", notice(source, len(rows)), table)
    return Page(ARTICLES[source.edition], page.encode("utf-8"), HTML, len(rows))
