"""The workbook of an import: one line for every row of the file, and what became of it."""

from __future__ import annotations

import io
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.inbox import ImportReport
from app.workbook.sheet import A4
from app.workbook.styles import Style, Styles, put_mark, workbook_options
from app.workbook.text import clean, looks_like_formula
from common.files import write_atomic
from pipeline.inbox import STATUSES, Status

KIND = "导入报告"
_COLUMNS = (("行", 8.0), ("位置", 22.0), ("企业", 44.0), ("结果", 10.0), ("说明", 80.0))
_TONES: dict[Status, Style] = {"新增": "good", "有变化": "open", "已有": "centre", "不采用": "bad"}
OUTCOMES = {"published": "已发布", "unchanged": "没有变化", "refused": "整份不采用", "held": "待审，暂不使用"}


def write_import_report(report: ImportReport, folder: Path, mark: str = "内部") -> Path:
    """Write ``导入报告-<source>-<time>.xlsx`` whole or not at all; returns its path.

    Widths are fixed and rows are as high as they need, so that 100,000 rows take seconds.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, workbook_options()) as workbook:
        styles = Styles(workbook)
        _summary(workbook.add_worksheet("导入报告"), styles, report)
        _rows(workbook.add_worksheet("逐行"), styles, report)
        put_mark(workbook, mark)
    path = folder / f"{KIND}-{report.source}-{report.at:%Y%m%d-%H%M%S}.xlsx"
    write_atomic(path, buffer.getvalue())
    return path


def _summary(sheet: Worksheet, styles: Styles, report: ImportReport) -> None:
    said = [
        ("结果", f"{'试读，' if report.dry_run else ''}{OUTCOMES[report.outcome]}"),
        ("文件", report.file),
        ("来源网址", report.url),
        ("名单日期", report.day),
        ("版次", "滚动更新" if report.edition == "rolling" else report.edition),
        ("读到", f"{report.read} 行"),
        *((status, f"{report.count(status)} 行") for status in STATUSES),
        ("比较对象", report.compared_with or "没有在用的同一份名单"),
        ("问题", "\n".join(report.problems) or "无"),
        ("提醒", "\n".join(report.warnings) or "无"),
        ("没有存档的内容", "、".join(report.left_out) or "无"),
        ("存档 sha256", report.sha256),
        ("原文件 sha256", report.original_sha256),
        ("导入时间", f"{report.at:%Y-%m-%d %H:%M}"),
        ("在用的有、这份没有", "、".join(report.gone) or "无"),
    ]
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, f"导入报告　{report.name}", styles.get("title"))
    for row, (label, value) in enumerate(said, start=2):
        sheet.write_string(row, 0, label, styles.get("label"))
        _text(sheet, styles, row, 1, value, "body")
    _page(sheet)


def _rows(sheet: Worksheet, styles: Styles, report: ImportReport) -> None:
    for column, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, styles.get("header"))
    for at, line in enumerate(report.rows, start=1):
        sheet.write_number(at, 0, line.row, styles.get("centre"))
        for column, text in ((1, line.place), (2, line.name), (4, line.why)):
            _text(sheet, styles, at, column, text, "name" if column == 2 else "body")
        sheet.write_string(at, 3, line.status, styles.get(_TONES[line.status]))
    sheet.autofilter(0, 0, len(report.rows), len(_COLUMNS) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _page(sheet)


def _text(sheet: Worksheet, styles: Styles, row: int, column: int, text: str, style: Style) -> None:
    text = clean(text)
    sheet.write_string(row, column, text, styles.get(style, quoted=looks_like_formula(text)))


def _page(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
