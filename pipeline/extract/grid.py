"""A publisher's table as it stands in the body, before anything is understood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.extract.outcomes import TooLargeError

Cell = str | None
"""Text as printed; None is the continuation of a merged cell, "" an empty cell."""

MOST_ROWS = 300_000
MOST_COLUMNS = 2_000
MOST_CELLS = 4_000_000
"""More than any published list has; beyond it a file is a mistake or an attack."""


@dataclass(frozen=True)
class Piece:
    """One of the tables that a grid was joined from, or the rows under one heading.

    It begins with published row ``start`` + 1. Rows count from 1 within it where it has a ``label``
    of its own, else through the whole grid. ``title`` is the heading above it. ``continues`` says
    that it goes on with the table before it (a page break).
    """

    start: int
    label: str = ""
    title: str = ""
    continues: bool = False


@dataclass(frozen=True)
class Grid:
    """All rows of one table, title and header included: ``rows[n]`` is published row n + 1.

    ``keys`` name the last columns where the publisher names them outside the table (JSON keys).
    ``problems`` and ``remarks`` are sentences about the table as a whole; only problems stop it.
    ``label`` and ``unit`` say for people where a row stands: ``表1`` + ``行``.
    ``around`` are the lines of text next to the table. ``pieces`` are in the order of their starts.
    """

    rows: list[list[Cell]]
    label: str
    unit: str = "行"
    keys: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()

    def place(self, row: int) -> str:
        """Where published row ``row`` (from 1) stands, for people."""
        at = bisect_right([piece.start for piece in self.pieces], row - 1)
        piece = self.pieces[at - 1] if at else Piece(0)
        label, number = (piece.label, row - piece.start) if piece.label else (self.label, row)
        return f"{label} 第{number}{self.unit}"

    @property
    def width(self) -> int:
        """Most cells in a row."""
        return max((len(row) for row in self.rows), default=0)


def joined(grids: Sequence[Grid], titles: Sequence[str], label: str, *, continues: bool = False) -> Grid:
    """Several tables of one document as one grid; with ``continues`` an untitled one goes on."""
    if len(grids) == 1 and not titles[0]:
        return grids[0]
    rows: list[list[Cell]] = []
    pieces = []
    for number, (grid, title) in enumerate(zip(grids, titles, strict=True)):
        pieces.append(Piece(len(rows), grid.label, title, continues and number > 0))
        rows += grid.rows
    around = tuple(line for grid in grids for line in grid.around)
    return replace(grids[0], rows=rows, label=label, around=around, pieces=tuple(pieces))


def check_extent(rows: int, columns: int, what: str = "表格") -> None:
    """Refuse a table before it is laid out in memory.

    Raises:
        TooLargeError: it has more rows, columns or cells than any published list.
    """
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise TooLargeError(
            f"{what}有 {rows} 行 × {columns} 列，太大", fix="删去名单以外零散的单元格后再导入"
        )


def printed(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Cells as a person reads them."""
    return tuple(cell or "" for cell in cells)


def scalar_text(value: object) -> str:
    """A workbook's or JSON document's value as text: 1.0 → ``1``, None and nested values → empty.

    A spreadsheet keeps 15 digits of a number; longer ones come back in the form ``9.14e+17`` so
    that nobody takes the digits for a code (sources.md 5.4).
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if value is None or isinstance(value, dict | list):
        return ""
    # JSON may hold half a surrogate pair, which no database takes.
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
