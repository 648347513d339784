"""What the values of one column look like, without keeping the values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log10
from statistics import median
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.extract.names import ORGANISATION
from pipeline.extract.places import place_of
from pipeline.extract.rows import Value
from pipeline.watch.sketch import hashed

Kind = Literal["number", "code", "organisation", "place", "text"]
KINDS: dict[Kind, str] = {
    "number": "数字",
    "code": "编号",
    "organisation": "单位名称",
    "place": "地名",
    "text": "文字",
}
"""How a value looks, with the word for people."""

MOST_WORDS = 64
"""A column with no more different values, each used twice on average, has a vocabulary (industries)."""
_LONGEST_PLACE = 12
_NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")
_CODE = re.compile(r"[\x21-\x7e]+")


class Column(BaseModel):
    """One column in figures.

    ``fill`` and ``variety`` (different values) are shares of the rows and of the filled rows;
    ``kinds`` shares of the filled rows; ``length`` the mean number of characters of texts; ``size`` the
    median of log10 of the amount of numbers; ``words`` hashes of the different values where they are few.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fill: float = 0.0
    kinds: dict[Kind, float] = {}
    variety: float = 0.0
    length: float | None = None
    size: float | None = None
    words: list[int] = []


def column_of(values: Sequence[Value]) -> Column:
    """The column of these values, one a row; None and empty texts are not filled."""
    filled = [value for value in values if value is not None and value != ""]
    if not filled:
        return Column()
    counts = Counter(filled)
    kinds: Counter[Kind] = Counter()
    for value, times in counts.items():
        kinds[kind_of(value)] += times
    texts = [value for value in filled if isinstance(value, str)]
    numbers = [abs(value) for value in filled if isinstance(value, int | float) and value]
    few = len(counts) <= min(MOST_WORDS, len(filled) / 2)
    return Column(
        fill=_share(len(filled), len(values)),
        kinds={kind: _share(times, len(filled)) for kind, times in sorted(kinds.items())},
        variety=_share(len(counts), len(filled)),
        length=round(sum(map(len, texts)) / len(texts), 2) if texts else None,
        size=round(median(map(log10, numbers)), 3) if numbers else None,
        words=sorted(hashed(str(value)) for value in counts) if few else [],
    )


def kind_of(value: str | int | float) -> Kind:
    """What a value looks like; the first of number, code, organisation, place that fits, else text."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return "number"
    if _CODE.fullmatch(value):
        return "code"
    if ORGANISATION.search(value):
        return "organisation"
    place = place_of(value) if len(value) <= _LONGEST_PLACE else None
    return "place" if place and (place.province or place.city) else "text"


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)
