"""工信部 小巨人 from column to standing: 公示 → 公告 → 复核 → lapsed, on the replica."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.giants import giant_coverage
from common.clock import now
from crawlers.source import Source
from db.models import Enterprise, ListEntry, Release
from db.session import session
from matching.config.bundle import Config
from matching.judge import judge
from matching.load import load_knowledge
from matching.result import Assessment
from matching.week import make_context
from pipeline.releases import current_releases
from tests.extract.build import table, xlsx_body
from tests.extract.documents import pdf_body
from tests.gather.conftest import Gather
from tests.replica.miit import COLUMN, HOST, ORDERS_COLUMN, SECOND_COLUMN, Attachment, Notice, put_miit
from tests.replica.world import World

pytestmark = pytest.mark.slow
HEADER = ("序号", "省(区、市）", "企业名称")
FOLDER = "/cms_files/filemanager/1226211233/attach"
WEEK = "2026-W48"

RECOGNISED = "示例甲精密仪器股份有限公司"
RENAMED, BEFORE = "示例乙橡塑制品有限公司", "示例乙橡塑有限公司"
FACTORY = "示例丙7412工厂"
ONLY_PROPOSED = "示例丁新材料有限公司"
RECERTIFIED = "示例戊机电有限公司"
NOT_REVIEWED = "示例己轴承有限公司"
OUT_OF_DATE = "示例庚食品有限公司"
STRUCK_OFF = "示例辛模具有限公司"


def sixth_batch(*more: str) -> bytes:
    """A region merged over rows, a name on two lines, and a page break through the region."""
    first = [
        HEADER,
        ("1", "浙江省", RECOGNISED),
        ("2", "", f"{RENAMED}（原名：示例乙\n橡塑有限公司）"),
    ]
    rest = [("3", "", FACTORY), ("4", "宁波市", STRUCK_OFF)]
    added = [(str(number), "广西壮族自治区", name) for number, name in enumerate(more, start=5)]
    return pdf_body(first, None, [HEADER, *rest, *added], spans=[(1, 1, 2, 1)])


def workbook(title: str, *rows: tuple[int, str, str]) -> bytes:
    return xlsx_body([(title, None, None), HEADER, *rows])


PROPOSAL = Notice(
    "关于第六批专精特新“小巨人”企业名单的公示",
    "2024-07-02",
    [
        Attachment(
            "第六批专精特新“小巨人”企业公示名单.pdf",
            f"{FOLDER}/20247/aa11.pdf",
            pdf_body([HEADER, ("1", "浙江省", BEFORE), ("2", "浙江省", ONLY_PROPOSED)]),
            viewer=True,
        )
    ],
)
DECISION = Notice(
    "关于第六批专精特新“小巨人”企业和第三批专精特新“小巨人”复核通过企业名单的公告",
    "2024-09-02",
    [
        Attachment("附件1：第六批专精特新“小巨人”企业名单", f"{FOLDER}/20249/bb22.pdf", sixth_batch()),
        Attachment(
            "附件2：第三批专精特新“小巨人”复核通过企业名单",
            f"{FOLDER}/20249/cc33.xls",
            workbook("第三批复核通过企业名单", (1, "浙江省", RECERTIFIED)),
        ),
    ],
)
THIRD_BATCH = Notice(
    "关于公布第三批专精特新“小巨人”企业名单的通告",
    "2021-12-20",
    inline=table(
        [
            HEADER,
            ("1", "浙江省", RECERTIFIED),
            ("2", "浙江省", NOT_REVIEWED),
            ("3", "西藏自治区", OUT_OF_DATE),
        ]
    ),
)
WITHDRAWAL = Notice(
    "关于取消有关企业专精特新“小巨人”称号的公告",
    "2025-03-03",
    [Attachment("名单", f"{FOLDER}/20253/dd44.xls", workbook("名单", (1, "宁波市", STRUCK_OFF)))],
)
NOT_OURS = [
    Notice("关于开展第六批专精特新“小巨人”企业培育工作的通知", "2024-04-01"),
    Notice("某省省级专精特新“小巨人”企业名单公告", "2024-05-01"),
    Notice("关于科技“小巨人”企业名单的公示", "2024-05-02"),
    Notice("“小巨人”创新创业大赛获奖名单公告", "2024-05-03"),
]
AGAIN = replace(DECISION, day="2024-11-11", attachments=[
    replace(DECISION.attachments[0], path=f"{FOLDER}/202411/ee55.pdf")
])  # fmt: skip
"""The same 公告, posted once more in the other column two months later."""


@pytest.fixture
def giants(catalogue: dict[str, Source]) -> Source:
    return catalogue["miit_giant"]


def in_force(db: Session, source: Source) -> dict[str, Release]:
    """The releases in force, by the name of their file."""
    return {release.part.rpartition("/")[2]: release for release in current_releases(db, source.id)}


def judged(engine: Engine, config: Config) -> dict[str, Assessment]:
    with session(engine) as db:
        knowledge = load_knowledge(db, now().isoformat())
    context = make_context(knowledge, config, WEEK)
    return {firm.name: judge(firm, context).assessment for firm in knowledge.firms.values()}


def verdict(firm: Assessment) -> tuple[str, str, str]:
    found = next(verdict for verdict in firm.verdicts if verdict.rule == "list_member")
    return found.result, found.reason, found.question


def test_from_stub_to_standing(
    world: World, gather: Gather, giants: Source, home_engine: Engine, shipped_config: Config
) -> None:
    column = [*NOT_OURS[:2], WITHDRAWAL, DECISION, *NOT_OURS[2:], PROPOSAL, THIRD_BATCH]
    put_miit(world, {COLUMN: column, SECOND_COLUMN: [AGAIN]})
    outcome, published = gather(giants)[giants.id]
    assert outcome.status == "ok", outcome.detail
    assert {part.status for part in published} == {"published"}, [part.problems for part in published]
    paths = world.paths("www.miit.gov.cn")
    assert not {notice.path for notice in NOT_OURS} & set(paths)
    assert f"{FOLDER}/20247/aa11.pdf" in paths  # out of the viewer's address, its month as it stands
    with session(home_engine) as db:
        releases = {release.part.rpartition("/")[2]: release for release in current_releases(db, giants.id)}
        told = {
            name: (one.standing, one.edition, one.published_on, one.entries) for name, one in releases.items()
        }
        names = {entry.name: entry.fields["province"] for entry in db.scalars(select(ListEntry))}
        firms = set(db.scalars(select(Enterprise.name)))
    assert told == {
        "aa11.pdf": ("announced", "第六批", "2024-07-02", 2),
        "bb22.pdf": ("recognised", "第六批", "2024-09-02", 4),
        "cc33.xls": ("recertified", "2024", "2024-09-02", 1),
        "dd44.xls": ("withdrawn", "2025", "2025-03-03", 1),
        "ee55.pdf": ("recognised", "第六批", "2024-11-11", 4),
        THIRD_BATCH.path.rpartition("/")[2]: ("recognised", "第三批", "2021-12-20", 3),
    }
    assert names[FACTORY] == names[RENAMED] == "浙江省"  # the merged region, over the page break
    assert RENAMED in firms
    assert BEFORE not in firms  # the 公示 printed the former name of the same firm

    found = judged(home_engine, shipped_config)
    lists = {name: verdict(firm) for name, firm in found.items()}
    assert lists[RECOGNISED][0] == lists[RENAMED][0] == lists[RECERTIFIED][0] == "计入"
    assert lists[ONLY_PROPOSED][0] == "待核"
    assert "公告了没有" in lists[ONLY_PROPOSED][2]
    assert (lists[STRUCK_OFF][0], "已取消" in lists[STRUCK_OFF][1]) == ("不计入", True)
    assert (lists[NOT_REVIEWED][0], "复核" in lists[NOT_REVIEWED][1]) == ("不计入", True)
    assert (lists[OUT_OF_DATE][0], "过期" in lists[OUT_OF_DATE][1]) == ("不计入", True)
    [member] = found[RENAMED].memberships
    # The day of the first 公告 counts, not that of its second posting.
    assert (member.counts, member.state) == (True, "有效至 2027-09-02")

    with session(home_engine) as db:
        coverage = giant_coverage(db)
    zhejiang = coverage.regions["浙江省"]
    assert (zhejiang["第六批"].firms, zhejiang["2024复核"].firms) == (3, 1)
    assert coverage.regions["宁波市"]["第六批"].firms == 1
    # Nothing read is not nothing there.
    assert {zhejiang["第七批"].firms, coverage.regions["广东省"]["第六批"].firms} == {None}
    assert (coverage.totals["第六批"], coverage.announced["第六批"], coverage.elsewhere) == (4, 3012, 0)

    replaced = replace(DECISION.attachments[0], body=sixth_batch("示例壬环保有限公司"))
    column = [WITHDRAWAL, replace(DECISION, attachments=[replaced]), PROPOSAL, THIRD_BATCH]
    put_miit(world, {COLUMN: column, SECOND_COLUMN: [AGAIN]})
    world.asked.clear()
    outcome, published = gather(giants)[giants.id]
    assert outcome.status == "ok", outcome.detail
    assert [part.entries for part in published if part.status == "published"] == [5]
    with session(home_engine) as db:
        current = in_force(db, giants)
        # What the column no longer shows stays published.
        assert (len(current), current["bb22.pdf"].entries) == (6, 5)
        assert len(db.scalars(select(Release).where(Release.source == giants.id)).all()) == 7
    assert SECOND_COLUMN.removeprefix(HOST) in world.paths("www.miit.gov.cn")


def test_champions_stand_in_sections_that_count_from_one(
    world: World, gather: Gather, catalogue: dict[str, Source], home_engine: Engine
) -> None:
    header = ("序号", "企业名称", "主营产品", "地区")
    body = pdf_body(
        "第九批制造业单项冠军企业名单",
        "一、单项冠军示范企业",
        [header, ("1", "示例甲轴承有限公司", "精密轴承", "浙江省"), ("2", "示例乙阀门厂", "阀门", "江苏省")],
        "二、单项冠军产品",
        [header, ("1", "示例丙玻璃有限公司", "光伏玻璃", "安徽省")],
    )
    file = Attachment("第九批制造业单项冠军名单.pdf", f"{FOLDER}/202512/ff66.pdf", body)
    decided = Notice("关于第九批制造业单项冠军企业名单的公告", "2025-12-19", [file])
    bare = Notice("关于第八批制造业单项冠军企业名单的公告", "2024-03-19")
    put_miit(world, {COLUMN: [decided, bare], ORDERS_COLUMN: [NOT_OURS[0]]})
    champion = catalogue["champion"]
    outcome, published = gather(champion)[champion.id]
    # One notice without its list is told, and takes nothing from the others.
    assert (outcome.status, outcome.usable, "附件" in outcome.detail) == ("partial", True, True)
    assert [(part.status, part.entries) for part in published] == [("published", 3)], published
    with session(home_engine) as db:
        [release] = current_releases(db, champion.id)
        products = set(db.scalars(select(ListEntry.fields["products"].as_string())))
    assert (release.tier, release.standing, release.edition) == ("single_champion", "recognised", "第九批")
    assert products == {"精密轴承", "阀门", "光伏玻璃"}
