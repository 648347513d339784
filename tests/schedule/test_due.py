"""When a source is looked at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.due import RETRIED, RETRY_HOURS, due_sources, next_due, site_visits
from common.settings import PROJECT_ROOT
from crawlers.policy import load_policy
from crawlers.season import DAYS, Season
from tests.schedule.build import at, source, visit

POLICY = load_policy(PROJECT_ROOT / "config")
SUMMER = {"spans": ["07-20..08-10"], "pace": "daily", "otherwise": "monthly"}
PACES = st.sampled_from(sorted(DAYS))
SPANS = st.lists(
    st.tuples(st.dates(), st.dates()).map(lambda days: f"{days[0]:%m-%d}..{days[1]:%m-%d}"), max_size=3
)
SEASONS = st.builds(
    lambda *parts: Season(spans=parts[0], pace=parts[1], otherwise=parts[2]), SPANS, PACES, PACES
)
LOOKS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("season", "ended", "due"),
    [
        ({"pace": "daily"}, "2026-11-23 23:59", "2026-11-24 00:00"),
        ({"pace": "weekly"}, "2026-11-23 09:00", "2026-11-30 00:00"),
        ({"pace": "quarterly"}, "2026-11-23 09:00", "2027-02-22 00:00"),
        (SUMMER, "2026-07-25 09:00", "2026-07-26 00:00"),
        (SUMMER, "2026-03-01 09:00", "2026-03-31 00:00"),
        # Looked at three weeks before the season: it opens the daily looks, the month need not be over.
        (SUMMER, "2026-07-01 09:00", "2026-07-20 00:00"),
        (SUMMER, "2026-08-10 09:00", "2026-09-09 00:00"),
        ({"spans": ["10-01..03-31"], "otherwise": "quarterly"}, "2026-12-31 09:00", "2027-01-01 00:00"),
    ],
)
def test_a_good_visit_is_followed_at_the_pace_of_the_season(
    season: dict[str, Any], ended: str, due: str
) -> None:
    assert next_due(source(season=season), [visit(ended)], POLICY) == at(due)


@pytest.mark.parametrize(
    ("outcomes", "due"),
    [
        (["unreachable"], "2026-11-23 12:00"),
        (["failed", "unreachable"], "2026-11-23 15:00"),
        (["partial", "failed", "unreachable"], "2026-11-23 21:00"),
        (["failed"] * 8, "2026-12-09 09:00"),  # 3 hours, doubled seven times
        (["failed", "ok", "failed", "failed"], "2026-11-23 12:00"),
        (["blocked"], "2026-11-23 21:00"),
        (["blocked", "blocked"], "2026-11-24 09:00"),
        # A page that a person must judge is not asked for again and again.
        (["changed"], "2026-12-23 00:00"),
        (["refused"], "2026-12-23 00:00"),
        (["gone"], "2026-12-23 00:00"),
        # The night was over: it goes on as soon as the next one begins.
        (["paused"], "2026-11-23 09:00"),
    ],
)
def test_a_visit_that_failed_is_repeated_sooner_and_sooner_never(outcomes: list[str], due: str) -> None:
    visits = [visit("2026-11-23 09:00", outcome) for outcome in outcomes]
    assert next_due(source(season={"pace": "monthly"}), visits, POLICY) == at(due)


def test_a_block_is_waited_out_also_where_the_pace_is_daily() -> None:
    assert next_due(source(), [visit("2026-11-23 20:00", "blocked")], POLICY) == at("2026-11-24 08:00")


def test_what_was_never_looked_at_is_due_at_once() -> None:
    assert next_due(source(), [], POLICY) is None


@given(SEASONS, LOOKS)
def test_the_next_look_comes_on_the_first_day_whose_pace_asks_for_it(season: Season, last: date) -> None:
    found = season.next_look(last)
    days = (found - last).days
    assert 1 <= days <= 91
    assert days >= DAYS[season.pace_on(found)]
    for before in range(1, days):
        assert before < DAYS[season.pace_on(last + timedelta(before))]


@given(SEASONS, LOOKS)
def test_a_season_opened_on_the_day_after_one_outside(season: Season, day: date) -> None:
    opened = season.opened(day)
    inside = bool(season.spans) and season.pace_on(day) == season.pace
    if season.pace != season.otherwise:
        assert (opened is not None) is inside
    if opened is not None:
        assert opened <= day
        assert season.opened(opened) == opened


@given(SEASONS, st.lists(st.sampled_from(sorted(RETRIED)), min_size=1, max_size=8))
def test_a_failure_is_never_repeated_at_once_nor_later_than_the_pace_asks(
    season: Season, outcomes: list[str]
) -> None:
    some = source().model_copy(update={"season": season})
    visits = [visit("2026-11-23 09:00", outcome) for outcome in outcomes]
    due, calm = next_due(some, visits, POLICY), next_due(some, [visit("2026-11-23 09:00")], POLICY)
    assert due is not None
    assert calm is not None
    least = timedelta(hours=POLICY.stop_hours if outcomes[0] == "blocked" else RETRY_HOURS)
    assert due >= at("2026-11-23 09:00") + least
    assert due <= max(calm, at("2026-11-23 09:00") + least)


def test_due_sources_are_those_whose_site_was_not_asked_lately(db: Session) -> None:
    db.add_all(
        [
            visit("2026-11-24 08:00", name="fresh"),
            visit("2026-11-22 08:00", name="old"),
            visit("2026-11-24 08:00", name="replayed", requests=0),
            visit("2026-11-24 08:00", "blocked", name="stopped", requests=0),
            visit("2026-11-23 08:00", "blocked", name="waited"),
        ]
    )
    db.flush()
    names = ("fresh", "old", "replayed", "stopped", "waited", "new")
    sources = [source(name) for name in names]
    found = due_sources(db, sources, POLICY, at("2026-11-24 09:00"))
    assert [item.id for item in found] == ["old", "replayed", "waited", "new"]


def test_nothing_is_due_by_day_where_a_night_window_is_set(db: Session) -> None:
    night = POLICY.model_copy(update={"night_window": "23:00-06:00"})
    assert due_sources(db, [source()], night, at("2026-11-24 09:00")) == []
    assert len(due_sources(db, [source()], night, at("2026-11-24 23:30"))) == 1


def test_the_newest_visits_of_a_source_come_first(db: Session) -> None:
    for day in range(10, 25):
        db.add(visit(f"2026-11-{day} 08:00"))
        db.flush()
    days = [item.checked_at[8:10] for item in site_visits(db, "sample")]
    assert days == ["24", "23", "22", "21", "20", "19", "18", "17"]
