"""The table of a workbook (xlsx, xls)."""

from __future__ import annotations

import io

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import Cell, Grid, scalar_text
from pipeline.extract.headers import best_grid


def read_workbook(source: Source, _capture: Capture, data: bytes) -> Grid:
    """The sheet that ``source.table.select`` names, else the visible one with most known rows.

    Raises:
        UserError: the workbook cannot be opened, or holds no such sheet.
    """
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            grids = [_grid(book.get_sheet_by_name(name)) for name in _wanted(book, source.table.select)]
    except UserError:
        raise
    except BaseException as error:
        # A damaged file can make calamine's Rust code panic; that is no subclass of Exception.
        if isinstance(error, CalamineError | Exception) or type(error).__name__ == "PanicException":
            raise UserError("打不开这个工作簿，文件可能已损坏或加了密码") from error
        raise
    return best_grid(grids, source.table)


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
