"""The Excel list that a team takes on the road."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from app.workbook import targets
from app.workbook.coverage import coverage_sheet
from app.workbook.firms import firms_sheet
from app.workbook.sheet import Heading
from app.workbook.sources import sources_sheet
from app.workbook.styles import GRID_FONT, Styles
from app.workbook.words import warning_text, week_text
from common.clock import week_start
from common.files import write_atomic
from matching.report import WeekReport

_OPTIONS = {
    "in_memory": True,
    "constant_memory": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def workbook_name(week: str) -> str:
    """``目标清单-2026-W48.xlsx``.

    Raises:
        UserError: ``week`` is no ISO week.
    """
    week_start(week)
    return f"目标清单-{week}.xlsx"


def write_workbook(report: WeekReport, path: Path) -> None:
    """Write the week's workbook whole or not at all; one report gives the same bytes everywhere.

    Raises:
        UserError: the report's week is no ISO week.
    """
    monday = datetime.combine(week_start(report.week), time())
    buffer = io.BytesIO()
    # XlsxWriter writes into the font it is given; a shared one would change the next workbook's bytes.
    workbook = Workbook(buffer, {**_OPTIONS, "default_format_properties": dict(GRID_FONT)})
    workbook.set_properties(
        {
            "title": f"目标清单 {report.week}",
            "subject": f"数据 {report.data_hash}，配置 {report.config_hash}",
            "author": "链招 lianzhao",
            "created": monday,
        }
    )
    styles = Styles(workbook)
    footer = _footer(report)
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


def _footer(report: WeekReport) -> str:
    # A space after the font size: “&82026” would ask for a font of 82,026 points.
    left = f"{report.week}　数据 {report.data_hash[:8]}　配置 {report.config_hash[:8]}".replace("&", "&&")
    return f"&L&8 {left}&C&8 内部&R&8 第 &P 页，共 &N 页"


def portable(workbook: bytes) -> bytes:
    """The same parts, stored uncompressed: deflate and zip headers differ between machines."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed, zipfile.ZipFile(out, "w") as stored:
        for name in packed.namelist():
            part = zipfile.ZipInfo(name, _ZIP_EPOCH)
            part.create_system = 0
            stored.writestr(part, packed.read(name))
    return out.getvalue()
