"""The sheets of a ledger file as they stand there: xlsx, xls, csv and what WPS writes."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO
from pathlib import Path

from python_calamine import CalamineSheet, SheetVisibleEnum

from common.errors import UserError
from pipeline.extract.sniff import kind_of
from pipeline.extract.workbook import open_workbook

MOST_BYTES = 256 * 1024 * 1024
MOST_ROWS = 200_000
LONGEST_CELL = 32_767
"""Characters that one cell of a workbook holds; more in a csv is a quotation mark that nobody closed."""
_HALF = re.compile("[\ud800-\udfff]")
Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Sheet:
    """Rows as numbered in Excel (``rows[0]`` is row 1), and merged ranges as (top, left), (bottom, right)."""

    name: str
    rows: list[list[object]]
    merged: Sequence[Merge] = field(default_factory=list)
    visible: bool = True


def read_sheets(path: Path, data: bytes) -> list[Sheet]:
    """Every sheet of the file, hidden ones too; a csv is one sheet.

    Raises:
        UserError: the file is no workbook or CSV that can be read.
    """
    where = str(path)
    if not data.strip():
        raise UserError("文件是空的", where=where, fix="检查是否选错了文件")
    if len(data) > MOST_BYTES:
        raise UserError("文件太大", where=where, fix="检查是否选错了文件，或分成几个文件")
    if data.lstrip()[:1] == b"<" and b"Workbook" not in data[:2000]:
        raise UserError(
            "内容是网页，不是 Excel 工作簿（可能是下载出错的页面）", where=where, fix="重新导出台账"
        )
    kind = kind_of(data)
    if kind == "locked":
        raise UserError("文件加了密码，读不了", where=where, fix="在 Excel 或 WPS 里去掉密码，另存后再导入")
    if path.suffix.lower() in {".csv", ".txt"} and kind not in {"xlsx", "xls", "ods"}:
        return [Sheet("CSV", _read_csv(path, data))]
    try:
        with open_workbook(data) as book:
            shown = {one.name: one.visible == SheetVisibleEnum.Visible for one in book.sheets_metadata}
            return [_sheet(path, book.get_sheet_by_name(name), shown) for name in book.sheet_names]
    except UserError as error:
        raise UserError(
            f"不是能读的 Excel 工作簿：{error.message}",
            where=where,
            fix=error.fix or "另存为 .xlsx 或 .csv 再导入",
        ) from error


def first_sheet(path: Path, data: bytes, name: str | None = None) -> list[list[object]]:
    """The rows of one sheet of a kept ledger, the first without a name.

    Raises:
        UserError: the file cannot be read, or has no such sheet.
    """
    sheets = read_sheets(path, data)
    found = next((sheet for sheet in sheets if name is None or sheet.name == name), None)
    if found is None:
        raise UserError(f"没有工作表“{name}”", where=str(path))
    return found.rows


def _sheet(path: Path, sheet: CalamineSheet, shown: dict[str, bool]) -> Sheet:
    if sheet.total_height > MOST_ROWS:
        raise UserError(
            f"工作表“{sheet.name}”有 {sheet.total_height} 行，太大", where=str(path), fix="删去空行再导入"
        )
    # skip_empty_area would shift the row numbers that people see in Excel.
    rows = [list[object](row) for row in sheet.to_python(skip_empty_area=False)]
    return Sheet(sheet.name, rows, list(sheet.merged_cell_ranges or []), shown.get(sheet.name, True))


def filled(sheet: Sheet, top: int) -> list[list[object]]:
    """The rows, with what a merged range holds in every row of its first column from row index ``top`` on.

    A range over several columns keeps its value in the first one: it is a heading, not a value of them all.
    """
    rows = [list(row) for row in sheet.rows]
    for (first, left), (last, _) in sheet.merged:
        if last <= first or first < top or first >= len(rows) or left >= len(rows[first]):
            continue
        for row in range(first + 1, min(last + 1, len(rows))):
            if left < len(rows[row]) and not cell_text(rows[row][left]):
                rows[row][left] = rows[first][left]
    return rows


def cell_text(cell: object) -> str:
    """A cell as the text a person typed: days in ISO form, whole numbers without .0."""
    if isinstance(cell, str):
        # A workbook may hold half a surrogate pair and a csv a NUL, which no database takes.
        whole = cell if cell.isascii() or not _HALF.search(cell) else _replaced(cell)
        return whole.replace("\x00", "").strip()
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return "" if cell is None else str(cell).strip()


def _replaced(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _read_csv(path: Path, data: bytes) -> list[list[object]]:
    text = _decode(path, data)
    delimiter = max(",\t;", key=lambda mark: sum(line.count(mark) for line in text.splitlines()[:6]))
    try:
        rows = [list[object](row) for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise UserError("CSV 里有过长的单元格，可能少了一个引号", where=str(path), fix="检查引号") from error
    if any(len(str(cell)) > LONGEST_CELL for row in rows for cell in row):
        raise UserError("CSV 里有过长的单元格，可能少了一个引号", where=str(path), fix="检查引号")
    if len(rows) > MOST_ROWS:
        raise UserError(f"CSV 有 {len(rows)} 行，太大", where=str(path), fix="分成几个文件")
    return rows


def _decode(path: Path, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls Unicode text
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _HALF.search(text):
            return text
    raise UserError("CSV 编码既不是 UTF-8 也不是 GBK", where=str(path), fix="另存为 UTF-8")
