"""``目标清单-…-今日状态.xlsx``: a past week's targets as they were, today's status beside them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from app.packing import portable
from app.reports.words import object_name
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Sheet
from app.workbook.styles import Styles, workbook_options
from app.workbook.words import NOTHING, footer_text, warning_text, week_text
from common.clock import week_start
from common.files import write_atomic
from matching.hq.model import Since
from matching.report import WeekReport

KIND = "今日状态"
_COLUMNS = [
    Column("名次", 8, 8), Column("企业", 44, 44), Column("当时的标记", 14, 14), Column("今天的标记", 14, 14),
    Column("当时在榜", 44, 44), Column("今天", 40, 40),
]  # fmt: skip


def write_since(report: WeekReport, since: Sequence[Since], today: date, path: Path, mark: str) -> None:
    """Write the sheet whole or not at all: one row a membership."""
    monday = datetime.combine(week_start(report.week), time())
    buffer = io.BytesIO()
    workbook = Workbook(buffer, workbook_options())
    workbook.set_properties(
        {"title": f"{KIND} {report.week}", "author": "链招 lianzhao", "category": mark, "created": monday}
    )
    subtitle = f"{mark}；左边是 {report.week} 当时所列，不改；右边是 {today} 所知"
    heading = (f"{KIND}　{week_text(report.week)}", warning_text(report), subtitle)
    sheet = Sheet(KIND, _COLUMNS, heading, budget=Budget(164), header=True)
    for one in since:
        for standing in one.standings:
            sheet.add(
                Cell(one.rank, "centre"),
                object_name(one.enterprise, one.example),
                Cell(one.contact_then, "centre"),
                Cell(one.contact_today or NOTHING, "centre"),
                standing.listed,
                Cell(("✗ " if standing.gone else "") + standing.today, "bad" if standing.gone else "body"),
            )
    if not since:
        sheet.add(Cell("这一期没有入选企业"))
    sheet.finish(workbook, Styles(workbook), footer=footer_text(report, mark))
    workbook.close()
    write_atomic(path, portable(buffer.getvalue()))
