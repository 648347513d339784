"""``lianzhao fit``: how well the firms of any table fit the county's chains."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from app.fit_labels import read_labels
from app.fit_table import Asked, fit_file
from app.labels import own_labels as learn_own
from app.options import Json, settings_of
from app.screen import output, print_json
from common.errors import UserError
from matching.fit.learn import Learned


def fit(
    context: typer.Context,
    table: Annotated[
        Path,
        typer.Argument(
            metavar="表",
            help="parquet、csv 或 xlsx：name（企业名称）列，可有 scope（经营范围）、products、main_business、"
            "profile、industry_code、province、city；别的列照原样带上。",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="文件", help="结果写到哪里：.parquet、.csv 或 .xlsx。")
    ],
    chain: Annotated[
        list[str] | None, typer.Option("--chain", metavar="产业链", help="只算这条链，可重复；默认全部。")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(
            "--labels",
            metavar="文件",
            help="有人判过的企业：列同上，另有 label_<产业链>（0、1、2，空为未判）。",
        ),
    ] = None,
    own_labels: Annotated[
        bool, typer.Option("--own-labels", help="用这个数据目录里收回的标注（lianzhao label import）。")
    ] = False,
    wide: Annotated[bool, typer.Option("--wide", help="每家企业一行，各链并排。")] = False,
    hits_only: Annotated[bool, typer.Option("--hits-only", help="只写有依据的企业和链。")] = False,
    json: Json = False,
) -> None:
    """Write node, fit, interval and grounds of every firm of a table, chain by chain."""
    settings = settings_of(context)
    if labels and own_labels:
        raise UserError("--labels 和 --own-labels 只能用一个", fix="去掉其中一个")
    if own_labels:
        learned: Learned | None = learn_own(settings)
    else:
        learned = read_labels(settings, labels) if labels else None
    done = fit_file(settings, table, out, Asked(chain or (), wide, hits_only), learned)
    if json:
        print_json(done.as_json(out) | {"labels": learned.labels if learned else 0})
        return
    output.print(
        f"{done.rows} 家企业，写出 {done.written} 行" + (f"；学了 {learned.labels} 个标注" if learned else "")
    )
    for name, count in done.reached.items():
        output.print(f"  {name}：{count} 家有依据")
    output.print(escape(str(out)))
