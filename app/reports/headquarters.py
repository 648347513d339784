"""The workbook for headquarters: one file, every figure from ``matching.hq``."""

from __future__ import annotations

import io
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from app.packing import portable
from app.reports.audit_sheet import audit_sheet
from app.reports.coverage_sheets import cells_sheet, coverage_sheet
from app.reports.funnel_sheet import funnel_sheet
from app.reports.gap_sheet import gap_sheet
from app.reports.indicator_sheet import indicator_sheet
from app.reports.what_if import NAME as WHAT_IF
from app.reports.what_if import STEPS_NAME, what_if
from app.workbook.sheet import Heading
from app.workbook.styles import Styles, workbook_options
from app.workbook.words import footer_text, warning_text, week_text
from common.clock import week_start
from common.errors import UserError
from common.files import write_atomic
from matching.hq.model import Headquarters
from matching.report import WeekReport

KIND = "总部工作簿"


def headquarters_name(week: str) -> str:
    """``总部工作簿-2026-W48.xlsx``.

    Raises:
        UserError: ``week`` is no ISO week.
    """
    week_start(week)
    return f"{KIND}-{week}.xlsx"


def figures_of(report: WeekReport) -> Headquarters:
    """The figures for headquarters of a week.

    Raises:
        UserError: an older version made the week, without them.
    """
    if report.hq is None:
        raise UserError(
            f"{report.week} 是旧版本做的，没有总部数字",
            fix=f"重做这一期：lianzhao weekly --week {report.week}",
        )
    return report.hq


def write_headquarters(report: WeekReport, path: Path, mark: str) -> None:
    """Write the workbook whole or not at all; one report and mark give the same bytes everywhere.

    Raises:
        UserError: the week has no figures for headquarters.
    """
    hq = figures_of(report)
    buffer = io.BytesIO()
    workbook = Workbook(buffer, workbook_options())
    workbook.set_properties(
        {
            "title": f"{KIND} {report.week}",
            "subject": f"数据 {report.data_hash}，配置 {report.config_hash}",
            "author": "链招 lianzhao",
            "category": mark,
            "created": datetime.combine(week_start(report.week), time()),
        }
    )
    styles, footer = Styles(workbook), footer_text(report, mark)

    def heading(name: str) -> Heading:
        return _heading(report, name, mark)

    live = what_if(hq.indicators.inputs, hq.indicators.landing, heading(WHAT_IF), heading(STEPS_NAME))
    indicator_sheet(report, hq, heading("指标")).finish(workbook, styles, footer=footer)
    live.guard(live.page.finish(workbook, styles, footer=footer, protected=True))
    audit_sheet(report, hq, heading("对接核查")).finish(workbook, styles, footer=footer)
    funnel_sheet(hq, heading("漏斗")).finish(workbook, styles, footer=footer)
    coverage_sheet(hq, heading("覆盖率")).finish(workbook, styles, footer=footer)
    gap_sheet(report, heading("缺口图")).finish(workbook, styles, footer=footer)
    cells_sheet(hq, heading("覆盖明细")).finish(workbook, styles, footer=footer)
    live.steps.finish(workbook, styles, footer=footer, protected=True)
    workbook.close()
    write_atomic(path, portable(buffer.getvalue()))


def _heading(report: WeekReport, name: str, mark: str) -> Heading:
    subtitle = (
        f"{mark}；数据截止 {report.as_of}；数据 {report.data_hash[:8]}，配置 {report.config_hash[:8]}；"
        "每个数字都可用 lianzhao coverage、lianzhao kpi 查到"
    )
    return f"{name}　{week_text(report.week)}", warning_text(report), subtitle
