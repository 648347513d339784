"""Trials as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from app.screen import output
from app.tuning.trying import Trial
from app.tuning.why_moved import SHOWN, WhyMoved
from db.versions import ConfigVersion
from matching.evaluate.backtest import BacktestReport
from matching.evaluate.history import History


def print_trial(trial: Trial, *, listed: bool = False) -> None:
    """What was changed, who moves through which factor, what history says; with ``listed`` the new list."""
    if listed:
        _print_list(trial)
    for change in trial.changes:
        mark = "（随之调整，使合计不变）" if change in trial.added else ""
        output.print(f"改动 {escape(change.text)}{mark}")
    if trial.stale:
        output.print(f"[yellow]注意[/yellow] 配置在 {trial.week} 清单做好之后改过；“原”按现在的配置重排。")
    _print_moves(trial)
    _print_history(*trial.history)


def _print_list(trial: Trial) -> None:
    drawn = {item.id for item in trial.after.placed.explored}
    table = Table("名次", "企业", "产业链", "环节", "合计", title=f"{trial.week}，另一版配置")
    for rank, item in enumerate(trial.after.placed.listed, start=1):
        mark = "·探索" if item.id in drawn else ""
        table.add_row(
            f"{rank}{mark}", escape(item.name), item.chain_name, item.node_name, f"{item.centre:.4f}"
        )
    output.print(table)


def print_versions(versions: Sequence[ConfigVersion]) -> None:
    """Every version with who, when, why, and both figures."""
    if not versions:
        output.print("还没有采用过任何版本。")
        return
    table = Table("编号", "版本", "谁", "何时", "为什么", "改动", "历史结果：前 → 后", "名单变化")
    for one in versions:
        before, after = (_figure(one.figures[side]["history"]) for side in ("before", "after"))
        moved = "、".join(f"{word} {count}" for word, count in one.figures.get("moved", {}).items())
        table.add_row(
            str(one.id),
            escape(one.name),
            escape(one.who),
            one.at[:16],
            escape(one.why),
            escape("；".join(one.changes)),
            f"{before} → {after}",
            moved,
        )
    output.print(table)


def _figure(history: dict[str, Any]) -> str:
    if history["value"] is None:
        return f"{history['above']:g}/{history['pairs']} 对（少于 30 个结果）"
    return f"{history['value']:.2f}（{history['low']:.2f}–{history['high']:.2f}）"


def _print_history(before: History, after: History) -> None:
    made_up = "【示例】" if before.example else ""
    labelled = f"（{before.labelled} 个来自标注）" if before.labelled else ""
    output.print(
        f"{made_up}历史结果{labelled}，冻结到结果之前：来过的 {before.came} 家、"
        f"谢绝的 {before.refused} 家能比，另有 {before.unknown} 家当时未知；"
        f"{before.note or '来过的排在谢绝的前面的比例'}"
    )
    for word, one in (("原", before), ("新", after)):
        said = f"，{one.value:.2f}（{one.low:.2f}–{one.high:.2f}）" if one.value is not None else ""
        output.print(f"  {word}：{one.pairs} 对中 {one.above:g} 对次序对{said}")


def _print_moves(trial: Trial) -> None:
    count = len(trial.before.standings)
    if not trial.moves:
        output.print(f"{trial.week}：{count} 家企业重排，清单没有变化。")
        return
    table = Table(
        "变化", "企业", "产业链", "原名次", "新名次", "原合计", "新合计", "影响最大", "分差", "退出原因"
    )
    for move in trial.moves:
        table.add_row(
            move.word,
            escape(move.name),
            move.chain_name,
            str(move.old_rank or "—"),
            str(move.new_rank or "—"),
            f"{move.old_score:.4f}",
            f"{move.new_score:.4f}",
            move.factor_name,
            f"{move.points:+.2f}" if move.factor else "",
            escape(move.why_left),
        )
    output.print(table)
    words = [move.word.removesuffix("·探索") for move in trial.moves]
    said = "、".join(f"{word} {words.count(word)} 家" for word in ("进入", "退出", "上升", "下降"))
    output.print(f"{trial.week}：{count} 家企业重排，{said}。")


def print_move(moved: WhyMoved) -> None:
    """A move with its parts and what stands behind each."""
    before, after = moved.before, moved.after
    output.print(f"{escape(moved.enterprise)}：{moved.from_week} → {moved.to_week}")
    for week, one in ((moved.from_week, before), (moved.to_week, after)):
        listed = f"清单第 {one.rank} 位" if one.rank else "不在清单"
        known = f"{listed}，总排第 {one.position} 位，{one.score_millionths / 10_000:.4f} 分"
        off = f"；{'；'.join(one.kept_off)}" if one.kept_off else ""
        output.print(f"  {week}：{known if one.known else '库里还没有'}{escape(off)}")
    table = Table("原因", "分数（百分制）", "总排位", "之后的清单名次", "因素")
    for part in moved.parts:
        factors = "、".join(f"{name} {points:+.2f}" for name, points in part.factors.items())
        table.add_row(
            part.name,
            f"{part.score_millionths / 10_000:+.4f}",
            f"{part.positions:+d}",
            str(part.rank_after or "—"),
            factors,
        )
    total = after.score_millionths - before.score_millionths
    places = after.position - before.position
    table.add_row("合计", f"{total / 10_000:+.4f}", f"{places:+d}", str(after.rank or "—"), "")
    output.print(table)
    for word, facts in (("新增", moved.facts_added), ("不再有", moved.facts_gone)):
        for fact in facts:
            output.print(
                f"{word}：{escape(fact.fact)}（{escape(fact.source)}，{fact.date}，"
                f"{fact.snapshot[:8]} 第 {fact.row} 行，{escape(fact.url)}）"
            )
    for change in moved.config_changes:
        output.print(f"配置：{escape(change)}")
    for word, names in (("被超过", moved.overtaken_by), ("超过", moved.overtook)):
        if names:
            more = f"等 {len(names)} 家" if len(names) > SHOWN else ""
            output.print(f"因其他企业变化{word}：{escape('、'.join(names[:SHOWN]))}{more}")


def print_backtest(report: BacktestReport) -> None:
    """Counts first; values with intervals only where there are enough outcomes."""
    made_up = "【示例】" if report.example else ""
    output.print(
        f"{made_up}结果 {report.outcomes} 个：来过 {report.came} 家，谢绝 {report.refused} 家；"
        f"冻结日已知、能比的 {report.usable} 个。配置 {report.config_hash[:8]}"
    )
    for race in report.races:
        output.print(f"  冻结 {race.freeze} {race.chain_name}：{race.firms} 家里 {race.came} 家后来来了")
    if report.figures:
        table = Table("排法", "指标", "命中/总数", "值（95 % 区间）", "说明")
        for one in report.figures:
            value = f"{one.value:.3f}（{one.low:.3f}–{one.high:.3f}）" if one.value is not None else "—"
            table.add_row(escape(one.contender), one.measure, f"{one.hits}/{one.of}", value, one.note)
        output.print(table)
    for name in report.unknown:
        output.print(f"基线“{name}”：数据未知，没有比")
    for dropped in report.dropped:
        output.print(f"防泄漏：不用 {escape(dropped)}")
    for note in report.notes:
        output.print(f"注意：{note}")
