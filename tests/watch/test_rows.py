"""Counts, repetitions, numbering and names: each rule at its boundary, and what it says."""

from __future__ import annotations

import pytest

from crawlers.source import Source
from pipeline.watch import Profile, alarms
from tests.watch.build import (
    ALL,
    FEED,
    NOTICES,
    REGISTER,
    YEARLY,
    firm,
    judged,
    numbered,
    of_rows,
    profile,
    read,
)

STEADY = [of_rows(500 + at) for at in range(30)]
EDITIONS = [
    profile(read(numbered(100 * at, 100 * at + 499)), YEARLY.model_copy(update={"edition": str(2000 + at)}))
    for at in range(12)
]


@pytest.mark.parametrize("source", ALL)
@pytest.mark.parametrize("count", [0, 1, 500])
def test_the_first_publication_raises_no_alarm(source: Source, count: int) -> None:
    assert alarms(source, of_rows(count, source), []) == []


@pytest.mark.parametrize("source", ALL)
@pytest.mark.parametrize("length", [1, 5, 6, 30])
def test_the_same_again_raises_no_alarm(source: Source, length: int) -> None:
    assert alarms(source, of_rows(40, source), [of_rows(40, source)] * length) == []


@pytest.mark.parametrize(("rows", "held"), [(400, False), (399, True), (600, False), (601, True)])
def test_a_fifth_against_the_last_before_there_is_a_history(rows: int, held: bool) -> None:
    assert ("rows" in judged(REGISTER, of_rows(rows), of_rows(500))) == held


@pytest.mark.parametrize(("rows", "held"), [(500, False), (485, True), (571, False), (590, True)])
def test_a_steady_register_is_held_to_its_own_pace(rows: int, held: bool) -> None:
    """529 rows last time, one more each time: a loss of 5.5 % is let pass, of 8.3 % is not."""
    assert ("rows" in judged(REGISTER, of_rows(rows), *STEADY)) == held


def test_a_register_that_always_swings_may_swing() -> None:
    swinging = [of_rows(500 if at % 2 else 450) for at in range(20)]
    assert "rows" not in judged(REGISTER, of_rows(450), *swinging)


def test_never_more_than_a_fifth_however_it_swings() -> None:
    wild = [of_rows(500 if at % 2 else 300) for at in range(20)]
    assert "rows" in judged(REGISTER, of_rows(300), *wild)


def test_a_small_roster_may_lose_five_members() -> None:
    assert "rows" not in judged(REGISTER, of_rows(10), of_rows(15))
    assert "rows" in judged(REGISTER, of_rows(9), of_rows(15))


@pytest.mark.parametrize(
    ("rows", "held"), [(500, False), (495, False), (489, False), (480, True), (515, True)]
)
def test_a_list_of_500_has_500(rows: int, held: bool) -> None:
    new = profile(read(numbered(1200, 1199 + rows)), YEARLY)
    assert ("rows" in judged(YEARLY, new, *EDITIONS)) == held


def test_the_sentence_holds_the_figures() -> None:
    new = profile(read(numbered(1200, 1551)), YEARLY)
    found = [alarm.sentence for alarm in alarms(YEARLY, new, EDITIONS) if alarm.kind == "rows"]
    assert found == ["本次 352 行，以往 500 行"]
    lost = alarms(REGISTER, of_rows(352), STEADY)
    assert lost[0].sentence.startswith("本次 352 行，上次 529 行，以往每次变化 +0.2%，本次应在 4")


def week_of(at: int) -> int:
    return 10 if at % 7 > 4 else 100


def test_a_feed_may_be_quiet_at_weekends_and_may_not_burst() -> None:
    days = [of_rows(week_of(at), FEED, first=1000 * at) for at in range(20)]
    for rows in (5, 10, 100, 250):
        assert "rows" not in judged(FEED, of_rows(rows, FEED, first=90_000), *days)
    assert "rows" in judged(FEED, of_rows(9000, FEED, first=90_000), *days)


def test_notices_may_have_any_size() -> None:
    documents = [of_rows(100, NOTICES, first=200 * at) for at in range(10)]
    for rows in (1, 30, 3000):
        assert alarms(NOTICES, of_rows(rows, NOTICES, first=9000), documents) == []


@pytest.mark.parametrize("source", ALL)
@pytest.mark.parametrize(("twice", "held"), [(2, False), (100, True)])
def test_a_page_read_twice(source: Source, twice: int, held: bool) -> None:
    before = of_rows(500, source)
    rows = [*numbered(1, 500), *numbered(1, twice)]
    new = profile(read(rows, rank=[*range(1, 501), *range(1, twice + 1)]), source)
    assert ("repeated_rows" in judged(source, new, before)) == held


def projects(owners: list[str], source: Source) -> Profile:
    return profile(read(owners, project=[f"示例项目{at}" for at in range(len(owners))]), source)


def test_namesakes_are_learned_from_the_source() -> None:
    """Half of a register's rows are second projects of a firm; where each firm stood once it is not so."""
    half = projects(numbered(1, 50) * 2, REGISTER)
    assert judged(REGISTER, half, *[half] * 10) == set()
    once = projects(numbered(1, 100), REGISTER)
    assert "repeated_names" in judged(REGISTER, half, *[once] * 10)


def test_a_firm_may_be_in_a_feed_as_often_as_it_likes() -> None:
    half, once = projects(numbered(1, 50) * 2, FEED), projects(numbered(1, 100), FEED)
    assert judged(FEED, half, *[once] * 10) == set()


def with_gaps(missing: int) -> Profile:
    rank = [at for at in range(1, 101 + missing) if at > 50 + missing or at <= 50]
    return profile(read(numbered(1, 100), rank=rank), NOTICES)


@pytest.mark.parametrize(("missing", "held"), [(0, False), (1, False), (3, False), (4, True), (43, True)])
def test_numbers_that_are_left_out(missing: int, held: bool) -> None:
    assert judged(NOTICES, with_gaps(missing), with_gaps(0)) == ({"numbering"} if held else set())


def test_with_a_history_without_gaps_fewer_are_enough() -> None:
    assert judged(NOTICES, with_gaps(2), *[with_gaps(0)] * 26) == {"numbering"}


def test_numbers_in_no_order_say_nothing() -> None:
    mixed = profile(read(numbered(1, 100), rank=[at * 37 % 101 for at in range(1, 101)]), NOTICES)
    assert judged(NOTICES, mixed, mixed) == set()
    other = profile(read(numbered(1, 100), rank=[at * 53 % 101 for at in range(1, 101)]), NOTICES)
    assert "numbering" not in judged(NOTICES, other, mixed)


@pytest.mark.parametrize(("odd", "held"), [(0, False), (5, False), (15, True)])
def test_names_that_are_no_organisations(odd: int, held: bool) -> None:
    names = [f"示例{at}号" if at <= odd else firm(at) for at in range(1, 101)]
    found = judged(NOTICES, profile(read(names), NOTICES), of_rows(100, NOTICES))
    assert ("organisations" in found) == held


def test_excerpts_are_compared_with_excerpts_only() -> None:
    excerpt = profile(read(numbered(1, 20)), excerpt=True)
    assert alarms(REGISTER, excerpt, [of_rows(500)]) == []
    assert alarms(REGISTER, of_rows(500), [excerpt]) == []
    assert "rows" in judged(REGISTER, of_rows(300), of_rows(500), excerpt)
