"""What ``lianzhao source`` prints."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.source_accept import Accepted, Held
from app.source_check import CheckReport, Names, PartReport
from app.source_new import NewReport
from app.source_skip import SkipReport

PARTS = 10
"""So many documents of a source are told in full."""
_ENDINGS = {
    "published": "[green]可以发布[/green]",
    "unchanged": "没有变化",
    "refused": "[red]不会发布[/red]",
    "held": "[yellow]待审[/yellow]",
}
_FROM = {"archive": "存档里最新的内容", "file": "给出的文件", "golden": "黄金样本（还没有抓取过）"}


def print_check(console: Console, report: CheckReport) -> None:
    """Print what a source would publish; of many documents those that ask for something."""
    console.print(f"{escape(report.name)}（{report.source}），按{_FROM[report.read_from]}核对：")
    telling = [part for part in report.parts if part.outcome != "unchanged"] or report.parts[:1]
    for part in telling[:PARTS]:
        _print_part(console, part)
    left = len(report.parts) - min(len(telling), PARTS)
    if left:
        console.print(f"另有 {left} 份，没有列出")
    for unread in report.unread[:PARTS]:
        console.print(f"[yellow]一直读不了[/yellow] {escape(unread.address)}：{escape(unread.problem)}")
        console.print(f"  → 看过原页、确实用不上，就 {escape(unread.skip)}")
    for skipped in report.skipped:
        said = escape(f"{skipped.why}（{skipped.who}，{skipped.at[:10]}）")
        console.print(f"已确认略过 {escape(skipped.address)}：{said}")
    if report.golden is None:
        console.print("黄金样本：没有")
    else:
        held = "仍然相符" if not report.golden else f"[red]不符[/red]：{escape('；'.join(report.golden))}"
        console.print(f"黄金样本：{held}")


def print_new(console: Console, report: NewReport) -> None:
    """Print the drafted text and what it would publish."""
    console.print(escape(report.text))
    print_check(console, report.check)
    console.print(f"已写 {report.file}")
    console.print(f"黄金样本 {report.golden}" if report.golden else "有问题没有解决，没有写黄金样本")
    console.print("请对照原页逐项核对写着“待核对”“待填写”“待补”的地方，改好后删去这些注释")


def print_held(console: Console, found: list[Held]) -> None:
    """Print what waits for a person."""
    if not found:
        console.print("没有待审的内容。")
    for held in found:
        part = f"，{held.part}" if held.part else ""
        console.print(
            f"{escape(held.name)}（{held.source}{escape(part)}）：{held.rows} 行，{held.known_at[:10]}"
        )
        for alarm in held.alarms:
            console.print(f"  [yellow]![/yellow] {escape(alarm)}")
        console.print(f"  看内容：lianzhao source check {held.source}；确实如此：{escape(held.accept)}")


def print_accepted(console: Console, done: Accepted) -> None:
    """Print what an acceptance did."""
    console.print(
        f"已发布 {escape(done.name)} {done.entries} 条，归并到企业 {done.resolved} 条；"
        f"认可人 {escape(done.who)}，理由：{escape(done.why)}"
    )


def print_skipped(console: Console, done: SkipReport) -> None:
    """Print what was decided on a notice."""
    said = done.decision
    word = "已略过" if said.skip else "不再略过，下次采集会再取"
    console.print(escape(f"{word} {said.address}（{said.problem}）；{said.who}：{said.why}"))
    console.print(f"{escape(done.name)}还有 {done.left} 篇一直读不了" if done.left else "其余的都读到了")


def _print_part(console: Console, part: PartReport) -> None:
    title = escape(part.title or part.part)
    edition = f"{part.edition}，{part.published_on}" if part.published_on else part.edition
    left_out = f"，另有 {part.left_out} 行不采用" if part.left_out else ""
    console.print(f"{title}（{edition}）{_ENDINGS[part.outcome]}：{part.rows} 行{left_out}")
    for problem in part.problems:
        console.print(f"  [red]![/red] {escape(problem)}")
    for warning in part.warnings:
        console.print(f"  [yellow]![/yellow] {escape(warning)}")
    if part.columns:
        filled = "，".join(f"{column.label} {column.filled:.0%}" for column in part.columns)
        console.print(f"  填写率：{filled}")
    if part.first:
        table = Table("行", "企业", *(escape(column.label) for column in part.columns))
        for row in part.first:
            cells = (str(row.get(column.field) or "") for column in part.columns)
            table.add_row(str(row["row"]), escape(row["name"]), *map(escape, cells))
        console.print(table)
    for word, names in (("新增", part.new), ("不再有", part.gone), ("有变化", part.changed)):
        if names.count:
            console.print(f"  {word} {names.count}：{escape(_first(names))}")
    if part.rows_hash:
        console.print(f"  行哈希 {part.rows_hash}")
    if part.todo:
        console.print(f"  → {escape(part.todo)}")


def _first(names: Names) -> str:
    more = " 等" if names.count > len(names.first) else ""
    return "、".join(names.first) + more
