"""What ``lianzhao label`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from app.labels import FormRow
from app.screen import whole_table
from matching.labels.store import GRADES, OUTCOMES, LabelView


def print_labels(console: Console, found: Sequence[LabelView]) -> None:
    """Who said what and when, the newest first."""
    if not found:
        console.print("还没有标注过。开始：lianzhao label export 文件.xlsx")
        return
    table = whole_table("标注", "企业", "产业链", "说了什么", "谁、何时", "当时看到", "状态")
    for one in found:
        flag = "【示例】" if one.example else ""
        score = "—" if one.shown_score is None else f"{one.shown_score:.2f}"
        rank = f"第 {one.shown_rank} 名，" if one.shown_rank else ""
        table.add_row(
            str(one.id),
            flag + escape(one.enterprise),
            one.chain,
            escape(_said(one)),
            escape(f"{one.who}\n{one.at[:16]}"),
            f"{one.week or ''}\n{rank}契合度 {score}\n配置 {one.config_hash[:8]}",
            escape(_state(one)),
        )
    console.print(table)


def print_suggested(console: Console, rows: Sequence[FormRow], learned: int) -> None:
    """Firms worth a label, in the order of asking."""
    console.print(f"已学 {learned} 个标注。" if learned else "还没有可学的标注，按手设评分挑选。")
    if not rows:
        console.print("没有可建议的企业。")
        return
    table = whole_table("企业", "产业链／环节", "契合度（区间）", "为什么问它", "依据")
    for row in rows:
        table.add_row(
            escape(row.name),
            f"{row.chain_name}／{row.node_name}",
            f"{row.shown.score:.2f}（{row.low:.2f}–{row.high:.2f}）",
            row.note,
            escape(row.why),
        )
    console.print(table)
    console.print("标注：lianzhao label export 文件.xlsx，填好后 lianzhao label import 文件.xlsx")


def _said(one: LabelView) -> str:
    if one.grade is not None:
        said = f"契合 {one.grade}（{GRADES[one.grade]}）"
    else:
        reason = f"：{one.reason}" if one.reason else ""
        said = f"{OUTCOMES.get(one.outcome or '', one.outcome)}{reason}，{one.on_date}"
    return "\n".join(part for part in (said, one.note) if part)


def _state(one: LabelView) -> str:
    if one.undone_at:
        return f"{one.undone_at[:16]} 由 {one.undone_by} 撤销：{one.undone_why}"
    return "有效" if one.standing else "后来改了"
