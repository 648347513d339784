"""Sheet 缺口图: every node with what stands here and who could fill it."""

from __future__ import annotations

from app.workbook.coverage import LOCAL
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from matching.report import WeekReport

NAME = "缺口图"
_COLUMNS = [
    Column("产业链", 40, 40), Column("环节", 40, 40), Column("本县现状", 14, 14),
    Column("补链优先级", 14, 14), Column("候选企业", 12, 12), Column("符合条件", 12, 12),
    Column("已触达", 12, 12), Column("在谈", 12, 12), Column("本周入选", 12, 12),
]  # fmt: skip


def gap_sheet(report: WeekReport, heading: Heading) -> Sheet:
    """One row a node, in the order of chains.yaml."""
    sheet = Sheet(NAME, _COLUMNS, heading, budget=Budget(168), header=True)
    for gap in report.gaps:
        word, style = LOCAL.get(gap.local, (gap.local, "centre"))
        numbers = (gap.gap_priority, gap.candidates, gap.eligible, gap.touched, gap.in_talks, gap.listed)
        sheet.add(
            gap.chain_name, gap.node_name, Cell(word, style), *(Cell(number, "centre") for number in numbers)
        )
    sheet.filter_rows(2)
    return sheet
