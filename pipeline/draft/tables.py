"""The table of a body that nobody has described yet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.draft.columns import Guess, guess_columns
from pipeline.extract import docx_table, html_table, workbook
from pipeline.extract.decode import decode
from pipeline.extract.grid import Cell, Grid
from pipeline.extract.headers import HEADER_ROWS
from pipeline.extract.json_rows import grid_of
from pipeline.extract.outcomes import BodyError, ChangedError, UnreadableError
from pipeline.extract.page import page_of
from pipeline.extract.readers import read_grid
from pipeline.extract.sniff import reader_for

FEWEST_ROWS = 2
"""Fewer rows are no list."""
DEEPEST = 6
"""So many steps down a JSON document rows are looked for."""


@dataclass(frozen=True)
class Found:
    """A table and what its columns may hold.

    ``format`` is the reader's. ``header`` is the index of the header row, None where there is none or
    keys name the columns. ``others`` counts further tables that look like lists.
    """

    format: str
    grid: Grid
    header: int | None
    guesses: tuple[Guess, ...]
    others: int = 0

    @property
    def data_rows(self) -> Sequence[Sequence[Cell]]:
        """The rows below the header."""
        return self.grid.rows[0 if self.header is None else self.header + 1 :]

    @property
    def title(self) -> str:
        """What stands above the header."""
        return " ".join(cell for cells in self.grid.rows[: self.header or 0] for cell in cells if cell)

    @property
    def sureness(self) -> tuple[bool, int, int]:
        """For comparison: has it a column of names, how many headers speak, how many rows."""
        named = any(guess.field == "name" for guess in self.guesses)
        spoken = sum(guess.why in {"known", "similar"} for guess in self.guesses)
        return named, spoken, len(self.data_rows)


def find_table(source: Source, capture: Capture, data: bytes) -> Found:
    """The table of a body that most looks like a list of enterprises.

    ``source`` is a mere probe with ``format: auto``.

    Raises:
        UserError: the body cannot be read, or holds no such table.
    """
    kind = reader_for(source, capture, data)
    probe = source.model_copy(update={"format": kind})
    found = [_best_header(kind, grid) for grid in _grids(probe, capture, data) if len(grid.rows) > 1]
    lists = [one for one in found if one.sureness[0] and len(one.data_rows) >= FEWEST_ROWS]
    if not lists:
        raise ChangedError("没有找到像企业名单的表格：没有一列是单位名称")
    best = max(lists, key=lambda one: one.sureness)
    return Found(best.format, best.grid, best.header, best.guesses, len(lists) - 1)


def _grids(source: Source, capture: Capture, data: bytes) -> Iterator[Grid]:
    """Every table of the body as printed."""
    if source.format == "html":
        yield from html_table.every_table(page_of(source, capture, data))
    elif source.format == "xlsx":
        yield from workbook.every_sheet(data)
    elif source.format == "docx":
        yield from docx_table.every_table(data)
    elif source.format == "json":
        try:
            document = json.loads(decode(data, capture.headers))
        except (ValueError, RecursionError) as error:
            raise UnreadableError("不是完整的 JSON") from error
        yield from _lists(document, "")
    else:
        # Named columns let the CSV reader hand out a table whose header it does not know.
        table = source.table.model_copy(update={"columns": ["name"]} if source.format == "csv" else {})
        yield read_grid(source.model_copy(update={"table": table}), capture, data)


def _lists(node: Any, path: str) -> Iterator[Grid]:
    """Every list of objects in a JSON document, labelled with its path."""
    if path.count(".") >= DEEPEST:
        return
    if isinstance(node, list) and node and all(isinstance(item, dict) for item in node):
        try:
            yield grid_of(node, path)
        except BodyError:
            return
    steps = node.items() if isinstance(node, dict) else enumerate(node[:1] if isinstance(node, list) else ())
    for step, below in steps:
        yield from _lists(below, f"{path}.{step}" if path else str(step))


def _best_header(kind: str, grid: Grid) -> Found:
    """The reading of a table's first rows that explains most of its columns."""
    if grid.keys:
        return Found(kind, grid, None, tuple(guess_columns(grid.keys, grid.rows)))
    width = grid.width
    without: list[Cell] = [""] * width
    readings = [Found(kind, grid, None, tuple(guess_columns(without, grid.rows)))]
    for index, cells in enumerate(grid.rows[:HEADER_ROWS]):
        if any(cell and cell.strip().isdecimal() for cell in cells):
            break  # a row of data
        texts = [*cells, *[""] * (width - len(cells))]
        readings.append(Found(kind, grid, index, tuple(guess_columns(texts, grid.rows[index + 1 :]))))
    return max(readings, key=lambda one: one.sureness)
