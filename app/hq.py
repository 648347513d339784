"""``coverage`` and ``kpi``: headquarters' figures of a published week, on screen, as JSON, as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports import log_export, mark_of
from app.opened import Opened, open_all
from app.published import published_report
from app.reports.headquarters import KIND, figures_of, write_headquarters
from app.reports.words import BOUND, amount, interval, percent, progress_text, rate_of
from app.screen import output, print_json
from app.workbook.words import rate_text, warning_text
from common.errors import UserError
from common.settings import Settings
from db.models import LedgerImport, WeekRun
from db.session import session
from matching.hq.model import CoverageRow
from matching.report import WeekReport


def coverage(settings: Settings, week: str | None, out: Path | None, as_json: bool) -> None:
    """Print what the contacts are worth: audit, coverage of the eligible, funnel and gaps."""
    opened, report, newer = _published(settings, week)
    hq, saved = figures_of(report), _save(opened, report, out)
    if as_json:
        print_json(
            {
                **_pinned(opened, report, saved),
                "ledger": report.ledger.model_dump(mode="json"),
                "audit": hq.audit.model_dump(mode="json"),
                "coverage": hq.coverage.model_dump(mode="json"),
                "funnel": hq.funnel.model_dump(mode="json"),
                "gaps": [gap.model_dump(mode="json") for gap in report.gaps],
            }
        )
        return
    _print_audit(report)
    _print_rows("覆盖率：按产业链", [hq.coverage.total, *hq.coverage.by_chain])
    _print_rows("覆盖率：按名单", [row for row in hq.coverage.by_tier if row.members])
    _print_funnel(report)
    _print_end(report, saved, newer)


def kpi(settings: Settings, week: str | None, out: Path | None, as_json: bool) -> None:
    """Print the indicators with what is missing and what it asks for."""
    opened, report, newer = _published(settings, week)
    hq, saved = figures_of(report), _save(opened, report, out)
    if as_json:
        print_json(
            {
                **_pinned(opened, report, saved),
                "kpi": report.kpi.model_dump(mode="json"),
                "indicators": hq.indicators.model_dump(mode="json"),
            }
        )
        return
    _print_indicators(report)
    _print_end(report, saved, newer)


def _published(settings: Settings, week: str | None) -> tuple[Opened, WeekReport, bool]:
    """The week, and whether the ledger has grown since it was made."""
    opened = open_all(settings)
    with session(opened.engine) as db:
        report = published_report(db, week)
        return opened, report, _ledger_is_newer(db, report.week)


def _ledger_is_newer(db: Session, week: str) -> bool:
    run = db.get(WeekRun, week)
    newest = db.scalars(select(LedgerImport.imported_at).order_by(LedgerImport.imported_at.desc())).first()
    return bool(run and newest and newest > run.cutoff)


def _save(opened: Opened, report: WeekReport, out: Path | None) -> Path | None:
    if out is None:
        return None
    if out.suffix.lower() != ".xlsx":
        raise UserError("只写 xlsx 工作簿", where=str(out), fix="换成 .xlsx 结尾的文件名")
    mark = mark_of(opened.config, KIND)
    try:
        write_headquarters(report, out, mark)
    except OSError as error:
        raise UserError(
            f"写不了这个文件：{error.strerror or error}",
            where=str(out),
            fix="换一个目录，或先关掉打开着的文件",
        ) from error
    log_export(opened.settings, out, mark, kind=KIND, week=report.week)
    return out


def _pinned(opened: Opened, report: WeekReport, saved: Path | None) -> dict[str, Any]:
    return {
        "week": report.week,
        "as_of": report.as_of,
        "data_hash": report.data_hash,
        "config_hash": report.config_hash,
        "classification": mark_of(opened.config, KIND),
        "warning": warning_text(report),
        "out": str(saved) if saved else None,
    }


def _print_audit(report: WeekReport) -> None:
    hq, ledger = figures_of(report), report.ledger
    table = Table("对接核查" + ("（示例台账）" if ledger.example else ""), "数值", "说明")
    for name, value, meaning in (
        ("台账行数", ledger.rows, f"去重后 {ledger.distinct} 个对象，重复 {ledger.duplicates} 行"),
        ("名单上", rate_text(ledger.on_lists), "现在在计入名单上的"),
        ("掉榜", len(hq.audit.delisted), "对接过、现已不在名单上"),
        ("未对上企业库", hq.audit.unmatched, "判断不了是否计入"),
        ("从未回访", ledger.never_followed_up, ""),
        (f"超过 {hq.audit.stale_days} 天没有动静", len(hq.audit.stale), f"未了结 {hq.audit.open_objects} 个"),
        ("没有原因码的行", hq.audit.rows_without_reason, f"其中终止而没写的 {ledger.no_reason}"),
    ):
        table.add_row(name, escape(str(value)), meaning)
    for item in hq.audit.countable:
        why = "；".join(f"{one.rule}{one.result} {one.enterprises}" for one in item.why)
        table.add_row(item.name, f"计入 {item.counts}，待核 {item.open}，不计入 {item.fails}", escape(why))
    output.print(table)


def _print_rows(title: str, rows: list[CoverageRow]) -> None:
    table = Table(title, "名单内", "符合条件", "已触达", "覆盖率", "区间，或不列的原因")
    for row in rows:
        table.add_row(
            escape(row.name),
            str(row.members),
            str(row.rate.n),
            str(row.rate.k),
            percent(row.rate),
            interval(row.rate),
        )
    output.print(table)


def _print_funnel(report: WeekReport) -> None:
    funnel = figures_of(report).funnel
    table = Table("漏斗", "到过", "停在这步", "占触达（区间）")
    for step in funnel.steps:
        table.add_row(step.name, str(step.reached.k), str(step.now), rate_text(step.reached))
    output.print(table)
    for item in funnel.beside:
        told = f"：{item.caveat}" if item.caveat else ""
        output.print(escape(f"报告{item.name} {item.reported}，台账能对上 {item.linked}{told}"))


def _print_indicators(report: WeekReport) -> None:
    page, one = report.kpi, figures_of(report).indicators
    table = Table(f"指标（{page.period}，全年已过 {one.elapsed:.1%}）", "完成", "目标", "完成比例", "过半")
    for item in one.progress:
        goal = amount(item.target, item.unit) if item.target is not None else "没有单列"
        table.add_row(escape(item.name), amount(item.done, item.unit), goal, progress_text(item), item.half)
    output.print(table)
    output.print(
        f"制造业占比 {page.share:.2%}，目标 {page.share_target:.0%}，"
        f"还差 {page.manufacturing_needed:.2f} 亿元"
    )
    output.print(
        f"名单企业 {page.list_contacted} 家落地 {page.list_landed} 家（目标 {page.list_target}），"
        f"真实落地率的{BOUND} {page.landing_upper:.1%}"
    )
    if one.landing:
        rows = Table(
            "假设落地率",
            f"再落地 {one.list_missing} 家须对接",
            "周数（慢/快）",
            "零落地的可能",
            "落地率从哪来",
        )
        for row in one.landing:
            weeks = f"{row.weeks_slow} / {row.weeks_fast}"
            rows.add_row(rate_of(row), str(row.contacts), weeks, f"{row.zero_chance:.0%}", escape(row.basis))
        output.print(rows)
    output.print(f"现有经费够外出 {page.trips_affordable} 次")


def _print_end(report: WeekReport, saved: Path | None, newer: bool) -> None:
    if warning := warning_text(report):
        output.print(f"[yellow]{escape(warning)}[/yellow]")
    if newer:
        output.print("[yellow]注意[/yellow] 台账在这一期之后又导入过，重做：lianzhao weekly")
    output.print(f"{report.week}；数据 {report.data_hash[:8]}，配置 {report.config_hash[:8]}")
    if saved:
        output.print(str(saved))
