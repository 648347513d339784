"""Which column holds which field: the publishers' header texts (sources.md 3.2, 3.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crawlers.source import TableShape
from pipeline.extract.amounts import unit_in
from pipeline.extract.grid import Cell, Grid, printed
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.synonyms import KNOWN, UNUSED

HEADER_ROWS = 6
"""The header stands in the first 6 rows, below title and subtitle (sources.md 3.3)."""
FEWEST_HITS = 2
BEFORE_SERIAL = 4
"""Of 排名, 2025年排名, 2024年排名, 序号 the first that is there counts: years stand before 序号."""
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_YEAR_RANK = re.compile(r"(\d{4})年?度?(?:排名|名次|位次)")
_TRAILING_UNIT = re.compile(r"[_/:,|-]?(?:单位:?)?(?:人民币)?[万亿千百]*(?:美元|港元|元)(?:人民币)?$")
_UNIFIED = str.maketrans("（）［］【】〔〕：，／", "()[][][]:,/", "\u200b\ufeff")
LONGEST_HEADER = 80
"""A longer text is a value; the longest header is that of 环评 tables (sources.md 2.15)."""


@dataclass(frozen=True)
class Columns:
    """A header that was understood: field → column, field → unit as printed in the header.

    ``hits`` counts the columns whose header text is known; ``doubled`` are texts of the chosen
    name column that stand there more than once (two lists side by side).
    """

    at: Mapping[str, int]
    units: Mapping[str, str]
    texts: tuple[str, ...]
    hits: int
    doubled: str = ""


def tidy_header(text: str) -> str:
    """A header text without white space and with one kind of brackets."""
    return "".join(text.split()).translate(_UNIFIED)


def understand(cells: Sequence[Cell], extra: Mapping[str, str]) -> Columns:
    """Columns of one row of texts; ``extra`` are the publisher's own keys and win over synonyms."""
    own = {tidy_header(text): field for text, field in extra.items()}
    best: dict[str, tuple[float, int]] = {}
    units: dict[str, str] = {}
    hits = 0
    texts = [tidy_header(cell) if cell and len(cell) <= LONGEST_HEADER else "" for cell in cells]
    for column, text in enumerate(texts):
        found = _field_of(text, own)
        if found is None:
            hits += UNUSED.fullmatch(text) is not None
            continue
        hits += 1
        field, order = found
        if field not in best or order < best[field][0]:
            best[field] = (order, column)
            unit = unit_in(text)
            units.pop(field, None)
            if unit:
                units[field] = unit
    at = {field: column for field, (_, column) in best.items()}
    name = texts[at["name"]] if "name" in at else ""
    return Columns(at, units, printed(cells), hits, name if texts.count(name) > 1 else "")


def field_of(text: str) -> str | None:
    """The field that a header text or label names, or None."""
    found = _field_of(tidy_header(text), {})
    return found[0] if found else None


def _field_of(text: str, own: Mapping[str, str]) -> tuple[str, float] | None:
    """Field and order of preference (less is better) of a tidy header text."""
    if not text:
        return None
    plain = _BRACKETED.sub("", text) if "(" in text or "[" in text else text
    if "元" in plain:
        plain = _TRAILING_UNIT.sub("", plain)
    for candidate in (text, plain):
        if candidate in own:
            return own[candidate], -1
        if candidate in KNOWN:
            return KNOWN[candidate]
        year = _YEAR_RANK.fullmatch(candidate)
        if year:
            return "rank", BEFORE_SERIAL - int(year[1]) / 10_000
    return None


def is_header(cells: Sequence[Cell], extra: Mapping[str, str]) -> bool:
    """True for a header row: two known texts, or nothing but known texts; a serial number begins none."""
    first = next(filter(None, cells), "")
    if first.isdecimal():
        return False
    columns = understand(cells, extra)
    return bool(columns.at) and (columns.hits >= FEWEST_HITS or columns.hits == sum(map(bool, cells)))


def find_header(grid: Grid, extra: Mapping[str, str]) -> int | None:
    """Index of the first of the first 6 rows with two or more known texts, or None."""
    for index, cells in enumerate(grid.rows[:HEADER_ROWS]):
        columns = understand(cells, extra)
        if columns.at and columns.hits >= FEWEST_HITS:
            return index
    return None


def known_grids(grids: Sequence[Grid], shape: TableShape) -> list[Grid]:
    """The grids whose columns are known.

    Known means: a header row is found, or ``shape.columns`` names as many columns as there are.
    """
    known = [grid for grid in grids if find_header(grid, shape.fields) is not None]
    if not known and shape.columns:
        known = [grid for grid in grids if grid.width == len(shape.columns)]
    return known


def best_grid(grids: Sequence[Grid], shape: TableShape) -> Grid:
    """The grid with the most rows among those whose columns are known.

    Raises:
        ChangedError: there is none; the sentence shows the head of the largest.
    """
    known = known_grids(grids, shape)
    if known:
        return max(known, key=lambda grid: len(grid.rows))
    raise unknown_header(max(grids, key=lambda grid: len(grid.rows)))


def unknown_header(grid: Grid) -> ChangedError:
    """The error that says which first row was read where a header was expected."""
    head = "、".join(cell for cell in printed(grid.rows[0])[:8] if cell) if grid.rows else ""
    return ChangedError(f"{grid.label} 前 {HEADER_ROWS} 行里找不到认识的表头（第一行读到：{head or '空'}）")
