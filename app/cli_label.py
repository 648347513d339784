"""``lianzhao label``: what people say of firms, as a form there and back, and which firms to ask about."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.label_screen import print_labels, print_suggested
from app.labels import form_rows, open_bench, suggested_rows
from app.opened import open_all
from app.options import Json, settings_of
from app.publishing import publishing
from app.screen import output, print_json, step
from app.usage import Command, Group
from app.workbook.label_form import write_label_form
from common.errors import UserError
from db.session import session
from matching.labels.form import import_form
from matching.labels.store import undo, views

label_app = typer.Typer(cls=Group, no_args_is_help=True)
Chain = Annotated[
    list[str] | None, typer.Option("--chain", metavar="产业链", help="只要这条链，可重复；默认全部。")
]
Week = Annotated[str | None, typer.Option("--week", metavar="YYYY-Www", help="哪一周，默认最近一期。")]
Count = Annotated[int, typer.Option("--count", metavar="家数", min=0, max=500, help="建议几家。")]


@label_app.command("export", cls=Command)
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="写到哪个 xlsx。")],
    chain: Chain = None,
    week: Week = None,
    count: Count = 20,
    json: Json = False,
) -> None:
    """把本周目标、差一点入选的和建议标注的企业写成 Excel 表格，填好后用 label import 收回。"""
    if file.suffix.lower() != ".xlsx":
        raise UserError("文件名要以 .xlsx 结尾", where=str(file))
    with step("准备标注表格"):
        bench = open_bench(settings_of(context), week)
        rows = form_rows(bench, chain or (), count)
    try:
        write_label_form(rows, bench.config.coverage.outcome_reasons, bench.report.week, file)
    except OSError as error:
        raise UserError("表格写不出来", where=str(file), fix="检查目录和权限，关掉打开着的表格") from error
    if json:
        print_json({"file": str(file), "week": bench.report.week, "rows": len(rows)})
    else:
        output.print(f"{len(rows)} 行写到 {file}")


@label_app.command("import", cls=Command)
def import_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", help="填好的 xlsx。")],
    json: Json = False,
) -> None:
    """收回填好的表格：有一格不对就整份不收，并指出是哪一行、可以填什么。"""
    opened = open_all(settings_of(context))
    chains = [chain.id for chain in opened.config.chains.chains]
    with publishing(opened.engine) as db:
        done = import_form(db, file, opened.config.coverage, chains)
    if json:
        print_json(vars(done))
    else:
        output.print(
            f"收了 {len(done.labels)} 个标注，以前收过的 {done.known} 个，没有填的 {done.blank} 行。"
        )


@label_app.command("log", cls=Command)
def log_command(context: typer.Context, json: Json = False) -> None:
    """看标注记录：谁在何时看到什么、说了什么，后来改了、撤销了没有。"""
    with session(open_all(settings_of(context)).engine) as db:
        found = views(db)
    if json:
        print_json([one.model_dump(mode="json") for one in found])
    else:
        print_labels(output, found)


@label_app.command("undo", cls=Command)
def undo_command(
    context: typer.Context,
    label: Annotated[int, typer.Argument(metavar="标注", help="标注编号，见 label log。")],
    who: Annotated[str, typer.Option("--who", metavar="姓名", help="谁撤销的。")] = "",
    why: Annotated[str, typer.Option("--why", metavar="理由", help="凭什么。")] = "",
    json: Json = False,
) -> None:
    """撤销一个标注；它所替代的那个重新生效。"""
    with publishing(open_all(settings_of(context)).engine) as db:
        done = undo(db, label, who=who, why=why)
        firm, chain = done.enterprise.name, done.chain
    if json:
        print_json({"label": label, "enterprise": firm, "chain": chain})
    else:
        output.print(f"撤销了标注 {label}（{firm}，{chain}）。", markup=False)


@label_app.command("suggest", cls=Command)
def suggest_command(
    context: typer.Context,
    chain: Chain = None,
    count: Count = 20,
    week: Week = None,
    json: Json = False,
) -> None:
    """建议标注哪些企业：标了能让评分学得最多的。"""
    with step("挑选要标注的企业"):
        bench = open_bench(settings_of(context), week)
        rows = suggested_rows(bench, chain or (), count)
    learned = bench.learned.labels if bench.learned else 0
    if json:
        firms = [
            {
                **vars(row.shown),
                "name": row.name,
                "node": row.node_name,
                "low": row.low,
                "high": row.high,
                "why": row.why,
                "note": row.note,
            }
            for row in rows
        ]
        print_json({"labels": learned, "firms": firms})
    else:
        print_suggested(output, rows, learned)
