"""The Excel list that a team takes on the road."""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from app.packing import portable
from app.workbook import targets
from app.workbook.coverage import coverage_sheet
from app.workbook.firms import firms_sheet
from app.workbook.sheet import Heading
from app.workbook.sources import sources_sheet
from app.workbook.styles import Styles, workbook_options
from app.workbook.words import footer_text, warning_text, week_text
from common.clock import week_start
from common.files import write_atomic
from matching.report import WeekReport

KIND = "目标清单"


def workbook_name(week: str) -> str:
    """``目标清单-2026-W48.xlsx``.

    Raises:
        UserError: ``week`` is no ISO week.
    """
    week_start(week)
    return f"{KIND}-{week}.xlsx"


def write_workbook(report: WeekReport, path: Path, mark: str = "内部") -> None:
    """Write the week's workbook whole or not at all; one report gives the same bytes everywhere.

    Raises:
        UserError: the report's week is no ISO week.
    """
    monday = datetime.combine(week_start(report.week), time())
    buffer = io.BytesIO()
    workbook = Workbook(buffer, workbook_options())
    workbook.set_properties(
        {
            "title": f"{KIND} {report.week}",
            "subject": f"数据 {report.data_hash}，配置 {report.config_hash}",
            "author": "链招 lianzhao",
            "category": mark,
            "created": monday,
        }
    )
    styles = Styles(workbook)
    footer = footer_text(report, mark)
    firms, places = firms_sheet(report, _heading(report, "逐家说明"))
    listed = targets.targets_sheet(report, _heading(report, targets.NAME), places)
    listed.finish(workbook, styles, footer=footer, frozen_columns=targets.FROZEN_COLUMNS)
    firms.finish(workbook, styles, footer=footer)
    coverage_sheet(report, _heading(report, "覆盖与缺口")).finish(workbook, styles, footer=footer)
    sources_sheet(report, _heading(report, "数据说明")).finish(workbook, styles, footer=footer)
    workbook.close()
    write_atomic(path, portable(buffer.getvalue()))


def _heading(report: WeekReport, name: str) -> Heading:
    subtitle = (
        f"数据截止 {report.as_of}；入选 {len(report.targets)} 家，未入选 {len(report.removed)} 家；"
        f"数据 {report.data_hash[:8]}，配置 {report.config_hash[:8]}；用词见“数据说明”"
    )
    return f"{name}　{week_text(report.week)}", warning_text(report), subtitle
