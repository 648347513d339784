"""How publications follow each other: the same firms mostly, never the old page."""

from __future__ import annotations

import pytest

from crawlers.source import Source
from pipeline.watch import Profile, alarms
from tests.watch.build import FEED, NOTICES, REGISTER, YEARLY, judged, numbered, of_rows, profile, read


def in_year(year: int) -> Source:
    return YEARLY.model_copy(update={"edition": str(year)})


def edition(year: int, first: int, count: int = 200) -> Profile:
    return profile(read(numbered(first, first + count - 1)), in_year(year))


YEARS = [edition(2010 + at, 20 * at) for at in range(16)]
"""Each year a tenth of the firms is new; the last is 2025, from 300 on."""


@pytest.mark.parametrize(("gone", "held"), [(0, False), (20, False), (40, False), (42, True), (200, True)])
def test_a_register_keeps_its_names(gone: int, held: bool) -> None:
    assert ("overlap" in judged(REGISTER, of_rows(200, first=1 + gone), of_rows(200))) == held


@pytest.mark.parametrize(("gone", "held"), [(10, False), (24, True)])
def test_a_register_that_hardly_changes_is_held_to_it(gone: int, held: bool) -> None:
    weeks = [of_rows(200, first=at) for at in range(1, 27)]
    assert ("overlap" in judged(REGISTER, of_rows(200, first=26 + gone), *weeks)) == held


@pytest.mark.parametrize(("gone", "held"), [(20, False), (40, False), (60, True), (200, True)])
def test_an_edition_keeps_as_many_as_editions_do(gone: int, held: bool) -> None:
    assert ("overlap" in judged(in_year(2026), edition(2026, 300 + gone), *YEARS)) == held


@pytest.mark.parametrize(("gone", "held"), [(12, False), (71, False), (73, True)])
def test_the_second_edition_may_keep_two_fifths(gone: int, held: bool) -> None:
    found = judged(in_year(2026), edition(2026, 300 + gone, 120), edition(2025, 300, 120))
    assert ("overlap" in found) == held


def test_an_edition_mended_after_publication_keeps_nearly_all() -> None:
    assert judged(in_year(2025), edition(2025, 302), *YEARS) == set()
    assert "overlap" in judged(in_year(2025), edition(2025, 350), *YEARS)


@pytest.mark.parametrize(("new", "held"), [(0, True), (1, True), (4, False)])
def test_last_years_page_under_the_new_year(new: int, held: bool) -> None:
    assert ("old_edition" in judged(in_year(2026), edition(2026, 300 + new), *YEARS)) == held


def test_the_sentence_names_both_editions() -> None:
    found = alarms(in_year(2026), edition(2026, 300), YEARS)
    assert "2026 版的名称与 2025 版有 100% 相同，可能还是上一版的页面" in {one.sentence for one in found}


def test_last_quarters_page_of_a_register() -> None:
    weeks = [of_rows(200 + at) for at in range(20)]
    assert judged(REGISTER, weeks[8], *weeks) == {"old_page"}
    assert judged(REGISTER, of_rows(220), *weeks) == set()
    found = alarms(REGISTER, weeks[18], weeks)
    assert [one.sentence for one in found] == [
        "与之前第 1 次换下的内容（218 行）逐行相同，可能又给出了旧页面"
    ]


def test_a_handful_of_rows_may_come_back() -> None:
    assert judged(REGISTER, of_rows(4), of_rows(4), of_rows(3)) == set()


@pytest.mark.parametrize("source", [FEED, NOTICES])
def test_feeds_and_notices_have_no_old_page(source: Source) -> None:
    """A 公告 repeats its 公示, and what a feed brought before is left out anyway."""
    one, other = of_rows(50, source), of_rows(50, source, first=500)
    assert judged(source, one, one, other) == set()


def test_editions_do_not_go_back() -> None:
    assert judged(in_year(2024), edition(2024, 290), *YEARS) == {"backwards"}
    unnamed = profile(read(numbered(310, 509)), YEARLY.model_copy(update={"edition": "第七批"}))
    assert judged(YEARLY, unnamed, *YEARS) == set()
