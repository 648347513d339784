"""财富中国500强: a server-rendered table and the same ranking as JSON inside the page's scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.amounts import whole
from pipeline.extract.decode import decode
from pipeline.extract.doubts import listed
from pipeline.extract.grid import Cell, Grid
from pipeline.extract.headers import find_header, understand
from pipeline.extract.html_table import table_of
from pipeline.extract.json_rows import grid_of
from pipeline.extract.names import clean_name
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.page import parsed
from pipeline.names import name_key

MARKER = '{"data":'
_PUSH = re.compile(r'self\.__next_f\.push\(\s*\[\s*\d+\s*,\s*("(?:[^"\\]|\\.)*+")\s*\]\s*\)', re.S)
# Escapes that a JavaScript string may hold and a JSON string may not.
_JS_ONLY = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(['`$])|(\\))")


def read_flight(source: Source, capture: Capture, data: bytes) -> Grid:
    """The table with the JSON keys of the same rank as further columns.

    Raises:
        BodyError: table or marker is missing (the page changed), or the two disagree.
    """
    text = decode(data, capture.headers, source.encoding)
    table = table_of(source, parsed(source, text))
    payload = grid_of(_payload(text, source.table.marker or MARKER), "页面内 JSON")
    return _join(source, table, payload)


def _payload(text: str, marker: str) -> Any:
    """The list behind the marker in the joined string arguments of all push calls."""
    joined = "".join(_unescape(argument) for argument in _PUSH.findall(text))
    marker = marker.replace('\\"', '"')
    inside = 0 if marker[:1] in {"{", "["} else len(marker)
    for found in re.finditer(re.escape(marker), joined):
        try:
            value, _ = json.JSONDecoder().raw_decode(joined, found.start() + inside)
        except (ValueError, RecursionError):
            continue
        lists = value.values() if isinstance(value, dict) else [value]
        for items in lists:
            if isinstance(items, list) and items and isinstance(items[0], dict):
                return items
    raise ChangedError(f"页面结构已变：脚本里找不到“{marker}”后的名单，不单独采用表格")


def _unescape(argument: str) -> str:
    as_json = _JS_ONLY.sub(lambda found: f"\\u00{found[1]}" if found[1] else found[2] or found[0], argument)
    try:
        text = json.loads(as_json, strict=False)
    except ValueError as error:
        raise ChangedError("页面结构已变：脚本里的文字读不出") from error
    return str(text)


def _join(source: Source, table: Grid, payload: Grid) -> Grid:
    """Add the payload's columns to the table's rows by rank; ranks and names must be the same in both."""
    extra = source.table.fields
    header = find_header(table, extra)
    positions = {field: column for column, field in enumerate(source.table.columns)}
    outer = positions if header is None else understand(table.rows[header], extra).at
    inner = understand(payload.keys, extra).at
    if "rank" not in outer or "rank" not in inner:
        return replace(table, problems=("页面结构已变：表格或页面内 JSON 没有名次，两者对不上",))
    waiting = {whole(_at(cells, inner.get("rank"))): cells for cells in payload.rows}
    rows: list[list[Cell]] = []
    differing: list[str] = []
    alone: list[str] = []
    for cells in table.rows:
        rank = whole(_at(cells, outer["rank"]))
        found = waiting.pop(rank, None) if rank is not None else None
        if found is not None:
            ours, theirs = _at(cells, outer.get("name")), _at(found, inner.get("name"))
            if name_key(clean_name(ours).name) != name_key(clean_name(theirs).name):
                differing.append(f"第 {rank} 名表格是“{ours}”，JSON 是“{theirs}”")
        elif rank is not None:
            alone.append(f"第 {rank} 名只在表格里")
        padding = [""] * (table.width - len(cells))
        rows.append([*cells, *padding, *(found or [""] * len(payload.keys))])
    alone += [f"第 {rank} 名只在 JSON 里" for rank in waiting]
    problems = [f"表格与页面内 JSON 不一致：{listed(found, 3)}" for found in (differing, alone) if found]
    return replace(table, rows=rows, keys=payload.keys, problems=tuple(problems))


def _at(cells: Sequence[Cell], column: int | None) -> str:
    return (cells[column] or "") if column is not None and column < len(cells) else ""
