"""The table of a workbook (xlsx, xls, ods)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import MOST_CELLS, Cell, Grid, check_extent, scalar_text
from pipeline.extract.headers import best_grid
from pipeline.extract.ods import CONTENT, check_content, is_ods
from pipeline.extract.outcomes import ChangedError, TooLargeError, UnreadableError
from pipeline.extract.package import DAMAGED, chunks_of, open_package

WORKBOOK = "xl/workbook.xml"
LONGEST_TAG = 4_096
MOST_MERGED = 40_000_000
"""Cells under all merges; whole merged columns (1,048,576 rows) of a title still fit."""
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_USED_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")


def read_workbook(source: Source, _capture: Capture, data: bytes) -> Grid:
    """The sheet that ``source.table.select`` names, else the visible one with most known rows.

    Raises:
        UserError: the workbook cannot be opened, or holds no such sheet.
    """
    with open_workbook(data) as book:
        grids = [_grid(book.get_sheet_by_name(name)) for name in _wanted(book, source.table.select)]
    if not grids:
        raise ChangedError("工作簿里没有工作表")
    return best_grid(grids, source.table)


def every_sheet(data: bytes) -> list[Grid]:
    """All visible sheets of a workbook, whether their headers are known or not.

    Raises:
        UserError: the workbook cannot be opened.
    """
    with open_workbook(data) as book:
        return [_grid(book.get_sheet_by_name(name)) for name in _wanted(book, "")]


@contextmanager
def open_workbook(data: bytes) -> Iterator[CalamineWorkbook]:
    """A workbook's bytes opened, and all that may go wrong while its sheets are read made one error.

    Raises:
        UserError: the bytes are no workbook, a damaged one, or one that is too large.
    """
    if data.startswith(b"PK"):
        _check_package(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            yield book
    except UserError:
        raise
    except BaseException as error:
        # A damaged file can make calamine's Rust code panic; that is no subclass of Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableError(DAMAGED.format("工作簿")) from error
        raise


def _check_package(data: bytes) -> None:
    """Refuse a workbook that calamine would lay out as too large a rectangle.

    It keeps every cell from A1 to the last one used; two cells in the wrong corners ask for more
    memory than there is, and that ends the whole process.
    """
    if is_ods(data):
        with open_package(data, CONTENT, "ODS 工作簿") as package:
            check_content(chunks_of(package, CONTENT))
        return
    with open_package(data, WORKBOOK, "XLSX 工作簿") as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                _check_part(chunks_of(package, name))


def _check_part(chunks: Iterator[bytes]) -> None:
    cells = rows = columns = 0
    rest = b""
    for chunk in chunks:
        text = rest + chunk
        # A tag cut by the chunk's end is read with the next one.
        end = max(text.rfind(b"<"), len(text) - LONGEST_TAG)
        whole, rest = text[:end], text[end:]
        cells += len(_CELL.findall(whole))
        for letters, row in _USED_CELL.findall(whole):
            rows, columns = max(rows, int(row)), max(columns, _column(letters))
    if cells > MOST_CELLS:
        raise TooLargeError(f"工作表有 {cells} 个以上的格子，太大")
    check_extent(rows, columns, "工作表")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _wanted(book: CalamineWorkbook, select: str) -> list[str]:
    if select:
        if select not in book.sheet_names:
            raise ChangedError(f"工作簿里没有工作表“{select}”，只有：{'、'.join(book.sheet_names)}")
        return [select]
    visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    return visible or book.sheet_names


def _grid(sheet: CalamineSheet) -> Grid:
    """All rows from sheet row 1; cells of a merged range but its first are None."""
    rows: list[list[Cell]] = [
        [scalar_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    merged = sheet.merged_cell_ranges or []
    if sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in merged) > MOST_MERGED:
        raise TooLargeError("工作表里合并的单元格太多")
    for (top, left), (bottom, right) in merged:
        for row, cells in enumerate(rows[top : bottom + 1], start=top):
            for column in range(left, min(right + 1, len(cells))):
                if (row, column) != (top, left):
                    cells[column] = None
    return Grid(rows, sheet.name)
