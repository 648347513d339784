"""Tables of firms as texts: what may stand in a cell, and what is read of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.fit.letters import Codes, edges, normalised, texts_at, written

FIELDS = (
    "name", "products", "main_business", "scope", "profile", "eia_or_filing", "award_reason", "news"
)  # fmt: skip
"""Text columns, in the order in which they are read."""
MATCH_FIELDS = {"name": "company_name", "products": "product_list", "scope": "business_scope"}
"""The key of ``match_fields`` in chains.yaml of each column that is not called so itself."""
LONGEST = 20_000
"""Characters of a cell that are read: a 经营范围 of a megabyte is a fault of its file, not a business."""
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]{0,300}>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|#160);", re.IGNORECASE)
_BLANK = np.array([chr(code).isspace() for code in range(0x3002)])
"""By code, whether it is a blank; the last one stands for all behind it, which are none."""


@dataclass(frozen=True)
class Texts:
    """The cells of a table: text ``i`` stands in ``field[i]`` (of FIELDS) of ``row[i]``."""

    codes: Codes
    """All texts joined, as :func:`matching.fit.letters.joined` gives them; empty where nothing is known."""
    row: npt.NDArray[np.int32]
    field: npt.NDArray[np.uint8]
    known: npt.NDArray[np.bool_]
    """By text, whether the cell holds any."""


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
    cells: list[str] = []
    sizes = [0] * len(FIELDS)
    for number, name in enumerate(FIELDS):
        if name in columns:
            column = columns[name][rows.start : rows.stop]
            sizes[number] = len(column)
            cells += [cell if type(cell) is str else "" for cell in column]
    codes = written(cells)
    ends = edges(codes)
    filled = np.flatnonzero(np.diff(ends) > 1)
    outer = (codes[ends[filled] + 1], codes[ends[filled + 1] - 1])
    padded = filled[np.logical_or(*(_BLANK.take(code, mode="clip") for code in outer))]
    known = np.zeros(len(cells), dtype=bool)
    known[filled] = True
    known[padded] = [bool(cells[at].strip()) for at in padded.tolist()]
    markup = texts_at(np.flatnonzero((codes == ord("<")) | (codes == ord("&"))), ends)
    rough = np.unique(np.concatenate([padded, markup, np.flatnonzero(np.diff(ends) > LONGEST + 1)]))
    for at in rough.tolist():
        cells[at] = clean(cells[at])
    return Texts(
        codes=normalised(codes, ends, cells, changed=rough),
        row=np.concatenate([np.arange(size, dtype=np.int32) for size in sizes]),
        field=np.repeat(np.arange(len(FIELDS), dtype=np.uint8), sizes),
        known=known,
    )
