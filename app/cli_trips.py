"""``lianzhao trips`` and ``lianzhao prereview``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.options import Json, settings_of
from app.prereview import make_prereview, print_prereview
from app.screen import output, print_json
from app.trip_screen import print_trips
from app.trips import make_trips


def trips(
    context: typer.Context,
    week: Annotated[
        str | None, typer.Option("--week", metavar="YYYY-Www", help="哪一周的清单，默认最近一期。")
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="金额", help="外出经费，如 300万；默认按 config/trips.yaml。"),
    ] = None,
    appointments: Annotated[
        Path | None,
        typer.Option(
            "--appointments", metavar="文件", help="已约好的走访：xlsx、csv 或 yaml，列为 企业、日期、时间。"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件.xlsx", help="写到哪里，默认数据目录 outputs/。")
    ] = None,
    json: Json = False,
) -> None:
    """Plan the resident teams' week and the delegations' trips, beside simpler plans."""
    made = make_trips(settings_of(context), week, budget, appointments, out)
    if json:
        print_json({**made.plan.model_dump(mode="json"), "outputs": [str(path) for path in made.outputs]})
        return
    print_trips(output, made.plan)
    for path in made.outputs:
        output.print(escape(str(path)))


def prereview(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="企业名称", help="全称、简称、曾用名或信用代码。")],
    park: Annotated[str, typer.Option("--park", metavar="园区id", help="config/parks.yaml 里的园区 id。")],
    week: Annotated[
        str | None, typer.Option("--week", metavar="YYYY-Www", help="按哪一周已知的情况，默认最近一期。")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="文件.xlsx", help="写到哪里，默认数据目录 outputs/。")
    ] = None,
    json: Json = False,
) -> None:
    """Draft the pre-review sheet of one firm and one park."""
    made, path = make_prereview(settings_of(context), name, park, week, out)
    if json:
        print_json({**made.model_dump(mode="json"), "outputs": [str(path)]})
        return
    print_prereview(output, made)
    output.print(escape(str(path)))
