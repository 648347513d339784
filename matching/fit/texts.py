"""Tables of firms as texts: what may stand in a cell, and what is read of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIELDS = ("name", "products", "main_business", "scope", "profile")
"""Text columns, in the order in which they are read."""
LONGEST = 20_000
"""Characters of a cell that are read: a 经营范围 of a megabyte is a fault of its file, not a business."""
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]{0,300}>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|#160);", re.IGNORECASE)


@dataclass(frozen=True)
class Texts:
    """The cells that hold something: ``texts[i]`` stands in ``field[i]`` (of FIELDS) of ``row[i]``."""

    texts: list[str]
    row: list[int]
    field: list[int]


def clean(cell: str) -> str:
    """A cell's text without markup, at most LONGEST characters."""
    text = cell[: 4 * LONGEST]
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    if "&" in text:
        text = _ENTITY.sub(" ", text)
    return text[:LONGEST].strip()


def texts_of(columns: Mapping[str, Sequence[object]], rows: range) -> Texts:
    """The texts of some rows; a column that is absent, and a cell that is no text, is unknown."""
    texts: list[str] = []
    row: list[int] = []
    field: list[int] = []
    for number, name in enumerate(FIELDS):
        column = columns.get(name)
        if column is None:
            continue
        cells = column[rows.start : rows.stop]
        before = len(row)
        for at, cell in enumerate(cells):
            if isinstance(cell, str) and cell and not cell.isspace():
                row.append(at)
                texts.append(clean(cell) if len(cell) > LONGEST or "<" in cell or "&" in cell else cell)
        field += [number] * (len(row) - before)
    return Texts(texts, row, field)
