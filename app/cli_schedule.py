"""``lianzhao schedule``: keep the gathering and the weekly list going."""

from __future__ import annotations

from typing import Annotated

import typer

from app.opened import open_all
from app.options import Json, settings_of
from app.schedule import run_due, run_forever, say
from app.schedule_status import print_status, schedule_status
from app.screen import output, print_json
from app.usage import Command, Group
from common.clock import now
from common.errors import UserError

schedule_app = typer.Typer(cls=Group, no_args_is_help=True)


@schedule_app.command("run", cls=Command)
def schedule_run(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="只做现在到期的事，做完就结束。")] = False,
    json: Json = False,
) -> None:
    """一直运行：每小时采集到期来源，每周出清单；停机错过的，启动时补一次。"""
    settings = settings_of(context)
    if not once:
        if json:
            raise UserError("--json 只能与 --once 一起用", fix="看进展用 lianzhao schedule status --json")
        run_forever(settings)
        return
    reports = run_due(settings, now())
    if json:
        print_json([report.model_dump(mode="json") for report in reports])
    else:
        for report in reports:
            output.print(say(report))
        if not reports:
            output.print("现在没有到期的事。")
    if any(report.outcome == "failed" for report in reports):
        raise SystemExit(1)


@schedule_app.command("status", cls=Command)
def status(context: typer.Context, json: Json = False) -> None:
    """看计划：在不在运行，下次做什么，最近做得怎样。"""
    found = schedule_status(open_all(context.obj), now())
    if json:
        print_json(found.model_dump(mode="json"))
    else:
        print_status(output, found)
