"""招商周报: two A4 pages of what changed and why, whom to call first, what is stale, and the indicators."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time
from pathlib import Path

from app.charts.bars import draw
from app.reports.charts import week_charts
from app.reports.document import Page
from app.reports.headquarters import figures_of
from app.reports.words import BOUND, amount, object_name, progress_text, rate_of
from app.workbook.text import wrapped_lines
from app.workbook.words import place, rate_text, warning_text, week_text
from common.clock import week_start
from common.files import write_atomic
from matching.hq.model import Change
from matching.report import WeekReport
from matching.result import Assessment

KIND = "招商周报"
CHANGES_SHOWN = 6
TARGETS_SHOWN = 10
PER_CHAIN = 3
STALE_SHOWN = 6
CHART_CM = (8.4, 4.6)
TARGET_CM = (2.5, 3.9, 3.2, 5.0, 2.8)
TABLE_LINES = 49.0
"""Lines of 8 pt that the table of targets may take (looked at with the longest texts there can be)."""
CELL_PADDING = 0.4
CELL_SIDES_CM = 0.4
UNITS_PER_CM = 6.9
"""Units of ``wrapped_lines`` (a Chinese letter takes 1.95) in a centimetre of 8 pt text."""
KINDS = ("进入", "退出", "上升", "下降")
LONGEST = 64
"""Characters of a reason or question; a longer one ends in … and stands whole in the workbook."""
_STATUS = {"kept": "本次停更，沿用上次", "missing": "没有数据"}


def briefing_name(week: str) -> str:
    """``招商周报-2026-W48.docx``.

    Raises:
        UserError: ``week`` is no ISO week.
    """
    week_start(week)
    return f"{KIND}-{week}.docx"


def write_briefing(report: WeekReport, path: Path, mark: str) -> None:
    """Write the two pages whole or not at all; one report and mark give the same bytes.

    Raises:
        UserError: the week has no figures for headquarters.
    """
    figures_of(report)
    created = datetime.combine(week_start(report.week), time())
    footer = f"{report.week}　数据 {report.data_hash[:8]}　配置 {report.config_hash[:8]}"
    page = Page(f"{KIND} {report.week}", created, mark, footer)
    page.title(f"{KIND}　{week_text(report.week)}")
    if warning := warning_text(report).replace("本表", "本文"):
        page.line(warning, warning=True)
    page.line(
        f"数据截止 {report.as_of}；{report.list_entries} 条榜单记录，{report.enterprises} 家企业，"
        f"入选 {len(report.targets)} 家。每个数字都在同期的工作簿和 JSON 里。",
        quiet=True,
    )
    _add_changes(page, report)
    _add_targets(page, report)
    _add_stale(page, report)
    _add_indicators(page, report)
    write_atomic(path, page.packed())


def _add_changes(page: Page, report: WeekReport) -> None:
    page.heading("一、与上期相比变了什么，为什么")
    changes = report.changes
    if changes is None:
        page.line("这是第一期，没有更早的清单可比。")
        for note in report.notes[:3]:
            page.bullet(note)
        return
    why = [word for word, same in (("数据", changes.same_data), ("配置", changes.same_config)) if not same]
    kinds = {
        kind: sum(one.kind == kind for one in changes.changes) for kind in ("进入", "退出", "上升", "下降")
    }
    told = "，".join(f"{kind} {number} 家" for kind, number in kinds.items() if number) or "名单没有变化"
    cause = f"{'和'.join(why)}变了" if why else "数据和配置都没有变，只是日期往后推了一周"
    page.line(f"对比 {changes.week}：{told}，留下 {changes.stayed} 家；{cause}。")
    ordered = sorted(changes.changes, key=lambda one: KINDS.index(one.kind))
    for one in ordered[:CHANGES_SHOWN]:
        page.bullet(_change(one))
    if len(ordered) > CHANGES_SHOWN:
        page.line(f"另有 {len(ordered) - CHANGES_SHOWN} 家的变化见 JSON 的 changes。", quiet=True)
    if changes.figures:
        page.line("；".join(f"{one.name}{one.before:g} → {one.after:g}" for one in changes.figures) + "。")


def _change(one: Change) -> str:
    places = {
        "进入": f"第 {one.now} 名",
        "退出": f"原第 {one.was} 名",
    }.get(one.kind, f"第 {one.was} → {one.now} 名")
    return _short(f"{one.kind}　{object_name(one.enterprise, one.example)}（{places}）：{one.why}", 100)


def _add_targets(page: Page, report: WeekReport) -> None:
    page.heading("二、各产业链先找谁")
    chosen = _first_of_chains(report.targets)
    if not chosen:
        page.line("本期没有入选企业。")
        return
    rows = _fitting([_target(one) for one in chosen])
    page.table(TARGET_CM, ["产业链", "企业（名次）", "所在地 / 园区", "为什么", "先问"], rows)
    rest = len(report.targets) - len(rows)
    if rest:
        page.line(f"另有 {rest} 家见目标清单工作簿。", quiet=True)


def _target(one: Assessment) -> list[str]:
    mark = one.contact_status + ("·探索" if one.explore else "")
    return [
        one.chain_name.split("(")[0],
        f"{object_name(one.enterprise, one.example)}（{one.rank}）\n{mark}",
        f"{place(one)}\n{one.park_name}",
        _short(one.reasons[0].text if one.reasons else "没有可核对的理由", LONGEST),
        _short(one.next_question or "—", LONGEST // 2),
    ]


def _fitting(rows: list[list[str]]) -> list[list[str]]:
    """As many rows as the first page has room for beside the longest list of changes."""
    used = 0.0
    for number, row in enumerate(rows):
        used += CELL_PADDING + max(
            wrapped_lines(text, (cm - CELL_SIDES_CM) * UNITS_PER_CM)
            for text, cm in zip(row, TARGET_CM, strict=True)
        )
        if used > TABLE_LINES:
            return rows[:number]
    return rows


def _first_of_chains(targets: list[Assessment]) -> list[Assessment]:
    """The first of each chain, then the second of each, up to what a page holds; in list order."""
    chains: defaultdict[str, int] = defaultdict(int)
    turns: list[tuple[int, int, Assessment]] = []
    for one in targets:
        turn = chains[one.chain_name]
        chains[one.chain_name] += 1
        if turn < PER_CHAIN:
            turns.append((turn, one.rank or 0, one))
    first = sorted(turns, key=lambda item: item[:2])[:TARGETS_SHOWN]
    order = list(dict.fromkeys(one.chain_name for one in targets))
    return [one for _, _, one in sorted(first, key=lambda item: (order.index(item[2].chain_name), item[1]))]


def _add_stale(page: Page, report: WeekReport) -> None:
    audit, ledger = figures_of(report).audit, report.ledger
    page.heading("三、什么旧了、断了" + ("（示例台账）" if ledger.example else ""), new_page=True)
    broken = [one for one in report.sources if one.status != "ok"]
    excerpts = [one.name for one in report.sources if one.excerpt and one.status == "ok"]
    waiting = "、".join(f"{one.name}（{_STATUS.get(one.status, one.status)}）" for one in broken[:4])
    more = f" 等 {len(broken)} 个" if len(broken) > 4 else ""
    page.bullet(f"来源：{waiting}{more}" if broken else "来源：都正常")
    if excerpts:
        page.bullet(f"只有摘录、不是全榜：{'、'.join(excerpts[:6])}{'等' if len(excerpts) > 6 else ''}")
    page.bullet(
        f"台账：{ledger.rows} 行、{ledger.distinct} 个对象，从未回访 {ledger.never_followed_up} 个，"
        f"超过 {audit.stale_days} 天没有动静 {len(audit.stale)} 个，"
        f"没有原因码 {audit.rows_without_reason} 行，未对上企业库 {audit.unmatched} 家"
    )
    if audit.stale:
        names = "；".join(
            f"{object_name(one.name, one.example)}（{one.stage}，{one.days} 天）"
            for one in audit.stale[:STALE_SHOWN]
        )
        page.bullet(f"最久的：{names}")
    gone = "；".join(
        f"{object_name(one.enterprise, one.example)}（{one.listed}）" for one in audit.delisted[:2]
    )
    due = f"；另有 {audit.list_edition_due} 家所在榜单已有新版、尚未采集" if audit.list_edition_due else ""
    page.bullet(f"掉榜：{gone or '已读名单里没有'}{due}")


def _add_indicators(page: Page, report: WeekReport) -> None:
    kpi, one = report.kpi, figures_of(report).indicators
    page.heading(f"四、指标（{kpi.period}，全年已过 {one.elapsed:.1%}）")
    page.table(
        [6.4, 2.9, 2.9, 2.4, 2.8],
        ["指标", "完成", "目标", "完成比例", "双过半"],
        [
            [
                item.name,
                amount(item.done, item.unit),
                amount(item.target, item.unit) if item.target is not None else "没有单列",
                progress_text(item),
                item.half,
            ]
            for item in one.progress
            if item.done is not None or item.target is not None
        ],
    )
    page.bullet(
        f"制造业占比 {kpi.share:.2%}，目标 {kpi.share_target:.0%}，还差制造业签约 "
        f"{kpi.manufacturing_needed:.2f} 亿元；每签 1 亿元非制造业须另签 {kpi.price_of_other:.2f} 亿元"
    )
    page.bullet(
        f"名单企业对接 {kpi.list_contacted} 家，落地 {kpi.list_landed} 家（目标 {kpi.list_target} 家）；"
        f"真实落地率的{BOUND} {kpi.landing_upper:.1%}，零只说明对接得少，不说明方向错"
    )
    if one.landing:
        needs = "、".join(f"{row.contacts} 家（{rate_of(row)}）" for row in one.landing)
        page.bullet(f"再落地 {one.list_missing} 家须对接（括号内为假设落地率）：{needs}")
    page.bullet(
        f"台账 {report.ledger.distinct} 个对象里现在名单上的 {rate_text(report.ledger.on_lists)}；"
        f"现有经费够外出 {kpi.trips_affordable} 次"
    )
    pictures = [(draw(chart, *CHART_CM), chart.told) for chart in week_charts(report)]
    page.pictures(pictures, columns=2, height_cm=CHART_CM[1])


def _short(text: str, most: int) -> str:
    """The text, or its beginning and … ."""
    return text if len(text) <= most else text[: most - 1] + "…"
