"""The week's files: the team's list, the workbook for headquarters, the briefing, the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.exports import log_export, mark_of, strictest
from app.reports.headquarters import KIND as HEADQUARTERS
from app.reports.headquarters import headquarters_name, write_headquarters
from app.reports.since_sheet import KIND as TODAY
from app.reports.since_sheet import write_since
from app.workbook import KIND as TARGETS
from app.workbook import workbook_name, write_workbook
from common.files import write_atomic
from common.settings import Settings
from matching.config.bundle import Config
from matching.hq.model import Since
from matching.report import WeekReport

DATA = "本周数据"


def write_pack(settings: Settings, config: Config, report: WeekReport) -> list[Path]:
    """Write every file of the week, each with its mark, and note each in the export log."""
    # matplotlib and python-docx would slow the start of every command.
    from app.reports.briefing import KIND as BRIEFING  # noqa: PLC0415
    from app.reports.briefing import briefing_name, write_briefing  # noqa: PLC0415

    workbook = settings.outputs / workbook_name(report.week)
    data = workbook.with_suffix(".json")
    headquarters = settings.outputs / headquarters_name(report.week)
    briefing = settings.outputs / briefing_name(report.week)
    written = {
        workbook: (TARGETS, mark_of(config, TARGETS)),
        data: (DATA, strictest(config, [TARGETS, HEADQUARTERS])),
        headquarters: (HEADQUARTERS, mark_of(config, HEADQUARTERS)),
        briefing: (BRIEFING, mark_of(config, BRIEFING)),
    }
    write_workbook(report, workbook, written[workbook][1])
    write_headquarters(report, headquarters, written[headquarters][1])
    write_briefing(report, briefing, written[briefing][1])
    marked = {"classification": written[data][1], **report.model_dump(mode="json")}
    write_atomic(data, json.dumps(marked, ensure_ascii=False, indent=1).encode("utf-8"))
    for path, (kind, mark) in written.items():
        log_export(settings, path, mark, kind=kind, week=report.week)
    return list(written)


def write_today(
    settings: Settings, config: Config, report: WeekReport, since: Sequence[Since], today: date
) -> Path:
    """Write today's status of a past week's targets into a file of its own: the week's stay as they were."""
    mark = mark_of(config, TODAY)
    path = settings.outputs / f"{TARGETS}-{report.week}-{TODAY}.xlsx"
    write_since(report, since, today, path, mark)
    log_export(settings, path, mark, kind=TODAY, week=report.week)
    return path
