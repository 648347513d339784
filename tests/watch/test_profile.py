"""A profile is small, says what was there, and forgets what was said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.watch import Profile
from pipeline.watch.profile import missing_numbers
from pipeline.watch.sketch import SIZE, jaccard, kept_share, sketch
from pipeline.watch.values import column_of, kind_of
from tests.watch.build import firm, full, numbered, profile, read

TEXTS = st.sets(st.text(min_size=1, max_size=8), max_size=SIZE // 2)


def test_it_counts_what_is_there() -> None:
    one = profile(read([firm(1), firm(2), "示例果园", firm(2)], province=["广东省", None, None, None]))
    assert (one.rows, one.organisations, one.distinct_names) == (4, 0.75, 3)
    assert (one.columns["province"].fill, one.columns["name"].fill) == (0.25, 1.0)
    assert (one.repeated_names, one.repeated_rows) == (1, 1)


def test_a_firm_with_two_projects_is_no_repeated_row() -> None:
    one = profile(read([firm(1), firm(1)], project=["示例一期", "示例二期"]))
    assert (one.repeated_names, one.repeated_rows) == (1, 0)


def test_it_reads_back_from_json_and_stays_small() -> None:
    large = full(5000)
    text = large.model_dump_json()
    assert Profile.model_validate_json(text) == large
    assert len(text) < 8_000


def test_it_keeps_no_text_of_the_rows() -> None:
    assert "示例" not in full(20).model_dump_json()


def test_nothing_read_has_a_profile_too() -> None:
    assert profile(read([])).rows == 0


def test_printed_forms_of_amounts_are_no_columns_of_their_own() -> None:
    one = profile(read(numbered(1, 2), revenue=[1, 2], revenue_printed=["1", "2"], revenue_unit=["万元"] * 2))
    assert set(one.columns) == {"name", "rank", "revenue", "revenue_unit"}


@pytest.mark.parametrize(
    ("serials", "missing"),
    [
        ([1, 2, 3], 0),
        ([1, 2, 5], 2),
        ([2, 3], 1),
        ([1, 2, 1, 2], 0),
        ([1, 2, 2, 4], 1),
        ([1, None, 3], 1),
        ([1, 2, 1, 3], 1),
        ([], 0),
    ],
)
def test_missing_numbers_are_counted_in_each_section(serials: list[int | None], missing: int) -> None:
    assert missing_numbers(serials) == missing


@given(st.sets(st.integers(1, 300)))
def test_missing_numbers_are_those_below_the_last_that_are_not_there(serials: set[int]) -> None:
    assert missing_numbers(sorted(serials)) == max(serials, default=0) - len(serials)


@given(TEXTS, TEXTS)
def test_overlap_of_small_sets_is_exact(one: set[str], other: set[str]) -> None:
    union = one | other
    assert jaccard(sketch(one), sketch(other)) == (len(one & other) / len(union) if union else 1.0)
    kept = kept_share(sketch(one), len(one), sketch(other), len(other))
    assert kept == pytest.approx(len(one & other) / len(one) if one else 1.0)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.7, 0.9, 0.98, 1.0])
def test_overlap_of_large_sets_is_near(kept: float) -> None:
    old, new = numbered(1, 5000), numbered(5001 - round(5000 * kept), 10_000 - round(5000 * kept))
    assert kept_share(sketch(old), 5000, sketch(new), 5000) == pytest.approx(kept, abs=0.08)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (12, "number"),
        ("1,234.5", "number"),
        ("GR202644000001", "code"),
        ("2026-11-23", "code"),
        ("示例甲有限公司", "organisation"),
        ("广东省", "place"),
        ("深圳市", "place"),
        ("注塑机", "text"),
    ],
)
def test_kinds_of_values(value: str | int, kind: str) -> None:
    assert kind_of(value) == kind


def test_a_column_with_few_values_has_a_vocabulary_and_one_of_names_has_none() -> None:
    assert len(column_of(["纺织", "家具"] * 10).words) == 2
    assert column_of(numbered(1, 20)).words == []
    assert column_of([None, ""]).fill == 0


def test_size_is_the_power_of_ten_in_the_middle() -> None:
    assert column_of([10, -1000, 100, 0]).size == 2.0
