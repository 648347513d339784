"""The report of an import on the screen: counts, and the first rows of each kind."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.inbox import ImportReport
from pipeline.inbox import STATUSES

SHOWN = 20
_ENDINGS = {
    "published": "[green]已发布[/green]",
    "unchanged": "没有变化：与在用的完全相同，什么也没有改动",
    "refused": "[red]整份不采用[/red]，什么也没有改动",
    "held": "[yellow]待审[/yellow]：已存档，暂不使用，看过后决定是否采用",
}
_TRIAL = {
    "published": "试读：可以导入，什么也没有改动",
    "held": "试读：导入后会待审，什么也没有改动",
}


def print_report(console: Console, report: ImportReport) -> None:
    """Print the report; long lists are cut, the workbook holds every row."""
    endings = {**_ENDINGS, **_TRIAL} if report.dry_run else _ENDINGS
    edition = "" if report.edition == "rolling" else f" {report.edition} 年"
    console.print(
        f"{escape(report.name)}{edition}（{report.source}，{report.day}）：{endings[report.outcome]}"
    )
    for problem in report.problems:
        console.print(f"  [red]![/red] {escape(problem)}")
    for warning in report.warnings:
        console.print(f"  [yellow]![/yellow] {escape(warning)}")
    if report.left_out:
        console.print(
            f"  存档里没有：{escape('、'.join(report.left_out))}；存的是去掉这些内容的表，不是原文件"
        )
    if report.outcome == "unchanged":
        return
    counts = "，".join(f"{status} {report.count(status)}" for status in STATUSES)
    against = f"（与在用的{report.compared_with}比）" if report.compared_with else ""
    console.print(f"读到 {report.read} 行：{counts}{escape(against)}")
    for status in STATUSES:
        lines = [line for line in report.rows if line.status == status]
        # A known row without a remark tells nothing.
        shown = [line for line in lines if line.why or status != "已有"][:SHOWN]
        if not shown:
            continue
        table = Table("位置", "企业", "说明", title=f"{status} {len(lines)} 行", title_justify="left")
        for line in shown:
            table.add_row(escape(line.place), escape(line.name), escape(line.why))
        console.print(table)
        if len(shown) < len(lines) and status != "已有":
            console.print(f"  …… 另有 {len(lines) - len(shown)} 行，见报告")
    if report.gone:
        names = "、".join(report.gone[:SHOWN])
        more = f" 等 {len(report.gone)} 家" if len(report.gone) > SHOWN else ""
        console.print(f"在用的有、这份没有：{escape(names)}{more}")
    if report.workbook:
        console.print(f"逐行报告 {report.workbook}")
