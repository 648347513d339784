"""A PDF table without ruling lines: lines of words under the words of a header (sources.md 2.10)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pdfplumber.page import Page
from pdfplumber.utils.clustering import cluster_objects

from crawlers.source import Source
from pipeline.extract.amounts import whole
from pipeline.extract.grid import Cell, Grid, Piece
from pipeline.extract.headers import is_header, understand
from pipeline.extract.names import ends_as_organisation
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.synonyms import LABELS
from pipeline.extract.texts import heading_of

SAME_LINE = 3
"""Words whose lower edges differ by at most so many points stand side by side."""
_CERTIFIED = re.compile(r"(\d{1,6})\s+(.+?)\s+(GR\d{12})")
"""Serial number, name and certificate of the innocom lists, where not even a header stands."""


class Word(NamedTuple):
    """A run of characters without a gap, with its left and right edge in points."""

    text: str
    left: float
    right: float


class Line(NamedTuple):
    """Words side by side on a page, with their upper edge in points."""

    page: int
    top: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The line as text."""
        return " ".join(word.text for word in self.words)


def lines_of(page: Page, number: int) -> list[Line]:
    """The lines of a page from top to bottom."""
    return [
        Line(
            number,
            min(word["top"] for word in words),
            tuple(Word(word["text"], word["x0"], word["x1"]) for word in sorted(words, key=_left)),
        )
        for words in cluster_objects(page.extract_words(), "bottom", SAME_LINE)
    ]


def grid_of_lines(source: Source, lines: Sequence[Line]) -> Grid:
    """Lines that begin with a serial number, each word put under the header word nearest to it.

    A line with nothing but the rest of a name is a row of its own, as in a ruled table.

    Raises:
        ChangedError: no line holds a known header, and none is 序号 名称 GR证书编号.
    """
    extra = source.table.fields
    start = next(
        (at for at, line in enumerate(lines) if is_header(_texts(line), extra) and len(line.words) > 1), None
    )
    if start is None:
        return _certified(lines)
    header = lines[start]
    rows: list[list[Cell]] = []
    pieces: list[Piece] = []
    outside = [line.text for line in lines[:start]]
    between = list(outside)
    for line in lines[start:]:
        if is_header(_texts(line), extra) and len(line.words) > 1:
            header, cells = line, _texts(line)
            at = understand(cells, extra).at
        else:
            cells = _under(header, line)
            if not _is_row(cells, at, rows):
                outside.append(line.text)
                between.append(line.text)
                continue
        first = whole(_cell(cells, at.get("rank"))) == 1
        if not pieces or pieces[-1].label != _page(line) or (first and between):
            title = heading_of(between) if first or not pieces else ""
            pieces.append(Piece(len(rows), _page(line), title, continues=bool(pieces)))
        rows.append(cells)
        between = []
    return Grid(rows, "PDF", around=tuple(outside), pieces=tuple(pieces))


def _is_row(cells: Sequence[Cell], at: Mapping[str, int], rows: Sequence[Sequence[Cell]]) -> bool:
    name = _cell(cells, at.get("name"))
    if not name:
        return False
    filled = sum(map(bool, cells))
    if "rank" not in at:
        return filled > 1
    if _cell(cells, at["rank"]):
        return True
    before = _cell(rows[-1], at.get("name")) if rows else ""
    return filled == 1 and not ends_as_organisation(before)


def _certified(lines: Sequence[Line]) -> Grid:
    found = [(line, match) for line in lines if (match := _CERTIFIED.fullmatch(line.text))]
    if not found:
        raise ChangedError("PDF 里没有表格线，也找不到认识的表头")
    rows: list[list[Cell]] = [[*match.groups()] for _, match in found]
    pages = [_page(line) for line, _ in found]
    pieces = tuple(
        Piece(pages.index(page), page, continues=number > 0)
        for number, page in enumerate(dict.fromkeys(pages))
    )
    keys = (LABELS["rank"], LABELS["name"], LABELS["certificate"])
    around = tuple(line.text for line in lines if not _CERTIFIED.fullmatch(line.text))
    return Grid(rows, "PDF", keys=keys, around=around, pieces=pieces)


def _under(header: Line, line: Line) -> list[Cell]:
    """The words of a line as cells: each under the header word that it overlaps most, else the nearest."""
    cells: list[list[str]] = [[] for _ in header.words]
    for word in line.words:
        overlaps = [min(word.right, head.right) - max(word.left, head.left) for head in header.words]
        cells[overlaps.index(max(overlaps))].append(word.text)
    return [" ".join(words) for words in cells]


def _texts(line: Line) -> list[Cell]:
    return [word.text for word in line.words]


def _cell(cells: Sequence[Cell], column: int | None) -> str:
    return "" if column is None or column >= len(cells) else cells[column] or ""


def _left(word: dict[str, Any]) -> float:
    return float(word["x0"])


def _page(line: Line) -> str:
    return f"第{line.page}页"
