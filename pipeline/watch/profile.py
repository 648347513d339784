"""What a publication looked like: small enough to keep with every release, and what alarms learn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from common.hashing import stable_hash
from crawlers.source import Source
from pipeline.extract.names import ORGANISATION
from pipeline.extract.rows import Extraction, Row
from pipeline.names import name_key
from pipeline.watch.sketch import sketch
from pipeline.watch.values import Column, column_of

_DERIVED = "_printed"
"""Fields that print another field again are left out."""
_SERIAL = "rank"


class Profile(BaseModel):
    """One publication in figures; kept as JSON in ``Release.profile`` (some 5 KB).

    ``content`` is a hash of the rows without their place in the body. ``organisations`` is the share of
    names that end like an organisation's; ``repeated_rows`` and ``repeated_names`` are rows that say again
    what a row before said, serial number aside; ``missing_numbers`` counts the gaps of 序号. ``names`` is a
    sketch of ``distinct_names`` name keys.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    excerpt: bool
    rows: int
    content: str
    organisations: float
    repeated_rows: int
    repeated_names: int
    missing_numbers: int
    distinct_names: int
    names: list[int]
    columns: dict[str, Column]


def profile_of(source: Source, extraction: Extraction, *, excerpt: bool = False) -> Profile:
    """The profile of what was read. ``excerpt``: the bodies hold a part of the publication only."""
    rows = extraction.rows
    keys = [name_key(row.name) for row in rows]
    contents = [_content(row, key) for row, key in zip(rows, keys, strict=True)]
    distinct = set(keys)
    return Profile(
        edition=source.edition,
        excerpt=excerpt,
        rows=len(rows),
        content=stable_hash(
            [[row.fields.get(_SERIAL), content] for row, content in zip(rows, contents, strict=True)]
        ),
        organisations=round(sum(bool(ORGANISATION.search(row.name)) for row in rows) / max(1, len(rows)), 4),
        repeated_rows=len(rows) - len(set(contents)),
        repeated_names=len(rows) - len(distinct),
        missing_numbers=missing_numbers(row.fields.get(_SERIAL) for row in rows),
        distinct_names=len(distinct),
        names=sketch(distinct),
        columns=_columns(rows, extraction.columns),
    )


def missing_numbers(serials: Iterable[object]) -> int:
    """How many numbers are left out where each section counts on from 1 (sources.md 3.3).

    A number that is less than the one before begins a section; an equal one is a tie.
    """
    missing = before = 0
    for serial in serials:
        if not isinstance(serial, int):
            continue
        if serial < before:
            before = 0
        missing += max(0, serial - before - 1)
        before = serial
    return missing


def _content(row: Row, key: str) -> str:
    fields = {field: value for field, value in row.fields.items() if field != _SERIAL}
    return stable_hash([key, row.former_names, fields])


def _columns(rows: Sequence[Row], printed: frozenset[str]) -> dict[str, Column]:
    """Of every field with a value, and of every column that is printed and empty."""
    fields = dict.fromkeys(field for row in rows for field in row.fields if not field.endswith(_DERIVED))
    found = {field: column_of([row.fields.get(field) for row in rows]) for field in fields}
    empty = dict.fromkeys(sorted(printed), Column())
    return {**empty, "name": column_of([row.name for row in rows]), **found}
