"""The table ``lianzhao sources``: one line a source, what needs a person first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.source_state import SourceState, State

STATE_WORDS: dict[State, str] = {
    "held": "[red]待审[/red]",
    "changed": "[red]已变[/red]",
    "blocked": "[red]被拦[/red]",
    "import": "[yellow]请导入[/yellow]",
    "missing": "[yellow]无数据[/yellow]",
    "stale": "[yellow]过期[/yellow]",
    "due": "到期",
    "fresh": "[green]新鲜[/green]",
}
OUTCOME_WORDS = {
    "ok": "正常",
    "unchanged": "无变化",
    "held": "待审",
    "partial": "不全",
    "paused": "下次接着取",
    "blocked": "被拦",
    "unreachable": "连不上",
    "gone": "网页已撤",
    "not_archived": "无存档",
    "refused": "robots 不许",
    "failed": "出错",
    "changed": "页面已变",
    "unreadable": "读不懂",
    "quarantined": "已隔离",
    "too_large": "太大",
    "empty": "没有行",
}


def print_sources(console: Console, states: Sequence[SourceState]) -> None:
    """Print the table, two lines a source, and how many sources are in each state."""
    order = get_args(State)
    table = Table(
        "来源", "状态与最近一次", "最后有效\n版次", "条数", "要做的事", box=SIMPLE_HEAD, padding=(0, 1)
    )
    for state in sorted(states, key=lambda state: order.index(state.state)):
        table.add_row(
            escape(f"{_flags(state)}{state.name}\n{state.id}"),
            f"{STATE_WORDS[state.state]}\n{_visit(state)}",
            escape(f"{state.last_good or '–'}\n{state.edition}"),
            rows_against_history(state).replace("（", "\n（"),
            escape("\n".join(filter(None, (state.todo, _short(state.why))))),
        )
    console.print(table, soft_wrap=False)
    counts = [(word, sum(state.state == key for state in states)) for key, word in STATE_WORDS.items()]
    console.print("，".join(f"{word} {count}" for word, count in counts if count))


def rows_against_history(state: SourceState) -> str:
    """``500（以往 498–500）`` for a list, ``1234（17 份）`` for notices and feeds."""
    if state.parts:
        return f"{state.entries}（{state.parts} 份）"
    if not state.history:
        return str(state.entries) if state.last_good else "–"
    least, most = min(state.history), max(state.history)
    return f"{state.entries}（以往 {least if least == most else f'{least}–{most}'}）"


def _visit(state: SourceState) -> str:
    if state.visited_at is None or state.outcome is None:
        return "–"
    return f"{state.visited_at[5:10]} {OUTCOME_WORDS.get(state.outcome, state.outcome)}"


def _flags(state: SourceState) -> str:
    return "【示例】" if state.example else "【摘录】" if state.excerpt else ""


def _short(text: str, most: int = 44) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
