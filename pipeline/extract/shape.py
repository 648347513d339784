"""A grid to records: header found, repeats dropped, merged regions filled, sections told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from common.errors import UserError
from crawlers.source import TableShape
from pipeline.extract.amounts import unit_in, whole
from pipeline.extract.doubts import Doubts
from pipeline.extract.grid import Cell, Grid, printed
from pipeline.extract.headers import Columns, find_header, is_header, understand


@dataclass(frozen=True)
class Record:
    """One data row: texts by field, with its published row number and section (from 0)."""

    row: int
    place: str
    cells: tuple[str, ...]
    texts: Mapping[str, str]
    units: Mapping[str, str]
    section: int


@dataclass
class Records:
    """All data rows of one grid.

    ``found`` are the fields that have a column under every header, ``header`` the first one's texts.
    """

    found: set[str]
    header: list[str]
    rows: list[Record] = field(default_factory=list)


def shape(grid: Grid, table: TableShape, doubts: Doubts) -> Records:
    """Data rows of a grid (sources.md 3.3).

    A row without a name is no data row: titles and notes are passed over, anything else is
    reported. A serial number that starts again at 1 begins a section.

    Raises:
        UserError: no column is known, or two lists stand side by side under one header.
    """
    own_width = grid.width - len(grid.keys)
    header = find_header(grid, table.fields) if own_width else None
    start = 0 if header is None else header + 1
    title_unit = _title_unit(grid.rows[: start - 1]) if start else {}
    columns = _columns(grid, table, own_width, header)
    result = Records(set(columns.at), [text for text in (*columns.texts, *grid.keys) if text])
    carried: dict[str, str] = {}
    section, last_rank = 0, None
    for row, cells in enumerate(grid.rows[start:], start=start + 1):
        if own_width and is_header(cells[:own_width], table.fields):
            again = _columns(grid, table, own_width, row - 1)
            result.found &= set(again.at)
            columns = replace(again, units={**columns.units, **again.units})
            continue
        if own_width > 1 and cells and all(cell is None for cell in cells[1:own_width]):
            continue
        texts = {name: cell for name, at in columns.at.items() if at < len(cells) and (cell := cells[at])}
        rank = whole(texts.get("rank", ""))
        if rank == 1 and last_rank is not None:
            section, carried = section + 1, {}
        last_rank = last_rank if rank is None else rank
        for name in table.carry_forward:
            if name in texts:
                carried[name] = texts[name]
            elif name in carried:
                texts[name] = carried[name]
        place = grid.place(row)
        if not texts.get("name"):
            if rank is not None or sum(map(bool, cells)) > 1:
                doubts.add("没有企业名称的行，已略过", place)
            continue
        if own_width and len(cells) < own_width:
            doubts.add("列数少于表头", f"{place}（{len(cells)} 列）")
        units = title_unit | dict(columns.units)
        result.rows.append(Record(row, place, printed(cells), texts, units, section))
    return result


def _columns(grid: Grid, table: TableShape, own_width: int, header: int | None) -> Columns:
    """Columns of the table's header row, else by position, and behind them those named by keys."""
    inner = understand(grid.keys, table.fields)
    shifted = {name: own_width + column for name, column in inner.at.items()}
    if header is not None:
        outer = understand(grid.rows[header][:own_width], table.fields)
        if outer.doubled:
            raise UserError(f"表头里有两列“{outer.doubled}”，可能是左右两栏并排，读不全")
        return Columns(
            shifted | dict(outer.at), dict(inner.units) | dict(outer.units), outer.texts, outer.hits
        )
    if own_width and not table.columns:
        raise UserError(f"{grid.label} 没有表头，来源里也没有写 columns")
    positions = {name: column for column, name in enumerate(table.columns[:own_width])}
    return Columns(shifted | positions, inner.units, (), inner.hits)


def _title_unit(rows: Sequence[Sequence[Cell]]) -> dict[str, str]:
    """Unit of all amounts where a row above the header says 单位：万元."""
    text = " ".join(cell for cells in rows for cell in cells if cell)
    stated = re.search("单位[:：](.{1,12})", text)
    unit = unit_in(stated[1]) if stated else None
    return {"revenue": unit, "profit": unit} if unit else {}
