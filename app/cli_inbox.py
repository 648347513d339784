"""``lianzhao import FILE``: a person's file into the data, with a report row by row."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.exports import log_export, mark_of
from app.inbox import import_file
from app.inbox_questions import Options, statement
from app.inbox_screen import print_report
from app.opened import open_all
from app.options import Json, settings_of
from app.screen import output, print_json
from app.workbook.imported import KIND, write_import_report
from pipeline.inbox import read_dropped


def import_command(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="xlsx、xls、ods、csv、docx、pdf、html 或 json。")
    ],
    source: Annotated[str, typer.Option("--source", metavar="ID", help="哪个来源的名单，不写就猜。")] = "",
    url: Annotated[
        str, typer.Option("--url", metavar="网址", help="从哪里得到的；没有网址的写谁提供的。")
    ] = "",
    date: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="名单发布或导出的日期。")] = "",
    edition: Annotated[str, typer.Option("--edition", metavar="年", help="年度榜单是哪一年的。")] = "",
    name: Annotated[
        str, typer.Option("--name", metavar="名称", help="名册的名称，同名的新文件换下旧的。")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只读一遍、出报告，什么也不改。")] = False,
    json: Json = False,
) -> None:
    """Import a person's file and report row by row."""
    settings = settings_of(context)
    dropped = read_dropped(file)
    opened = open_all(settings)
    ask = sys.stdin.isatty() and not json
    said = statement(opened, dropped, Options(source, url, date, edition, name), ask=ask)
    report = import_file(opened, dropped, said, dry_run=dry_run)
    if report.outcome != "unchanged":
        mark = mark_of(opened.config, KIND)
        report.workbook = write_import_report(report, settings.outputs, mark)
        log_export(settings, report.workbook, mark, kind=KIND)
    if json:
        print_json(report.summary())
    else:
        print_report(output, report)
    if report.outcome == "refused":
        raise SystemExit(2)
