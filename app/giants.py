"""Which regions' 小巨人 lists have been collected, and which have not (sources.md 2.5, 2.6).

From batch 7 on every province and 计划单列市 publishes its own list, so a list that was not read must
never look like a region without firms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from pydantic import BaseModel
from rich import box
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from common.clock import now
from matching.firm import Listing
from matching.load import Knowledge, load_knowledge
from matching.regions import REGIONS
from matching.reviews import BATCHES, TIER, YEARS

ANNOUNCED = {"第一批": 248, "第二批": 1744, "第三批": 2930, "第四批": 4357, "第五批": 3671, "第六批": 3012}
"""Firms of each national batch as published (sources.md 2.5); from batch 7 on there is no national list."""
WHOLE = 0.98
"""A batch of which this share of its announced size was read is whole: names change, firms merge."""
NOT_COLLECTED = "未采集"
Firms = dict[tuple[str, str], set[str]]
"""Ids of enterprises by region and column."""
NEWEST = "第七批"
FIRST_REVIEW = BATCHES["第一批"] + YEARS
REVIEW = "复核"
LONG_NAMES = re.compile("壮族自治区|回族自治区|维吾尔自治区|自治区|生产建设(?=兵团)")
"""Left out on the screen, where the columns need the room."""


class Cell(BaseModel):
    """Firms of one region in one batch or review; None: its list was not read.

    ``proposed`` are those of the 公示, the only list while there is no 公告.
    """

    firms: int | None = None
    proposed: int | None = None


class Coverage(BaseModel):
    """The matrix: region → batch (``第六批``) or review (``2025复核``) → cell.

    ``totals`` count every firm once, ``announced`` is the size of a batch as the ministry gave it.
    ``elsewhere`` are firms of notices that name no region or batch, of excerpts, and of a city's own list.
    """

    columns: list[str]
    regions: dict[str, dict[str, Cell]]
    totals: dict[str, int]
    announced: dict[str, int]
    elsewhere: int


def giant_coverage(db: Session) -> Coverage:
    """What has been collected until now; made-up rows are left out."""
    today = now()
    knowledge = load_knowledge(db, today.isoformat())
    firms, proposed = _collected(knowledge)
    columns = _columns({column for _, column in firms | proposed}, today.year)
    totals = {column: len(_union(firms, {(region, column) for region in REGIONS})) for column in columns}
    cells = {(region, column) for region in REGIONS for column in columns}
    placed = _union(firms, cells) | _union(proposed, cells)

    def cell(region: str, column: str) -> Cell:
        found, shown = firms.get((region, column)), proposed.get((region, column))
        # Only when the whole batch was read, a region that it does not name has no firm in it.
        whole = totals[column] >= WHOLE * ANNOUNCED.get(column, float("inf"))
        count = len(found) if found else 0 if whole else None
        return Cell(firms=count, proposed=len(shown) if shown else None)

    return Coverage(
        columns=columns,
        regions={region: {column: cell(region, column) for column in columns} for region in REGIONS},
        totals=totals,
        announced=ANNOUNCED,
        elsewhere=len((_union(firms, firms) | _union(proposed, proposed)) - placed),
    )


def _collected(knowledge: Knowledge) -> tuple[Firms, Firms]:
    """Firms recognised or re-certified, and firms proposed; the region is "" where none is known."""
    firms: Firms = defaultdict(set)
    proposed: Firms = defaultdict(set)
    for firm in knowledge.firms.values():
        for listing in filter(_is_collected, firm.listings):
            cells = proposed if listing.word == "announced" else firms
            cells[listing.region or "", _column(listing.word, listing.edition)].add(firm.id)
    return firms, proposed


def _union(firms: Firms, cells: Iterable[tuple[str, str]]) -> set[str]:
    return {firm for cell in cells for firm in firms.get(cell, ())}


def _is_collected(listing: Listing) -> bool:
    shown = listing.word in {"announced", "recognised", "recertified"}
    return listing.tier == TIER and shown and not listing.evidence.example


def _columns(collected: set[str], year: int) -> list[str]:
    """The batches known to be out or collected, and the reviews until this year."""
    batches = [batch for batch in BATCHES if batch in {*ANNOUNCED, NEWEST, *collected}]
    return batches + [f"{one}{REVIEW}" for one in range(FIRST_REVIEW, year + 1)]


def _column(word: str | None, edition: str) -> str:
    """A review stands under its year; so does the 公示 of one, whose edition is no batch."""
    return f"{edition}{REVIEW}" if word == "recertified" or edition.isdecimal() else edition


def print_coverage(console: Console, coverage: Coverage) -> None:
    """Print the matrix, the sums beside the announced sizes, and how much is missing."""
    table = Table("地区", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in coverage.columns:
        table.add_column(column.replace(REVIEW, f"\n{REVIEW}"), justify="right")
    for region, cells in coverage.regions.items():
        table.add_row(LONG_NAMES.sub("", region), *(_text(cells[column]) for column in coverage.columns))
    table.add_section()
    table.add_row("采集合计", *(str(coverage.totals[column] or "–") for column in coverage.columns))
    sizes = (coverage.announced.get(column) for column in coverage.columns)
    table.add_row("公布家数", *("–" if size is None else str(size) for size in sizes))
    console.print(table)
    missing = sum(cell.firms is None for cells in coverage.regions.values() for cell in cells.values())
    console.print(
        f"{len(coverage.regions)} 个地区 × {len(coverage.columns)} 次公布，{missing} 格未采集或只有公示；"
        "第七批（2025 年）起没有全国名单。“拟”是只见公示。"
    )
    if coverage.elsewhere:
        console.print(f"另有 {coverage.elsewhere} 家没有写明地区或批次（含市县转发的名单），没有排进表里。")


def _text(cell: Cell) -> str:
    if cell.firms is not None:
        return str(cell.firms)
    return f"[yellow]拟{cell.proposed}[/yellow]" if cell.proposed else f"[dim]{NOT_COLLECTED}[/dim]"
