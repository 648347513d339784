"""A grid to records: header found, repeats dropped, merged regions filled, sections told apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from crawlers.source import TableShape
from pipeline.extract.amounts import AMOUNTS, unit_in, whole
from pipeline.extract.doubts import Doubts
from pipeline.extract.grid import Cell, Grid, Piece, printed
from pipeline.extract.headers import Columns, find_header, is_header, understand
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.records import Record, Records, goes_on, note_unnumbered
from pipeline.extract.texts import LONGEST_HEADING, tidy

_NOTE = re.compile("(?:注|备注|说明|以上|合计|总计|共)")


def shape(grid: Grid, table: TableShape, doubts: Doubts) -> Records:
    """Data rows of a grid (sources.md 3.3).

    A row without a name is no data row: titles and notes are passed over, anything else is
    reported. A serial number that starts again at 1 begins a section.

    Raises:
        UserError: no column is known, or two lists stand side by side under one header.
    """
    reading = _Reading(grid, table, doubts)
    pieces: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in grid.pieces:
        pieces[piece.start].append(piece)
    for row, cells in enumerate(grid.rows, start=1):
        for piece in pieces[row - 1]:
            reading.begin(piece)
        if row > reading.start:
            reading.read(row, cells)
    for piece in pieces[len(grid.rows)]:
        reading.begin(piece)
    reading.result.rows = note_unnumbered(reading.result.rows)
    return reading.result


class _Reading:
    """One pass over the rows of a grid below its first header (``start`` rows are above and it)."""

    def __init__(self, grid: Grid, table: TableShape, doubts: Doubts) -> None:
        self._grid, self._table, self._doubts = grid, table, doubts
        self._own_width = grid.width - len(grid.keys)
        header = find_header(grid, table.fields) if self._own_width else None
        self.start = 0 if header is None else header + 1
        above = grid.rows[: max(0, self.start - 1)]
        self._title_unit = _title_unit(above)
        self._columns = _columns(grid, table, self._own_width, header)
        texts = [text for text in (*self._columns.texts, *grid.keys) if text]
        self.result = Records(set(self._columns.at), texts, said=[*grid.around, *map(_text, above)])
        self._carried: dict[str, str] = {}
        self._section = 0
        self._last_rank: int | None = None
        self._title = ""

    def begin(self, piece: Piece) -> None:
        """A new table of the document begins, or the old one goes on behind a page break."""
        if piece.title:
            self._head(piece.title)
        if not piece.continues:
            self._carried = {}

    def read(self, row: int, cells: list[Cell]) -> None:
        own = cells[: self._own_width]
        if own and is_header(own, self._table.fields):
            again = _columns(self._grid, self._table, self._own_width, row - 1)
            if row == self.start + 1 and None in own:
                # The second line of a header whose merged cells go on: 所在地 over 省份 and 城市.
                again = replace(again, at={**self._columns.at, **again.at})
                self.result.found |= set(again.at)
            self.result.found &= set(again.at)
            self._columns = replace(again, units={**self._columns.units, **again.units})
            return
        texts = {
            field: cell for field, at in self._columns.at.items() if at < len(cells) and (cell := cells[at])
        }
        if _is_heading(own, texts):
            self._pass_heading(tidy(own[0] or ""))
            return
        rank = whole(texts.get("rank", ""))
        if rank == 1 and self._last_rank is not None:
            self._section += 1
            self._carried = {}
        self._last_rank = self._last_rank if rank is None else rank
        self._carry(texts)
        place = self._grid.place(row)
        if not texts.get("name"):
            if rank is not None or sum(map(bool, cells)) > 1:
                self._doubts.add("没有企业名称的行，已略过", place)
            return
        if own and len(own) < len(self._columns.texts):
            self._doubts.add("列数少于表头", f"{place}（{len(cells)} 列）")
        rows = self.result.rows
        if rows and goes_on(rows[-1], texts, cells):
            rows[-1] = replace(
                rows[-1], texts={**rows[-1].texts, "name": rows[-1].texts["name"] + texts["name"]}
            )
            return
        units = self._title_unit | dict(self._columns.units)
        rows.append(Record(row, place, printed(cells), texts, units, self._section, self._title))

    def _pass_heading(self, text: str) -> None:
        if text and not _NOTE.match(text) and len(text) <= LONGEST_HEADING:
            self._head(text)
            self._carried = {}
        else:
            self.result.said.append(text)

    def _head(self, title: str) -> None:
        self._title = title
        self.result.titles.append(title)

    def _carry(self, texts: dict[str, str]) -> None:
        for field in self._table.carry_forward:
            if field in texts:
                self._carried[field] = texts[field]
            elif field in self._carried:
                texts[field] = self._carried[field]


def _is_heading(own: Sequence[Cell], texts: Mapping[str, str]) -> bool:
    """A row with nothing but its first cell: merged over all columns, or neither number nor name."""
    if len(own) < 2 or any(own[1:]):
        return False
    merged = all(cell is None for cell in own[1:])
    return merged or ("name" not in texts and whole(own[0] or "") is None)


def _text(cells: Sequence[Cell]) -> str:
    return " ".join(filter(None, cells))


def _columns(grid: Grid, table: TableShape, own_width: int, header: int | None) -> Columns:
    """Columns of the table's header row, else by position, and behind them those named by keys."""
    inner = understand(grid.keys, table.fields)
    shifted = {name: own_width + column for name, column in inner.at.items()}
    if header is not None:
        outer = understand(grid.rows[header][:own_width], table.fields)
        if outer.doubled:
            raise ChangedError(f"表头里有两列“{outer.doubled}”，可能是左右两栏并排，读不全")
        return Columns(
            shifted | dict(outer.at), dict(inner.units) | dict(outer.units), outer.texts, outer.hits
        )
    if own_width and not table.columns:
        raise ChangedError(f"{grid.label} 没有表头，来源里也没有写 columns")
    positions = {name: column for column, name in enumerate(table.columns[:own_width])}
    return Columns(shifted | positions, inner.units, (), inner.hits)


def _title_unit(rows: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """Unit of all amounts where a row above the header says 单位：万元."""
    text = " ".join(cell for cells in rows for cell in cells if cell)
    stated = re.search("单位[:：](.{1,12})", text)
    unit = unit_in(stated[1]) if stated else None
    return dict.fromkeys(AMOUNTS, unit) if unit else {}
