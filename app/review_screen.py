"""What ``lianzhao review`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from app.screen import whole_table
from pipeline.review import CaseView, JudgementView, SideView
from pipeline.review.decide import WORDS
from pipeline.review.view import STATES


def print_cases(console: Console, cases: Sequence[CaseView]) -> None:
    """Both sides of every case side by side."""
    if not cases:
        console.print("没有这样的案例。")
        return
    table = whole_table("案例", "相似度", "新出现的", "已有的", "依据", "判了会怎样")
    for case in cases:
        state = "" if case.state == "open" else f"\n{STATES[case.state]}"
        follows = f"同一家：{case.if_same}\n不是同一家：{case.if_different}"
        table.add_row(
            f"{case.id}{state}",
            "—" if case.score is None else f"{case.score:.2f}",
            _side(case.left),
            _side(case.right),
            escape(_why(case)),
            escape(_judged(case.judgement) or case.note or follows),
        )
    console.print(table)
    console.print(
        "判断：lianzhao review decide 案例 same|different|unsure --who 姓名 --why 理由；"
        "或 lianzhao review export 文件.xlsx"
    )


def print_judgements(console: Console, found: Sequence[JudgementView]) -> None:
    """Who decided what and when, the newest first."""
    if not found:
        console.print("还没有判断过。")
        return
    table = whole_table("判断", "案例", "两边", "结论", "谁、何时、为什么", "依据", "结果")
    for one in found:
        undone = ""
        if one.undone_at:
            said = f"{one.undone_at[:16]} 由 {one.undone_by} 撤销：{one.undone_why}"
            undone = f"\n[yellow]{escape(said)}[/yellow]"
        features = "；".join(f"{item['feature']} {item['left']}／{item['right']}" for item in one.evidence)
        score = "—" if one.score is None else f"{one.score:.2f}"
        table.add_row(
            str(one.id),
            str(one.case),
            escape(f"{one.left}\n{one.right}"),
            WORDS[one.verdict],
            escape(f"{one.who}　{one.at[:16]}\n{one.why}") + undone,
            escape(f"{score}　{features}\n模型 {one.model_hash[:8]}，配置 {one.config_hash[:8]}"),
            escape(one.effect),
        )
    console.print(table)


def _side(side: SideView) -> str:
    lines = [side.name, side.place, *side.uscc, "、".join(side.lists)]
    flag = "【示例】" if side.example else ""
    return flag + escape("\n".join(line for line in lines if line))


def _why(case: CaseView) -> str:
    features = (
        f"{item['feature']} {item['left'] or '没有'}／{item['right'] or '没有'} {item['score']:+.1f}"
        for item in case.evidence
    )
    return "\n".join([case.why, *features])


def _judged(judgement: JudgementView | None) -> str:
    if judgement is None:
        return ""
    return f"{judgement.who} {judgement.at[:10]} 判为{WORDS[judgement.verdict]}：{judgement.why}"
