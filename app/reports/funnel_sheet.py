"""Sheet 漏斗: 触达 → 落地 as the ledger shows it; the report's 16 stand beside it, never in it."""

from __future__ import annotations

from app.reports.indicator_sheet import section
from app.reports.words import interval, percent
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from matching.hq.contacted import STEPS
from matching.hq.funnel import CAME
from matching.hq.model import Funnel, FunnelGroup, Headquarters

NAME = "漏斗"
BUDGET = Budget(168)
_COLUMNS = [
    Column("", 44, 44), *(Column("", 11, 11) for _ in STEPS), Column("", 14, 14), Column("", 33, 33),
]  # fmt: skip


def funnel_sheet(hq: Headquarters, heading: Heading) -> Sheet:
    """The funnel as a whole, the report's figures beside it, then by chain, list, team and month."""
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=False)
    _add_whole(sheet, hq.funnel)
    _add_beside(sheet, hq.funnel)
    for title, groups in (
        ("三、按产业链", hq.funnel.by_chain),
        ("四、按名单（一家在几份名单上就各算一次）", hq.funnel.by_tier),
        ("五、按小组（两组都对接过的各算一次）", hq.funnel.by_team),
        ("六、按首次对接的月份", hq.funnel.by_month),
    ):
        if groups is hq.funnel.by_tier:
            sheet.page_break()
        _add_groups(sheet, title, groups)
    return sheet


def _add_whole(sheet: Sheet, funnel: Funnel) -> None:
    section(
        sheet,
        f"一、台账里的对象走到哪一步（含商会、协会 {funnel.associations} 个）",
        "步骤", "到过这步或更后", "停在这步", "占触达", "双侧 95% Wilson 区间",
    )  # fmt: skip
    for step in funnel.steps:
        sheet.add(
            step.name,
            Cell(step.reached.k, "centre"),
            Cell(step.now, "centre"),
            Cell(percent(step.reached), "centre"),
            interval(step.reached),
        )


def _add_beside(sheet: Sheet, funnel: Funnel) -> None:
    section(sheet, "二、报告里的数，摆在旁边对照", "项目", "报告数", "台账能对上", "说明")
    for item in funnel.beside:
        sheet.add(
            item.name,
            Cell(item.reported, "centre"),
            Cell(item.linked, "centre"),
            item.caveat or "与台账一致",
        )


def _add_groups(sheet: Sheet, title: str, groups: list[FunnelGroup]) -> None:
    section(sheet, title, "分组", *STEPS, f"{STEPS[CAME]}占触达", "区间")
    for group in groups:
        sheet.add(
            group.name,
            *(Cell(count, "centre") for count in group.counts),
            Cell(percent(group.rate), "centre"),
            interval(group.rate),
        )
    if not groups:
        sheet.add("台账为空")
