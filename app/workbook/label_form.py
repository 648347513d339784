"""The form on which people label firms: one row a firm and chain, six cells to fill in, the rest locked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.labels import FormRow
from app.workbook.sheet import A4
from app.workbook.styles import LINE_POINTS, Styles, workbook_options
from app.workbook.text import clean, looks_like_formula, wrapped_lines
from common.files import write_atomic
from matching.labels.form import COLUMNS, FIRST_FREE, FIRST_ROW, SHEET, TITLE, check_of, token_of
from matching.labels.store import GRADES, ORIGINS, OUTCOMES

_WIDTHS = (6.0, 6.0, 12.0, 5.0, 24.0, 20.0, 13.0, 34.0, 50.0, 6.0, 9.0, 13.0, 12.0, 20.0, 9.0)
_MOST_LINES = 14
"""Lines of a row that are shown at once: what is longer is read in the cell."""
_ASK = (
    "白色的列可填，留空的行不算。契合：2 主业就在这条链上，1 沾边，0 不是；"
    "结果：有了进展再填，写上日期，拒绝要选原因。填了就要有标注人。"
)


def write_label_form(rows: Sequence[FormRow], reasons: Sequence[str], week: str, path: Path) -> None:
    """Write the form whole or not at all; scraped text is written as text and never runs."""
    buffer = io.BytesIO()
    with Workbook(buffer, workbook_options()) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        styles = Styles(workbook)
        _heading(sheet, styles, f"{week}，{len(rows)} 行。{_ASK}")
        free = {"locked": False, "text_wrap": True, "valign": "top", "border": 1}
        plain, day = workbook.add_format(free), workbook.add_format({**free, "num_format": "yyyy-mm-dd"})
        for row, one in enumerate(rows, start=FIRST_ROW):
            _row(sheet, styles, row, one)
            for column in range(FIRST_FREE, len(COLUMNS)):
                sheet.write_blank(row, column, None, _free_format(column, plain, day))
        if rows:
            last = FIRST_ROW + len(rows) - 1
            _choices(sheet, last, "契合", [str(grade) for grade in GRADES])
            _choices(sheet, last, "结果", list(OUTCOMES.values()))
            _choices(sheet, last, "原因", list(reasons))
            sheet.autofilter(FIRST_ROW - 1, 2, last, len(COLUMNS) - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    write_atomic(path, buffer.getvalue())


def _free_format(column: int, plain: Format, day: Format) -> Format:
    return day if COLUMNS[column] == "结果日期" else plain


def _choices(sheet: Worksheet, last: int, title: str, allowed: Sequence[str]) -> None:
    column = COLUMNS.index(title)
    rule = {
        "validate": "list",
        "source": list(allowed),
        "error_title": title,
        "error_message": f"请选：{'、'.join(allowed)}",
    }
    sheet.data_validation(FIRST_ROW, column, last, column, rule)


def _heading(sheet: Worksheet, styles: Styles, subtitle: str) -> None:
    sheet.write_string(0, 2, TITLE, styles.get("title"))
    sheet.write_string(1, 2, subtitle, styles.get("subtitle"))
    for column, (title, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(FIRST_ROW - 1, column, title, styles.get("header"))
        sheet.set_column(column, column, width, None, {"hidden": column < 2})
    sheet.freeze_panes(FIRST_ROW, 5)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)


def _row(sheet: Worksheet, styles: Styles, row: int, one: FormRow) -> None:
    shown, token = one.shown, token_of(one.shown)
    name = clean(one.name)
    cells = (
        token,
        check_of(token, name),
        ORIGINS[shown.origin] + (f"\n{one.note}" if one.note else ""),
        str(shown.rank or ""),
        name,
        f"{one.chain_name}\n{one.node_name}",
        f"{shown.score:.2f}\n（{one.low:.2f}–{one.high:.2f}）",
        one.why,
        one.texts,
    )
    lines = max(wrapped_lines(text, _WIDTHS[column]) for column, text in enumerate(cells) if column > 1)
    sheet.set_row(row, LINE_POINTS * min(lines, _MOST_LINES) + 4)
    for column, text in enumerate(cells):
        written = clean(text)
        sheet.write_string(row, column, written, styles.get("body", quoted=looks_like_formula(written)))
