"""``lianzhao source new | check | held | accept | skip``: describe a source, and decide on what it brings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.opened import open_all
from app.options import Json, settings_of
from app.screen import output, print_json
from app.source_accept import accept, held_rows
from app.source_check import check_source
from app.source_new import Order, new_source
from app.source_screen import print_accepted, print_check, print_held, print_new, print_skipped
from app.source_skip import skip, take_back
from app.usage import Command, Group
from pipeline.draft import Given
from pipeline.inbox import read_dropped

source_app = typer.Typer(cls=Group, no_args_is_help=True)
Id = Annotated[str, typer.Argument(metavar="来源", help="来源 id。")]


@source_app.command("new", cls=Command)
def new(
    context: typer.Context,
    source: Id,
    origin: Annotated[str, typer.Option("--from", metavar="网址或文件", help="名单页、公告列表页或文件。")],
    name: Annotated[str, typer.Option("--name", help="名单的名称，不写就取标题。")] = "",
    publisher: Annotated[str, typer.Option("--publisher", help="发布方。")] = "",
    tier: Annotated[str, typer.Option("--tier", help="lists.yaml 里的名单级别 id。")] = "",
    title: Annotated[
        str, typer.Option("--title", metavar="正则", help="公告列表页：标题要含的字，默认 名单|榜单|目录。")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="目录", help="写到哪里，默认 crawlers/sources。")
    ] = None,
    json: Json = False,
) -> None:
    """看一个页面或文件，起草来源的 YAML 和黄金样本，并说明它会发布什么。"""
    given = Given(source, name, publisher, tier, manual=not origin.startswith(("http://", "https://")))
    report = new_source(open_all(settings_of(context)), Order(origin, given, title, out))
    if json:
        print_json(report.model_dump(mode="json"))
    else:
        print_new(output, report)


@source_app.command("check", cls=Command)
def check(
    context: typer.Context,
    source: Id,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="文件", help="按这个文件核对，不看存档。")
    ] = None,
    json: Json = False,
) -> None:
    """不联网，按存档里最新的内容说明会发布什么、会变什么、为什么不发布；什么也不改。"""
    dropped = read_dropped(file) if file else None
    report = check_source(open_all(settings_of(context)), source, dropped)
    if json:
        print_json({**report.model_dump(mode="json"), "sound": report.sound})
    else:
        print_check(output, report)
    if not report.sound:
        raise SystemExit(1)


@source_app.command("held", cls=Command)
def held(context: typer.Context, json: Json = False) -> None:
    """看哪些内容因为反常而待审。"""
    found = held_rows(open_all(settings_of(context)))
    if json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_held(output, found)


@source_app.command("accept", cls=Command)
def accept_command(
    context: typer.Context,
    source: Id,
    who: Annotated[str, typer.Option("--who", metavar="姓名", help="谁认可的。")] = "",
    why: Annotated[str, typer.Option("--why", metavar="理由", help="怎样核对过的。")] = "",
    part: Annotated[
        str | None, typer.Option("--part", metavar="名称", help="哪一份（公告地址或名册名称）。")
    ] = None,
    json: Json = False,
) -> None:
    """认可待审的内容，立即从存档发布。"""
    done = accept(open_all(settings_of(context)), source, part, who, why)
    if json:
        print_json(done.model_dump(mode="json"))
    else:
        print_accepted(output, done)


@source_app.command("skip", cls=Command)
def skip_command(
    context: typer.Context,
    source: Id,
    part: Annotated[str | None, typer.Option("--part", metavar="网址", help="哪一篇公告或附件。")] = None,
    who: Annotated[str, typer.Option("--who", metavar="姓名", help="谁决定的。")] = "",
    why: Annotated[str, typer.Option("--why", metavar="理由", help="看过什么、为什么用不上。")] = "",
    undo: Annotated[bool, typer.Option("--undo", help="撤销：不再略过，重新去取。")] = False,
    json: Json = False,
) -> None:
    """确认略过一篇一直读不了的公告，以后不再取它；可以撤销。"""
    decide = take_back if undo else skip
    done = decide(open_all(settings_of(context)), source, part, who, why)
    if json:
        print_json(done.model_dump(mode="json"))
    else:
        print_skipped(output, done)
