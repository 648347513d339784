"""The one way from a source's archived bodies to its checked rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.checks import (
    Body,
    check_count,
    check_names,
    check_ranks,
    check_twins,
    duplicate_names,
    missing_columns,
)
from pipeline.extract.doubts import Doubts, listed
from pipeline.extract.fields import row_of
from pipeline.extract.flight import read_flight
from pipeline.extract.grid import Grid, printed
from pipeline.extract.html_table import read_html
from pipeline.extract.json_rows import read_json
from pipeline.extract.privacy import mask_persons
from pipeline.extract.rows import Extraction, Row
from pipeline.extract.shape import shape
from pipeline.extract.sniff import check_kind
from pipeline.extract.workbook import read_workbook


def extract(source: Source, bodies: Sequence[tuple[Capture, bytes]]) -> Extraction:
    """Rows of all bodies of a source, in body order, with what is wrong or odd about them.

    Bad input never raises: it becomes a sentence in ``problems`` (do not publish) or
    ``warnings``; ``rows`` then hold what could be read.
    """
    result = Extraction(source.id)
    doubts = Doubts()
    complaints: defaultdict[str, list[str]] = defaultdict(list)
    read: list[Body] = []
    for capture, data in bodies:
        try:
            read.append(_body(source, capture, data, doubts, complaints))
        except UserError as error:
            complaints[str(error)].append(capture.url)
    result.problems = [f"{what}（{listed(urls, 1, '个地址')}）" for what, urls in complaints.items()]
    published = [row for body in read for row in body.rows]
    result.published = len(published)
    result.rows = [row for row in published if _kept(source, row)]
    result.left_out = len(published) - len(result.rows)
    result.problems += _check(source, read, result, nothing_to_read=not bodies)
    result.warnings = doubts.sentences() + duplicate_names(result.rows)
    return result


def read_row(source: Source, capture: Capture, data: bytes, row: int) -> tuple[str, ...]:
    """The cells at ``Row.row`` read again from the raw table, to show a person the archived row.

    Cells under personal headers (姓名, 电话 …) read （略）, here as in ``Row.cells``.

    Raises:
        UserError: the body cannot be read, or has no such row.
    """
    grid = _grid(source, capture, data)
    if not 1 <= row <= len(grid.rows):
        raise UserError(f"{grid.label} 只有 {len(grid.rows)} {grid.unit}，没有第 {row} {grid.unit}")
    return printed(grid.rows[row - 1])


def _grid(source: Source, capture: Capture, data: bytes) -> Grid:
    if capture.status >= 400:
        raise UserError(f"网站返回了错误状态 {capture.status}")
    check_kind(source, data)
    readers: dict[str, Callable[[Source, Capture, bytes], Grid]] = {
        "html": read_html,
        "fortune_flight": read_flight,
        "xlsx": read_workbook,
        "json": read_json,
    }
    return mask_persons(readers[source.format](source, capture, data), source.table.fields)


def _body(
    source: Source,
    capture: Capture,
    data: bytes,
    doubts: Doubts,
    complaints: defaultdict[str, list[str]],
) -> Body:
    grid = _grid(source, capture, data)
    records = shape(grid, source.table, doubts)
    rows = [row_of(source, record, capture.sha256, doubts) for record in records.rows]
    body = Body(
        capture, frozenset(records.found), records.header, rows, [record.section for record in records.rows]
    )
    for problem in grid.problems:
        complaints[problem].append(capture.url)
    missing = missing_columns(source, body) if grid.rows else None
    if missing:
        complaints[missing].append(capture.url)
    if not grid.rows:
        doubts.add("没有数据的地址", capture.url)
    return body


def _kept(source: Source, row: Row) -> bool:
    if source.keep is None:
        return True
    value = row.name if source.keep.field == "name" else row.fields.get(source.keep.field)
    return str(value) in source.keep.values


def _check(source: Source, read: Sequence[Body], result: Extraction, *, nothing_to_read: bool) -> list[str]:
    if nothing_to_read:
        return ["没有可读的内容：这个来源还没有抓取到任何页面"]
    if not result.published:
        return [] if result.problems else ["一行数据也没有读到，保留上一次的数据"]
    problems = check_count(source, read) + check_twins(read)
    if source.expect.contiguous_rank:
        problems += check_ranks(read)
    if not result.rows and source.keep:
        problems.append(f"{source.keep.field} 为 {'、'.join(source.keep.values)} 的行一行也没有")
    elif result.rows:
        problems += check_names(source, result.rows)
    return problems
