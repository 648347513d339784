"""Columns: each rule at its boundary; what gets better is no harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from crawlers.source import Source
from pipeline.extract.rows import Value
from pipeline.watch import Profile, alarms
from tests.watch.build import ALL, INDUSTRIES, NOTICES, REGISTER, firm, full, judged, numbered, profile, read

MANY = [full(100)] * 26


def first(count: int, value: Value) -> list[Value]:
    """The value in the first so many of 100 rows."""
    return [value if at < count else None for at in range(100)]


@pytest.mark.parametrize(("filled", "held"), [(100, False), (77, False), (75, True), (0, True)])
def test_a_column_that_is_emptied_at_first(filled: int, held: bool) -> None:
    """Static: twenty points and the chance of a hundred rows."""
    assert ("fill" in judged(REGISTER, full(100, province=first(filled, "广东省")), full(100))) == held


@pytest.mark.parametrize(("filled", "held"), [(92, False), (91, True)])
def test_a_column_that_was_always_full_is_held_to_it(filled: int, held: bool) -> None:
    assert ("fill" in judged(REGISTER, full(100, province=first(filled, "广东省")), *MANY)) == held


@pytest.mark.parametrize("source", ALL)
def test_a_header_renamed_takes_the_column_away(source: Source) -> None:
    plain = profile(read(numbered(1, 100), industry=[INDUSTRIES[at % 5] for at in range(100)]), source)
    found = alarms(source, plain, [full(100, source)] * 3)
    assert {"“省份”填了 0%，以往 100%", "“营业收入”填了 0%，以往 100%"} == {alarm.sentence for alarm in found}


def test_a_column_that_few_rows_fill_is_missed_where_there_are_many() -> None:
    rare = full(1000, province=[None if at % 20 else "广东省" for at in range(1000)])
    assert "fill" in judged(REGISTER, full(1000, province=[None] * 1000), rare)
    few = full(20, province=[None if at % 20 else "广东省" for at in range(20)])
    assert "fill" not in judged(REGISTER, full(20, province=[None] * 20), few)


def test_a_column_filled_better_or_new_is_no_harm() -> None:
    half = full(100, province=first(50, "广东省"))
    assert judged(REGISTER, full(100), *[half] * 10) == set()
    assert judged(REGISTER, full(100, employees=[50] * 100), *MANY) == set()


def test_a_column_that_is_printed_and_empty_is_missed_where_others_leave_it_out() -> None:
    def products(*, printed: bool, filled: bool) -> Profile:
        values = {"products": [f"产品{at}" for at in range(60)]} if filled else {}
        columns = frozenset({"products"} if printed else ())
        return profile(replace(read(numbered(1, 60), **values), columns=columns), NOTICES)

    documents = [products(printed=at % 2 == 0, filled=at % 2 == 0) for at in range(8)]
    assert judged(NOTICES, products(printed=False, filled=False), *documents) == set()
    assert judged(NOTICES, products(printed=True, filled=True), *documents) == set()
    assert judged(NOTICES, products(printed=True, filled=False), *documents) == {"fill"}


def test_a_column_that_some_documents_have_is_not_missed() -> None:
    without = full(60, NOTICES, province=[None] * 60)
    documents = [full(60, NOTICES), without, full(60, NOTICES), full(60, NOTICES)]
    assert judged(NOTICES, without, *documents) == set()
    assert judged(NOTICES, without, full(60, NOTICES)) == set()
    assert judged(NOTICES, without, *[full(60, NOTICES)] * 3) == {"fill"}


@pytest.mark.parametrize("value", ["12345", "示例甲有限公司", "GR2026", "深圳市"])
def test_values_of_another_kind(value: str) -> None:
    """Industries were texts; now the column holds what stood beside it."""
    moved = full(100, industry=[value] * 100)
    assert "form" in judged(REGISTER, moved, full(100))


def test_a_few_values_of_another_kind_are_let_pass() -> None:
    mixed = full(100, industry=["示例研究院" if at < 10 else INDUSTRIES[at % 5] for at in range(100)])
    assert "form" not in judged(REGISTER, mixed, *MANY)


@pytest.mark.parametrize(
    ("times", "held"), [(1, False), (1.5, False), (4, True), (10_000, True), (0.0001, True)]
)
def test_amounts_in_another_unit(times: float, held: bool) -> None:
    amounts: Sequence[Value] = [(1000 + at) * times for at in range(100)]
    assert ("size" in judged(REGISTER, full(100, revenue=amounts), *MANY)) == held


def test_the_sentence_shows_the_amounts() -> None:
    found = alarms(REGISTER, full(100, revenue=[0.1] * 100), MANY)
    assert "“营业收入”的中位数是 0.1，以往 1050" in {alarm.sentence for alarm in found}


@pytest.mark.parametrize(("cut", "held"), [(14, False), (12, False), (6, True)])
def test_names_that_are_cut_off(cut: int, held: bool) -> None:
    names = [firm(at)[:cut] for at in range(1, 101)]
    before = profile(read(numbered(1, 100)), NOTICES)
    found = judged(NOTICES, profile(read(names), NOTICES), *[before] * 10)
    assert ("length" in found) == held


def test_a_column_whose_values_stop_repeating() -> None:
    products = full(100, industry=[f"示例产品{at}" for at in range(100)])
    assert "variety" in judged(REGISTER, products, full(100))


def test_words_that_were_never_used() -> None:
    other = full(100, industry=[f"行业{'甲乙丙丁戊'[at % 5]}" for at in range(100)])
    assert judged(REGISTER, other, full(100)) == {"vocabulary"}
    grown = full(100, industry=[[*INDUSTRIES, "新能源", "环保"][at % 7] for at in range(100)])
    assert judged(REGISTER, grown, full(100)) == set()


def test_two_columns_swapped() -> None:
    usual = full(100)
    swapped = full(100, industry=["广东省"] * 100, province=[INDUSTRIES[at % 5] for at in range(100)])
    assert "form" in judged(REGISTER, swapped, usual)
