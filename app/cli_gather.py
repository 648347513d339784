"""``lianzhao sources``: how the gathering stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import BaseModel

from app.giants import giant_coverage, print_coverage
from app.impact import impacts, print_impacts
from app.opened import open_all
from app.options import Json
from app.screen import output, print_json
from app.source_state import source_states
from app.sources_table import print_sources
from common.clock import now
from common.errors import UserError
from db.session import session


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
    """Show how the sources stand, what gathering costs the sites, or which giants' lists were read."""
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


def _print_json(value: BaseModel | Sequence[BaseModel]) -> None:
    found = (
        value.model_dump(mode="json")
        if isinstance(value, BaseModel)
        else [item.model_dump(mode="json") for item in value]
    )
    print_json(found)
