"""What a card says: domain guide, sections 11 and 18.5."""

from __future__ import annotations

import re

import pytest

from matching.context import Context
from matching.firm import Firm
from matching.judge import judge
from matching.result import Assessment, Evidence
from tests.matching.build import REGION, circumstances, firm, listing, said, touch
from tests.matching.conftest import Changed, Edit

FIRMS = [
    firm(),
    firm(
        "示例印染有限公司", products="印染", province="浙江省", city="绍兴市", listings=[listing("china500")]
    ),
    firm("示例碳酸钙有限公司", products="纳米碳酸钙", province=None, city=None),
    firm("示例木业有限公司", products="木门", province=REGION, city=None, chamber="会长"),
    firm("示例制糖有限公司", products="制糖", city=None),
    firm("示例食品有限公司", products="预制菜", city="揭阳市", touches=[touch(400, reason="用工难")]),
]
EMPTY_PRAISE = re.compile("优质|领先|实力雄厚")


def every_evidence(assessment: Assessment) -> list[Evidence]:
    return [
        *(item for said in (*assessment.reasons, *assessment.concerns) for item in said.evidence),
        *(item for verdict in assessment.verdicts for item in verdict.evidence),
        *(item for contribution in assessment.contributions for item in contribution.evidence),
    ]


@pytest.mark.parametrize("one", FIRMS, ids=lambda one: one.name)
def test_a_listed_firm_has_three_reasons_and_two_concerns_with_the_way_back(
    context: Context, one: Firm
) -> None:
    card = judge(one, context).assessment
    assert card.kept_off == []
    assert [reason.place for reason in card.reasons] == [False, True, True]
    assert len(card.concerns) == 2
    assert all(statement.evidence for statement in (*card.reasons, *card.concerns))
    for item in every_evidence(card):
        assert item.source
        assert item.url
        assert re.fullmatch("[0-9a-f]{64}", item.snapshot)
        assert item.row >= 1
        assert re.match(r"\d{4}", item.date)


@pytest.mark.parametrize("one", FIRMS, ids=lambda one: one.name)
def test_a_setting_is_cited_with_the_bytes_and_line_it_stands_on(context: Context, one: Firm) -> None:
    cited = [
        item for item in every_evidence(judge(one, context).assessment) if item.url.startswith("config/")
    ]
    assert cited
    for item in cited:
        document = context.config.documents[item.url.removeprefix("config/")]
        assert item.snapshot == document.sha256
        assert item.row <= len(document.raw.splitlines())


def test_a_place_reason_points_at_the_fact_in_place_yaml(context: Context) -> None:
    lines = context.config.documents["place.yaml"].raw.decode().splitlines()
    for reason in judge(firm(), context).assessment.reasons[1:]:
        fact = next(item for item in reason.evidence if item.url == "config/place.yaml")
        block = "\n".join(lines[fact.row - 1 : fact.row + 1])
        assert fact.fact in block
        assert fact.date == "2023-06-30"


@pytest.mark.parametrize("one", FIRMS, ids=lambda one: one.name)
def test_no_praise_without_a_number(context: Context, one: Firm) -> None:
    assert not EMPTY_PRAISE.search(judge(one, context).assessment.model_dump_json())


def test_one_fact_about_this_place_is_not_enough(context: Context) -> None:
    card = judge(firm("示例智能有限公司", products="数据标注"), context).assessment
    assert [reason.place for reason in card.reasons] == [False, True]
    assert any("本地事实只有 1 条（需 2 条）" in reason for reason in card.kept_off)


def test_a_newspaper_is_no_confirmation(changed: Changed) -> None:
    doubtful = changed(
        Edit("place.yaml", "status: printed", "status: public_press", "id: three_wood_firms"),
        Edit("place.yaml", "status: printed", "status: public_press", "id: theme_wood"),
    )
    card = judge(firm(), circumstances(doubtful)).assessment
    assert sum(reason.place for reason in card.reasons) == 1
    assert any("只有 1 条" in reason for reason in card.kept_off)
    assert "润生木业" not in said(card)


def test_a_fact_of_one_park_does_not_speak_for_another(changed: Changed) -> None:
    moved = changed(Edit("place.yaml", "park: sjk_forest", "park: sjk_eco", "id: three_wood_firms"))
    assert "润生木业" not in said(judge(firm(), circumstances(moved)).assessment)


def test_a_fact_later_than_the_week_is_not_cited(changed: Changed) -> None:
    later = changed(Edit("place.yaml", 'as_of: "2023-06-30"', 'as_of: "2026-11-24"', "id: three_wood_firms"))
    assert "润生木业" not in said(judge(firm(), circumstances(later)).assessment)


def test_a_dated_rival_is_compared_and_an_undated_one_is_not(context: Context) -> None:
    dyer = judge(firm("示例印染有限公司", products="印染"), context).assessment.reasons[-1]
    assert "博白新生态纺织产业园：承接广东印染企业" in dyer.text
    assert dyer.evidence[-1].date == "2022-01"
    wood = judge(firm(), context).assessment.reasons[-1]
    assert "鹿寨" in wood.text
    assert "不作比较" in wood.text
    assert "2.3万亩" not in wood.text


def test_what_a_rival_does_later_than_the_week_is_not_compared(changed: Changed) -> None:
    later = changed(
        Edit("parks.yaml", 'as_of: "2022-01"', 'as_of: "2026-12"', "id: bobai_textile"),
        Edit("parks.yaml", 'as_of: "2024-09-21"', 'as_of: "2026-12-01"', "id: guigang_textile"),
    )
    last = judge(firm("示例印染有限公司", products="印染"), circumstances(later)).assessment.reasons[-1]
    assert "不作比较" in last.text
    assert "承接广东印染企业" not in last.text
    assert "259" not in last.text


def test_a_firm_of_the_region_is_never_told_it_signs_from_outside(context: Context) -> None:
    inside = judge(firm("示例木业有限公司", province=REGION, city=None), context).assessment.signing_entity
    assert "区外法人" not in inside
    assert "区内法人" in inside
    assert "需上级确认" in inside
    outside = judge(firm(), context).assessment.signing_entity
    assert outside.startswith("示例家居有限公司（区外法人")


def test_a_branch_office_never_signs(context: Context) -> None:
    branch = judge(firm("示例家居有限公司佛山分公司"), context).assessment.signing_entity
    assert "区外法人，" not in branch
    assert "分公司不是独立法人" in branch


def test_an_unknown_seat_is_not_taken_for_outside(context: Context) -> None:
    unknown = judge(firm(province=None, city=None), context).assessment.signing_entity
    assert "登记地未知" in unknown
    assert "区外法人" not in unknown


def test_only_a_refusal_is_called_one(context: Context) -> None:
    pending = judge(firm(touches=[touch(60, stage="洽谈")]), context).assessment
    refused = judge(firm(touches=[touch(400, stage="终止", reason="用工难")]), context).assessment
    assert "对接未成" not in said(pending)
    assert "对接未成（用工难）" in said(refused)


def test_tax_refunds_are_never_a_topic_but_the_parks_price_is(context: Context) -> None:
    topics = judge(firm("示例印染有限公司", products="印染"), context).assessment.topics
    assert any("1.3" in topic and "待园区确认" in topic for topic in topics)
    assert topics[-1] == "谈资源和配套，不谈税费返还"
