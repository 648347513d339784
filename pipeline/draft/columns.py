"""What the columns of an unknown table may hold: by known header texts, by similar ones, by the values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz, process

from crawlers.source import TableShape
from pipeline.extract.amounts import AMOUNTS, number, whole
from pipeline.extract.dates import day_of
from pipeline.extract.grid import Cell, Grid
from pipeline.extract.headers import tidy_header, understand
from pipeline.extract.names import ORGANISATION
from pipeline.extract.places import place_of
from pipeline.extract.privacy import MASK, mask_persons
from pipeline.extract.synonyms import KNOWN
from pipeline.identity import valid_uscc

Why = Literal["known", "similar", "values", "personal", "none"]
SAMPLE = 300
"""Values of a column that are looked at."""
SIMILAR = 70
"""Least similarity (0–100) of a header text to one that is known."""
MOST = 0.8
"""Share of the values that must look like a field's."""
SHORT_PLACE = 14
"""A longer text that names a place is an address."""
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_OTHER_DAY = re.compile("成立|注册|开业|核准|到期|有效|截止")
"""Days in a firm's life, not the day of the notice or decision that a row tells of."""
_STOCK_CODE = re.compile(r"[034689]\d{5}(?:\.(?:SH|SZ|BJ))?", re.I)
_CERTIFICATE = re.compile(r"GR\d{12}")


@dataclass(frozen=True)
class Guess:
    """One column: its header without white space, its field (None: not taken), and why.

    ``personal`` columns hold persons or their contacts, which are dropped wherever they are read.
    """

    at: int
    text: str
    field: str | None
    why: Why


def guess_columns(texts: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> list[Guess]:
    """A guess for every column, each field given once.

    Args:
        texts: header texts; all empty where the publisher prints no header.
        rows: data rows below it.
    """
    personal = _personal(texts)
    values = [_values(rows, at) for at in range(len(texts))]
    given: dict[int, tuple[str, Why]] = {
        at: (field, "known") for field, at in understand(texts, {}).at.items() if at not in personal
    }
    for way, candidates in (("similar", _similar(texts)), ("values", _by_values(values))):
        for at, field in candidates:
            taken = {name for name, _ in given.values()}
            if at in given or at in personal or field in taken or not _suits(field, values[at]):
                continue
            if field == "on_date" and _OTHER_DAY.search(texts[at] or ""):
                continue
            given[at] = (field, "similar" if way == "similar" else "values")
    nothing: dict[int, tuple[None, Why]] = dict.fromkeys(personal, (None, "personal"))
    return [
        Guess(at, "".join((text or "").split()), *(given.get(at) or nothing.get(at) or (None, "none")))
        for at, text in enumerate(texts)
    ]


def _personal(texts: Sequence[Cell]) -> set[int]:
    """Columns that readers blank out, asked of the very code that does it."""
    grid = Grid([["-"] * len(texts)], "", keys=tuple(text or "" for text in texts))
    return {at for at, cell in enumerate(mask_persons(grid, TableShape()).rows[0]) if cell == MASK}


def _values(rows: Sequence[Sequence[Cell]], at: int) -> list[str]:
    cells = (row[at] for row in rows[:SAMPLE] if at < len(row))
    return [cell.strip() for cell in cells if cell and cell.strip()]


def _similar(texts: Sequence[Cell]) -> Iterator[tuple[int, str]]:
    """Columns whose headers are nearly known ones, the most similar first."""
    scored = []
    for at, text in enumerate(texts):
        plain = _BRACKETED.sub("", tidy_header(text or ""))
        if not plain or plain.isdecimal():
            continue
        for known, score, _ in process.extract(
            plain, KNOWN.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=5
        ):
            scored.append((-score, at, KNOWN[known][0]))
    for _, at, field in sorted(scored):
        yield at, field


def _by_values(values: Sequence[Sequence[str]]) -> Iterator[tuple[int, str]]:
    """Columns whose values alone say what they are, the surest signs first."""
    for field, test in _SIGNS:
        for at, texts in enumerate(values):
            if texts and _share(texts, test) >= MOST:
                yield at, field
    for at, texts in enumerate(values):
        ranks = [whole(text) or 0 for text in texts]
        if ranks and all(before < after for before, after in pairwise([0, *ranks])):
            yield at, "rank"


_SIGNS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("uscc", lambda text: valid_uscc(text) is not None),
    ("certificate", lambda text: _CERTIFICATE.fullmatch(text) is not None),
    ("stock_code", lambda text: _STOCK_CODE.fullmatch(text) is not None),
    ("name", lambda text: ORGANISATION.search(text) is not None),
    ("on_date", lambda text: not text.isdecimal() and day_of(text) is not None),
    ("city", lambda text: len(text) <= SHORT_PLACE and place_of(text).city is not None),
    ("province", lambda text: len(text) <= SHORT_PLACE and place_of(text).province is not None),
    ("address", lambda text: len(text) > SHORT_PLACE and place_of(text).province is not None),
)


def _suits(field: str, values: Sequence[str]) -> bool:
    """Whether a column's values can be those of a field at all; an empty column fits none."""
    if not values:
        return False
    if field in AMOUNTS or field == "employees":
        return _share(values, lambda text: number(re.sub("[^0-9.,-]", "", text)) is not None) >= MOST
    if field == "rank":
        return _share(values, lambda text: whole(text) is not None) >= MOST
    if field in {"name", "former_name"}:
        return _share(values, lambda text: ORGANISATION.search(text) is not None) >= MOST / 2
    tests = dict(_SIGNS)
    if field in {"uscc", "certificate", "stock_code"}:
        return _share(values, tests[field]) >= MOST
    if field == "on_date":
        return _share(values, lambda text: day_of(text) is not None) >= MOST
    return _share(values, lambda text: number(text) is not None) < 1 - MOST


def _share(values: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, values)) / max(1, len(values))
