"""The table of a file as it stands there: title rows, header, and every row with its number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import Cell, Grid
from pipeline.extract.headers import Columns, find_header, understand
from pipeline.extract.privacy import MASK
from pipeline.extract.readers import read_grid


@dataclass(frozen=True)
class Table:
    """A grid without persons, and the index of its header row (None where there is none)."""

    grid: Grid
    header: int | None
    columns: Columns

    @property
    def title(self) -> str:
        """What stands above the header."""
        return " ".join(cell for cells in self.grid.rows[: self.header or 0] for cell in cells if cell)

    @property
    def data_rows(self) -> list[list[Cell]]:
        """The rows below the header."""
        return self.grid.rows[0 if self.header is None else self.header + 1 :]

    @property
    def masked(self) -> bool:
        """Whether anything personal was blanked out."""
        return any(cell and MASK in cell for cells in self.grid.rows for cell in cells)

    @cached_property
    def personal(self) -> tuple[str, ...]:
        """Headers of the columns that were blanked out whole."""
        seen: dict[int, bool] = {}
        for cells in self.data_rows:
            for at, cell in enumerate(cells):
                if cell:
                    seen[at] = seen.get(at, True) and cell == MASK
        texts = self.columns.texts
        return tuple(texts[at] for at, blank in sorted(seen.items()) if blank and at < len(texts))


def read_table(source: Source, capture: Capture, data: bytes) -> Table:
    """The table that a source's file holds, read as ``extract`` reads it.

    Raises:
        UserError: the file cannot be read, or no table in it is understood.
    """
    return table_of(source, read_grid(source, capture, data))


def table_of(source: Source, grid: Grid) -> Table:
    """A grid's header as the source understands it."""
    header = find_header(grid, source.table.fields)
    own: list[Cell] = list(grid.rows[header]) if header is not None else [""] * (grid.width - len(grid.keys))
    return Table(grid, header, understand([*own, *grid.keys], source.table.fields))
