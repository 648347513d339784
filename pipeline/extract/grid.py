"""A publisher's table as it stands in the body, before anything is understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Cell = str | None
"""Text as printed; None is the continuation of a merged cell, "" an empty cell."""


@dataclass(frozen=True)
class Grid:
    """All rows of one table, title and header included: ``rows[n]`` is published row n + 1.

    ``keys`` name the last columns where the publisher names them outside the table (JSON keys).
    ``problems`` are sentences about the table as a whole.
    ``label`` and ``unit`` say for people where a row stands: ``表1`` + ``行``.
    """

    rows: list[list[Cell]]
    label: str
    unit: str = "行"
    keys: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def place(self, row: int) -> str:
        """Where published row ``row`` (from 1) stands, for people."""
        return f"{self.label} 第{row}{self.unit}"

    @property
    def width(self) -> int:
        """Most cells in a row."""
        return max((len(row) for row in self.rows), default=0)


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
