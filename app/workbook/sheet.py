"""One printed sheet: rows are collected first, then widths, heights and cells are written."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.workbook.layout import Budget, Cell, Column, lay_out
from app.workbook.styles import Styles
from app.workbook.text import clean, looks_like_formula

A4 = 9
MARGIN_INCHES = 0.3
TITLE_POINTS = 26
SUBTITLE_POINTS = 18

Value = Cell | str | float
Heading = tuple[str, str, str]
"""Title, warning (may be empty) and subtitle of a sheet."""


class Sheet:
    """Rows of one sheet, written by :meth:`finish`.

    ``budget`` bounds the total width; in print it is scaled to the width of A4 landscape.
    With ``header`` the column titles stand below the heading, frozen and repeated in print.
    """

    def __init__(
        self, name: str, columns: Sequence[Column], heading: Heading, *, budget: Budget, header: bool
    ) -> None:
        self.name = name
        self._columns = columns
        self._heading = heading
        self._budget = budget
        self._rows: list[list[Cell]] = []
        self._breaks: list[int] = []
        self._filter: tuple[int, int, int] | None = None
        self._top = 2
        if header:
            self.add(*(Cell(column.title, "header") for column in columns))
            self._top = 3

    @property
    def next_row(self) -> int:
        """Index (from 0) of the row that the next :meth:`add` makes."""
        return 2 + len(self._rows)

    def add(self, *values: Value) -> int:
        """Append a row and return its index; the last value runs on to the right edge."""
        self._rows.append([value if isinstance(value, Cell) else Cell(value) for value in values])
        return self.next_row - 1

    def page_break(self) -> None:
        """Start the next row on a new printed page."""
        self._breaks.append(self.next_row)

    def filter_rows(self, header_row: int) -> None:
        """Offer filters for the table from ``header_row`` to the last row added."""
        self._filter = (header_row, self.next_row - 1, len(self._rows[header_row - 2]) - 1)

    def place(self, row: int, column: int = 0) -> str:
        """Link target of a cell of this sheet."""
        return f"internal:'{self.name}'!{xl_rowcol_to_cell(row, column)}"

    def finish(
        self,
        workbook: Workbook,
        styles: Styles,
        *,
        footer: str,
        frozen_columns: int = 0,
        protected: bool = False,
    ) -> Worksheet:
        """Write everything into a new worksheet of ``workbook``; ``protected`` leaves only inputs to edit."""
        sheet = workbook.add_worksheet(self.name)
        repeated = TITLE_POINTS + SUBTITLE_POINTS
        widths, heights = lay_out(self._columns, self._rows, self._budget, repeated)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width, styles.get("subtitle"))
        self._write_heading(sheet, styles)
        for row, (cells, height) in enumerate(zip(self._rows, heights, strict=True), start=2):
            sheet.set_row(row, height)
            self._write_row(sheet, styles, row, cells)
        if self._filter:
            first, last, last_column = self._filter
            sheet.autofilter(first, 0, last, last_column)
        self._set_up_page(sheet, footer, frozen_columns)
        if protected:
            sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def _write_heading(self, sheet: Worksheet, styles: Styles) -> None:
        title, warning, subtitle = self._heading
        sheet.set_row(0, TITLE_POINTS)
        sheet.set_row(1, SUBTITLE_POINTS)
        if warning:
            parts = [styles.get("title"), title + "　　", styles.get("warning"), warning]
            sheet.write_rich_string(0, 0, *parts, styles.get("title"))
        else:
            sheet.write_string(0, 0, title, styles.get("title"))
        sheet.write_string(1, 0, clean(subtitle), styles.get("subtitle"))

    def _write_row(self, sheet: Worksheet, styles: Styles, row: int, cells: list[Cell]) -> None:
        last, right = len(cells) - 1, len(self._columns) - 1
        if last < right:
            sheet.merge_range(row, last, row, right, "", styles.get(cells[last].style))
        for column, cell in enumerate(cells):
            _write(sheet, styles, row, column, cell)

    def _set_up_page(self, sheet: Worksheet, footer: str, frozen_columns: int) -> None:
        sheet.freeze_panes(self._top, frozen_columns)
        sheet.repeat_rows(0, self._top - 1)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=MARGIN_INCHES, right=MARGIN_INCHES, top=0.4, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(footer, {"margin": 0.2})
        sheet.hide_gridlines(2)
        if self._breaks:
            sheet.set_h_pagebreaks(self._breaks)


def _write(sheet: Worksheet, styles: Styles, row: int, column: int, cell: Cell) -> None:
    """Write a number as a number and every text as text, whatever it looks like.

    A link belongs on a number: LibreOffice does not wrap a linked text.
    """
    text = clean(cell.value) if isinstance(cell.value, str) else ""
    style = styles.get(cell.style, quoted=looks_like_formula(text))
    if cell.link:
        sheet.write_url(row, column, cell.link, style, string="")
    if cell.formula:
        sheet.write_formula(row, column, cell.formula, style, cell.value)
    elif isinstance(cell.value, str):
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_number(row, column, cell.value, style)
