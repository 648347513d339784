"""The command line: ``lianzhao [--home DIR] weekly|crawl|targets|explain|doctor|config|ledger|snapshot``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.exceptions import TyperException

from app import commands
from app.cli_fit import fit
from app.cli_gather import add_to as add_gathering
from app.cli_group import group_app
from app.cli_hq import add_to as add_headquarters
from app.cli_identity import identity_app
from app.cli_inbox import import_command
from app.cli_label import label_app
from app.cli_ledger import ledger_app
from app.cli_registry import registry_app
from app.cli_review import review_app
from app.cli_source import source_app
from app.cli_trips import add_to as add_trips
from app.cli_tune import add_to as add_tuning
from app.cli_tune import tune_app
from app.options import Json, settings_of
from app.screen import errors, use_utf8
from app.usage import Command, Group, explain_usage, shows_help
from common.errors import UserError
from common.log import get_logger, start_logging
from common.settings import load_settings

app = typer.Typer(
    name="lianzhao",
    cls=Group,
    help="链招：为一个县的招商局找出本周该上门的企业，并说明理由。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
config_app = typer.Typer(cls=Group, help="检查 config/*.yaml。", no_args_is_help=True)
snapshot_app = typer.Typer(cls=Group, help="存档快照。", no_args_is_help=True)
app.add_typer(config_app, name="config")
app.add_typer(ledger_app, name="ledger")
app.add_typer(snapshot_app, name="snapshot")
app.add_typer(registry_app, name="registry")
app.add_typer(source_app, name="source")
app.add_typer(identity_app, name="identity")
app.add_typer(review_app, name="review")
app.add_typer(group_app, name="group")
app.add_typer(tune_app, name="tune")
app.add_typer(label_app, name="label")
app.command("import", cls=Command)(import_command)
app.command("fit", cls=Command)(fit)
add_gathering(app)
add_trips(app)
add_tuning(app)
add_headquarters(app)

Week = Annotated[
    str | None, typer.Option("--week", metavar="YYYY-Www", help="哪一周，默认本周（或最近一期）。")
]


@app.callback()
def start(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", help="数据目录，默认 ./var 或环境变量 LIANZHAO_HOME。")
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="配置目录，默认程序自带的 config/。")
    ] = None,
) -> None:
    """链招：为一个县的招商局找出本周该上门的企业，并说明理由。"""
    settings = load_settings(home, config)
    start_logging(settings.home)
    context.obj = settings


@app.command(cls=Command)
def weekly(context: typer.Context, week: Week = None, json: Json = False) -> None:
    """做本周清单：采集、解析、归并、评分、写出工作簿。"""
    commands.weekly(settings_of(context), week, json)


@app.command(cls=Command)
def pack(
    context: typer.Context,
    week: Week = None,
    issued: Annotated[
        bool, typer.Option("--issued", help="照周一发出时的样子写，不含后来收回的内容。")
    ] = False,
    json: Json = False,
) -> None:
    """写各组的周表：每组一张，离线填好后用 ledger import 收回。"""
    commands.pack(settings_of(context), week, issued=issued, as_json=json)


@app.command(cls=Command)
def crawl(
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Argument(metavar="[来源]...", help="来源 id，默认全部。")
    ] = None,
    json: Json = False,
) -> None:
    """只采集并发布来源，不评分。"""
    commands.crawl(settings_of(context), source or [], json)


@app.command(cls=Command)
def targets(context: typer.Context, week: Week = None, json: Json = False) -> None:
    """看一期清单。"""
    commands.targets(settings_of(context), week, json)


@app.command(cls=Command)
def explain(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="企业名称", help="全称、简称、曾用名或信用代码。")],
    week: Week = None,
    json: Json = False,
) -> None:
    """讲清一家企业：每一分从哪来，一直追到存档页面的哪一行；不在清单上的也说明原因。"""
    commands.explain(settings_of(context), name, week, json)


@app.command(cls=Command)
def doctor(context: typer.Context, json: Json = False) -> None:
    """体检：缺什么、旧了什么、坏了什么，用哪条命令修。"""
    commands.doctor(settings_of(context), json)


@config_app.command("check", cls=Command)
def config_check(
    context: typer.Context,
    codes: Annotated[
        Path | None, typer.Option("--codes", help="GB/T 4754 代码表 CSV，用来核对四位代码。")
    ] = None,
    json: Json = False,
) -> None:
    """检查配置：哪个文件哪一行错了，允许写什么。"""
    commands.config_check(settings_of(context), codes, json)


@snapshot_app.command("show", cls=Command)
def snapshot_show(
    context: typer.Context,
    sha256: Annotated[str, typer.Argument(metavar="SHA256", help="快照 sha256，至少前 6 位。")],
    row: Annotated[int | None, typer.Option("--row", min=1, help="第几行。")] = None,
    json: Json = False,
) -> None:
    """看存档快照来自哪里，某一行写的是什么。"""
    commands.snapshot_show(settings_of(context), sha256, row, json)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: bad input is one Chinese sentence and exit code 2, a fault of ours exit code 1."""
    use_utf8()
    try:
        code: Any = app(args=arguments, standalone_mode=False)
    except UserError as error:
        errors.print(f"[red]错误[/red] {escape(str(error))}")
        sys.exit(error.exit_code)
    except TyperException as error:
        if shows_help(error):
            sys.exit(0)
        errors.print(f"[red]错误[/red] {escape(explain_usage(error))}")
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        errors.print("已中断，没有发布半份数据；再运行一次即可继续。")
        sys.exit(130)
    except Exception:
        get_logger("app").exception("unexpected")
        errors.print(
            "[red]程序出错[/red] 数据没有改动；详情在数据目录 log/lianzhao.jsonl，请连同该文件反馈。"
        )
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
