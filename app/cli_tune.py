"""``lianzhao tune``: try changes of the configuration, adopt them as a version, take them back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.options import Json, settings_of
from app.tuning import commands
from app.usage import Command, Group

tune_app = typer.Typer(
    cls=Group, help="调参：改一个权重、一个词、一道门槛，看谁进谁出，再决定要不要。", no_args_is_help=True
)
Changes = Annotated[
    Path | None, typer.Argument(metavar="[改动.yaml]", help="一个 YAML 文件，每行“位置: 新值”。")
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="位置=值", help="一处改动：=改值，+=加词，-=减词；可写多次。"),
]
Week = Annotated[str | None, typer.Option("--week", metavar="YYYY-Www", help="在哪一周上试，默认最近一期。")]


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
