"""List pages to articles to attachments, on the world of replicas."""

from __future__ import annotations

import json

import pytest

from common.settings import Settings
from crawlers.parts import parts
from crawlers.run import crawl
from tests.crawlers.conftest import source
from tests.replica.world import Answer, Asked, World, page

pytestmark = pytest.mark.slow
HOST = "http://gxt.sample.example"
COLUMN = f"{HOST}/tzgg/index.html"
ROSTER = b"PK\x03\x04 made-up workbook"


def roster_source(**more: object) -> dict[str, object]:
    return {
        "spider": "notices",
        "family": "trs",
        "format": "auto",
        "notices": {"title": "小巨人.*公告", "pages": 3, **more},
    }


def put_column(world: World) -> None:
    first = (
        '<ul><li><a href="./202510/t20251020_1.html" title="关于第七批专精特新“小巨人”企业名单的公告">…</a>'
        "<span>2025-10-20</span></li>"
        '<li><a href="./202509/t20250901_2.html" title="关于放假的通知">…</a>'
        "<span>2025-09-01</span></li></ul>"
    )
    second = (
        '<ul><li><a href="./202408/t20240801_3.html" title="第六批小巨人名单公告">…</a>'
        "<span>2024-08-01</span></li></ul>"
    )
    world.put(COLUMN, page(first))
    world.put(f"{HOST}/tzgg/index_1.html", page(second))
    article = (
        "<h1>关于第七批专精特新“小巨人”企业名单的公告</h1>"
        '<div class="TRS_Editor"><p>附件：<a href="{}">名单</a></p></div>'
    )
    world.put(f"{HOST}/tzgg/202510/t20251020_1.html", page(article.format("./P0202510.xlsx")))
    world.put(f"{HOST}/tzgg/202408/t20240801_3.html", page(article.format("./P0202408.xlsx")))
    world.put(f"{HOST}/tzgg/202510/P0202510.xlsx", Answer(ROSTER))
    world.put(f"{HOST}/tzgg/202408/P0202408.xlsx", Answer(ROSTER + b"2024"))


def test_wanted_notices_become_parts_and_a_second_visit_is_conditional(
    world: World, relayed: Settings
) -> None:
    put_column(world)
    wanted = source("giants", COLUMN, **roster_source())
    outcome = crawl([wanted], relayed, delay=0)["giants"]
    assert (outcome.status, outcome.usable) == ("ok", True), outcome.detail
    assert "/tzgg/202509/t20250901_2.html" not in world.paths("gxt.sample.example")
    found = {part.name: part for part in parts(wanted, relayed)}
    assert set(found) == {f"{HOST}/tzgg/202510/P0202510.xlsx", f"{HOST}/tzgg/202408/P0202408.xlsx"}
    newest = found[f"{HOST}/tzgg/202510/P0202510.xlsx"]
    [(capture, body)] = newest.bodies
    assert body == ROSTER
    assert capture.found_on == f"{HOST}/tzgg/202510/t20251020_1.html"
    assert newest.title == "关于第七批专精特新“小巨人”企业名单的公告 ｜ 名单"
    assert (newest.source.published_on, newest.source.edition) == ("2025-10-20", "2025")
    attachment = next(asked for asked in world.asked if asked.path.endswith("P0202510.xlsx"))
    assert attachment.headers["referer"] == capture.found_on
    world.asked.clear()
    again = crawl([wanted], relayed, delay=0)["giants"]
    assert again.status == "ok"
    # The page that ends the list is not there and stays so; all others are asked with a condition.
    assert all("if-none-match" in asked.headers for asked in world.asked if world.answer(asked).status != 404)
    assert again.not_modified == 6
    assert {part.name: part for part in parts(wanted, relayed)} == found


def test_a_list_page_without_notices_has_changed(world: World, relayed: Settings) -> None:
    world.put(COLUMN, page("<p>新版网站</p>"))
    outcome = crawl([source("giants", COLUMN, **roster_source())], relayed, delay=0)["giants"]
    assert (outcome.status, outcome.usable) == ("changed", False)


def test_one_bad_attachment_takes_nothing_from_the_others(world: World, relayed: Settings) -> None:
    put_column(world)
    world.put(f"{HOST}/tzgg/202510/P0202510.xlsx", page("<html>系统错误</html>"))
    wanted = source("giants", COLUMN, **roster_source())
    outcome = crawl([wanted], relayed, delay=0)["giants"]
    assert (outcome.status, outcome.usable) == ("partial", True)
    assert "P0202510.xlsx" in outcome.detail
    assert [part.name for part in parts(wanted, relayed)] == [f"{HOST}/tzgg/202408/P0202408.xlsx"]


def test_a_feed_is_asked_page_by_page_for_every_value(world: World, relayed: Settings) -> None:
    def answer(asked: Asked) -> Answer:
        question = json.loads(asked.body)
        number, city = question["pageNumber"], question["city"]
        rows = [{"id": f"{city}-{number}-{row}", "organ": "示例有限公司"} for row in range(2)]
        return Answer(json.dumps({"data": {"list": rows if number <= 2 else []}}).encode())

    world.put("http://feed.sample.example/select", answer)
    wanted = source(
        "filings",
        "http://feed.sample.example/select",
        spider="paged",
        format="json",
        once=True,
        call={
            "method": "POST",
            "body": {"city": "{city}", "pageNumber": "{page}", "from": "{from_day}"},
            "over": {"city": ["4419", "4406"]},
            "days": 7,
        },
        table={"select": "data.list", "fields": {"id": "notice_id", "organ": "name"}},
    )
    outcome = crawl([wanted], relayed, delay=0)["filings"]
    assert outcome.status == "ok", outcome.detail
    assert len(world.paths("feed.sample.example")) == 6
    [part] = parts(wanted, relayed)
    assert [len(json.loads(body)["data"]["list"]) for _, body in part.bodies] == [2, 2, 2, 2]
    assert part.name == outcome.visit
    assert list(parts(wanted, relayed, since=part.name)) == []
