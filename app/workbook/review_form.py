"""The form on which a clerk judges cases: one row a case, three cells to fill in, the rest locked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.workbook.sheet import A4
from app.workbook.styles import Styles, put_mark, workbook_options
from app.workbook.text import clean, looks_like_formula
from common.files import write_atomic
from pipeline.review import CaseView, SideView
from pipeline.review.form import ANSWERS, COLUMNS, DESPITE_CODES, FIRST_ROW, SAME, SHEET, TITLE, pair_key

KIND = "归并判断表"
_WIDTHS = (6.0, 6.0, 30.0, 30.0, 8.0, 34.0, 44.0, 18.0, 26.0, 10.0)
_ASK = "在“结论”里选一项，写明理由和判断人；留空的行不判。灰色部分不能改。"


def write_review_form(cases: Sequence[CaseView], path: Path, mark: str = "内部") -> None:
    """Write the form whole or not at all; scraped text is written as text and never runs."""
    buffer = io.BytesIO()
    with Workbook(buffer, workbook_options()) as workbook:
        sheet = workbook.add_worksheet(SHEET)
        styles = Styles(workbook)
        _heading(sheet, styles, len(cases))
        free = workbook.add_format({"locked": False, "text_wrap": True, "valign": "top", "border": 1})
        for row, case in enumerate(cases, start=FIRST_ROW):
            _row(sheet, styles, row, case)
            for column in range(len(COLUMNS) - 3, len(COLUMNS)):
                sheet.write_blank(row, column, None, free)
            answers = [*ANSWERS]
            if case.codes_differ:
                answers[answers.index(SAME)] = DESPITE_CODES
            sheet.data_validation(
                row,
                len(COLUMNS) - 3,
                row,
                len(COLUMNS) - 3,
                {
                    "validate": "list",
                    "source": answers,
                    "error_title": "结论",
                    "error_message": f"请选：{'、'.join(answers)}",
                },
            )
        sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
        put_mark(workbook, mark)
    write_atomic(path, buffer.getvalue())


def _heading(sheet: Worksheet, styles: Styles, count: int) -> None:
    sheet.write_string(0, 2, TITLE, styles.get("title"))
    sheet.write_string(1, 2, f"{count} 个案例。{_ASK}", styles.get("subtitle"))
    for column, (title, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(FIRST_ROW - 1, column, title, styles.get("header"))
        sheet.set_column(column, column, width, None, {"hidden": column < 2})
    sheet.freeze_panes(FIRST_ROW, 4)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST_ROW - 1)


def _row(sheet: Worksheet, styles: Styles, row: int, case: CaseView) -> None:
    features = "\n".join(
        f"{item['feature']}：{item['left'] or '没有'}／{item['right'] or '没有'}（{item['score']:+.1f}）"
        for item in case.evidence
    )
    cells = (
        str(case.id),
        pair_key(case),
        _side(case.left),
        _side(case.right),
        "" if case.score is None else f"{case.score:.2f}",
        f"{case.why}\n{features}".strip(),
        f"同一家：{case.if_same}\n不是同一家：{case.if_different}",
    )
    for column, text in enumerate(cells):
        shown = clean(text)
        sheet.write_string(row, column, shown, styles.get("body", quoted=looks_like_formula(shown)))


def _side(side: SideView) -> str:
    lines = [side.name + ("（示例）" if side.example else "")]
    if side.place:
        lines.append(side.place)
    lines += side.uscc
    lines.append("、".join(side.lists))
    return "\n".join(line for line in lines if line)
