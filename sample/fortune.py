"""Fortune's two rankings (sources.md 2.1 and 2.2)."""

from __future__ import annotations

import json
from html import escape

from crawlers.source import Source
from sample.facts import Fact
from sample.page import HTML, Page, html_page, notice, table_row, with_commas

CHUNK = 1500
"""Characters of one push call; the real page streams its data in several."""


def global500(source: Source, facts: list[Fact]) -> Page:
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
    return Page(source.urls[0], page.encode("utf-8"), HTML, len(rows))


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
