"""The one way from a source's archived bodies to its checked rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.checks import (
    Body,
    check_announced,
    check_count,
    check_names,
    check_ranks,
    check_twins,
    duplicate_names,
    missing_columns,
)
from pipeline.extract.doubts import Doubts, listed
from pipeline.extract.fields import row_of
from pipeline.extract.grid import printed
from pipeline.extract.names import ORGANISATION
from pipeline.extract.outcomes import Outcome, QuarantinedError, outcome_of, worst
from pipeline.extract.privacy import only_persons
from pipeline.extract.readers import read_grid
from pipeline.extract.records import Records
from pipeline.extract.rows import Extraction, Row
from pipeline.extract.shape import shape
from pipeline.extract.synonyms import LABELS


class _Complaints:
    """What stops the publish: each sentence once with its addresses, and the outcomes behind them."""

    def __init__(self) -> None:
        self._urls: defaultdict[str, list[str]] = defaultdict(list)
        self.outcomes: list[Outcome] = []

    def add(self, what: str, url: str, outcome: Outcome = "changed") -> None:
        self._urls[what].append(url)
        self.outcomes.append(outcome)

    def sentences(self) -> list[str]:
        return [f"{what}（{listed(urls, 1, '个地址')}）" for what, urls in self._urls.items()]


def extract(source: Source, bodies: Sequence[tuple[Capture, bytes]]) -> Extraction:
    """Rows of all bodies of a source, in body order, with what is wrong or odd about them.

    Bad input never raises: it becomes a sentence in ``problems`` (do not publish) or
    ``warnings``, and ``outcome`` names it; ``rows`` then hold what could be read.
    """
    result = Extraction(source.id)
    doubts = Doubts()
    complaints = _Complaints()
    read: list[Body] = []
    for capture, data in bodies:
        try:
            read.append(_body(source, capture, data, doubts, complaints))
        except UserError as error:
            complaints.add(str(error), capture.url, outcome_of(error))
    published = [row for body in read for row in body.rows]
    result.columns = frozenset().union(*(body.found for body in read))
    result.published = len(published)
    result.rows = [row for row in published if _kept(source, row)]
    result.left_out = len(published) - len(result.rows)
    result.problems = complaints.sentences()
    if not published and not result.problems:
        nothing = (
            "一行数据也没有读到，保留上一次的数据"
            if bodies
            else "没有可读的内容：这个来源还没有抓取到任何页面"
        )
        result.problems, result.outcome = [nothing], "empty"
    else:
        failed = _check(source, read, result) if published else []
        result.problems += failed
        result.outcome = worst([*complaints.outcomes, "changed" if failed else "ok"])
    result.warnings = doubts.sentences() + duplicate_names(result.rows)
    return result


def read_row(source: Source, capture: Capture, data: bytes, row: int) -> tuple[str, ...]:
    """The cells at ``Row.row`` read again from the raw table, to show a person the archived row.

    Cells under personal headers (姓名, 电话 …) read （略）, here as in ``Row.cells``.

    Raises:
        UserError: the body cannot be read, or has no such row.
    """
    grid = read_grid(source, capture, data)
    if not 1 <= row <= len(grid.rows):
        raise UserError(f"{grid.label} 只有 {len(grid.rows)} {grid.unit}，没有第 {row} {grid.unit}")
    return printed(grid.rows[row - 1])


def _body(source: Source, capture: Capture, data: bytes, doubts: Doubts, complaints: _Complaints) -> Body:
    grid = read_grid(source, capture, data)
    records = shape(grid, source.table, doubts)
    names = [record.texts["name"] for record in records.rows]
    if names and source.expect.organisation_share and only_persons(names):
        raise QuarantinedError("只有人名，没有单位名称，不采集")
    _add_from_address(source, capture, records, doubts)
    rows = [row_of(source, record, capture, doubts) for record in records.rows]
    body = Body(capture, frozenset(records.found), records, rows)
    for problem in grid.problems:
        complaints.add(problem, capture.url)
    for remark in grid.remarks:
        doubts.add(remark, capture.url)
    missing = missing_columns(source, body) if grid.rows else None
    if missing:
        complaints.add(missing, capture.url)
    if not grid.rows:
        doubts.add("没有数据的地址", capture.url)
    return body


def _add_from_address(source: Source, capture: Capture, records: Records, doubts: Doubts) -> None:
    """Give every row the values that stand in the address of its body and not on the page (S1)."""
    rules = source.table.by_address
    values: dict[str, str] = {
        rule.field: rule.value for rule in reversed(rules) if re.search(rule.pattern, capture.url)
    }
    for rule in rules:
        if rule.field not in values:
            doubts.add(f"地址里认不出{LABELS[rule.field]}", capture.url)
    if values:
        records.found |= set(values)
        records.rows = [replace(record, texts={**values, **record.texts}) for record in records.rows]


def _kept(source: Source, row: Row) -> bool:
    if source.expect.organisations_only and not ORGANISATION.search(row.name):
        return False
    if source.drop and re.search(source.drop.pattern, _value(row, source.drop.field)):
        return False
    return source.keep is None or _value(row, source.keep.field) in source.keep.values


def _value(row: Row, field: str) -> str:
    return row.name if field == "name" else str(row.fields.get(field))


def _check(source: Source, read: Sequence[Body], result: Extraction) -> list[str]:
    problems = check_count(source, read) + check_announced(read)
    if not source.once:  # two questions to a feed may find the same rows; each is published once
        problems += check_twins(read)
    if source.expect.contiguous_rank:
        problems += check_ranks(read)
    if not result.rows and source.keep:
        problems.append(f"{source.keep.field} 为 {'、'.join(source.keep.values)} 的行一行也没有")
    elif result.rows:
        problems += check_names(source, result.rows)
    return problems
