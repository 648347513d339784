"""Members of chambers and associations in shapes S1 to S9, from the page to entries (sources.md 2.11)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, select

from crawlers.source import Source, load_sources
from db.models import ListEntry, Release
from db.session import session
from pipeline.extract.positions import LADDER, position_level
from pipeline.releases import current_releases
from tests.gather.conftest import Gather
from tests.replica import chambers
from tests.replica.chambers import PERSONS, SOURCES
from tests.replica.world import World

pytestmark = pytest.mark.slow
FIRMS = [f"示例{part}家居有限公司" for part in "甲乙丙丁戊己庚辛"]


@pytest.fixture(scope="session")
def shapes() -> dict[str, Source]:
    """A made-up source for each shape."""
    return {name: document.model for name, document in load_sources(SOURCES).items()}


def members(engine: Engine, source: str) -> list[tuple[str, object]]:
    """Names and positions in force."""
    with session(engine) as db:
        wanted = [release.id for release in current_releases(db, source)]
        rows = db.scalars(select(ListEntry).where(ListEntry.release_id.in_(wanted)).order_by(ListEntry.id))
        return [(row.name, row.fields.get("position")) for row in rows]


def stored(engine: Engine) -> str:
    """Everything that the database says of entries and releases."""
    with session(engine) as db:
        entries: Sequence[ListEntry] = db.scalars(select(ListEntry)).all()
        releases: Sequence[Release] = db.scalars(select(Release)).all()
        return repr([[row.name, row.fields, row.cells, row.notes] for row in entries]) + repr(
            [[release.problems, release.warnings, release.profile] for release in releases]
        )


def test_every_shape_gives_firms_with_their_positions_and_no_persons(
    world: World, gather: Gather, shapes: dict[str, Source], home_engine: Engine
) -> None:
    chambers.put_levels(world, {"16": FIRMS[:1], "8": FIRMS[1:2], "4": FIRMS[2:4], "2": FIRMS[4:]})
    chambers.put_cards(world, FIRMS[:2])
    chambers.put_leaders(world)
    chambers.put_table(world, [("常务副会长", FIRMS[0]), ("监事长", FIRMS[1])])
    groups = {"会长单位": FIRMS[:1], "常务副会长单位": FIRMS[1:3], "会员单位": FIRMS[3:]}
    chambers.put_article(world, groups)
    chambers.put_logos(world, [FIRMS[0], "", FIRMS[1]])
    pages = [
        [(FIRMS[0], "会长"), (FIRMS[1], "理事")],
        [(FIRMS[2], "会员"), (FIRMS[3], "会员")],
        [(FIRMS[4], "会员")],
    ]
    chambers.put_pages(world, pages)
    chambers.put_association(world)
    done = gather(*shapes.values())
    assert {name: outcome.status for name, (outcome, _) in done.items()} == dict.fromkeys(shapes, "ok")
    ends = {name: [part.outcome for part in parts] for name, (_, parts) in done.items()}
    assert ends.pop("chamber_s3") == ["quarantined"]
    assert all(end == ["published"] for end in ends.values()), ends

    assert members(home_engine, "chamber_s1") == [
        (FIRMS[0], "理事长单位"),
        (FIRMS[1], "常务理事单位"),
        *((name, "理事单位") for name in FIRMS[2:4]),
        *((name, "会员单位") for name in FIRMS[4:]),
    ]
    assert members(home_engine, "chamber_s2") == [(name, None) for name in FIRMS[:2]]
    assert members(home_engine, "chamber_s3") == []
    assert "只有人名" in done["chamber_s3"][1][0].problems[0]
    assert members(home_engine, "chamber_s4") == [(FIRMS[0], "常务副会长"), (FIRMS[1], "监事长")]
    assert members(home_engine, "chamber_s5") == [
        (name, position) for position, names in groups.items() for name in names
    ]
    assert members(home_engine, "chamber_s6") == [(name, None) for name in FIRMS[:2]]
    assert any("请人工录入：第2项" in warning for warning in done["chamber_s6"][1][0].warnings)
    assert members(home_engine, "chamber_s7") == [member for page in pages for member in page]
    assert world.paths("s7.chamber.example") == [f"/UnitSelect.do?utid=1&page={page}" for page in range(1, 5)]
    assert not any(person in stored(home_engine) for person in PERSONS)

    with session(home_engine) as db:
        [release] = current_releases(db, "association_top")
        assert release.published_on == "2025-10-20"
        rows = db.scalars(select(ListEntry).where(ListEntry.release_id == release.id).order_by(ListEntry.id))
        found = [(row.name, row.fields.get("rank"), row.fields.get("section")) for row in rows]
    assert [rank for _, rank, _ in found] == [None] * 5 + [6, 7, 1, 2]
    assert found[5][0] == "示例第六信息技术股份有限公司"
    assert {section for _, _, section in found[7:]} == {"成长型企业"}
    assert "/article/6.html" not in world.paths("www.association.example")


def test_a_hijacked_page_and_pictures_alone_go_to_a_person_and_the_members_stay(
    world: World, gather: Gather, shapes: dict[str, Source], home_engine: Engine
) -> None:
    s4, s6 = shapes["chamber_s4"], shapes["chamber_s6"]
    chambers.put_table(world, [("会长", FIRMS[0]), ("会员", FIRMS[1])])
    chambers.put_logos(world, FIRMS[:3])
    gather(s4, s6)
    chambers.put_hijacked(world)
    chambers.put_logos(world, ["", "", ""])
    done = gather(s4, s6)
    for source, said in ((s4, "网站可能被劫持"), (s6, "请人工录入")):
        [part] = done[source.id][1]
        assert (part.status, part.outcome) == ("refused", "quarantined")
        assert said in part.problems[0]
    assert members(home_engine, s4.id) == [(FIRMS[0], "会长"), (FIRMS[1], "会员")]
    assert len(members(home_engine, s6.id)) == 3
    assert "太阳城" not in stored(home_engine)


def test_positions_of_the_shapes_stand_on_the_ladder(shapes: dict[str, Source]) -> None:
    named = [rule.value for rule in shapes["chamber_s1"].table.by_address]
    assert [position_level(text) for text in named] == named
    assert position_level("常务副会长") == "常务副会长单位"
    assert LADDER.index("常务副会长单位") < LADDER.index("副会长单位") < LADDER.index("会员单位")
