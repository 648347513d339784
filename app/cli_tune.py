"""``lianzhao tune``: try changes of the configuration, adopt them as a version, take them back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.options import Json, settings_of
from app.tuning import commands
from app.usage import Command, Group

tune_app = typer.Typer(cls=Group, no_args_is_help=True)
Changes = Annotated[
    Path | None, typer.Argument(metavar="[改动.yaml]", help="一个 YAML 文件，每行“位置: 新值”。")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="位置=值", help="一处改动：=改值，+=加词，-=减词；可写多次。"),
]
Week = Annotated[str | None, typer.Option("--week", metavar="YYYY-Www", help="在哪一周上试，默认最近一期。")]


Who = Annotated[str, typer.Option("--who", metavar="姓名", help="谁决定的。")]
Why = Annotated[str, typer.Option("--why", metavar="理由", help="为什么。")]


@tune_app.command("try", cls=Command)
def try_(
    context: typer.Context,
    changes: Changes = None,
    set_: Set = None,
    week: Week = None,
    json: Json = False,
) -> None:
    """试一试：谁进、谁退、谁上下移动，因为哪个因素；历史结果怎么说。什么也不写。"""
    commands.try_changes(settings_of(context), changes, set_ or [], week, json)


@tune_app.command("adopt", cls=Command)
def adopt(
    context: typer.Context,
    changes: Changes = None,
    set_: Set = None,
    who: Who = "",
    why: Why = "",
    name: Annotated[str, typer.Option("--name", metavar="版本名", help="这一版叫什么。")] = "",
    week: Week = None,
    json: Json = False,
) -> None:
    """采用：写进 config/*.yaml（注释和顺序不动），记下新旧字节、谁、为什么、前后两组数。"""
    commands.adopt_changes(settings_of(context), changes, set_ or [], week, (who, why, name), json)


@tune_app.command("history", cls=Command)
def history(context: typer.Context, json: Json = False) -> None:
    """看采用过和撤回过的版本。"""
    commands.show_history(settings_of(context), json)


@tune_app.command("revert", cls=Command)
def revert(
    context: typer.Context,
    version: Annotated[str, typer.Argument(metavar="版本", help="版本名或编号。")],
    who: Who = "",
    why: Why = "",
    json: Json = False,
) -> None:
    """撤回一个版本：配置文件一字不差地回到采用之前；之后被手改过就不动，并说明怎么办。"""
    commands.revert_version(settings_of(context), version, who, why, json)


@tune_app.command("rank", cls=Command)
def rank(
    context: typer.Context,
    version: Annotated[
        str, typer.Option("--version", metavar="版本", help="版本名、编号、期次（用那一期的配置）或 now。")
    ] = "now",
    week: Week = None,
    json: Json = False,
) -> None:
    """用某一版配置重排某一周：配置差在哪，名次就差在哪。"""
    commands.rank_week(settings_of(context), week, version, json)


def why_moved(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="企业", help="名称、简称、曾用名或信用代码。")],
    from_week: Annotated[str, typer.Option("--from", metavar="周", help="从哪一期，2026-W46 或 W46。")],
    to_week: Annotated[str, typer.Option("--to", metavar="周", help="到哪一期。")],
    json: Json = False,
) -> None:
    """Say why a firm moved between two weeks: its data, dates, the configuration, other firms."""
    commands.explain_move(settings_of(context), name, from_week, to_week, json)


def backtest(
    context: typer.Context,
    outcomes: Annotated[
        Path | None,
        typer.Option("--outcomes", metavar="表", help="结果表（xlsx、csv、parquet）：企业名称、日期、结果。"),
    ] = None,
    week: Week = None,
    version: Annotated[
        str | None, typer.Option("--version", metavar="版本", help="用哪一版配置，默认现在的。")
    ] = None,
    json: Json = False,
) -> None:
    """Rank as of 90 days before each outcome and compare with simpler orders."""
    commands.run_backtest(settings_of(context), outcomes, week, version, json)
