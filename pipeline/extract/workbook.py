"""The table of a workbook (xlsx, xls)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import Cell, Grid, scalar_text
from pipeline.extract.headers import best_grid

UNREADABLE = "打不开这个工作簿，文件可能已损坏或加了密码"
MOST_BYTES = 512 * 1024 * 1024
MOST_CELLS = 8_000_000
_USED_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")


def read_workbook(source: Source, _capture: Capture, data: bytes) -> Grid:
    """The sheet that ``source.table.select`` names, else the visible one with most known rows.

    Raises:
        UserError: the workbook cannot be opened, or holds no such sheet.
    """
    with open_workbook(data) as book:
        grids = [_grid(book.get_sheet_by_name(name)) for name in _wanted(book, source.table.select)]
    if not grids:
        raise UserError("工作簿里没有工作表")
    return best_grid(grids, source.table)


@contextmanager
def open_workbook(data: bytes) -> Iterator[CalamineWorkbook]:
    """A workbook's bytes opened, and all that may go wrong while its sheets are read made one error.

    Raises:
        UserError: the bytes are no workbook, a damaged one, or one that is too large.
    """
    if data.startswith(b"PK"):
        _check_extent(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            yield book
    except UserError:
        raise
    except BaseException as error:
        # A damaged file can make calamine's Rust code panic; that is no subclass of Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UserError(UNREADABLE) from error
        raise


def _check_extent(data: bytes) -> None:
    """Refuse a workbook that calamine would lay out as too large a rectangle.

    It keeps every cell from A1 to the last one used; two cells in the wrong corners ask for more
    memory than there is, and that ends the whole process.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if "xl/workbook.xml" not in package.namelist():
                raise UserError("压缩包里不是 XLSX 工作簿")
            if sum(part.file_size for part in package.infolist()) > MOST_BYTES:
                raise UserError("工作簿解开后太大，不读取")
            parts = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
    except UserError:
        raise
    except Exception as error:
        # A damaged zip file raises almost anything: BadZipFile, zlib.error, NotImplementedError …
        raise UserError(UNREADABLE) from error
    for part in parts:
        cells = _USED_CELL.findall(part)
        rows = max((int(row) for _, row in cells), default=0)
        columns = max((_column(letters) for letters, _ in cells), default=0)
        if rows * columns > MOST_CELLS:
            raise UserError(
                f"工作表有 {rows} 行 × {columns} 列，太大", fix="删去名单以外零散的单元格后再导入"
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _wanted(book: CalamineWorkbook, select: str) -> list[str]:
    if select:
        if select not in book.sheet_names:
            raise UserError(f"工作簿里没有工作表“{select}”，只有：{'、'.join(book.sheet_names)}")
        return [select]
    visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    return visible or book.sheet_names


def _grid(sheet: CalamineSheet) -> Grid:
    """All rows from sheet row 1; cells of a merged range but its first are None."""
    rows: list[list[Cell]] = [
        [scalar_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row, cells in enumerate(rows[top : bottom + 1], start=top):
            for column in range(left, min(right + 1, len(cells))):
                if (row, column) != (top, left):
                    cells[column] = None
    return Grid(rows, sheet.name)
