"""What of a person's file goes into the archive."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.redact import redact
from crawlers.source import Source
from pipeline.extract.grid import printed
from pipeline.extract.headers import find_header
from pipeline.extract.sniff import kind_of
from pipeline.extract.workbook import open_workbook, read_workbook
from pipeline.inbox.dropped import Dropped
from pipeline.inbox.fitting import CSV, is_own_kind
from pipeline.inbox.table import Table

ORIGINAL = "X-Original-Sha256"
"""Header of a capture that names the file which was not kept."""


@dataclass(frozen=True)
class Kept:
    """The bytes to archive, their headers, and what was left out of them (for people)."""

    data: bytes
    headers: dict[str, str]
    left_out: tuple[str, ...] = ()


def keep(source: Source, dropped: Dropped, table: Table) -> Kept:
    """The file as it is, or in its place only the table that was read from it, as CSV without persons.

    Personal data must not lie in the archive (sources.md 4.1). So a file whose table has columns or
    cells with persons, telephones or mail is never archived itself, whatever its format: the table read
    from it is, with （略） in place of each such cell, the same row numbers, and the sha256 of the file
    noted. The same is done with a workbook of several sheets, because the others may hold anything. A
    JSON file stays JSON and loses the keys.

    Raises:
        UserError: persons stand on a page that is no table, so nothing can be put in its place.
    """
    noted = {ORIGINAL: dropped.sha256}
    if kind_of(dropped.data) == "json":
        data, gone = redact(dropped.data, {*source.redact, *table.personal})
        return Kept(data, noted, tuple(gone)) if gone else Kept(dropped.data, {})
    others = [name for name in sheet_names(dropped.data) if name != table.grid.label]
    if not (table.masked or others):
        return Kept(dropped.data, {})
    if is_own_kind(source, dropped.data):
        raise UserError(
            "页面里有人名或电话，不能原样存档",
            where=str(dropped.path),
            fix="把单位录成表格再导入",
        )
    left_out = (*table.personal, *(f"工作表“{name}”" for name in others))
    return Kept(_as_csv(table), {**noted, "Content-Type": CSV}, left_out or ("单元格里的电话号码",))


def refuse_second_list(source: Source, capture: Capture, dropped: Dropped) -> None:
    """Refuse a workbook in which two sheets hold a list: half of it would be lost unseen.

    ``source`` is fitted to the file already.

    Raises:
        UserError: there is more than one.
    """
    names = sheet_names(dropped.data)
    if len(names) < 2:
        return
    lists = [name for name in names if _is_list(source, capture, dropped.data, name)]
    if len(lists) > 1:
        raise UserError(
            f"有 {len(lists)} 个工作表都像名单：{'、'.join(lists)}",
            where=str(dropped.path),
            fix="把要导入的工作表另存为单独的文件，分别导入",
        )


def sheet_names(data: bytes) -> list[str]:
    """Names of a workbook's sheets, hidden ones too; none for any other file."""
    if kind_of(data) not in {"xlsx", "xls", "ods"}:
        return []
    with open_workbook(data) as book:
        return list(book.sheet_names)


def _is_list(source: Source, capture: Capture, data: bytes, sheet: str) -> bool:
    wanted = source.model_copy(update={"table": source.table.model_copy(update={"select": sheet})})
    try:
        grid = read_workbook(wanted, capture, data)
    except UserError:
        return False
    header = find_header(grid, source.table.fields)
    return header is not None and header + 1 < len(grid.rows)


def _as_csv(table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    width = table.grid.width
    # Every row has all its cells: an empty line would not be counted by every reader.
    writer.writerows([*cells, *[""] * (width - len(cells))] for cells in map(printed, table.grid.rows))
    return text.getvalue().encode("utf-8")
