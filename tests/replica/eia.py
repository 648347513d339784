"""A sample environment bureau in the shape of sources.md 2.15; all firms and projects are 示例."""

from __future__ import annotations

from collections.abc import Sequence

from tests.replica.world import Answer, World, page

HOST = "https://hbj.example"
COLUMN = f"{HOST}/hpgs/index.html"
SCAN = f"{HOST}/hpgs/202610/baogao.pdf"
"""The scanned report that must not be fetched."""
HEADER = ("序号", "项目名称", "建设地点", "建设单位", "环境影响评价机构", "受理日期")


def put_column(world: World, notices: Sequence[tuple[str, str, str]]) -> None:
    """The list page: (file name, title, day) of each notice, newest first."""
    items = "".join(
        f'<li><a href="./{name}">{title}</a><span class="riqi fr">{day.replace("-", "/")}</span></li>'
        for name, title, day in notices
    )
    world.put(COLUMN, page(f'<ul class="list03">{items}</ul>'))
    world.put(SCAN, Answer(b"%PDF" + b"0" * 1000))


def put_article(world: World, name: str, title: str, rows: Sequence[Sequence[str]]) -> None:
    """An article: two merged title rows, the header in row 3, then the rows, and a huge scan attached."""
    lines = [f'<td colspan="6">{title}</td>', '<td colspan="6">（2026年10月20日）</td>']
    lines += ["".join(f"<td>{cell}</td>" for cell in cells) for cells in (HEADER, *rows)]
    table = "".join(f"<tr>{line}</tr>" for line in lines)
    world.put(
        f"{HOST}/hpgs/{name}",
        page(
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><table>{table}</table>"
            f'<p>附件：<a href="{SCAN}">环境影响报告表（86.4MB）</a></p></body></html>'
        ),
    )
