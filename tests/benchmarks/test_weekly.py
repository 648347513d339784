"""The weekly benchmark at a tiny size: it measures what it says it does; nothing is said of the seconds."""

from __future__ import annotations

import pytest

from benchmarks.record import Record, Table
from benchmarks.weekly import measure


@pytest.fixture(scope="module")
def record() -> Record:
    return measure(repeats=1, copies=(1, 3), firms=40)


def table(record: Record, title: str) -> Table:
    return next(one for one in record.tables if one.title.startswith(title))


def named(shown: Table) -> dict[str, float]:
    """Name → first number of each row."""
    found = {}
    for name, value, *_ in shown.rows:
        assert not isinstance(value, str)
        found[str(name)] = float(value)
    return found


@pytest.mark.slow
def test_ratios_are_those_of_the_medians(record: Record) -> None:
    seconds = list(named(table(record, "Seconds")).values())
    assert len(seconds) == 5
    assert min(seconds) > 0
    first, second, _, judge, write = seconds
    ratios = list(named(table(record, "Ratios")).values())
    assert ratios[:3] == pytest.approx([second / first, judge / second, write / second])


@pytest.mark.slow
def test_the_exponent_is_that_of_the_two_sizes_measured(record: Record) -> None:
    small, large = (
        float(row[2]) for row in table(record, "Judging more enterprises").rows if not isinstance(row[2], str)
    )
    exponent = list(named(table(record, "Ratios")).values())[-1]
    assert 3**exponent == pytest.approx(large / small)


@pytest.mark.slow
def test_sizes_are_those_of_the_week_that_was_run(record: Record) -> None:
    sizes = named(table(record, "Sizes"))
    assert sizes["list entries"] >= sizes["enterprises"] >= sizes["targets"] > 0
    assert sizes["workbook, bytes"] > 0


@pytest.mark.slow
def test_judging_is_measured_at_every_size_asked_for(record: Record) -> None:
    growth = table(record, "Judging more enterprises")
    assert [row[:2] for row in growth.rows] == [[1, 40], [3, 120]]
