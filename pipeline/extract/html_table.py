"""The table of an HTML page."""

from __future__ import annotations

import re
from typing import cast

from cssselect import SelectorError
from lxml import etree, html

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.decode import decode
from pipeline.extract.grid import Cell, Grid
from pipeline.extract.headers import best_grid
from pipeline.extract.sniff import check_page

MOST_COLUMNS = 200
MOST_ROWS = 20_000
"""Bounds for colspan and rowspan: a hostile page must not fill the memory."""
_OWN_ROWS = etree.XPath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
_PARTS = etree.XPath(
    ".//text()[not(parent::script or parent::style)] | .//br | .//p | .//div", smart_strings=False
)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def read_html(source: Source, capture: Capture, data: bytes) -> Grid:
    """The table that ``source.table`` points to, else the one with most rows under a known header.

    Raises:
        UserError: the page cannot be decoded, is a block page, or holds no such table.
    """
    text = decode(data, capture.headers, source.encoding)
    return table_of(source, text)


def table_of(source: Source, text: str) -> Grid:
    """As ``read_html``, from decoded text."""
    page = _parse(text)
    check_page((page.findtext(".//title") or "").strip(), text)
    tables = page.findall(".//table")
    numbers = {table: number for number, table in enumerate(tables, start=1)}
    chosen = _selected(page, source.table.select) if source.table.select else tables
    grids = [Grid(_rows(table), f"表{numbers[table]}") for table in chosen if table in numbers]
    if not grids:
        wanted = f"“{source.table.select}”" if source.table.select else "表格"
        raise UserError(f"页面上找不到{wanted}，页面结构可能已变")
    return best_grid(grids, source.table)


def _parse(text: str) -> etree._Element:
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise UserError("页面无法解析，可能不是 HTML") from error
    return page


def _selected(page: etree._Element, select: str) -> list[etree._Element]:
    try:
        found = page.cssselect(select)
    except SelectorError as error:
        raise UserError(f"来源里的选择器“{select}”写法有误") from error
    return [table for element in found for table in element.iter("table")]


def _rows(table: etree._Element) -> list[list[Cell]]:
    """Every own ``<tr>`` (not those of nested tables), with None where a merged cell goes on."""
    rows: list[list[Cell]] = []
    open_spans: dict[int, int] = {}
    for tr in cast("list[etree._Element]", _OWN_ROWS(table)):
        cells: list[Cell] = []
        following = {column: left - 1 for column, left in open_spans.items() if left > 1}
        for td in tr.iterchildren("td", "th"):
            while len(cells) in open_spans:
                cells.append(None)
            first = len(cells)
            cells += [_text(td), *[None] * (_span(td, "colspan") - 1)]
            height = _span(td, "rowspan")
            if height > 1:
                following.update(dict.fromkeys(range(first, len(cells)), height - 1))
        while len(cells) in open_spans:
            cells.append(None)
        rows.append(cells)
        open_spans = following
    return rows


def _span(td: etree._Element, name: str) -> int:
    value = td.get(name, "1").strip()
    if not re.fullmatch(r"[0-9]{1,5}", value):
        return 1
    most = MOST_COLUMNS if name == "colspan" else MOST_ROWS
    return min(max(int(value), 1), most)


def _text(td: etree._Element) -> str:
    """Text of a cell; ``<br>`` and blocks begin a new line, other white space is one space."""
    parts = cast("list[str | etree._Element]", _PARTS(td))
    text = "".join(_SPACE.sub(" ", part) if isinstance(part, str) else "\n" for part in parts)
    return "\n".join(line for line in (line.strip(" ") for line in text.split("\n")) if line)
