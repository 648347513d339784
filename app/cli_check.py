"""``lianzhao doctor | config check``: what is missing, stale or wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from app.doctor import examine
from app.opened import checked_policy
from app.options import Json, settings_of
from app.screen import output, print_json
from app.usage import Command, Group
from matching.config.bundle import load_config
from matching.config.check import check_config
from matching.eligibility import check_rules

config_app = typer.Typer(cls=Group, no_args_is_help=True)


def doctor(context: typer.Context, json: Json = False) -> None:
    """Print what is missing, stale or broken; exit code 1 when something is broken."""
    settings = settings_of(context)
    findings = examine(settings)
    if json:
        print_json([finding.model_dump(mode="json") for finding in findings])
    else:
        marks = {"ok": "[green]正常[/green]", "warning": "[yellow]注意[/yellow]", "error": "[red]故障[/red]"}
        table = Table("状态", "项目", "说明", "怎么办")
        for finding in findings:
            table.add_row(
                marks[finding.level], escape(finding.topic), escape(finding.message), escape(finding.fix)
            )
        output.print(table)
    if any(finding.level == "error" for finding in findings):
        raise SystemExit(1)


@config_app.command("check", cls=Command)
def config_check(
    context: typer.Context,
    codes: Annotated[
        Path | None, typer.Option("--codes", help="GB/T 4754 代码表 CSV，用来核对四位代码。")
    ] = None,
    json: Json = False,
) -> None:
    """检查配置：哪个文件哪一行错了，允许写什么。"""
    settings = settings_of(context)
    config = load_config(settings.config)
    check_rules(config)
    checked_policy(config)
    problems = check_config(config, codes)
    if json:
        print_json({"config_hash": config.config_hash, "problems": [vars(problem) for problem in problems]})
    else:
        for problem in problems:
            mark = "[red]错误[/red]" if problem.level == "error" else "[yellow]提醒[/yellow]"
            fix = f"（{problem.fix}）" if problem.fix else ""
            output.print(f"{mark} {escape(problem.where)}：{escape(problem.message + fix)}")
        if not problems:
            output.print(f"配置没有问题，哈希 {config.config_hash[:8]}")
    if any(problem.level == "error" for problem in problems):
        raise SystemExit(2)
