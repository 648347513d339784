"""Signs of firms' plans from page to firm: announcements, filings, environmental notices, on the replicas."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from common.clock import iso_week, now
from common.settings import Settings
from crawlers.archive import Archive
from crawlers.source import Expect, Source
from db.models import Enterprise, ListEntry, Release, Visit
from db.session import session
from matching.config.bundle import Config
from matching.firm import Firm
from matching.judge import judge
from matching.load import load_knowledge
from matching.week import make_context
from tests.gather.conftest import Gather
from tests.replica import cninfo, eia, tzxm
from tests.replica.cninfo import announcement
from tests.replica.tzxm import filing
from tests.replica.world import Answer, World

pytestmark = pytest.mark.slow
CNINFO, TZXM, BUREAU = "www.cninfo.com.cn", "gd.tzxm.gov.cn", "hbj.example"
FURNITURE = "示例全屋定制股份有限公司"
SHARE = ("309998", "示例家居")
FACTORY, GIVES_UP = "示例木门有限公司", "示例衣柜有限公司"
TITLE = "关于投资建设年产50万套定制家具项目的公告"
SHOWN = "关于<em>投资</em><em>建设</em>年产50万套定制家具项目的公告"


def day(days_ago: int) -> str:
    return f"{now().date() - timedelta(days=days_ago):%Y-%m-%d}"


def register(world: World) -> None:
    """The exchange's register, which says whose share code it is."""
    row = {"FULL_NAME": FURNITURE, "COMPANY_ABBR": SHARE[1], "A_STOCK_CODE": SHARE[0]}
    body = json.dumps({"result": [row]}, ensure_ascii=False).encode()
    world.put("http://query.sse.com.cn/sseQuery/commonQuery.do", Answer(body))


def small(source: Source) -> Source:
    """A register of the one firm."""
    expect = Expect(rows=[1, 5], require=source.expect.require)
    return source.model_copy(update={"expect": expect, "urls": source.urls[:1]})


def entries(db: Session, source: str) -> list[ListEntry]:
    found = select(ListEntry).join(Release).where(Release.source == source, Release.state == "published")
    return list(db.scalars(found.order_by(ListEntry.id)))


def firm_named(firms: Sequence[Firm], name: str) -> Firm:
    return next(firm for firm in firms if firm.name == name)


