"""``lianzhao schedule`` and ``lianzhao sources``: keep the gathering going, and see how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import BaseModel

from app.giants import giant_coverage, print_coverage
from app.impact import impacts, print_impacts
from app.options import Json, settings_of
from app.schedule import run_due, run_forever, say
from app.schedule_status import print_status, schedule_status
from app.screen import output, print_json
from app.source_state import source_states
from app.sources_table import print_sources
from app.usage import Command, Group
from app.week import open_all
from common.clock import now
from common.errors import UserError
from db.session import session

schedule_app = typer.Typer(cls=Group, help="计划：到点采集、出周清单。", no_args_is_help=True)


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
        _print_json(reports)
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
        _print_json(found)
    else:
        print_status(output, found)


def sources(
    context: typer.Context,
    impact: Annotated[
        bool, typer.Option("--impact", help="近 30 天对各网站的访问量（条例第 18 条的影响评估）。")
    ] = False,
    giants: Annotated[
        bool, typer.Option("--giants", help="各地区“小巨人”名单采集了没有：批次和复核年份一览。")
    ] = False,
    json: Json = False,
) -> None:
    """看来源：新鲜、到期、过期、被拦、已变还是待审，以及该做的一件事。"""
    if impact and giants:
        raise UserError("--impact 与 --giants 一次只能看一样")
    opened = open_all(context.obj)
    if giants:
        with session(opened.engine) as db:
            coverage = giant_coverage(db)
        if json:
            _print_json(coverage)
        else:
            print_coverage(output, coverage)
        return
    with session(opened.engine) as db:
        if impact:
            log = impacts(db, opened.sources.values(), now())
        else:
            states = source_states(db, opened, now())
    if json:
        _print_json(log if impact else states)
    elif impact:
        print_impacts(output, log)
    else:
        print_sources(output, states)


def add_to(app: typer.Typer) -> None:
    """Make the commands part of the command line."""
    app.add_typer(schedule_app, name="schedule")
    app.command(cls=Command)(sources)


def _print_json(value: BaseModel | Sequence[BaseModel]) -> None:
    found = (
        value.model_dump(mode="json")
        if isinstance(value, BaseModel)
        else [item.model_dump(mode="json") for item in value]
    )
    print_json(found)
