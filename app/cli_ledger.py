"""``lianzhao ledger``: import ledgers and filled-in sheets, show the ledger as it stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.ledger import import_file, show_ledger, write_open_conflicts
from app.ledger_screen import print_firms, print_imported
from app.opened import open_all
from app.options import Json, settings_of
from app.screen import output, print_json
from app.usage import Command, Group
from common.errors import UserError

ledger_app = typer.Typer(cls=Group, no_args_is_help=True)
STATES = ("全部", "已到期", "未到期", "搁置", "不用跟进", "未知")


@ledger_app.command("import", cls=Command)
def ledger_import(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="文件", help="台账（xlsx、xls、csv），或填好的周表、核对表、冲突表。")
    ],
    json: Json = False,
) -> None:
    """导入台账或收回填好的表：整份导入或整份不导入，同一份收两次没有影响，每一行都有着落。"""
    done = import_file(open_all(settings_of(context)), file)
    if json:
        print_json(done.as_json())
    else:
        print_imported(output, done)


@ledger_app.command("conflicts", cls=Command)
def ledger_conflicts(context: typer.Context, json: Json = False) -> None:
    """把还没选的冲突写成一张表：两个人在同一格写得不一样，选好后用 ledger import 收回。"""
    path, found = write_open_conflicts(open_all(settings_of(context)))
    if json:
        print_json({"file": str(path) if path else None, "conflicts": [asdict(one) for one in found]})
    elif path is None:
        output.print("没有等人选的冲突。")
    else:
        output.print(f"{len(found)} 处冲突写到 {path}（选好后再用 ledger import 导入它）")


@ledger_app.command("show", cls=Command)
def ledger_show(
    context: typer.Context,
    state: Annotated[
        str, typer.Option("--state", metavar="状态", help=f"只看一种：{'、'.join(STATES)}。")
    ] = "全部",
    team: Annotated[str, typer.Option("--team", metavar="小组", help="只看一个小组。")] = "",
    json: Json = False,
) -> None:
    """看台账现状：每家到了哪个阶段、上次什么时候、下次该什么时候跟进。"""
    if state not in STATES:
        raise UserError(f"状态“{state}”不认识", fix=f"可用：{'、'.join(STATES)}")
    shown = show_ledger(open_all(settings_of(context)), state, team)
    if json:
        print_json(shown.model_dump(mode="json"))
    else:
        print_firms(output, shown)
