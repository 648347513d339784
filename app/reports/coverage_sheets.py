"""Sheets 覆盖率 and 覆盖明细: touched of eligible, by chain, node, list and city."""

from __future__ import annotations

from collections.abc import Sequence

from app.reports.indicator_sheet import section
from app.reports.words import examples, interval, percent
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from app.workbook.styles import Style
from app.workbook.words import NOTHING
from matching.hq.model import Coverage, CoverageCell, CoverageRow, Headquarters

NAME = "覆盖率"
CELLS_NAME = "覆盖明细"
BUDGET = Budget(170)
MOST_CELLS = 5_000
"""Rows of 覆盖明细 beyond which only touched cells are added: nobody reads more in a meeting."""
_COLUMNS = [
    Column("", 62, 62), Column("", 14, 14), Column("", 14, 14), Column("", 14, 14), Column("", 14, 14),
    Column("", 14, 14), Column("", 38, 38),
]  # fmt: skip
_CELL_COLUMNS = [
    Column("产业链", 34, 34), Column("环节", 34, 34), Column("名单", 40, 40), Column("城市", 24, 24),
    Column("符合条件", 11, 11), Column("已触达", 11, 11), Column("覆盖率", 32, 32),
]  # fmt: skip
_STATES: dict[str, Style] = {"采全": "good", "未采全": "open", "示例": "open", "未采集": "bad"}


def coverage_sheet(hq: Headquarters, heading: Heading) -> Sheet:
    """What the denominator is made of, then coverage by chain, node, list and city."""
    coverage = hq.coverage
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=False)
    _add_base(sheet, coverage)
    for title, rows in (
        ("二、按产业链", coverage.by_chain),
        ("三、按名单（各名单只看自己采没采全）", coverage.by_tier),
        ("四、按城市", coverage.by_city),
        ("五、按环节", coverage.by_node),
    ):
        sheet.page_break()
        _add_rows(sheet, title, rows)
    return sheet


def _add_base(sheet: Sheet, coverage: Coverage) -> None:
    total = coverage.total
    section(sheet, "一、分母：各名单里按规则符合条件的企业", "项目", "家数", "说明")
    sheet.add("名单里的企业", Cell(total.members, "centre"), "已读名单合并去重后，示例企业除外")
    for out in coverage.excluded:
        sheet.add(f"　减：{out.reason}", Cell(out.enterprises, "centre"), "不进分母")
    sheet.add(
        "符合条件", Cell(total.rate.n, "centre"), f"其中 {total.open} 家签约是否计入待核；未知的留在分母里"
    )
    sheet.add(
        "已触达",
        Cell(total.rate.k, "centre"),
        coverage.partial or f"{percent(total.rate)}（{interval(total.rate)}）",
    )
    sheet.add("示例企业（虚构）：触达 / 符合条件", Cell(examples(total) or "0/0", "centre"), "另列，不进分母")
    sheet.add(*(Cell(text, "header") for text in ("名单", "采集", "条数", "版次", "发布日期", "")))
    for item in coverage.lists:
        sheet.add(
            item.name,
            Cell(item.state, _STATES[item.state]),
            Cell(item.entries, "centre"),
            Cell(item.editions or NOTHING, "centre"),
            Cell(item.date or NOTHING, "centre"),
            "",
        )


def _add_rows(sheet: Sheet, title: str, rows: Sequence[CoverageRow]) -> None:
    section(
        sheet, title, "分组", "名单内企业", "符合条件", "已触达", "示例 触达/符合", "覆盖率",
        "双侧 95% Wilson 区间，或不列的原因",
    )  # fmt: skip
    for row in rows:
        sheet.add(
            row.name,
            Cell(row.members, "centre"),
            Cell(row.rate.n, "centre"),
            Cell(row.rate.k, "centre"),
            Cell(examples(row) or NOTHING, "centre"),
            Cell(percent(row.rate), "centre"),
            interval(row.rate),
        )
    if not rows:
        sheet.add("没有符合条件的企业")


def cells_sheet(hq: Headquarters, heading: Heading) -> Sheet:
    """The meetings of chain, node, list and city that hold an eligible enterprise; a last row says what is
    left out of very many.
    """
    sheet = Sheet(CELLS_NAME, _CELL_COLUMNS, heading, budget=Budget(186), header=True)
    cells = hq.coverage.cells
    shown = _shown(cells)
    for cell in (cells[at] for at in sorted(shown)):
        sheet.add(
            cell.chain_name,
            cell.node_name,
            cell.tier_name,
            cell.city,
            Cell(cell.rate.n, "centre"),
            Cell(cell.rate.k, "centre"),
            f"{percent(cell.rate)}；{interval(cell.rate)}",
        )
    if cells:
        sheet.filter_rows(2)
    if left := [cell.rate.n for at, cell in enumerate(cells) if at not in shown]:
        sheet.add(
            f"另有 {len(left)} 格没有列出：都没有触达过，每格至多 {max(left)} 家，"
            f"共 {sum(left)} 家次；全部在 lianzhao coverage --json"
        )
    if not cells:
        sheet.add("没有符合条件的企业")
    return sheet


def _shown(cells: Sequence[CoverageCell]) -> set[int]:
    """Which cells a meeting reads: every touched one, then those of most enterprises up to ``MOST_CELLS``."""
    touched = {at for at, cell in enumerate(cells) if cell.rate.k}
    others = sorted(set(range(len(cells))) - touched, key=lambda at: (-cells[at].rate.n, at))
    return touched | set(others[: max(0, MOST_CELLS - len(touched))])
