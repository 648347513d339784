"""``lianzhao registry``: ask 企查查, 天眼查 or 启信宝 about one firm; what that may cost."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from app.options import Json, settings_of
from app.registry import Found, Use, find, registry_use
from app.screen import output
from app.usage import Command, Group
from crawlers.registry.record import RegistryRecord
from crawlers.registry.registry import load_registries
from db.session import open_database

registry_app = typer.Typer(cls=Group, no_args_is_help=True)
PUBLISHED = {
    "published": "已入库",
    "unchanged": "与库中一致",
    "held": "待审，暂不采用",
    "refused": "未入库",
    "nothing": "无可入库",
}


@registry_app.command("lookup", cls=Command)
def lookup(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="企业", help="企业全称或 18 位统一社会信用代码。")],
    provider: Annotated[
        str | None, typer.Option("--provider", help="qcc、tyc 或 qixin，默认用第一家可用的。")
    ] = None,
    json: Json = False,
) -> None:
    """查一家企业的登记事项；存档里有新近的回答就不再付费。"""
    settings = settings_of(context)
    registries = load_registries(settings)
    found = find(open_database(settings.database_url), settings, registries, name, provider)
    if json:
        output.print_json(data=_as_json(found), ensure_ascii=False, indent=1)
        return
    record, capture, use = found.answer.record, found.answer.capture, found.use
    if record:
        _print_record(record)
    else:
        output.print(escape(f"{use.name}没有查到“{name}”"))
    origin = "存档，没有付费" if found.answer.cached else "刚刚查询"
    output.print(escape(f"{use.name}，{capture.fetched_at[:10]}（{origin}）；{PUBLISHED[found.published]}"))
    for problem in found.problems:
        output.print(f"[red]![/red] {escape(problem)}")
    output.print(f"今天还可查 {use.left} 次（上限 {use.calls_per_day}），{use.resets} 重新计数")
    output.print(f"快照 {capture.sha256}")


@registry_app.command("status", cls=Command)
def status(context: typer.Context, json: Json = False) -> None:
    """各平台是否可用、今天用了几次。"""
    settings = settings_of(context)
    engine = open_database(settings.database_url)
    uses = [registry_use(engine, settings, registry) for registry in load_registries(settings).values()]
    if json:
        output.print_json(data=[_use(use) for use in uses], ensure_ascii=False, indent=1)
        return
    table = Table("平台", "密钥", "今天已查", "每天上限", "回答沿用", "状态")
    for use in uses:
        table.add_row(
            f"{use.name}（{use.id}）",
            "已设置" if use.keyed else "未设置",
            str(use.used_today),
            str(use.calls_per_day),
            f"{use.cache_days} 天",
            escape(use.closed or (f"可查 {use.left} 次" if use.left else f"已用完，{use.resets} 重新计数")),
        )
    output.print(table)


def _print_record(record: RegistryRecord) -> None:
    capital = record.capital
    lines = {
        "企业名称": record.name,
        "曾用名": "、".join(record.former_names),
        "统一社会信用代码": record.uscc,
        "登记状态": record.status_printed,
        "成立日期": record.established and record.established.isoformat(),
        "注册资本": capital and capital.printed,
        "省 / 市 / 区县": " / ".join(
            part for part in (record.province, record.city, record.district) if part
        ),
        "地址": record.address,
        "行业": record.industry,
        "股票代码": record.stock_code,
        "经营范围": record.scope,
    }
    table = Table(show_header=False)
    for label, value in lines.items():
        table.add_row(label, escape(value or "未提供"))
    output.print(table)
    for doubt in record.doubts:
        output.print(f"[yellow]待核[/yellow] {escape(doubt)}")


def _use(use: Use) -> dict[str, Any]:
    return {**asdict(use), "left": use.left}


def _as_json(found: Found) -> dict[str, Any]:
    record, capture = found.answer.record, found.answer.capture
    return {
        "record": record.model_dump(mode="json") if record else None,
        "cached": found.answer.cached,
        "fetched_at": capture.fetched_at,
        "url": capture.url,
        "snapshot": capture.sha256,
        "published": found.published,
        "problems": found.problems,
        "use": _use(found.use),
    }
