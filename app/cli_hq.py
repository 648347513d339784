"""``lianzhao coverage`` and ``lianzhao kpi``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app import hq
from app.options import Json, settings_of

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="文件.xlsx", help="另存总部工作簿（指标、核查、覆盖、漏斗、试算）。"),
]
Week = Annotated[str | None, typer.Option("--week", metavar="YYYY-Www", help="哪一周，默认最近一期。")]


def coverage(context: typer.Context, week: Week = None, out: Out = None, json: Json = False) -> None:
    """Show whom the ledger touched and of what: audit, coverage, funnel, gaps."""
    hq.coverage(settings_of(context), week, out, json)


def kpi(context: typer.Context, week: Week = None, out: Out = None, json: Json = False) -> None:
    """Show the targets, what is missing, and how many contacts that takes."""
    hq.kpi(settings_of(context), week, out, json)
