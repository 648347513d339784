"""A small publishing world with one source of every kind; all names are made up (示例)."""

from __future__ import annotations

import io
import json
from functools import cache

import xlsxwriter

from crawlers.source import Source
from tests.crawlers.conftest import source
from tests.replica.world import Answer, Asked, World, page

HOST = "http://{}.sample.example"
PAGES, ROWS = 4, 8
ARTICLES, FILES = 8, 2


def sources() -> list[Source]:
    """A list of several pages, notices with attachments, a feed, and a look-up of every firm of the list."""
    lists, notices, feed, each = (HOST.format(name) for name in ("lists", "notices", "feed", "each"))
    return [
        source(
            "ranking",
            *(f"{lists}/{number}.html" for number in range(1, PAGES + 1)),
            expect={"rows": [PAGES * ROWS, PAGES * ROWS]},
        ),
        source(
            "giants",
            f"{notices}/gs/index.html",
            spider="notices",
            family="trs",
            format="auto",
            notices={"title": "小巨人", "pages": 1},
            expect={"rows": [1, 50]},
        ),
        source(
            "filings",
            f"{feed}/select",
            spider="paged",
            format="json",
            once=True,
            call={
                "method": "POST",
                "body": {"page": "{page}", "city": "{city}"},
                "over": {"city": ["4419", "4406"]},
            },
            table={"select": "rows", "fields": {"organ": "name"}},
            expect={"rows": [1, 100]},
        ),
        source(
            "profiles",
            f"{each}/{{stock_code}}.html",
            spider="each",
            each={"field": "stock_code", "sources": ["ranking"]},
            expect={"rows": [1, 100]},
        ),
    ]


def publish_everything(world: World) -> None:
    """Put all pages of all sources into the world."""
    lists, notices, feed, each = (HOST.format(name) for name in ("lists", "notices", "feed", "each"))
    for number in range(PAGES):
        firms = range(number * ROWS, (number + 1) * ROWS)
        rows = "".join(
            f"<tr><td>{at + 1}</td><td>{_firm(at)}</td><td>{600000 + at}</td></tr>" for at in firms
        )
        head = "<tr><th>排名</th><th>企业名称</th><th>股票代码</th></tr>"
        world.put(f"{lists}/{number + 1}.html", page(f"<table>{head}{rows}</table>"))
        for at in firms:
            cells = "<tr><th>企业名称</th><th>注册地址</th></tr>"
            cells += f"<tr><td>{_firm(at)}</td><td>示例路{at}号</td></tr>"
            world.put(f"{each}/{600000 + at}.html", page(f"<table>{cells}</table>"))
    items = []
    for article in range(ARTICLES):
        name = f"202510/t202510{article + 10}_{article}.html"
        items.append(f'<li><a href="./{name}" title="示例第{article}批小巨人名单公告">…</a></li>')
        links = "".join(f'<a href="./P{article}_{file}.xlsx">名单{file}</a>' for file in range(FILES))
        world.put(
            f"{notices}/gs/{name}",
            page(f'<h1>示例第{article}批小巨人名单公告</h1><div class="TRS_Editor">{links}</div>'),
        )
        for file in range(FILES):
            world.put(f"{notices}/gs/202510/P{article}_{file}.xlsx", Answer(_roster(article * FILES + file)))
    world.put(f"{notices}/gs/index.html", page(f"<ul>{''.join(items)}</ul>"))
    world.put(f"{feed}/select", _filings)


def _filings(asked: Asked) -> Answer:
    question = json.loads(asked.body)
    number, city = int(question["page"]), question["city"]
    rows = [
        {"projectCode": f"{city}-{number}-{at}", "organ": _firm(100 * number + at + int(city))}
        for at in range(3)
    ]
    return Answer(json.dumps({"rows": rows if number <= 3 else []}).encode())


@cache
def _roster(number: int) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ["序号", "企业名称"])
        for at in range(3):
            sheet.write_row(at + 1, 0, [at + 1, _firm(1000 + 3 * number + at)])
    return buffer.getvalue()


def _firm(number: int) -> str:
    digits = "零一二三四五六七八九"
    return f"示例{''.join(digits[int(digit)] for digit in str(number))}电子有限公司"
