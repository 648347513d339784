"""Fortune's rankings in both generations of each (sources.md 2.1, 2.2); all firms are made up (示例)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlsplit

from tests.replica.world import World, page

INDEX = "https://www.fortunechina.com/fortune500/index.htm"
ARTICLES = {
    "2024": "https://www.fortunechina.com/fortune500/c/2024-08/05/content_456697.htm",
    "2025": "https://www.fortunechina.com/fortune500/c/2025-07/29/content_467206.htm",
    "2026": "https://www.fortunechina.com/fortune500/c/2026-07/28/content_475298.htm",
    "2027": "https://www.fortunechina.com/fortune500/c/2027-07/27/content_480001.htm",
}
CHINA = "https://www.caifuzhongwen.com/fortune500/rankings/china500/2026/"
Cells = Sequence[str]
HEADER = ("排名", "公司名称<br>(中英文)", "营业收入<br>(百万美元)", "利润<br>(百万美元)", "国家")
GENERATIONS = {
    "table1": '<table id="table1" class="display"><thead>{head}</thead><tbody>{head}{rows}</tbody></table>',
    "word-table": '<div class="hf-right word-img2"><div class="word-table"><div class="wt-table-wrap">'
    "<table><tbody>{head}{rows}</tbody></table></div></div></div>",
    "before 2007": "<table><tr><td colspan=5>示例年财富世界500强</td></tr>{head}{rows}"
    "<tr><td colspan=5>来源：《财富》</td></tr></table>",
}
"""Two generations of selectors, and tables with header and footer rows."""


def global500(edition: str, firms: int = 500) -> list[Cells]:
    """A ranking in which every second firm is Chinese, with the quirks of brackets and profits."""
    rows: list[Cells] = []
    for rank in range(1, firms + 1):
        if rank % 2:
            name, country = f"示例海外{edition}第{rank}（SAMPLE {rank})", "美国"
        else:
            name, country = f"示例第{rank}重工（集团）有限公司（SAMPLE HEAVY {rank})", "中国"
        if rank == 4:
            name = "示例第4钢铁有限公司"
        profit = {2: "-123.4", 4: "--"}.get(rank, f"{rank}")
        rows.append((str(rank), name, f"{700_000 - rank:,}.5", profit, country))
    return rows


def article(rows: Sequence[Cells], generation: str = "table1") -> str:
    """The article with the whole table, below a smaller one."""
    cells = (
        f'<tr><td>{rank}</td><td><a href="/global500/{rank}">{name}</a></td>'
        + "".join(f"<td>{cell}</td>" for cell in rest)
        + "</tr>"
        for rank, name, *rest in rows
    )
    head = "<tr>" + "".join(f"<td>{text}</td>" for text in HEADER) + "</tr>"
    table = GENERATIONS[generation].format(head=head, rows="".join(cells))
    return f"<title>财富世界500强</title><h1>财富世界500强</h1><table><tr><td>导航</td></tr></table>{table}"


def put_global500(world: World, articles: Mapping[str, str]) -> None:
    """The index, oldest year first, and the articles of its years."""
    links = "".join(
        f'<div class="swiper-slide"><a href="{urlsplit(ARTICLES[year]).path}">{year}</a></div>'
        for year in articles
    )
    other = '<div class="swiper-slide"><a href="/fortune500/china.htm">2028年中国500强</a></div>'
    world.put(INDEX, page(f"<title>财富世界500强</title>{other}{links}"))
    for year, text in articles.items():
        world.put(ARTICLES[year], page(text))


def china500(firms: int = 500) -> list[dict[str, object]]:
    """What the scripts of a ranking hold; the third firm has no city."""
    return [
        {
            "rk": rank,
            "nm": f"示例“{rank}”号材料股份有限公司",
            "ind": "化工",
            "prov": "广东",
            "city": "" if rank == 3 else "佛山市",
            "emp": 1000 + rank,
            "xyz": None,
        }
        for rank in range(1, firms + 1)
    ]


def flight_page(firms: Sequence[dict[str, object]], *, marker: str = "data", chunk: int = 1500) -> str:
    """The table, and the same firms as escaped JSON that is cut over many push calls."""
    rows = "".join(
        f"<tr><td>{firm['rk']}</td><td>{escape(str(firm['nm']))}</td><td>1,234.5</td><td>--</td></tr>"
        for firm in firms
    )
    flight = (
        '4:["$","div",null,' + json.dumps({marker: firms}, ensure_ascii=False, separators=(",", ":")) + "]\n"
    )
    pushes = "".join(
        f"<script>self.__next_f.push({json.dumps([1, flight[at : at + chunk]], ensure_ascii=False)})</script>"
        for at in range(0, len(flight), chunk)
    )
    return f"<title>财富中国500强</title><table><tbody>{rows}</tbody></table>{pushes}"


def paiming_page(firms: int = 500) -> str:
    """The ranking up to 2024: rank in ``<i>``, the English name on a line of its own, no script."""
    rows = "".join(
        f'<tr><td><i>{rank}</i></td><td><a href="/fortune500/gongsi/china500/2024/{rank}.htm">'
        f"示例第{rank}控股股份有限公司<br>SAMPLE HOLDINGS {rank}</a></td><td>{200_000 - rank:,}</td></tr>"
        for rank in range(1, firms + 1)
    )
    return f"<title>财富中国500强</title><table><tbody>{rows}</tbody></table>"
