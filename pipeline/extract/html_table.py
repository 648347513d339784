"""The tables of an HTML page."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import Cell, Grid, check_extent, joined
from pipeline.extract.headers import best_grid, known_grids
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.page import page_of, select, text_of, texts_around

MOST_SPANNED_COLUMNS = 200
MOST_SPANNED_ROWS = 20_000
"""Bounds for colspan and rowspan: a hostile page must not fill the memory."""
_OWN_ROWS = etree.XPath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")


def read_html(source: Source, capture: Capture, data: bytes) -> Grid:
    """The table that ``source.table`` points to, else the one with most rows under a known header.

    Where ``select`` finds several places, or nothing is selected in an attachment of unknown format,
    all tables with a known header count.

    Raises:
        UserError: the page cannot be decoded, is not the publisher's, or holds no such table.
    """
    return table_of(source, page_of(source, capture, data))


def table_of(source: Source, page: etree._Element) -> Grid:
    """As ``read_html``, from a page."""
    tables = page.findall(".//table")
    numbers = {table: number for number, table in enumerate(tables, start=1)}
    wanted = source.table.select
    places = select(page, wanted) if wanted else []
    chosen = [table for place in places for table in place.iter("table")] if wanted else tables
    grids = [_grid(table, numbers[table]) for table in dict.fromkeys(chosen) if table in numbers]
    if not grids:
        raise ChangedError(f"页面上找不到{f'“{wanted}”' if wanted else '表格'}，页面结构可能已变")
    every = len(places) > 1 or (not wanted and source.format == "auto")
    used = (known_grids(grids, source.table) if every else []) or [best_grid(grids, source.table)]
    return joined(used, [""] * len(used), "网页")


def every_table(page: etree._Element) -> list[Grid]:
    """All tables of a page, whether their headers are known or not."""
    return [_grid(table, number) for number, table in enumerate(page.findall(".//table"), start=1)]


def _grid(table: etree._Element, number: int) -> Grid:
    return Grid(_rows(table), f"表{number}", around=texts_around(table, table))


def _rows(table: etree._Element) -> list[list[Cell]]:
    """Every own ``<tr>`` (not those of nested tables), with None where a merged cell goes on."""
    lines = cast("list[etree._Element]", _OWN_ROWS(table))
    check_extent(len(lines), max(map(_printed_width, lines), default=0))
    rows: list[list[Cell]] = []
    open_spans: dict[int, int] = {}
    for tr in lines:
        cells: list[Cell] = []
        following = {column: left - 1 for column, left in open_spans.items() if left > 1}
        for td in tr.iterchildren("td", "th"):
            while len(cells) in open_spans:
                cells.append(None)
            first = len(cells)
            cells += [text_of(td), *[None] * (_span(td, "colspan") - 1)]
            height = _span(td, "rowspan")
            if height > 1:
                following.update(dict.fromkeys(range(first, len(cells)), height - 1))
        while len(cells) in open_spans:
            cells.append(None)
        rows.append(cells)
        open_spans = following
        check_extent(len(lines), len(cells))
    return rows


def _printed_width(tr: etree._Element) -> int:
    return sum(_span(td, "colspan") for td in tr.iterchildren("td", "th"))


def _span(td: etree._Element, name: str) -> int:
    value = td.get(name, "1").strip()
    if not re.fullmatch(r"[0-9]{1,5}", value):
        return 1
    most = MOST_SPANNED_COLUMNS if name == "colspan" else MOST_SPANNED_ROWS
    return min(max(int(value), 1), most)
