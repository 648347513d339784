"""Data rows of a table before their texts are read as values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.extract.amounts import whole
from pipeline.extract.grid import Cell
from pipeline.extract.names import ends_as_organisation
from pipeline.extract.texts import tidy

_FIRST_SO_MANY = re.compile(r"前(\d{1,3})[家名位户强]")


@dataclass(frozen=True)
class Record:
    """One data row: texts by field, with its published row number and numbering section (from 0).

    ``title`` is the heading that it stands under. ``unnumbered`` is the note that stands in the place
    of its serial number, see ``note_unnumbered``.
    """

    row: int
    place: str
    cells: tuple[str, ...]
    texts: Mapping[str, str]
    units: Mapping[str, str]
    section: int
    title: str = ""
    unnumbered: str = ""


@dataclass
class Records:
    """All data rows of one grid.

    ``found`` are the fields that have a column under every header, ``header`` the first one's texts.
    ``titles`` are the headings in their order, ``said`` the texts above, between and below the rows.
    """

    found: set[str]
    header: list[str]
    rows: list[Record] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def goes_on(before: Record, texts: Mapping[str, str], cells: Sequence[Cell]) -> bool:
    """True for a row that holds only the rest of the name above (sources.md 2.11 S9).

    The list is numbered, this row has no number and nothing else, and the name above is no whole one.
    """
    name = before.texts["name"]
    return (
        "rank" in before.texts
        and sum(map(bool, cells)) == 1
        and not ends_as_organisation(tidy(name))
        and ends_as_organisation(tidy(name + texts["name"]))
    )


def note_unnumbered(records: Sequence[Record]) -> list[Record]:
    """Rows that a note stands beside in place of their numbers: 前5家（按企业名称笔划排序）.

    Extraction from PDF cuts such a merged cell into fragments, one a row (sources.md 2.11 S9). The
    fragments are the note only where it names exactly as many rows as there are.
    """
    found: list[Record] = []
    for _, group in groupby(records, key=lambda record: whole(record.texts.get("rank", "")) is None):
        run = list(group)
        note = tidy("".join(record.texts.get("rank", "") for record in run))
        stated = _FIRST_SO_MANY.match(note)
        if stated and int(stated[1]) == len(run):
            run = [
                replace(record, unnumbered=note, texts={k: v for k, v in record.texts.items() if k != "rank"})
                for record in run
            ]
        found += run
    return found
