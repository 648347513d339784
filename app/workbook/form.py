"""Sheets that people fill in: a hidden identity a row, locked text, open cells with drop-downs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.workbook.layout import MAX_ROW_POINTS, PADDING_POINTS
from app.workbook.sheet import A4, SUBTITLE_POINTS, TITLE_POINTS
from app.workbook.styles import FONT, LINE_POINTS, Style, Styles
from app.workbook.text import clean, looks_like_formula, wrapped_lines
from pipeline.ledger.forms import ID_TITLE, WHO_TITLE

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FREE = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
HEADER_ROW = 3
LABEL_WIDTH = 8
"""Units that the label 填写人 takes."""
LEAST_LINES = 2
"""Lines of a row in which people type."""
_LINES = {"border": 1, "border_color": "#C9D1DA"}
_INPUT = {**FONT, **_LINES, "locked": False, "text_wrap": True, "valign": "top", "bg_color": "#FFFBE6"}
_OPEN_HEADER = {
    **FONT,
    **_LINES,
    "bold": True,
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
    "bg_color": "#FFE9A8",
}


@dataclass(frozen=True)
class FormColumn:
    """A column: ``words`` are its drop-down, ``day`` shows dates, ``hidden`` is for the program."""

    title: str
    width: float
    open: bool = False
    words: Sequence[str] = ()
    day: bool = False
    hidden: bool = False
    style: Style = "body"


class FormSheet:
    """A protected sheet (no password) whose open cells alone can be typed into."""

    def __init__(
        self, workbook: Workbook, styles: Styles, name: str, columns: Sequence[FormColumn], *, frozen: int
    ) -> None:
        self._styles = styles
        self._columns = [FormColumn(ID_TITLE, 4, hidden=True), *columns]
        self._sheet: Worksheet = workbook.add_worksheet(name)
        self._row = HEADER_ROW + 1
        self._frozen = frozen + 1
        self._input: dict[tuple[bool, bool], Format] = {
            (day, quoted): workbook.add_format(
                {**_INPUT, "quote_prefix": quoted, **({"num_format": "yyyy-mm-dd"} if day else {})}
            )
            for day in (False, True)
            for quoted in (False, True)
        }
        self._open_header = workbook.add_format(_OPEN_HEADER)

    @property
    def next_row(self) -> int:
        """Index (from 0) of the row that the next :meth:`add` makes."""
        return self._row

    def heading(self, title: str, warning: str, text: str, *, halves: bool = False) -> None:
        """Title, a line of explanation, and the cell for who fills the sheet in.

        ``halves``: two printed pages stand side by side. What the second one repeats is the title alone, as
        wide as the frozen columns; the rest would be cut off there.
        """
        sheet, styles = self._sheet, self._styles
        first = self._first_shown()
        if halves:
            fitted = styles.get("fitted_title")
            sheet.merge_range(0, first, 0, self._frozen - 1, clean(title), fitted)
            sheet.write_string(0, self._frozen, clean(warning), styles.get("warning"))
        elif warning:
            parts = [styles.get("title"), clean(title) + "　　", styles.get("warning"), clean(warning)]
            sheet.write_rich_string(0, first, *parts, styles.get("title"))
        else:
            sheet.write_string(0, first, clean(title), styles.get("title"))
        sheet.write_string(1, self._frozen if halves else first, clean(text), styles.get("subtitle"))
        asked = next(
            at for at, column in enumerate(self._columns) if not column.hidden and column.width >= LABEL_WIDTH
        )
        sheet.write_string(2, asked, WHO_TITLE, styles.get("part"))
        sheet.write_blank(2, asked + 1, None, self._input[False, False])
        hint = "← 写上谁填的；黄色的格子可以填，其余锁定（没有密码）"
        sheet.write_string(2, asked + 2, hint, styles.get("subtitle"))
        for at, points in enumerate((TITLE_POINTS, SUBTITLE_POINTS, SUBTITLE_POINTS, TITLE_POINTS)):
            sheet.set_row(at, points)
        for at, column in enumerate(self._columns):
            sheet.set_column(at, at, column.width, None, {"hidden": column.hidden})
            look = self._open_header if column.open else styles.get("header")
            sheet.write_string(HEADER_ROW, at, column.title, look)

    def add(self, identity: str, cells: Mapping[str, str | float], *, opened: Sequence[str] = ()) -> int:
        """A row; ``opened`` are locked columns that can be typed into here. Returns its index."""
        row, lines = self._row, LEAST_LINES
        for at, column in enumerate(self._columns):
            value = identity if at == 0 else cells.get(column.title, "")
            if not column.hidden and value:
                lines = max(lines, _lines(str(value), column.width))
            if column.open or column.title in opened:
                self._write_open(row, at, str(value), day=column.day)
            elif isinstance(value, str):
                text = clean(value)
                self._sheet.write_string(
                    row, at, text, self._styles.get(column.style, quoted=looks_like_formula(text))
                )
            else:
                self._sheet.write_number(row, at, value, self._styles.get(column.style))
        self._sheet.set_row(row, min(lines * LINE_POINTS + PADDING_POINTS, MAX_ROW_POINTS))
        self._row += 1
        return row

    def band(self, text: str) -> None:
        """A line between groups of rows; it carries no identity and no text under a title that is read."""
        last = len(self._columns) - 1
        self._sheet.merge_range(
            self._row, self._first_shown(), self._row, last, text, self._styles.get("band")
        )
        self._sheet.set_row(self._row, TITLE_POINTS)
        self._row += 1

    def finish(self, footer: str, *, page_break: str = "", scale: int = 0) -> None:
        """Drop-downs, protection and the printed page; ``page_break`` begins the second page."""
        sheet, last = self._sheet, max(self._row - 1, HEADER_ROW + 1)
        for at, column in enumerate(self._columns):
            if column.words:
                sheet.data_validation(HEADER_ROW + 1, at, last, at, _list(column))
            elif column.open and column.day:
                sheet.data_validation(HEADER_ROW + 1, at, last, at, _day_hint(column))
        sheet.autofilter(HEADER_ROW, 0, last, len(self._columns) - 1)
        sheet.freeze_panes(HEADER_ROW + 1, self._frozen)
        sheet.protect("", FREE)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
        sheet.set_footer(footer, {"margin": 0.2})
        sheet.repeat_rows(HEADER_ROW)
        sheet.hide_gridlines(2)
        if page_break:
            titles = [column.title for column in self._columns]
            sheet.set_v_pagebreaks([titles.index(page_break)])
            sheet.repeat_columns(0, self._frozen - 1)
            sheet.set_print_scale(scale or 88)
        else:
            sheet.fit_to_pages(1, 0)

    def _first_shown(self) -> int:
        return next(at for at, column in enumerate(self._columns) if not column.hidden)

    def _write_open(self, row: int, at: int, value: str, *, day: bool) -> None:
        """Text as text; a day as a day, so that Excel shows and sorts it."""
        if not value:
            self._sheet.write_blank(row, at, None, self._input[day, False])
            return
        text = clean(value)
        if day and _DAY.fullmatch(text):
            try:
                when = datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  # Excel knows no zones
            except ValueError:
                when = None
            if when:
                self._sheet.write_datetime(row, at, when, self._input[True, False])
                return
        self._sheet.write_string(row, at, text, self._input[day, looks_like_formula(text)])


def _lines(text: str, width: float) -> int:
    """Lines of a cell, of a long text the start: no row is higher than Excel allows."""
    return wrapped_lines(text[: int(MAX_ROW_POINTS / LINE_POINTS * width)], width - 1)


def _list(column: FormColumn) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(column.words),
        "error_title": column.title[:30],
        "error_message": f"请从下拉里选：{'、'.join(column.words)}"[:250],
    }


def _day_hint(column: FormColumn) -> dict[str, object]:
    return {
        "validate": "any",
        "input_title": column.title[:30],
        "input_message": "写成 2026-11-24；不知道哪一天就写 2026年11月",
    }
