"""Tables of firms as texts: what may stand in a cell, and what is read of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FIELDS = (
    "name", "products", "main_business", "scope", "profile", "eia_or_filing", "award_reason", "news"
)  # fmt: skip
"""Text columns, in the order in which they are read."""
MATCH_FIELDS = {"name": "company_name", "products": "product_list", "scope": "business_scope"}
"""The key of ``match_fields`` in chains.yaml of each column that is not called so itself."""
LONGEST = 20_000
"""Characters of a cell that are read: a 经营范围 of a megabyte is a fault of its file, not a business."""
_MARKUP = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^<>]{0,300}>", re.DOTALL | re.IGNORECASE)
_BLANKS = "\u3000\uffff"
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|#160);", re.IGNORECASE)


@dataclass(frozen=True)
class Texts:
    """The cells that hold something: ``texts[i]`` stands in ``field[i]`` (of FIELDS) of ``row[i]``."""

    texts: list[str]
    row: npt.NDArray[np.int32]
    field: npt.NDArray[np.uint8]


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
    sizes = [0] * len(FIELDS)
    for number, name in enumerate(FIELDS):
        cells = columns[name][rows.start : rows.stop] if name in columns else ()
        # Most texts begin with a character behind the blanks; only the others are looked at whole.
        filled = [
            at
            for at, cell in enumerate(cells)
            if cell.__class__ is str and cell and (cell > _BLANKS or cell.strip())
        ]
        texts += [cells[at] for at in filled]  # type: ignore[misc]
        row += filled
        sizes[number] = len(filled)
    whole = "".join(texts)
    if "<" in whole or "&" in whole or max(map(len, texts), default=0) > LONGEST:
        texts = [clean(text) for text in texts]
    return Texts(
        texts, np.array(row, dtype=np.int32), np.repeat(np.arange(len(FIELDS), dtype=np.uint8), sizes)
    )
