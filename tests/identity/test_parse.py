"""Real names and the parts they are made of (parses.csv; the names are public facts).

An empty brand column says that the name's own brand is open to argument; the parser's is not checked there.
Rows marked ``limit`` are read wrongly today: they fail as expected, and the mark must go when one is read.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pipeline.identity.names import parse
from pipeline.identity.normal import normal_name, normal_names
from pipeline.identity.trades import brand_length

FILE = Path(__file__).with_name("parses.csv")
ROWS = list(csv.DictReader(FILE.read_text("utf-8").splitlines()))
KINDS = {
    "branch", "foreign brand", "form in brackets", "full width and spaces", "group", "Latin letters",
    "minority place", "nested region", "number", "number of a list", "plain", "region in brackets",
    "remark in brackets", "traditional characters",
}  # fmt: skip


def _case(row: dict[str, str]) -> object:
    limit = [pytest.mark.xfail(strict=True, reason="a known limit of the parser")] if row["limit"] else []
    return pytest.param(row, id=row["name"], marks=limit)


@pytest.mark.parametrize("row", [_case(row) for row in ROWS])
def test_a_name_is_read_into_its_parts(row: dict[str, str]) -> None:
    parsed = parse(normal_name(row["name"]))
    found = {
        "region": parsed.region_text,
        "core": parsed.core,
        "brand": parsed.core[: brand_length(parsed.core)] if row["brand"] else "",
        "form": parsed.form,
        "branch": parsed.branch,
    }
    assert found == {part: row[part] for part in found}


def test_the_file_covers_what_names_are_made_of() -> None:
    kinds = Counter(row["what"] for row in ROWS)
    assert set(kinds) == KINDS
    assert len(ROWS) >= 150
    assert len({row["name"] for row in ROWS}) == len(ROWS)
    assert sum(bool(row["limit"]) for row in ROWS) <= len(ROWS) // 10
    assert sum(bool(row["brand"]) for row in ROWS) >= 80


def test_reading_many_names_at_once_is_reading_each() -> None:
    names = [row["name"] for row in ROWS]
    assert normal_names(names) == [normal_name(name) for name in names]
