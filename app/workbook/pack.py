"""The Monday workbook of the teams: one sheet a team, filled in on the road and sent back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from app.packing import portable
from app.workbook.form import FormColumn, FormSheet
from app.workbook.styles import Styles, workbook_options
from app.workbook.text import clean
from app.workbook.words import week_text
from common.clock import week_start
from common.files import write_atomic
from pipeline.ledger import Vocabulary
from pipeline.ledger.forms import FORM_FIELDS, new_identity
from pipeline.ledger.values import CODED, DAYS, TYPED

EMPTY_LINES = 10
"""Lines below the firms for touches that the list did not foresee."""
EXTRA_BAND = "补充对接：名单以外的企业，或本周第二次对接，写在下面"
_SHOWN = (
    FormColumn("序号", 5, style="centre"),
    FormColumn("安排", 9, style="centre"),
    FormColumn("企业名称", 22, style="name"),
    FormColumn("省市", 10),
    FormColumn("链条环节", 14),
    FormColumn("对口园区", 11),
    FormColumn("为什么找它", 38),
    FormColumn("先问什么", 24),
    FormColumn("台账现状", 20),
)
_WIDTHS = {"on_date": 11.0, "callback_on": 13.0, "note": 34.0}


@dataclass(frozen=True)
class PackRow:
    """A line of a team sheet: what is locked by title, and what has been filled in so far by field."""

    identity: str
    shown: dict[str, str | float]
    values: dict[str, str]


@dataclass
class TeamSheet:
    """A team's week: the firms of the list, the touches added, and how many empty lines there have been."""

    number: int
    name: str
    firms: list[PackRow] = field(default_factory=list)
    extras: list[PackRow] = field(default_factory=list)
    first_empty: int = 1


@dataclass(frozen=True)
class Pack:
    """Everything the workbook shows."""

    week: str
    teams: Sequence[TeamSheet]
    warning: str
    pins: str
    """Hashes of data and configuration, for the footer."""


def pack_name(week: str) -> str:
    """``周表-2026-W48.xlsx``.

    Raises:
        UserError: ``week`` is no ISO week.
    """
    week_start(week)
    return f"周表-{week}.xlsx"


def write_pack(pack: Pack, words: Vocabulary, path: Path) -> None:
    """Write the workbook whole or not at all; the same pack gives the same bytes everywhere."""
    buffer = io.BytesIO()
    workbook = Workbook(buffer, workbook_options())
    monday = datetime.combine(week_start(pack.week), time())
    workbook.set_properties(
        {"title": f"周表 {pack.week}", "author": "链招 lianzhao", "subject": pack.pins, "created": monday}
    )
    styles = Styles(workbook)
    footer = f"&L&8 {pack.week}　{pack.pins.replace('&', '&&')}&C&8 内部&R&8 第 &P 页，共 &N 页"
    for team in pack.teams:
        _team(workbook, styles, pack, team, words, footer)
    _help(workbook, styles, pack, words, footer)
    workbook.close()
    write_atomic(path, portable(buffer.getvalue()))


def input_columns(words: Vocabulary) -> list[FormColumn]:
    """The columns that every form lets people fill in, with their drop-downs."""
    return [
        FormColumn(
            TYPED[name],
            _WIDTHS.get(name, 10.0),
            open=True,
            words=words.allowed(name) if name in CODED else (),
            day=name in DAYS,
        )
        for name in FORM_FIELDS
    ]


def _team(
    workbook: Workbook, styles: Styles, pack: Pack, team: TeamSheet, words: Vocabulary, footer: str
) -> None:
    sheet = FormSheet(workbook, styles, team.name, [*_SHOWN, *input_columns(words)], frozen=3)
    text = f"{week_text(pack.week)}；{len(team.firms)} 家。每次对接填一行，离线填好发回，见“怎么填”。"
    sheet.heading(f"{team.name}　周表", pack.warning, text, halves=True)
    for row in team.firms:
        sheet.add(row.identity, {**row.shown, **_inputs(row)})
    sheet.band(EXTRA_BAND)
    for row in team.extras:
        shown = {**row.shown, "企业名称": row.values.get("name", "")}
        sheet.add(row.identity, {**shown, **_inputs(row)}, opened=["企业名称"])
    for number in range(team.first_empty, team.first_empty + EMPTY_LINES):
        sheet.add(new_identity(pack.week, team.number, number), {}, opened=["企业名称"])
    sheet.finish(footer, page_break=TYPED[FORM_FIELDS[0]], scale=88)


def _inputs(row: PackRow) -> dict[str, str]:
    return {TYPED[name]: row.values.get(name, "") for name in FORM_FIELDS}


def _help(workbook: Workbook, styles: Styles, pack: Pack, words: Vocabulary, footer: str) -> None:
    sheet = workbook.add_worksheet("怎么填")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 0, f"怎么填　{week_text(pack.week)}", styles.get("title"))
    needs = "；".join(
        f"选“{reason}”还要填{TYPED[words.needs(reason) or 'note']}" for reason in words.reason_needs
    )
    said = (
        ("填哪里", "只填黄色的格子；在表头“填写人”后面写上自己的名字，两个人改同一格时靠它分辨。"),
        ("对接日期", "写成 2026-11-24；不知道哪一天写 2026年11月。"),
        *((TYPED[name], "、".join(words.allowed(name))) for name in CODED),
        ("原因的要求", needs),
        ("经过", "写单位和岗位，不写个人电话；电话和邮箱收表时会自动去掉，并报告去掉了哪一行。"),
        ("补充对接", "名单以外的企业、本周第二次对接，写在每组表格下面的空行，企业名称尽量写全称。"),
        ("发回", "lianzhao ledger import 文件名.xlsx；同一份收两次没有影响，两个人填的会合在一起。"),
        ("改同一格", "两个人在同一格写得不一样，两个写法都留着，会出一张“台账冲突”表，由人选一个。"),
    )
    for row, (label, text) in enumerate(said, start=2):
        sheet.write_string(row, 0, label, styles.get("label"))
        sheet.write_string(row, 1, clean(text), styles.get("body"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(footer)
    sheet.hide_gridlines(2)
    sheet.protect("")
