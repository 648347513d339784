"""``lianzhao coverage`` and ``lianzhao kpi``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import hq
from app.options import Json, settings_of
from app.usage import Command

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="文件.xlsx", help="另存总部工作簿（指标、核查、覆盖、漏斗、试算）。"),
]
Week = Annotated[str | None, typer.Option("--week", metavar="YYYY-Www", help="哪一周，默认最近一期。")]


def coverage(context: typer.Context, week: Week = None, out: Out = None, json: Json = False) -> None:
    """看对接了谁、覆盖了多少：台账核查、覆盖率（分母是符合条件的企业）、漏斗、缺口。"""
    hq.coverage(settings_of(context), week, out, json)


def kpi(context: typer.Context, week: Week = None, out: Out = None, json: Json = False) -> None:
    """看指标：双过半、制造业占比还差多少、再落地几家须对接多少家、经费够几次。"""
    hq.kpi(settings_of(context), week, out, json)


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("coverage", cls=Command)(coverage)
    app.command("kpi", cls=Command)(kpi)