def test_announcements_find_their_firm_by_share_code_and_come_once(
    world: World,
    relayed: Settings,
    catalogue: dict[str, Source],
    gather: Gather,
    home_engine: Engine,
    shipped_config: Config,
) -> None:
    strangers = [announcement(10 + at, f"3099{at:02}", f"示例{at}号", TITLE, day(2)) for at in range(8)]
    first: list[list[dict[str, Any]]] = [
        [
            announcement(1, *SHARE, SHOWN, day(3)),
            announcement(2, *SHARE, "关于投资建设项目的更正公告", day(2)),
            announcement(3, *SHARE, "关于投资建设项目的公告（英文版）", day(3)),
            *strangers,
        ],
        [announcement(4, *SHARE, "关于终止搬迁项目的公告", day(1)), announcement(1, *SHARE, SHOWN, day(3))],
    ]
    cninfo.put_query(
        world,
        {"投资建设": first, "产能": [[first[0][0], announcement(5, "309997", "示例未录", TITLE, day(1))]]},
    )
    source = catalogue["cninfo_expansion"]
    outcome, [published] = gather(source)["cninfo_expansion"]
    assert (outcome.status, published.status, published.problems) == ("ok", "published", [])
    # 3 pages for the word with two (the last is served again), 2 for the other, 1 for each without a hit.
    assert len(world.paths(CNINFO)) == 3 + 2 + 8
    assert world.paths("static.cninfo.com.cn") == []
    before = (now() - timedelta(hours=1)).isoformat(timespec="seconds")
    with session(home_engine) as db, db.begin():
        found = {entry.notice_id: entry for entry in entries(db, "cninfo_expansion")}
        assert set(found) == {"1", "2", "4", "5", *(str(10 + at) for at in range(8))}
        assert found["1"].fields["title"] == TITLE
        assert found["1"].fields["on_date"] == day(3)
        assert found["1"].fields["link"] == f"http://static.cninfo.com.cn/finalpage/{day(3)}/1.PDF"
        signals = [found[number].fields.get("signal") for number in ("1", "2", "4", "5")]
        assert signals == ["expansion", None, "negative", "expansion"]
        # A short name is no enterprise: nobody is made up until a register says whose code it is.
        assert list(db.scalars(select(Enterprise))) == []
        db.execute(update(Release).values(known_at=before))

    register(world)
    new = announcement(6, *SHARE, "关于竞得土地使用权的公告", day(0))
    cninfo.put_query(world, {"投资建设": first, "竞得土地使用权": [[new]]})
    visits = gather(source, small(catalogue["sse"]))
    assert [(part.entries, part.problems) for _, [part] in visits.values()] == [(1, []), (1, [])]
    with session(home_engine) as db, db.begin():
        assert [entry.notice_id for entry in entries(db, "cninfo_expansion")][12:] == ["6"]
        assert [enterprise.name for enterprise in db.scalars(select(Enterprise))] == [FURNITURE]
        visit = visits["cninfo_expansion"][0]
        moment = now().isoformat(timespec="seconds")
        db.add(
            Visit(
                source=source.id, began_at=visit.visit, checked_at=moment, outcome="ok", detail="", fetched=1
            )
        )
        db.flush()
        knowledge = load_knowledge(db, moment)
        assert load_knowledge(db, before).firms == {}, "a past week knows no register that was read later"
    [one] = knowledge.firms.values()
    assert [(sign.kind, sign.on_date.isoformat()) for sign in one.signals] == [
        ("expansion", day(3)),
        ("negative", day(1)),
        ("land", day(0)),
    ]
    evidence = one.signals[0].evidence
    rows = json.loads(Archive(relayed.archive).read(evidence.snapshot))["announcements"]
    assert rows[evidence.row - 1]["announcementId"] == "1"
    assert evidence.date == day(3)
    assert "1.PDF" in evidence.fact
    context = make_context(knowledge, shipped_config, iso_week(now().date()))
    assert set(context.readings) == {"cninfo_expansion"}
    card = judge(one, context).assessment
    expansion = next(item for item in card.contributions if item.factor == "expansion_action")
    assert expansion.known
    assert day(0) in expansion.why
    assert "取得土地" in card.reasons[0].text
    assert any("终止搬迁项目" in concern.text for concern in card.concerns)


