"""``lianzhao group``: typed relations between enterprises, which are never merges."""

from __future__ import annotations

import re
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from app.opened import open_all
from app.options import Json, settings_of
from app.publishing import publishing
from app.screen import output, print_json
from app.usage import Command, Group
from common.errors import UserError
from crawlers.archive import Archive
from db.relations import KINDS
from db.session import session
from pipeline.groups import RelationView, add_relation, relations_of, remove_relation

group_app = typer.Typer(cls=Group, no_args_is_help=True)
_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
Who = Annotated[str, typer.Option("--who", metavar="姓名", help="谁登记的。")]
Why = Annotated[str, typer.Option("--why", metavar="理由", help="凭什么。")]


@group_app.command("add", cls=Command)
def add(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="企业", help="名称、信用代码或 id。")],
    kind: Annotated[
        str,
        typer.Argument(
            metavar="关系",
            help="parent、subsidiary、listed_arm、branch、former_name 或 brand：前者是后者的什么。",
        ),
    ],
    other: Annotated[str, typer.Argument(metavar="对方", help="名称、信用代码或 id。")],
    who: Who = "",
    why: Why = "",
    share: Annotated[
        float | None, typer.Option("--share", metavar="比例", help="持股比例，51% 写成 0.51。")
    ] = None,
    since: Annotated[str, typer.Option("--from", metavar="日期", help="关系起自何日。")] = "",
    json: Json = False,
) -> None:
    """登记一个关系：“示例甲 subsidiary 示例集团”是说前者是后者的子公司。"""
    if since and not _DAY.fullmatch(since):
        raise UserError(f"日期“{since}”不对", fix="写成 2024-06-30")
    opened = open_all(settings_of(context))
    with publishing(opened.engine) as db:
        made = add_relation(
            db,
            Archive(opened.settings.archive),
            one,
            kind,
            other,
            who=who,
            why=why,
            share=share,
            valid_from=since or None,
        )
        number = made.id
        [view] = [view for view in relations_of(db, made.source_id) if view.id == number]
    if json:
        print_json(view.model_dump(mode="json"))
    else:
        _print([view])


@group_app.command("show", cls=Command)
def show(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="企业", help="名称、信用代码或 id。")],
    json: Json = False,
) -> None:
    """看一家企业所在集团的全部关系，也列出已撤去的。"""
    with session(open_all(settings_of(context)).engine) as db:
        found = relations_of(db, name)
    if json:
        print_json([view.model_dump(mode="json") for view in found])
    elif found:
        _print(found)
    else:
        output.print("没有登记或发现过关系。")


@group_app.command("remove", cls=Command)
def remove(
    context: typer.Context,
    relation: Annotated[int, typer.Argument(metavar="编号", help="关系的编号。")],
    who: Who = "",
    why: Why = "",
    json: Json = False,
) -> None:
    """撤去一个关系；记录留着，程序不再自动加回来。"""
    with publishing(open_all(settings_of(context)).engine) as db:
        ended = remove_relation(db, relation, who=who, why=why)
        until = ended.until
    if json:
        print_json({"id": relation, "until": until})
    else:
        output.print(f"关系 {relation} 已撤去，从下一次清单起不再用。")


def _print(found: list[RelationView]) -> None:
    table = Table("编号", "企业", "是……的", "关系", "持股", "依据", "状态")
    for one in found:
        ended = f"{one.until[:10]} 由 {one.ended_by} 撤去：{one.ended_why}" if one.until else "有效"
        said = f"{one.who} {one.since[:10]}：{one.why}" if one.who else one.why
        table.add_row(
            str(one.id),
            escape(one.source),
            escape(one.target),
            KINDS[one.kind],
            "未知" if one.share is None else f"{one.share:.0%}",
            escape(said),
            escape(ended),
        )
    output.print(table)
