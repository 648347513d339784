"""Row by row: what a file brings that is new, known, changed, or not taken over, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from db.models import ListEntry
from pipeline.extract.headers import is_header
from pipeline.extract.rows import Row
from pipeline.extract.synonyms import LABELS
from pipeline.identity import valid_uscc
from pipeline.inbox.prepare import Prepared
from pipeline.inbox.table import Table
from pipeline.names import name_key

Status = Literal["新增", "已有", "有变化", "不采用"]
STATUSES: tuple[Status, ...] = ("新增", "有变化", "已有", "不采用")
_BESIDE = ("_printed", "_unit")
"""Endings of fields that belong to an amount."""


@dataclass(frozen=True)
class Line:
    """One row of the file: where it stands, whose it is, what becomes of it, and why."""

    row: int
    place: str
    name: str
    status: Status
    why: str = ""


@dataclass(frozen=True)
class Comparison:
    """Every row in the file's order, and the names that the data in use has and the file has not."""

    lines: list[Line]
    gone: list[str]


def compare(prepared: Prepared, current: Sequence[ListEntry]) -> Comparison:
    """The file against the entries in use for the same part; an equal code or name is the same firm."""
    known = Known(current)
    found = {row.row: _taken(row, known.take(row), prepared.table) for row in prepared.extraction.rows}
    lines = sorted([*found.values(), *_left_out(prepared, found)], key=lambda line: line.row)
    return Comparison(lines, known.left())


class Known:
    """Entries in use, each to be met once."""

    def __init__(self, entries: Sequence[ListEntry]) -> None:
        self._left = {entry.id: entry for entry in entries}
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        for entry in entries:
            for key in _keys(entry.name, entry.fields):
                self._by_key[key].append(entry.id)

    def take(self, row: Row) -> ListEntry | None:
        """The entry of the same firm, or None; it is not met again."""
        for key in _keys(row.name, row.fields):
            for identity in self._by_key.get(key, ()):
                if identity in self._left:
                    return self._left.pop(identity)
        return None

    def left(self) -> list[str]:
        """Names that were not met."""
        return [entry.name for entry in self._left.values()]


def _keys(name: str, fields: Mapping[str, Any]) -> Iterator[str]:
    code = valid_uscc(str(fields.get("uscc") or ""))
    if code:
        yield code
    yield name_key(name)


def _taken(row: Row, before: ListEntry | None, table: Table) -> Line:
    doubts = [*row.notes, *_unread(row, table)]
    changed = differences(row, before) if before else []
    status: Status = "新增" if before is None else "有变化" if changed else "已有"
    return Line(row.row, table.grid.place(row.row), row.name, status, "；".join([*changed, *doubts]))


def differences(row: Row, before: ListEntry) -> list[str]:
    """What a row says otherwise than the entry in use, field by field."""
    said = []
    if row.name != before.name:
        said.append(f"企业名称 {before.name} → {row.name}")
    for field in dict.fromkeys([*before.fields, *row.fields]):
        old, new = _shown(before.fields, field), _shown(row.fields, field)
        if old != new and not field.endswith(_BESIDE):
            said.append(f"{LABELS.get(field, field)} {old or '空'} → {new or '空'}")
    return said


def _shown(fields: Mapping[str, Any], field: str) -> str:
    value, unit = fields.get(field), fields.get(f"{field}_unit") or ""
    return "" if value is None else f"{value}{unit}"


def _unread(row: Row, table: Table) -> Iterator[str]:
    """Cells under a known header from which nothing was taken, and a code whose check digit is wrong."""
    code = row.fields.get("uscc")
    if code and not valid_uscc(str(code)):
        yield f"信用代码 {code} 校验不过，只是不采用代码"
    if table.grid.pieces:
        return  # several tables: each has columns of its own
    for field, at in table.columns.at.items():
        printed = row.cells[at].strip() if at < len(row.cells) else ""
        if printed and field not in {"name", "former_name"} and row.fields.get(field) is None:
            yield f"{LABELS.get(field, field)}“{printed[:20]}”没有采用"


def _left_out(prepared: Prepared, taken: Mapping[int, Line]) -> Iterator[Line]:
    """The rows below the header that are no entry, with the reason."""
    table, source = prepared.table, prepared.source
    keys = len(table.grid.keys)
    at = table.columns.at.get("name")
    first = 1 if table.header is None else table.header + 2
    for number, cells in enumerate(table.data_rows, start=first):
        own = cells[: len(cells) - keys] if keys else cells
        if number in taken or not any(cells) or (own and is_header(own, source.table.fields)):
            continue
        name = (cells[at] if at is not None and at < len(cells) else "") or ""
        if not name:
            why = "没有企业名称"
        elif source.keep:
            why = f"{LABELS[source.keep.field]}不是{'、'.join(source.keep.values)}"
        else:
            why = "不像企业的一行"
        yield Line(number, table.grid.place(number), name, "不采用", why)
