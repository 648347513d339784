"""高新技术企业: certificates, names that changed, and titles that were taken away, on the replica."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from common.clock import now
from crawlers.source import Source
from db.models import Enterprise, EnterpriseKey, ListEntry, Release, Resolution
from db.session import session
from matching.config.bundle import Config
from matching.listing import first_posted, last_day
from matching.load import load_knowledge
from pipeline.releases import current_releases
from tests.crawlers.conftest import source
from tests.extract.build import page, table
from tests.extract.documents import pdf_body, unruled_pdf
from tests.gather.conftest import Gather
from tests.replica.innocom import Posting, put_innocom
from tests.replica.world import Answer, World

pytestmark = pytest.mark.slow
HEADER = ("序号", "企业名称", "证书编号")
BEFORE, AFTER = "示例甲电子有限公司", "示例甲科技股份有限公司"
KEPT, STRUCK_OFF = "示例乙材料有限公司", "示例丙数控有限公司"
CERTIFIED = "关于对广东省认定机构2024年认定报备的第一批高新技术企业进行备案的公告"
ROSTER = "http://roster.sample.example/2023"

FIRST = Posting(
    1,
    "c101481",
    CERTIFIED,
    "2024-11-29",
    pdf_body([HEADER, ("1", BEFORE, "GR202444000001"), ("2", KEPT, "GR202444000002")]),
)
AGAIN = Posting(2, "c101481", CERTIFIED, "2024-12-03", FIRST.body)
SECOND = Posting(
    3,
    "c101481",
    "关于对深圳市认定机构2024年认定报备的第二批高新技术企业进行备案的公告",
    "2024-12-27",
    unruled_pdf(
        [[("1", STRUCK_OFF, "GR202444200003"), ("2", "示例丁光学有限公司", "GR202444200004")]], (60, 120, 400)
    ),
)
ELSEWHERE = Posting(
    4,
    "c101481",
    "关于对青海省认定机构2024年认定报备的第一批高新技术企业进行备案的公告",
    "2024-12-20",
    pdf_body([HEADER, ("1", "示例远方有限公司", "GR202463000001")]),
)
PROPOSED = Posting(
    5,
    "c101333",
    "关于对广东省认定机构2026年拟认定高新技术企业进行备案的公示",
    "2026-11-02",
    pdf_body([("序号", "企业名称"), ("1", "示例戊机器人有限公司")]),
)
RENAMED = Posting(
    6,
    "c101482",
    "关于2025年第三批高新技术企业更名的公告（广东省认定机构报备）",
    "2025-06-03",
    pdf_body(
        [
            ("序号", "原企业名称", "现企业名称", "证书编号", "发证日期"),
            ("1", BEFORE, AFTER, "GR202444000001", "2024-11-28"),
        ],
        widths=[30, 140, 140, 110, 70],
    ),
)
WITHDRAWN = Posting(
    7,
    "c101483",
    "关于取消示例丙数控有限公司等深圳市高新技术企业资格的公告",
    "2026-03-05",
    pdf_body([HEADER, ("1", STRUCK_OFF, "GR202444200003")]),
)


def test_certificates_names_and_withdrawals(
    world: World,
    gather: Gather,
    catalogue: dict[str, Source],
    home_engine: Engine,
    shipped_config: Config,
) -> None:
    # An older list knows the first firm under the name that it had then.
    world.put(ROSTER, Answer(page(table([("序号", "企业名称"), ("1", BEFORE)]))))
    older = source("roster", ROSTER)
    gather(older)
    put_innocom(world, [WITHDRAWN, PROPOSED, RENAMED], [SECOND, FIRST, AGAIN, ELSEWHERE])
    high_tech, renamed = catalogue["innocom_high_tech"], catalogue["innocom_renamed"]
    done = gather(high_tech, renamed)
    assert {name: outcome.status for name, (outcome, _) in done.items()} == dict.fromkeys(done, "ok")
    asked = world.paths("www.innocom.gov.cn")
    assert ELSEWHERE.path in asked  # only its page tells the whole title
    assert ELSEWHERE.file not in asked
    assert "/help.pdf" not in asked
    with session(home_engine) as db:
        releases = current_releases(db, high_tech.id)
        assert sorted((one.standing, one.edition, one.published_on, one.entries) for one in releases) == [
            ("announced", "2026", "2026-11-02", 1),
            ("recognised", "2024第一批", "2024-11-29", 2),
            ("recognised", "2024第一批", "2024-12-03", 2),  # posted again
            ("recognised", "2024第二批", "2024-12-27", 2),
            ("withdrawn", "2026", "2026-03-05", 1),
        ]
        rows = db.scalars(select(ListEntry).join(Release).where(Release.source == high_tech.id))
        fields = {row.name: row.fields for row in rows if row.fields.get("certificate")}
        assert fields[KEPT]["certificate"] == "GR202444000002"
        assert fields[KEPT]["certificate_year"] == 2024
        assert fields["示例丁光学有限公司"]["certificate"] == "GR202444200004"

        # 原企业名称 and 现企业名称 are one enterprise, whichever was known first.
        firms = db.scalars(select(Enterprise).where(Enterprise.name.in_([BEFORE, AFTER]))).all()
        assert [firm.name for firm in firms] == [BEFORE]
        keys = db.scalars(select(EnterpriseKey).where(EnterpriseKey.enterprise_id == firms[0].id))
        assert {(key.kind, key.value) for key in keys} >= {("name", BEFORE), ("name", AFTER)}
        [entry] = db.scalars(select(ListEntry).join(Release).where(Release.source == renamed.id))
        assert (entry.name, entry.former_names) == (AFTER, [BEFORE])
        assert db.get_one(Resolution, entry.id).why == f"更名自 {BEFORE}"

        tier = next(tier for tier in shipped_config.lists.tiers if tier.id == high_tech.tier)
        knowledge = load_knowledge(db, now().isoformat())
        listings = {firm.name: firm.listings for firm in knowledge.firms.values()}
    # What is posted twice counts from its first day.
    [held] = first_posted(listings[KEPT])
    assert last_day(tier, held).isoformat() == "2027-11-29"
    assert {listing.word for listing in listings[STRUCK_OFF]} == {"recognised", "withdrawn"}
    assert tier.counts_for == []
