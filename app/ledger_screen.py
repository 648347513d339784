"""Imports and the ledger on the screen."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.ledger import Done, LedgerShown
from app.screen import whole_table
from pipeline.ledger.outcome import STATUSES

SHOWN = 15
SHOWN_FIRMS = 200


def print_imported(console: Console, done: Done) -> None:
    """What an import did; long lists are cut, the report holds every row."""
    one = done.imported
    if one.known:
        console.print(f"这份表以前导入过，或者没有新内容（{one.rows or one.same} 行），没有改动。")
        _print_conflicts(console, done)
        return
    if one.kind == "choice":
        console.print(f"冲突表：选定 {one.changed} 处；还没选的 {len(done.open)} 处。")
    else:
        console.print(f"新增 {one.new} 行，更新 {one.changed} 行，没有变化 {one.same} 行。")
        counts = "，".join(f"{status} {one.statuses.get(status, 0)} 行" for status in STATUSES)
        console.print(counts + (f"；没有导入 {len(one.left_out)} 行" if one.left_out else ""))
    for note in one.notes[:SHOWN]:
        console.print(f"  [yellow]![/yellow] {escape(note)}")
    for sheet, row, text in one.problems[:SHOWN]:
        console.print(f"  [yellow]![/yellow] {escape(sheet)} 第 {row} 行：{escape(text)}")
    if len(one.problems) > SHOWN:
        console.print(f"  …… 另有 {len(one.problems) - SHOWN} 处，见核对表")
    _print_review(console, done)
    if done.report:
        console.print(f"核对表 {done.report}（改好后再用 ledger import 导入它）")
    _print_conflicts(console, done)


def _print_review(console: Console, done: Done) -> None:
    waiting = [one for one in done.imported.outcomes if one.status == "待核对"]
    if not waiting:
        return
    table = whole_table("行", "台账里写的", "候选", "为什么", title=f"待核对 {len(waiting)} 行")
    for one in waiting[:SHOWN]:
        names = "\n".join(candidate.name for candidate in one.candidates)
        table.add_row(
            str(one.row), escape(one.values.get("name", "")), escape(names), escape(one.candidates[0].why)
        )
    console.print(table)


def _print_conflicts(console: Console, done: Done) -> None:
    if done.open:
        console.print(f"[yellow]注意[/yellow] 有 {len(done.open)} 处两个人写得不一样，等人选一个。")
    if done.conflicts:
        console.print(f"冲突表 {done.conflicts}（选好后再用 ledger import 导入它）")


def print_firms(console: Console, shown: LedgerShown) -> None:
    """One line a firm, what is due first."""
    counts = "，".join(f"{name} {count}" for name, count in shown.counts.items())
    console.print(f"{shown.day} 台账{'（含示例台账）' if shown.example else ''}：{counts}")
    table = Table("企业或单位", "阶段", "结果", "小组", "次数", "上次对接", "下次该跟进", "依据", "状态")
    for firm in shown.firms[:SHOWN_FIRMS]:
        table.add_row(
            escape(("【示例】" if firm.example else "") + firm.name),
            firm.stage or "未写",
            firm.outcome or firm.reason,
            escape(firm.team),
            str(firm.touches),
            firm.last_on or "未知",
            firm.due_on or "—",
            escape(firm.why_due),
            firm.state + ("·搁置" if firm.stale else ""),
        )
    console.print(table)
    if len(shown.firms) > SHOWN_FIRMS:
        console.print(f"…… 另有 {len(shown.firms) - SHOWN_FIRMS} 家，用 --state 或 --json 看全")
