"""Yearly lists and registers from the page to entries, and what happens when a page goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.gather import publish_source
from common.settings import Settings
from crawlers.run import crawl
from crawlers.source import Expect, Source
from db.models import Enterprise, ListEntry, Release, Resolution
from db.session import session
from pipeline.publish import Published
from pipeline.releases import current_releases
from tests.extract.build import run
from tests.gather.conftest import Gather
from tests.replica.exchanges import Firm, put_profile, put_sse, put_szse
from tests.replica.fortune import (
    CHINA,
    GENERATIONS,
    HEADER,
    article,
    china500,
    flight_page,
    global500,
    paiming_page,
    put_global500,
)
from tests.replica.hurun import FOUNDER, LIST, SCHOOL, put_hurun, unicorn
from tests.replica.sina import ADDRESS, datalist, private500
from tests.replica.world import Answer, World, page

MANUAL = {"acfic_mfg500", "bse"}


def smaller(source: Source, *rows: int) -> Source:
    """The source with other bounds, so that a test need not make thousands of rows."""
    expect = source.expect.model_dump() | {"rows": list(rows)}
    return source.model_copy(update={"expect": Expect.model_validate(expect)})


def entries(engine: Engine, source: Source) -> tuple[Release, list[ListEntry]]:
    """The release of a list in force, and its rows."""
    with session(engine) as db:
        [release] = current_releases(db, source.id)
        rows = db.scalars(select(ListEntry).where(ListEntry.release_id == release.id).order_by(ListEntry.id))
        return release, list(rows)


def status(done: Sequence[Published]) -> tuple[str, str]:
    """How the only part of a list was published, with what was said about it."""
    [published] = done
    return published.status, "；".join(published.problems)


def firm_of(engine: Engine, entry: ListEntry) -> Enterprise:
    with session(engine) as db:
        resolution = db.get_one(Resolution, entry.id)
        return db.get_one(Enterprise, resolution.enterprise_id)


@pytest.mark.slow
def test_fortune_finds_the_newest_year_and_never_takes_an_old_page_for_it(
    world: World, gather: Gather, catalogue: dict[str, Source], home_engine: Engine
) -> None:
    world_list, china_list = catalogue["fortune_global500"], catalogue["fortune_china500"]
    put_global500(world, {"2025": article(global500("2025")), "2026": article(global500("2026"))})
    world.put(CHINA, page(flight_page(china500())))
    done = gather(world_list, china_list)
    assert [outcome.status for outcome, _ in done.values()] == ["ok", "ok"]
    assert not any(path.endswith("467206.htm") for path in world.paths("www.fortunechina.com"))
    release, rows = entries(home_engine, world_list)
    assert (release.edition, release.published_on, release.rows_published) == ("2026", "2026-07-28", 500)
    assert len(rows) == 250
    assert [row.name for row in rows[:2]] == ["示例第2重工（集团）有限公司", "示例第4钢铁有限公司"]
    assert [row.fields.get("profit") for row in rows[:3]] == [-123.4, None, 6]
    assert {row.fields["country"] for row in rows} == {"中国"}
    release, rows = entries(home_engine, china_list)
    assert (release.edition, len(rows)) == ("2026", 500)
    first, third = rows[0], rows[2]
    assert first.name == "示例“1”号材料股份有限公司"
    assert {key: first.fields[key] for key in ("rank", "industry", "city", "employees", "revenue")} == {
        "rank": 1, "industry": "化工", "city": "佛山市", "employees": 1001, "revenue": 1234.5,
    }  # fmt: skip
    assert (third.fields.get("city"), third.fields["province"]) == (None, "广东省")

    # The index names a new year, but its article is last year's table; the other page lost its script.
    put_global500(world, {"2026": article(global500("2026")), "2027": article(global500("2026"))})
    world.put(CHINA, page(flight_page(china500(), marker="rows")))
    done = gather(world_list, china_list)
    held = status(done[world_list.id][1])
    assert held[0] == "held"
    assert "2027 版的名称与 2026 版有 100% 相同" in held[1]
    refused = done[china_list.id][1]
    assert (status(refused)[0], refused[0].outcome) == ("refused", "changed")
    assert "页面结构已变" in status(refused)[1]
    assert entries(home_engine, world_list)[0].edition == "2026"
    assert len(entries(home_engine, china_list)[1]) == 500


@pytest.mark.parametrize("generation", GENERATIONS)
def test_older_articles_of_the_world_list_are_read_too(generation: str, catalogue: dict[str, Source]) -> None:
    rows = global500("2006")
    second = [("" if row[0] == "6" else row[0], *row[1:]) for row in rows]
    result = run(catalogue["fortune_global500"], page(article(second, generation)).body)
    assert (result.problems, result.published, len(result.rows)) == ([], 500, 250)
    assert [row.fields.get("rank") for row in result.rows[:4]] == [2, 4, None, 8]
    assert HEADER[0] not in {row.name for row in result.rows}


def test_the_chinese_list_of_2024_is_read_in_its_own_shape(catalogue: dict[str, Source]) -> None:
    source = catalogue["fortune_china500"]
    older = source.at(next(edition for edition in source.earlier if edition.edition == "2024"))
    result = run(older, page(paiming_page()).body)
    assert (result.problems, len(result.rows)) == ([], 500)
    first = result.rows[0]
    assert (first.name, first.fields["rank"]) == ("示例第1控股股份有限公司", 1)
    assert (first.fields["revenue"], first.fields["revenue_unit"]) == (199_999, "百万美元")
    assert run(source, page(paiming_page()).body).outcome == "changed"


@pytest.mark.slow
def test_private_firms_and_unicorns_and_a_host_that_stops_answering(
    world: World, gather: Gather, catalogue: dict[str, Source], home_engine: Engine, relayed: Settings
) -> None:
    private, unicorns = catalogue["acfic500"], smaller(catalogue["hurun_unicorn"], 400, 500)
    sse = smaller(catalogue["sse"], 2, 9)
    boards = {
        "1": [("600001", "示例智造", "示例智造装备股份有限公司")],
        "8": [("688001", "示例芯", "示例芯股份有限公司")],
    }
    put_sse(world, boards)
    world.put(ADDRESS, page(datalist(private500())))
    brands = [
        unicorn(1, 1, "中国-北京", "示例智造"),
        unicorn(2, 1, "中国-杭州"),
        unicorn(3, 3, "美国-旧金山"),
    ]
    put_hurun(world, [*brands, *(unicorn(number, number, "中国-深圳") for number in range(4, 451))])
    done = gather(private, unicorns, sse)
    assert {name: outcome.status for name, (outcome, _) in done.items()} == dict.fromkeys(done, "ok")
    release, rows = entries(home_engine, private)
    assert (release.edition, release.published_on, len(rows)) == ("2026", "2026-09-22", 500)
    assert (rows[0].fields["revenue"], rows[0].fields["revenue_unit"]) == (8_999_999, "万元")
    assert rows[349].notes == ["含多个主体，待拆分"]

    release, rows = entries(home_engine, unicorns)
    assert (release.edition, release.rows_published, len(rows)) == ("2026", 450, 449)
    assert [row.fields["rank"] for row in rows[:2]] == [1, 1]
    assert [row.fields["city"] for row in rows[:3]] == ["北京市", "杭州", "深圳"]
    assert (rows[0].fields["valuation"], rows[0].fields["valuation_unit"]) == (137_990_000, "万元")
    assert world.paths("www.hurun.net")[1:] == [
        f"/zh-CN/Rank/HsRankDetailsList?num=E9A16F3H&search=&offset={offset}&limit=200"
        for offset in (0, 200, 400)
    ]
    # A brand is nobody's legal name, and no firm that an exchange trades is a unicorn.
    brand, listed = firm_of(home_engine, rows[0]), firm_of(home_engine, entries(home_engine, sse)[1][0])
    assert (brand.name, brand.legal_form, listed.legal_form) == ("示例智造", False, True)
    assert brand.id != listed.id
    kept = [path.read_bytes() for path in relayed.home.rglob("*") if path.is_file()]
    assert any("示例品牌2".encode() in data for data in kept)
    for personal in (FOUNDER, SCHOOL, "Founder Sample", "hs_Character_"):
        assert not any(personal.encode() in data for data in kept)
        assert not any(personal.encode("unicode_escape") in data for data in kept)

    # 瑞数: 412, hardly a body, its cookie. The host is left alone and the list stays.
    stopped = Answer(b"<html></html>", 412, {"Set-Cookie": "FSSBBIl1UgzbN7N80S=x; path=/"})
    for address in (LIST, "https://www.hurun.net/zh-CN/Rank/HsRankDetails"):
        world.put(address, stopped)
    outcome, _ = gather(unicorns)[unicorns.id]
    assert (outcome.status, outcome.usable) == ("blocked", False)
    assert "瑞数" in outcome.detail
    world.asked.clear()
    outcome, _ = gather(unicorns)[unicorns.id]
    assert (outcome.status, world.asked) == ("blocked", [])
    assert len(entries(home_engine, unicorns)[1]) == 449


@pytest.mark.slow
def test_exchanges_give_names_and_short_names_and_profiles_without_persons(
    world: World, gather: Gather, catalogue: dict[str, Source], home_engine: Engine, relayed: Settings
) -> None:
    main: Firm = ("600002", "*ST示例Ａ", "示例家居股份有限公司")
    put_sse(world, {"1": [main], "8": [("688002", "示例Ｔ科", "示例Ｔ科技股份有限公司")]})
    put_szse(
        world,
        [
            ("000003", "示例ＴＣＬＡ", "示例ＴＣＬ科技集团股份有限公司"),
            ("300004", "XD示例", "示例药业股份有限公司"),
        ],
    )
    sse, szse = smaller(catalogue["sse"], 2, 9), smaller(catalogue["szse"], 2, 9)
    done = gather(sse, szse)
    assert {name: outcome.status for name, (outcome, _) in done.items()} == dict.fromkeys(done, "ok")
    rows = entries(home_engine, sse)[1] + entries(home_engine, szse)[1]
    assert [(row.name, row.fields["short_name"], row.fields["stock_code"]) for row in rows] == [
        ("示例家居股份有限公司", "示例", "600002"),
        ("示例Ｔ科技股份有限公司", "示例T科", "688002"),
        ("示例ＴＣＬ科技集团股份有限公司", "示例TCLA", "000003"),
        ("示例药业股份有限公司", "XD示例", "300004"),
    ]
    put_profile(
        world, main, F004V="浙江省杭州市示例路1号", F015V="家具", F003V="示例法人", F013V="0571-12345678"
    )
    profile = catalogue["listed_profile"]
    outcome = crawl([profile], relayed, values={profile.id: ["600002", "600009"]}, delay=0)[profile.id]
    assert (outcome.status, outcome.fetched, outcome.usable) == ("partial", 1, True)
    assert [done.status for done in publish_source(home_engine, relayed, profile)] == ["published"]
    [row] = entries(home_engine, profile)[1]
    assert (row.fields["city"], row.fields["products"]) == ("杭州市", "家具")
    assert not any(
        "示例法人".encode() in path.read_bytes() for path in Path(relayed.home).rglob("*") if path.is_file()
    )


def test_lists_without_an_address_wait_for_a_person(catalogue: dict[str, Source]) -> None:
    assert {name for name in MANUAL if catalogue[name].manual} == MANUAL
    assert not any(catalogue[name].on_the_network for name in MANUAL)
