"""Column widths, row heights and printed pages of a sheet, worked out from its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from app.workbook.styles import LINE_POINTS, Style
from app.workbook.text import wrapped_lines

MAX_ROW_POINTS = 409.0
"""Excel's limit for one row."""
PAGE_POINTS = (798.0, 518.0)
"""Width and height that A4 landscape leaves inside the margins, less a line for safety."""
WIDTH_STEP = 2
BUDGET_STEP = 5
PADDING_POINTS = 5
MAX_LINES = int((MAX_ROW_POINTS - PADDING_POINTS) / LINE_POINTS)


@dataclass(frozen=True)
class Column:
    """A column that takes between ``least`` and ``most`` units (one digit each)."""

    title: str
    least: float
    most: float


@dataclass(frozen=True)
class Cell:
    """A value with its look; ``link`` is a place inside the workbook.

    ``formula`` is one of ours, never of a source: Excel computes it anew, ``value`` is its result.
    """

    value: str | float
    style: Style = "body"
    link: str = ""
    formula: str = ""

    @property
    def shown(self) -> str:
        """The text as it takes room; every number format here has at most two decimals."""
        return f"{self.value:.2f}" if isinstance(self.value, float) else str(self.value)

    @property
    def scale(self) -> float:
        """Size of the letters relative to 10 pt."""
        return 1.2 if self.style in {"band", "band_link"} else 1.0


Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Budget:
    """Total width in units: from ``least``, so the largest print, to what fits on ``pages``.

    It never passes ``most``; without ``most`` it is ``least`` whatever the pages.
    """

    least: float
    most: float = 0
    pages: int = 1


def lay_out(
    columns: Sequence[Column], rows: Rows, budget: Budget, heading: float
) -> tuple[list[float], list[float]]:
    """Column widths in units and row heights in points.

    ``heading`` is the height in points of what every printed page repeats.
    """
    fits = [_lines_by_width(columns, rows, index) for index in range(len(columns))]
    total = budget.least
    while True:
        widths = _share(columns, fits, total)
        heights = [_height(cells, widths) for cells in rows]
        whole = max(heights) < MAX_ROW_POINTS
        if total >= budget.most or (whole and _pages(heights, widths, heading) <= budget.pages):
            return widths, heights
        total += BUDGET_STEP


def _lines_by_width(columns: Sequence[Column], rows: Rows, index: int) -> list[tuple[float, int]]:
    """Each width that column ``index`` may take, with the lines of its tallest cell."""
    column = columns[index]
    own = len(columns) - 1  # in a shorter row the last cell spans, so it says nothing of its column
    texts = {cells[index].shown for cells in rows if index < len(cells) - 1 or index == own == len(cells) - 1}
    steps = range(int((column.most - column.least) / WIDTH_STEP) + 1)
    widths = [column.least + WIDTH_STEP * step for step in steps]
    return [(width, max((_lines(text, width) for text in texts), default=1)) for width in widths]


def _share(columns: Sequence[Column], fits: list[list[tuple[float, int]]], total: float) -> list[float]:
    """Widths that sum up to ``total`` and keep the tallest row lowest."""
    for lines in count(1):
        widths = [
            next((width for width, needed in fit if needed <= lines), column.most)
            for fit, column in zip(fits, columns, strict=True)
        ]
        if sum(widths) <= total or lines > MAX_LINES:
            break
    return _stretch(columns, widths, total)


def _stretch(columns: Sequence[Column], widths: list[float], total: float) -> list[float]:
    """Spread what is left of ``total`` over the columns that may grow."""
    growing = sum(width for width, column in zip(widths, columns, strict=True) if column.most > column.least)
    factor = 1 + max(total - sum(widths), 0) / growing if growing else 1
    return [
        round(width * factor, 1) if column.most > column.least else width
        for width, column in zip(widths, columns, strict=True)
    ]


def _height(cells: Sequence[Cell], widths: list[float]) -> float:
    """Points that a row takes; its last cell runs on to the right edge."""
    last = len(cells) - 1
    room = [*widths[:last], sum(widths[last:])]
    lines = max(_lines(cell.shown, width / cell.scale) for cell, width in zip(cells, room, strict=True))
    return min(lines * LINE_POINTS * max(cell.scale for cell in cells) + PADDING_POINTS, MAX_ROW_POINTS)


def _lines(text: str, width: float) -> int:
    """Lines of ``text``, counted to one more than a row can hold."""
    # Every character takes a unit or more, so the start of a long text is enough to count.
    return min(wrapped_lines(text[: int((MAX_LINES + 1) * width)], width - 1), MAX_LINES + 1)


def _pages(heights: list[float], widths: list[float], heading: float) -> int:
    """Printed pages when all columns are scaled to one page's width."""
    page_width, page_height = PAGE_POINTS
    sheet_width = sum(width * 7 + 5 for width in widths) * 0.75  # Excel's pixels a unit, then points
    room = page_height * max(sheet_width / page_width, 1.0) - heading
    pages, used = 1, 0.0
    for height in heights:
        if used + height > room:
            pages, used = pages + 1, 0.0
        used += height
    return pages
