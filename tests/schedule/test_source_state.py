"""The table of sources: the state, and the one thing to do."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy.orm import Session

from app.impact import impacts
from app.opened import Opened
from app.source_state import SourceState, source_states
from app.sources_table import print_sources, rows_against_history
from crawlers.source import Source
from db.models import Release, Visit
from pipeline.releases import HELD, REFUSED, SETTLED
from tests.schedule.build import at, release, source, visit
from tests.schedule.conftest import Open

NOW = at("2026-11-24 09:00")
SEPTEMBER = {"spans": ["09-01..10-15"], "pace": "weekly"}
FEED: dict[str, Any] = {
    "spider": "paged",
    "format": "json",
    "call": {},
    "once": True,
}


def state_of(db: Session, opened: Opened, *rows: Release | Visit, moment: datetime = NOW) -> SourceState:
    db.add_all(rows)
    db.flush()
    return source_states(db, opened, moment)[0]


def good(known: str = "2026-11-24 08:00", **columns: Any) -> Release:
    return release(known, **columns)


@pytest.mark.parametrize(
    ("some", "rows", "state", "todo"),
    [
        (source(), [good(), visit("2026-11-24 08:00")], "fresh", ""),
        (source(), [good(), visit("2026-11-23 08:00")], "due", "等计划采集，或 lianzhao crawl sample"),
        # The site was out of reach: the good data stays, and a time is told.
        (
            source(),
            [good("2026-11-23 08:00"), visit("2026-11-24 08:00", "unreachable", detail="超时")],
            "due",
            "11-24 11:00 自动再试",
        ),
        (source(), [good("2026-11-18 08:00"), visit("2026-11-18 08:00")], "stale", "lianzhao crawl sample"),
        (
            source(),
            [good("2026-11-18 08:00"), visit("2026-11-24 08:00", "unreachable")],
            "stale",
            "lianzhao crawl sample",
        ),
        (source(), [], "missing", "lianzhao crawl sample"),
        (
            source(urls=["https://a.address-unknown.invalid/"]),
            [visit("2026-11-24 08:00", "unreachable")],
            "missing",
            "改 crawlers/sources/sample.yaml 的网址，或 lianzhao import 文件 --source sample",
        ),
        (
            source(),
            [good(), visit("2026-11-24 08:00", "blocked")],
            "blocked",
            "11-24 20:00 自动再试；或 lianzhao import 文件 --source sample",
        ),
        (
            source(),
            [good(), visit("2026-11-24 08:00", "refused")],
            "blocked",
            "lianzhao import 文件 --source sample",
        ),
        (
            source(),
            [good(), visit("2026-11-24 08:00", "gone")],
            "changed",
            "改 crawlers/sources/sample.yaml 的网址",
        ),
        (source(), [good(), visit("2026-11-24 08:00", "changed")], "changed", "lianzhao source check sample"),
        (
            source(),
            [good(), good(state=REFUSED, problems=["少了一列"]), visit("2026-11-24 08:00", "changed")],
            "changed",
            "lianzhao source check sample",
        ),
        (
            source(),
            [good(), good(state=HELD, problems=["少了三成"]), visit("2026-11-24 08:00", "held")],
            "held",
            "lianzhao source check sample",
        ),
        (source(), [good(state=SETTLED), good(), visit("2026-11-24 08:00")], "fresh", ""),
        (source(manual=True, tier="china500"), [], "missing", "lianzhao import 文件 --source sample"),
        (source(manual=True), [], "missing", ""),
        (source(spider="registry"), [], "missing", ""),
        (source(manual=True, season=SEPTEMBER), [good("2026-01-01 08:00")], "fresh", ""),
        (
            source(edition="2025", tier="china_private500", season=SEPTEMBER),
            [good(edition="2025"), visit("2026-11-24 08:00")],
            "stale",
            "改 crawlers/sources/sample.yaml 的版次和网址",
        ),
        (
            source(edition="2025", tier="china500", manual=True, season=SEPTEMBER),
            [good(edition="2025")],
            "stale",
            "lianzhao import 文件 --source sample",
        ),
    ],
)
def test_the_state_and_the_one_thing_to_do(
    open_with: Open, db: Session, some: Source, rows: list[Release | Visit], state: str, todo: str
) -> None:
    copies = [type(row)(**{key: value for key, value in vars(row).items() if key[0] != "_"}) for row in rows]
    found = state_of(db, open_with(some), *copies)
    assert (found.state, found.todo) == (state, todo)


@pytest.mark.parametrize(
    ("moment", "imported", "state"),
    [
        ("2026-08-31 09:00", "2025-09-20 08:00", "fresh"),
        ("2026-09-01 09:00", "2025-09-20 08:00", "import"),
        ("2026-10-15 09:00", "2025-09-20 08:00", "import"),
        ("2026-09-22 09:00", "2026-09-21 08:00", "fresh"),
    ],
)
def test_a_list_that_people_bring_is_asked_for_in_its_season(
    open_with: Open, db: Session, moment: str, imported: str, state: str
) -> None:
    opened = open_with(source(manual=True, season=SEPTEMBER))
    found = state_of(db, opened, release(imported), moment=at(moment))
    assert found.state == state
    assert ("发布期" in found.why) is (state == "import")


def test_without_a_network_data_is_due_not_stale(open_with: Open, db: Session) -> None:
    opened = open_with(source(), contact=None)
    found = state_of(db, opened, release("2026-10-01 08:00"), visit("2026-11-24 08:00", requests=0))
    assert (found.state, found.todo) == ("due", "设 LIANZHAO_CONTACT 后联网采集")
    assert found.last_good == "2026-10-01", "a replay saw no newer page"
    assert source_states(db, opened, at("2027-02-01 09:00"))[0].state == "stale"


def test_rows_stand_against_their_history(open_with: Open, db: Session) -> None:
    opened = open_with(source(), source("feed", **FEED))
    for day, entries in ((1, 500), (2, 498), (3, 503)):
        db.add(release(f"2026-11-0{day} 08:00", entries=entries))
        db.add(release(f"2026-11-0{day} 08:00", name="feed", part=str(day), entries=day))
        db.flush()
    rows, feed = source_states(db, opened, NOW)
    assert (rows.entries, rows.history) == (503, [500, 498])
    assert rows_against_history(rows) == "503（以往 498–500）"
    assert (feed.entries, feed.parts, feed.history) == (6, 3, [])
    assert rows_against_history(feed) == "6（3 份）"


def test_made_up_sources_are_shown_only_where_they_were_read(open_with: Open, db: Session) -> None:
    demo = source("demo", example=True)
    assert source_states(db, open_with(demo, contact=None), NOW) == []
    db.add(release("2026-11-24 08:00", name="demo"))
    db.flush()
    assert [state.id for state in source_states(db, open_with(demo, contact=None), NOW)] == ["demo"]


def test_the_table_keeps_within_a_screen_and_starts_with_what_needs_a_person(
    open_with: Open, db: Session
) -> None:
    names = [f"provincial_giant_{number:02d}" for number in range(35)]
    opened = open_with(*(source(name) for name in names))
    for name in names:
        db.add_all([release("2026-11-24 08:00", name=name), visit("2026-11-24 08:00", name=name)])
    db.add(visit("2026-11-24 08:30", "blocked", name=names[30], detail="HTTP 412（瑞数），" * 9))
    db.flush()
    screen = StringIO()
    print_sources(Console(file=screen, width=120, soft_wrap=True), source_states(db, opened, NOW))
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= 120
    assert len(lines) < 35 * 2 + 12
    first = "".join(lines[3:6])
    assert names[30] in first
    assert "被拦" in first
    assert lines[-1] == "被拦 1，新鲜 34"


def test_the_impact_log_counts_what_the_sites_bore(open_with: Open, db: Session) -> None:
    opened = open_with(source("asked"), source("replayed"), source("long_ago"))
    cost: dict[str, Any] = {"requests": 11, "not_modified": 4, "bytes": 2_500_000}
    began = "2026-11-20T08:00:00+08:00"
    db.add_all(
        [
            visit("2026-11-20 08:00", name="asked", **(cost | {"began_at": "2026-11-20T07:59:20+08:00"})),
            visit("2026-11-21 08:01", name="asked", requests=1, not_modified=1, bytes=300, began_at=began),
            visit("2026-11-21 08:00", name="replayed", requests=0),
            visit("2026-10-01 08:00", name="long_ago", **cost),
        ]
    )
    db.flush()
    (found,) = impacts(db, opened.sources.values(), NOW)
    assert (found.id, found.visits, found.requests, found.not_modified, found.bytes) == (
        "asked",
        2,
        12,
        5,
        2_500_300,
    )
    assert found.seconds_between == 4.0, "ten pauses in 40 seconds"