def test_filings_are_read_to_the_end_of_the_window_and_taken_back_by_their_number(
    world: World, catalogue: dict[str, Source], gather: Gather, home_engine: Engine
) -> None:
    new = [
        filing(f"2611-441900-04-01-{at:06}", f"示例{at}号家具有限公司", "木门项目", day(1))
        for at in range(13)
    ]
    dongguan = [
        filing("2611-441900-04-01-900001", FACTORY, "年产10万樘木门搬迁扩建项目", day(0)),
        filing("2611-441900-04-01-900002", "张示例", "自建厂房项目", day(0), invest=300),
        *new,
        filing("2611-441900-04-01-900003", GIVES_UP, "衣柜生产线项目", day(2), invest=None),
    ]
    old = [filing(f"2601-440300-04-01-{at:06}", FACTORY, "旧项目", day(200 + at)) for at in range(31)]
    backwards = [filing(f"2602-440100-04-01-{at:06}", FACTORY, "旧项目", day(300 - at)) for at in range(31)]
    tzxm.put_filings(
        world,
        {
            ("1", "4419"): dongguan,
            ("1", "4403"): old,
            ("1", "4401"): backwards,
            ("2", "4419"): [filing("2611-441900-04-01-900003", GIVES_UP, "衣柜生产线项目", day(1))],
        },
    )
    done = gather(catalogue["tzxm_gd_filing"], catalogue["tzxm_gd_withdrawn"])
    assert [outcome.status for outcome, _ in done.values()] == ["ok", "ok"]
    asked = [json.loads(one.body) for one in world.asked if one.body and '"flag": "1"' in one.body]
    pages = {city: sum(one["city"] == city for one in asked) for city in ("4419", "4403", "4401", "4420")}
    # Two pages and the empty one; a first page before the window; oldest first, so nothing is left out.
    assert pages == {"4419": 3, "4403": 1, "4401": 4, "4420": 1}
    assert all(one["pageSize"] == tzxm.SIZE for one in asked)
    with session(home_engine) as db:
        filed = {entry.notice_id: entry for entry in entries(db, "tzxm_gd_filing")}
        assert all(entry.name != "张示例" for entry in filed.values())
        moved = filed["2611-441900-04-01-900001"]
        assert (moved.fields["signal"], moved.fields["investment"], moved.fields["investment_unit"]) == (
            "relocation",
            12000,
            "万元",
        )
        firms = list(load_knowledge(db, now().isoformat(timespec="seconds")).firms.values())
    factory, gives_up = firm_named(firms, FACTORY), firm_named(firms, GIVES_UP)
    assert factory.city is None, "the place of a project is not the firm's own"
    assert any(text.field == "eia_or_filing" for text in factory.texts)
    assert [sign.kind for sign in gives_up.signals] == ["expansion", "negative"]
    assert len({sign.matter for sign in gives_up.signals}) == 1

    dongguan.insert(0, filing("2611-441900-04-01-900004", FACTORY, "涂装线项目", day(0)))
    source = catalogue["tzxm_gd_filing"]
    assert source.call is not None
    one_page = source.model_copy(update={"call": source.call.model_copy(update={"most": 1})})
    outcome, [published] = gather(one_page)["tzxm_gd_filing"]
    assert (published.status, published.entries) == ("published", 1)
    assert outcome.status == "partial"
    assert "超过 1 页还没有到头" in outcome.detail


def test_an_environmental_notice_is_read_without_its_scan_and_an_empty_one_replaces_nothing(
    world: World, catalogue: dict[str, Source], gather: Gather, home_engine: Engine
) -> None:
    title = "关于2个建设项目环境影响评价文件受理公示"
    good, empty, other = "202610/t20261020_1.html", "202610/t20261019_2.html", "202610/t20261018_3.html"
    eia.put_column(
        world, [(good, title, day(1)), (empty, title, day(2)), (other, "建设项目竣工环保验收公示", day(3))]
    )
    rows = [
        ("1", "年产5万套家具项目", "示例市示例镇", FACTORY, "示例环保科技有限公司", "2026年10月19日"),
        ("2", "厂区搬迁项目", "示例市示例镇", GIVES_UP, "示例环保科技有限公司", "2026年10月18日"),
    ]
    eia.put_article(world, good, title, rows)
    eia.put_article(world, empty, title, [])
    source = catalogue["eia_demo"]
    outcome, published = gather(source)["eia_demo"]
    assert outcome.status == "ok"
    assert sorted((part.status, part.outcome) for part in published) == [
        ("published", "published"),
        ("refused", "empty"),
    ]
    assert f"/hpgs/{other}" not in world.paths(BUREAU)
    eia.put_article(world, good, title, [])
    _, published = gather(source)["eia_demo"]
    assert {part.status for part in published} == {"refused"}
    assert not [path for path in world.paths(BUREAU) if path.endswith(".pdf")]
    with session(home_engine) as db:
        assert [
            (entry.name, entry.row, entry.fields["signal"], entry.fields["on_date"])
            for entry in entries(db, "eia_demo")
        ] == [(FACTORY, 4, "expansion", "2026-10-19"), (GIVES_UP, 5, "relocation", "2026-10-18")]
