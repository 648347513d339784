"""Provincial sites in the shapes of their families (sources.md 2.6)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urljoin, urlsplit

from common.clock import SHANGHAI
from tests.replica.world import Answer, Asked, World, page

GDII = "https://gdii.gd.gov.cn/zwgk/tzgg1011/"
GXGXT = "http://gxt.gxzf.gov.cn/wzsy/tzgg_6719901/tzgg/"
DONGGUAN = "http://im.dg.gov.cn"


@dataclass(frozen=True)
class Posted:
    """A notice: its number on the site, and one attachment under a link."""

    number: int
    title: str
    day: str
    file: str = ""
    body: bytes = b""
    link: str = "附件1"


def put_gdii(world: World, *pages: Sequence[Posted]) -> None:
    """Lists index.html, index_2.html; articles without a date in the address; the day stands in a meta."""
    for number, notices in enumerate(pages, start=1):
        links = "".join(
            f'<div class="row"><span>{one.day[5:]}</span>'
            f'<a href="/zwgk/tzgg1011/content/post_{one.number}.html">{one.title}</a></div>'
            for one in notices
        )
        name = "index.html" if number == 1 else f"index_{number}.html"
        world.put(f"{GDII}{name}", page(f'<a href="/index.html">首页</a>{links}'))
        for one in notices:
            head = f'<meta name="PubDate" content="{one.day} 10:05:00"><title>广东省工业和信息化厅</title>'
            text = f'{head}<h1>广东省工业和信息化厅</h1><div id="zoom"><p>名单见附件。</p>{_link(one)}</div>'
            _put_article(world, f"{GDII}content/post_{one.number}.html", text, one)


def put_gxgxt(world: World, notices: Sequence[Posted]) -> None:
    """A list with dates; articles and attachments at relative addresses without any."""
    rows = "".join(
        f'<li><a href="./t{one.number}.shtml" title="{one.title}">{one.title[:10]}…</a>'
        f"<span>{one.day}</span></li>"
        for one in notices
    )
    world.put(
        GXGXT, page(f'<ul class="nav"><li><a href="/">首页</a></li></ul><ul class="more-list">{rows}</ul>')
    )
    for one in notices:
        text = f'<h1>{one.title}</h1><div class="article-content">{_link(one)}</div>'
        _put_article(world, f"{GXGXT}t{one.number}.shtml", text, one)


def put_gkmlpt(world: World, category: int, *pages: Sequence[Posted]) -> None:
    """The JSON list, page 0 ≡ 1, times in seconds; an article's attachments stand in paragraphs."""

    def listing(asked: Asked) -> Answer:
        number = max(1, int(parse_qs(urlsplit(asked.url).query)["page"][0]))
        shown = pages[number - 1] if number <= len(pages) else ()
        articles = [
            {
                "id": one.number,
                "title": one.title,
                "url": f"{DONGGUAN}{_gkmlpt_path(one)}",
                "post_url": "",
                "first_publish_time": int(
                    datetime.fromisoformat(one.day).replace(hour=1, tzinfo=SHANGHAI).timestamp()
                ),
            }
            for one in shown
        ]
        answer = {"total": sum(map(len, pages)), "articles": articles}
        return Answer(json.dumps(answer).encode(), headers={"Content-Type": "application/json"})

    world.put(f"{DONGGUAN}/gkmlpt/api/all/{category}", listing)
    for one in (one for shown in pages for one in shown):
        text = f'<h1>{one.title}</h1><div class="article-content">{_link(one)}</div>'
        _put_article(world, f"{DONGGUAN}{_gkmlpt_path(one)}", text, one)


def put_hanweb(world: World, column: str, notices: Sequence[Posted]) -> None:
    """Dated article addresses; the file's name stands in the query of ``downfile.jsp`` only."""
    rows = "".join(f'<li><a href="{_hanweb_path(one)}">{one.title}</a></li>' for one in notices)
    world.put(column, page(f"<ul>{rows}</ul>"))
    for one in notices:
        text = f'<h1>{one.title}</h1><div id="zoom">{_link(one)}</div>'
        _put_article(world, urljoin(column, _hanweb_path(one)), text, one)


def put_links(world: World, column: str, articles: Sequence[tuple[str, Posted]]) -> None:
    """A list of which only the addresses of its articles are known."""
    rows = "".join(f'<dd><a href="{path}">{one.title}</a></dd>' for path, one in articles)
    world.put(column, page(f'<a href="/about/contact.html">联系我们</a><dl>{rows}</dl>'))
    for path, one in articles:
        text = f'<h1>{one.title}</h1><p>发布时间：{one.day}</p><div class="pages_content">{_link(one)}</div>'
        _put_article(world, urljoin(column, path), text, one)


def _gkmlpt_path(one: Posted) -> str:
    return f"/gkmlpt/content/{one.number // 1_000_000}/{one.number // 1000}/post_{one.number}.html"


def _hanweb_path(one: Posted) -> str:
    year, month, day = map(int, one.day.split("-"))
    return f"/art/{year}/{month}/{day}/art_1229123_{one.number}.html"


def _link(one: Posted) -> str:
    return f'<p><a href="{one.file}">{one.link}</a></p>' if one.file else ""


def _put_article(world: World, address: str, text: str, one: Posted) -> None:
    world.put(address, page(text))
    if one.file:
        world.put(urljoin(address, one.file), Answer(one.body))
