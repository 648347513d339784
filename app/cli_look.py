"""``lianzhao explain | snapshot show``: walk a number back to the page it came from."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from app.explain import explain as explain_one
from app.explain import notes_on, print_assessment
from app.opened import open_all
from app.options import Json, settings_of
from app.screen import output, print_json
from app.snapshot import find_capture, show_row
from app.usage import Command, Group
from crawlers.archive import Archive
from db.session import session

snapshot_app = typer.Typer(cls=Group, no_args_is_help=True)


def explain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="企业名称", help="全称、简称、曾用名或信用代码。")],
    week: Annotated[
        str | None, typer.Option("--week", metavar="YYYY-Www", help="哪一周，默认本周（或最近一期）。")
    ] = None,
    json: Json = False,
) -> None:
    """Print one enterprise's row with the whole way back."""
    opened = open_all(settings_of(context))
    with session(opened.engine) as db:
        row = explain_one(opened, db, name, week)
        notes = notes_on(db, row, week)
    if json:
        print_json(row.model_dump(mode="json"))
    else:
        print_assessment(output, row, notes)


@snapshot_app.command("show", cls=Command)
def snapshot_show(
    context: typer.Context,
    sha256: Annotated[str, typer.Argument(metavar="SHA256", help="快照 sha256，至少前 6 位。")],
    row: Annotated[int | None, typer.Option("--row", min=1, help="第几行。")] = None,
    json: Json = False,
) -> None:
    """看存档快照来自哪里，某一行写的是什么。"""
    opened = open_all(settings_of(context))
    with session(opened.engine) as db:
        capture = find_capture(db, opened, sha256)
    cells = show_row(opened, capture, row) if row else []
    if json:
        print_json({**vars(capture), "row": row, "cells": cells})
        return
    output.print(f"快照 {capture.sha256}")
    output.print(
        f"来源 {capture.source}  {escape(capture.url)}  取得于 {capture.fetched_at}（{capture.via}）"
    )
    output.print(f"正文 {Archive(opened.settings.archive).body_path(capture.sha256)}")
    if row:
        output.print(f"第 {row} 行：{escape(' ｜ '.join(cells))}")
