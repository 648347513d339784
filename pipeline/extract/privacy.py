"""Persons' names and contacts are never taken over (sources.md 2.11, 4.1): only posts and firms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crawlers.source import TableShape
from pipeline.extract.amounts import AMOUNTS
from pipeline.extract.grid import Cell, Grid
from pipeline.extract.headers import field_of, is_header, tidy_header, understand
from pipeline.extract.names import ORGANISATION

MASK = "（略）"
_PERSONAL = re.compile(
    "姓名|联系人|法定代表人|法人代表|^法人$|负责人|^代表人|身份证|电话|手机|联系方式|传真|微信|^QQ|邮箱|邮件|E-?mail"
    "|legalPerson|^OperName|contact|phone|mobile|^tel",
    re.I,
)
"""Header texts and JSON keys of columns with persons' names and contacts."""
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\+?86)?[-\s]?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"
    r"|[（(]?0\d{2,3}[)）]?\s?[-－—–\s]\s?\d{7,8}(?:[-转]\d{1,5})?|[（(]0\d{2,3}[)）]\d{7,8})(?![0-9A-Za-z])"
)
"""Mobile and land-line numbers in running text."""
_FIGURES = frozenset(
    (*AMOUNTS, "rank", "employees", "uscc", "certificate", "stock_code", "notice_id", "on_date", "link")
)
"""Fields whose figures may look like a telephone number and are none."""
_PERSON = re.compile("[\u3400-\u9fff]{2,4}")


def mask_persons(grid: Grid, table: TableShape) -> Grid:
    """The grid with personal columns, and telephone numbers in any other text, replaced by （略）."""
    own_width = grid.width - len(grid.keys)
    keyed, safe_keys = _columns(grid.keys, table, own_width)
    personal, safe = keyed, safe_keys | {at for at, field in enumerate(table.columns) if field in _FIGURES}
    rows: list[list[Cell]] = []
    for cells in grid.rows:
        if is_header(cells[:own_width], table.fields):
            own, safe_own = _columns(cells[:own_width], table, 0)
            personal, safe = keyed | own, safe_keys | safe_own
            rows.append(cells)
        else:
            rows.append(
                [
                    cell and (MASK if at in personal else cell if at in safe else without_numbers(cell))
                    for at, cell in enumerate(cells)
                ]
            )
    pieces = tuple(replace(piece, title=without_numbers(piece.title)) for piece in grid.pieces)
    return replace(grid, rows=rows, pieces=pieces)


def without_numbers(text: str) -> str:
    """Text with its mobile and land-line numbers replaced by （略）."""
    return _NUMBERS.sub(MASK, text)


def only_persons(texts: Iterable[str]) -> bool:
    """True when every text is nothing but persons' names: 张三, 张三　李四 (sources.md 2.11 S3)."""
    return all(_are_persons(text) for text in texts)


def _are_persons(text: str) -> bool:
    parts = [part for part in re.split(r"[\s、，,；;]+", text) if part]
    return bool(parts) and all(_PERSON.fullmatch(part) and not ORGANISATION.search(part) for part in parts)


def _columns(texts: Sequence[Cell], table: TableShape, start: int) -> tuple[set[int], set[int]]:
    """Personal columns of a header, and those with figures that are no telephone numbers."""
    safe = {start + at for field, at in understand(texts, table.fields).at.items() if field in _FIGURES}
    own = set(map(tidy_header, table.fields))
    personal = {
        start + at
        for at, text in enumerate(map(tidy_header, (text or "" for text in texts)))
        if _PERSONAL.search(text) and text not in own and field_of(text) is None
    }
    return personal, safe
