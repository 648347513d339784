"""``lianzhao identity``: which registered enterprises the names of a table mean."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.options import Json, settings_of
from app.screen import output, print_json
from app.usage import Command, Group

identity_app = typer.Typer(cls=Group, no_args_is_help=True)


@identity_app.command("link", cls=Command)
def link(
    context: typer.Context,
    queries: Annotated[
        Path,
        typer.Argument(
            metavar="查询表", help="要查的名称（parquet、csv、xlsx），有 name 列，可有 province、city、uscc。"
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="文件", help="结果写到哪里：.parquet、.csv 或 .xlsx。")
    ],
    universe: Annotated[
        Path | None,
        typer.Option("--universe", metavar="文件", help="企业名录，列同上，可有 aliases；不写就查本库。"),
    ] = None,
    aliases: Annotated[
        Path | None,
        typer.Option("--aliases", metavar="文件", help="简称和曾用名表，列为 alias、name（今名）。"),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, max=50, help="每个查询最多给几家。")] = 5,
    json: Json = False,
) -> None:
    """给简称、曾用名、写错的名称找出登记企业，并说明理由和把握。"""
    from app.identity_link import link_file  # noqa: PLC0415  # its libraries would slow every command's start

    done = link_file(settings_of(context), queries, universe, aliases, out, top)
    if json:
        print_json(done.as_json(out))
        return
    count = done.decisions
    output.print(
        f"查 {done.queries} 个名称（名录 {done.universe} 家）："
        f"对上 {count['match']}，待核 {count['review']}，没有 {count['none']}"
    )
    output.print(escape(str(out)))


@identity_app.command("dedupe", cls=Command)
def dedupe(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="表", help="要归并的表：parquet、csv 或 xlsx，有 name 列，可有 province、city、uscc。"
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="文件", help="结果写到哪里：.parquet、.csv 或 .xlsx。")
    ],
    json: Json = False,
) -> None:
    """给每一行标出是哪一家企业：原表不变，后面加 cluster、certainty、why 三列。"""
    from app.identity_dedupe import dedupe_file  # noqa: PLC0415  # as above

    done = dedupe_file(table, out)
    if json:
        print_json(done.as_json(out))
        return
    output.print(f"{done.rows} 行归并为 {done.enterprises} 家，其中 {done.joined} 行与别的行是同一家")
    output.print(escape(str(out)))
