"""``lianzhao weekly | pack | crawl | targets``: make a week, write it out, show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.markup import escape
from rich.table import Table

from app.gather import askable, gather
from app.job_ledger import exclusive
from app.opened import open_all
from app.options import Json, settings_of
from app.pack import make_pack, make_week, pack_summary
from app.published import published_report
from app.screen import output, print_json
from app.sources import source_statuses
from app.week import WeekResult, write_beside
from common.clock import now
from common.errors import UserError
from db.session import session
from matching.report import SourceStatus, WeekReport

STATUS_WORDS = {"ok": "正常", "kept": "本次停更，沿用上次", "missing": "无数据"}
Week = Annotated[
    str | None, typer.Option("--week", metavar="YYYY-Www", help="哪一周，默认本周（或最近一期）。")
]


def weekly(context: typer.Context, week: Week = None, json: Json = False) -> None:
    """Make a week and print its table, or its summary as JSON."""
    opened = open_all(settings_of(context))
    with exclusive(opened.engine):
        result = make_week(opened, week)
    report = result.report
    if json:
        print_json(
            {
                "week": report.week,
                "list_entries": report.list_entries,
                "enterprises": report.enterprises,
                "targets": len(report.targets),
                "outputs": [str(path) for path in result.outputs],
                "sources": [_short(status) for status in report.sources],
                "data_hash": report.data_hash,
                "config_hash": report.config_hash,
                "since": [_plain(one) for one in result.since],
            }
        )
        return
    _print_targets(report)
    _print_sources(report.sources)
    _print_week_end(result)


def pack(
    context: typer.Context,
    week: Week = None,
    issued: Annotated[
        bool, typer.Option("--issued", help="照周一发出时的样子写，不含后来收回的内容。")
    ] = False,
    json: Json = False,
) -> None:
    """Write a week's team workbook and say what it holds."""
    opened = open_all(settings_of(context))
    report, path = make_pack(opened, week, issued=issued)
    with session(opened.engine) as db:
        summary = pack_summary(report, path, db)
    beside = write_beside(opened, report)
    if json:
        print_json({**summary, "beside": [str(one) for one in beside]})
        return
    firms = "，".join(f"第 {team} 组 {count} 家" for team, count in summary["firms_by_team"].items())
    output.print(f"{report.week} 周表：{firms or '本周没有入选企业'}；补充对接 {summary['added_touches']} 条")
    for one in (path, *beside):
        output.print(str(one))


def crawl(
    context: typer.Context,
    source: Annotated[
        list[str] | None, typer.Argument(metavar="[来源]...", help="来源 id，默认全部。")
    ] = None,
    json: Json = False,
) -> None:
    """Gather and publish some sources, or all."""
    settings = settings_of(context)
    opened, wanted = open_all(settings), source or []
    unknown = [name for name in wanted if name not in opened.sources]
    if unknown:
        raise UserError(f"没有来源 {'、'.join(unknown)}", fix=f"可用：{'、'.join(opened.sources)}")
    paid = [name for name in wanted if opened.sources[name].spider == "registry"]
    if paid:
        raise UserError(
            f"{'、'.join(paid)} 是付费接口，不能抓取", fix="逐家查询：lianzhao registry lookup 企业全称"
        )
    chosen = [opened.sources[name] for name in wanted] or askable(settings, opened.sources.values())
    with exclusive(opened.engine):
        gather(opened.engine, settings, chosen)
    with session(opened.engine) as db:
        statuses = source_statuses(db, chosen, now().isoformat(timespec="seconds"))
    if json:
        print_json([_short(status) for status in statuses])
    else:
        _print_sources(statuses, every=True)


def targets(context: typer.Context, week: Week = None, json: Json = False) -> None:
    """Print a published week's rows."""
    opened = open_all(settings_of(context))
    with session(opened.engine) as db:
        report = published_report(db, week)
    if json:
        print_json([_plain(target) for target in report.targets])
    else:
        _print_targets(report)


def _print_targets(report: WeekReport) -> None:
    table = Table("名次", "标记", "企业", "城市", "环节", "园区", "合计（区间）", "新签约", "名单企业")
    for row in report.targets:
        results = {verdict.indicator: verdict.result for verdict in row.indicators}
        table.add_row(
            str(row.rank),
            f"{row.contact_status}{'·探索' if row.explore else ''}",
            escape(f"{'【示例】' if row.example else ''}{row.enterprise}"),
            row.city or row.province or "未知",
            row.node_name,
            row.park_name,
            f"{row.score.centre:.2f}（{row.score.low:.2f}–{row.score.high:.2f}）",
            results.get("new_signing", ""),
            results.get("list_firm_new", ""),
        )
    output.print(table)
    for note in report.notes:
        output.print(escape(note))


def _print_sources(statuses: Sequence[SourceStatus], *, every: bool = False) -> None:
    for status in statuses:
        if every or status.problems:
            flags = "".join(
                word for word, set_ in (("【摘录】", status.excerpt), ("【示例】", status.example)) if set_
            )
            output.print(
                f"{flags}{status.name}（{status.id}）：{STATUS_WORDS[status.status]}，{status.entries} 条"
            )
            for problem in status.problems:
                output.print(f"  [red]![/red] {escape(problem)}")


def _print_week_end(result: WeekResult) -> None:
    report = result.report
    for one in result.since:
        for gone in (standing for standing in one.standings if standing.gone):
            output.print(escape(f"第 {one.rank} 名 {one.enterprise}：当时在 {gone.listed}，今天{gone.today}"))
    made_up = any(status.example for status in report.sources)
    if made_up or any(status.excerpt for status in report.sources):
        output.print("[yellow]注意[/yellow] 当前数据含榜单摘录和示例名册（均已标示），结果仅供试用。")
    output.print(
        f"{report.week}：{report.list_entries} 条榜单记录 → {report.enterprises} 家企业 → "
        f"{len(report.targets)} 家入选；数据 {report.data_hash[:8]}，配置 {report.config_hash[:8]}"
    )
    for path in result.outputs:
        output.print(str(path))


def _short(status: SourceStatus) -> dict[str, Any]:
    return {
        "id": status.id,
        "status": status.status,
        "entries": status.entries,
        "snapshot_at": status.snapshot_at,
        "excerpt": status.excerpt,
        "example": status.example,
        "problems": status.problems,
    }


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")
