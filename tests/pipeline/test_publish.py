"""A source is published whole or not at all, once, and what was published never changes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Acceptance, Capture, Enterprise, ListEntry, Release, Resolution
from pipeline.publish import Published, publish
from pipeline.releases import current_release, current_releases, newest_part, open_question
from pipeline.resolve_entries import resolve_new_entries
from tests.extract.build import make_source
from tests.identity.build import credit_code
from tests.pipeline.build import SOURCE, capture, extraction, published

FIRST, SECOND = extraction("示例甲有限公司", "示例乙有限公司"), extraction("示例丙有限公司", body="second")
BROKEN = extraction("示例甲有限公司", body="broken", problems=["缺少必需的列：企业名称"])
WORSE = extraction(body="worse", problems=["内容为空"])


def states(db: Session) -> list[str]:
    return list(db.scalars(select(Release.state).order_by(Release.id)))


def entries(db: Session) -> list[tuple[Any, ...]]:
    columns = ListEntry.__table__.columns
    return [tuple(row) for row in db.execute(select(*columns).order_by(ListEntry.id))]


def current_names(db: Session, cutoff: str | None = None) -> list[str]:
    release = current_release(db, SOURCE.id, cutoff)
    assert release is not None
    wanted = select(ListEntry.name).where(ListEntry.release_id == release.id).order_by(ListEntry.row)
    return list(db.scalars(wanted))


def test_a_release_holds_every_row_with_its_place_in_the_body(db: Session) -> None:
    assert published(db, FIRST) == Published("published", 2, [], [], "published")
    entry = db.scalars(select(ListEntry).order_by(ListEntry.id)).first()
    assert entry is not None
    assert (entry.name, entry.row, entry.place) == ("示例甲有限公司", 1, "表1 第1行")
    assert entry.fields == {"rank": 1}
    assert entry.cells == ["1", "示例甲有限公司"]
    assert entry.capture.sha256 == capture().sha256
    assert (entry.release.known_at, entry.release.entries) == (capture().fetched_at, 2)


def test_an_error_in_the_midst_leaves_nothing(db: Session) -> None:
    """The second row comes from a body that no capture names: the release is written by then."""
    read = extraction("示例甲有限公司")
    read.rows += extraction("示例乙有限公司", body="unknown").rows
    with pytest.raises(KeyError):
        published(db, read)
    for table in (Release, ListEntry, Capture):
        assert db.scalars(select(table)).all() == []


def test_a_visit_that_is_rolled_back_keeps_the_last_release(db: Session) -> None:
    published(db, FIRST)
    before = entries(db)
    db.rollback()
    visit = db.begin()
    publish(db, SOURCE, SECOND, [capture("second")])
    visit.rollback()
    assert states(db) == ["published"]
    assert entries(db) == before


def test_the_same_content_is_published_once(db: Session) -> None:
    published(db, FIRST)
    again = published(db, FIRST, capture(fetched_at="2026-11-30T07:00:00+08:00"))
    assert (again.status, again.entries) == ("unchanged", 2)
    assert states(db) == ["published"]


def test_a_refused_reading_writes_no_entries_and_leaves_the_last_good_one_in_use(db: Session) -> None:
    published(db, FIRST)
    before = entries(db)
    db.rollback()
    for _ in range(2):
        refused = published(db, BROKEN)
        assert (refused.status, refused.problems) == ("refused", ["缺少必需的列：企业名称"])
    assert states(db) == ["published", "refused"]
    assert entries(db) == before
    assert current_names(db) == ["示例甲有限公司", "示例乙有限公司"]


def test_another_refusal_takes_the_place_of_the_first(db: Session) -> None:
    published(db, BROKEN)
    published(db, WORSE)
    assert states(db) == ["settled", "refused"]
    assert current_release(db, SOURCE.id) is None


def test_the_old_content_read_well_again_settles_a_refusal(db: Session) -> None:
    published(db, FIRST)
    published(db, BROKEN)
    # Three visits more: the second one must not take the settled refusal for the newest content.
    assert [published(db, FIRST).status for _ in range(3)] == ["unchanged"] * 3
    assert states(db) == ["published", "settled"]


def test_new_content_settles_a_refusal(db: Session) -> None:
    published(db, BROKEN)
    assert published(db, SECOND, capture("second")).status == "published"
    assert states(db) == ["settled", "published"]


def test_a_source_may_break_the_same_way_twice(db: Session) -> None:
    for read in (FIRST, BROKEN, FIRST, BROKEN):
        published(db, read)
    assert states(db) == ["published", "settled", "refused"]


def test_changed_content_is_a_new_release_and_the_old_entries_stay(db: Session) -> None:
    published(db, FIRST)
    before = entries(db)
    db.rollback()
    assert published(db, SECOND, capture("second")).status == "published"
    assert entries(db)[: len(before)] == before
    assert current_names(db) == ["示例丙有限公司"]


@pytest.mark.parametrize("change", [{"edition": "2026"}, {"tier": "china500"}, {"published_on": "2025-07"}])
def test_what_a_source_says_of_itself_is_content_too(db: Session, change: dict[str, Any]) -> None:
    published(db, FIRST)
    assert published(db, FIRST, **change).status == "published"


def test_content_that_comes_back_is_published_again(db: Session) -> None:
    bodies = {"first": FIRST, "second": SECOND}
    for body in ("first", "second", "first"):
        assert published(db, bodies[body], capture(body)).status == "published"
    assert current_names(db) == ["示例甲有限公司", "示例乙有限公司"]


def test_a_past_week_sees_the_release_known_then(db: Session) -> None:
    published(db, FIRST, capture("first", "2026-11-16T07:00:00+08:00"))
    published(db, SECOND, capture("second", "2026-11-23T07:00:00+08:00"))
    published(db, BROKEN, capture("broken", "2026-11-30T07:00:00+08:00"))
    assert current_names(db, "2026-11-22T23:59:59+08:00") == ["示例甲有限公司", "示例乙有限公司"]
    assert current_names(db, "2026-11-23T07:00:00+08:00") == ["示例丙有限公司"]
    assert current_names(db) == ["示例丙有限公司"]
    assert current_release(db, SOURCE.id, "2026-11-01T00:00:00+08:00") is None


def test_one_fetch_is_noted_once(db: Session) -> None:
    published(db, FIRST)
    published(db, extraction("示例丁有限公司"))
    assert len(db.scalars(select(Capture)).all()) == 1


def test_publishers_words_may_be_long(db: Session) -> None:
    """PostgreSQL refuses what is longer than a column; SQLite would hide it."""
    name = f"示例{'很长的名称' * 60}有限公司"
    published(db, extraction(name), edition="示例版次" * 20, tier="t" * 100)
    with db.begin():
        assert resolve_new_entries(db) == 1
    assert db.scalars(select(Enterprise.name)).all() == [name]


def test_new_entries_are_resolved_once_all_sources_together(db: Session) -> None:
    code = credit_code(1)
    published(db, extraction("示例甲有限公司", uscc=code, short_name="示例甲"), example=True)
    published(db, extraction("示例甲", "示例乙有限公司", body="second"), capture("second"), id="other")
    with db.begin():
        assert resolve_new_entries(db) == 3
    with db.begin():
        assert resolve_new_entries(db) == 0
    found = db.execute(
        select(ListEntry.name, Enterprise.name, Enterprise.uscc, Enterprise.example)
        .join(Resolution, Resolution.entry_id == ListEntry.id)
        .join(Enterprise, Enterprise.id == Resolution.enterprise_id)
        .order_by(ListEntry.id)
    ).all()
    assert [tuple(row) for row in found] == [
        ("示例甲有限公司", "示例甲有限公司", code, False),  # the other list is real
        ("示例甲", "示例甲有限公司", code, False),
        ("示例乙有限公司", "示例乙有限公司", None, False),
    ]


ROSTER = [f"示例{number}号有限公司" for number in range(200)]
MANY, FEW = extraction(*ROSTER), extraction(*ROSTER[:100], body="few")


def test_odd_rows_are_held_until_a_person_accepts_just_them(db: Session) -> None:
    published(db, MANY)
    for _ in range(2):
        held = published(db, FEW, capture("few"))
        assert (held.status, held.entries) == ("held", 0)
        assert "100" in held.problems[0]
    assert states(db) == ["published", "held"]
    assert len(current_names(db)) == 200
    question = open_question(db, SOURCE.id)
    assert question is not None
    db.add(
        Acceptance(
            source=SOURCE.id,
            part="",
            content_hash=question.content_hash,
            who="示例值班员",
            why="网站说明今年减半",
            at="2026-11-24T09:00:00+08:00",
        )
    )
    db.commit()
    assert published(db, FEW, capture("few")).status == "published"
    assert states(db) == ["published", "settled", "published"]
    db.rollback()
    fewer = extraction(*ROSTER[:20], body="fewer")
    assert published(db, fewer, capture("fewer")).status == "held"


def test_every_part_of_a_source_stays_in_force(db: Session) -> None:
    def notice(name: str, part: str, body: str) -> Published:
        with db.begin():
            return publish(db, SOURCE, extraction(name, body=body), [capture(body)], part=part)

    notice("示例甲有限公司", "https://list.example/1.pdf", "one")
    notice("示例乙有限公司", "https://list.example/2.pdf", "two")
    notice("示例丙有限公司", "https://list.example/2.pdf", "two, replaced in place")
    in_force = current_releases(db, SOURCE.id)
    assert [(release.part[-5:], release.entries) for release in in_force] == [("1.pdf", 1), ("2.pdf", 1)]
    names = select(ListEntry.name).where(ListEntry.release_id.in_([release.id for release in in_force]))
    assert set(db.scalars(names)) == {"示例甲有限公司", "示例丙有限公司"}


def test_a_feed_publishes_each_notice_once(db: Session) -> None:
    feed = make_source(once=True)

    def visit(part: str, *ids: str) -> Published:
        read = extraction(*(f"示例{one}有限公司" for one in ids), body=part)
        for row, one in zip(read.rows, ids, strict=True):
            row.fields["notice_id"] = one
        with db.begin():
            return publish(db, feed, read, [capture(part)], part=part)

    assert visit("2026-11-23", "a", "b", "b").entries == 2
    assert visit("2026-11-24", "b", "c").entries == 1
    assert visit("2026-11-25", "c", "b").status == "unchanged"
    assert list(db.scalars(select(ListEntry.notice_id).order_by(ListEntry.id))) == ["a", "b", "c"]
    assert newest_part(db, feed.id) == "2026-11-24"
