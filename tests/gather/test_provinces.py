"""Provincial notices by family, from the list page to the tier, on the replicas."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from crawlers.source import Source
from db.models import ListEntry, Release
from db.session import session
from pipeline.releases import current_releases
from tests.crawlers.conftest import source
from tests.extract.build import xlsx_body
from tests.extract.documents import docx_body, pdf_body
from tests.gather.conftest import Gather
from tests.replica.provinces import (
    GXGXT,
    Posted,
    put_gdii,
    put_gkmlpt,
    put_gxgxt,
    put_hanweb,
    put_links,
)
from tests.replica.world import Answer, World

pytestmark = pytest.mark.slow
HEADER = ("序号", "企业名称", "所属市")
SEVENTH = "第七批专精特新“小巨人”企业名单"
ZHEJIANG = "https://jxt.zj.gov.cn/col/col1229123/index.html"
SHANGHAI = "https://sheitc.sample.example/tzgg/index.html"


def giants(name: str, column: str, family: str) -> Source:
    """A source as a county would write it for a further province."""
    return source(
        name,
        column,
        spider="notices",
        family=family,
        format="auto",
        tier="little_giant",
        edition="rolling",
        notices={"title": "小巨人.*(?:公告|名单)"},
    )


def city_list(*rows: tuple[str, str]) -> bytes:
    """A merged title row and merged cells of the city, as provinces send them."""
    numbered = [(number, name, city or None) for number, (name, city) in enumerate(rows, start=1)]
    merges = [(0, 0, 0, 2), (2, 2, len(rows) + 1, 2)]
    return xlsx_body([(f"广东省{SEVENTH}", None, None), HEADER, *numbered], merges)


def in_force(engine: Engine, source: Source) -> list[tuple[str | None, str, str | None]]:
    with session(engine) as db:
        return sorted(
            (one.standing, one.edition, one.published_on) for one in current_releases(db, source.id)
        )


def names(engine: Engine, source: Source) -> dict[str, tuple[str | None, str | None]]:
    """Names with province and city."""
    with session(engine) as db:
        rows = db.scalars(select(ListEntry).join(Release).where(Release.source == source.id))
        return {row.name: (row.fields.get("province"), row.fields.get("city")) for row in rows}


def test_every_family_from_list_to_tier(
    world: World, gather: Gather, catalogue: dict[str, Source], home_engine: Engine
) -> None:
    roster = city_list(("示例甲科技有限公司", "佛山市"), ("示例乙制造有限公司", ""))
    own = Posted(9, "2024年度广东省专精特新“小巨人”企业名单公告", "2025-08-01", "/attach/own.xlsx", roster)
    put_gdii(
        world,
        [
            Posted(3, "关于组织申报第八批专精特新“小巨人”企业的通知", "2025-11-02"),
            Posted(2, f"广东省{SEVENTH}公告", "2025-10-20", "/attach/a.xlsx", roster),
        ],
        [
            Posted(1, "关于2025年广东省专精特新中小企业名单的公示", "2025-09-01", "/attach/b.xlsx", roster),
            own,
        ],
    )
    put_gxgxt(
        world,
        [
            Posted(
                27187532,
                f"关于{SEVENTH}和2025年复核通过企业名单的公告",
                "2025-10-21",
                "P020251021.docx",
                docx_body(
                    "广西壮族自治区第七批专精特新“小巨人”企业名单",
                    [("序号", "企业名称"), ("1", "示例丙糖业有限公司")],
                    "2025年专精特新“小巨人”复核通过企业名单",
                    [("序号", "企业名称"), ("1", "示例丁机械厂")],
                ),
                "名单",
            )
        ],
    )
    local = city_list(("示例戊厂", "东莞市"), ("示例癸科技有限公司", ""))
    put_gkmlpt(
        world,
        368,
        [Posted(4915026, f"东莞市{SEVENTH}公告", "2025-10-22", "/attach/c.xlsx", local)],
        [Posted(4800001, "放假通知", "2025-09-30")],
    )
    body = pdf_body([HEADER, ("1", "示例己阀门有限公司", "宁波市")])
    download = "/module/download/downfile.jsp?classid=0&filename=0a1b2c.pdf"
    put_hanweb(world, ZHEJIANG, [Posted(2, f"浙江省{SEVENTH}公告", "2025-10-20", download, body)])
    put_links(
        world,
        SHANGHAI,
        [("/zxxx/20251021/0a1b-2c3d.html", Posted(5, f"上海市{SEVENTH}公告", "2025-10-21", "./d.pdf", body))],
    )
    gd, srdi, gx, dg = (
        catalogue[name] for name in ("prov_giant_gd", "prov_srdi_gd", "prov_giant_gx", "prov_giant_dg")
    )
    zj, sh = giants("giants_zj", ZHEJIANG, "hanweb"), giants("giants_sh", SHANGHAI, "links")
    done = gather(gd, srdi, gx, dg, zj, sh)
    assert {name: outcome.status for name, (outcome, _) in done.items()} == dict.fromkeys(done, "ok")
    assert in_force(home_engine, gd) == [("recognised", "第七批", "2025-10-20")]
    assert names(home_engine, gd) == {
        "示例甲科技有限公司": ("广东省", "佛山市"),
        "示例乙制造有限公司": ("广东省", "佛山市"),
    }
    # A list that the province calls 小巨人 without a word on its level stays out of the national tier.
    [refused] = [part for part in done[gd.id][1] if part.status == "refused"]
    assert refused.outcome == "quarantined"
    assert own.title in refused.problems[0]
    assert "级别" in refused.problems[0]
    assert in_force(home_engine, srdi) == [("announced", "2025", "2025-09-01")]
    assert in_force(home_engine, gx) == [("recognised", "第七批", "2025-10-21")]
    with session(home_engine) as db:
        rows = db.scalars(select(ListEntry).join(Release).where(Release.source == gx.id))
        assert {row.name: row.fields.get("standing") for row in rows} == {
            "示例丙糖业有限公司": "recognised",
            "示例丁机械厂": "recertified",
        }
    assert in_force(home_engine, dg) == [("recognised", "第七批", "2025-10-22")]
    assert set(names(home_engine, dg).values()) == {(None, "东莞市")}
    pages = [path for path in world.paths("im.dg.gov.cn") if "/api/" in path]
    assert pages == [f"/gkmlpt/api/all/368?page={page}&sid=769033" for page in (1, 2, 3)]
    assert in_force(home_engine, zj) == [("recognised", "第七批", "2025-10-20")]
    assert download in world.paths("jxt.zj.gov.cn")
    assert in_force(home_engine, sh) == [("recognised", "第七批", "2025-10-21")]
    assert "/about/contact.html" not in world.paths("sheitc.sample.example")

    # A host that does not answer is unreachable, not empty, and nothing that was published goes.
    world.put(GXGXT, Answer(b"upstream timed out", 504))
    outcome, _ = gather(gx)[gx.id]
    assert (outcome.status, outcome.usable) == ("unreachable", False)
    assert in_force(home_engine, gx) == [("recognised", "第七批", "2025-10-21")]
