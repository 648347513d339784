"""What notices say, in the wording of the sites: level, standing, edition (sources.md 2.5)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.source import Source
from pipeline.extract.rows import Extraction, Row
from pipeline.levels import Level, level_of, numeral
from pipeline.notices import Noticed, Standing, as_noticed
from tests.extract.build import make_source

SIXTH = "关于第六批专精特新“小巨人”企业"
BOTH = f"{SIXTH}和第三批专精特新“小巨人”复核通过企业名单的公告"


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("关于国家级专精特新“小巨人”企业名单的公告", "national"),
        ("关于第一批第三年建议继续支持的国家级专精特新“小巨人”企业名单的公示", "national"),
        ("第七批专精特新“小巨人”企业公示", "national"),
        ('江苏省第七批专精特新"小巨人"企业名单公告', "national"),
        ("专精特新“小巨人”企业（第六批）名单", "national"),
        ("2024年度某省专精特新“小巨人”企业名单", None),
        ("关于“小巨人”企业名单的公告", None),
        ("省级专精特新“小巨人”企业名单", "provincial"),
        ("关于公布第七批省级专精特新“小巨人”企业的公告", "provincial"),
        ("自治区级专精特新中小企业名单公示", "provincial"),
        ("2025年广东省专精特新中小企业名单的公示", "provincial"),
        ("市级专精特新“小巨人”企业名单", "municipal"),
        ("区级专精特新企业名单", "municipal"),
        ("科技“小巨人”企业名单公示", "tech_giant"),
        ("2024年科技型小巨人名单", "tech_giant"),
        ("关于创新型中小企业名单的公告", "innovative"),
        ("国家级专精特新“小巨人”和省级专精特新中小企业名单", "mixed"),
        ("关于公布专精特新中小企业和创新型中小企业名单的公告", "innovative"),
        ("关于放假的通知", None),
    ],
)
def test_a_level_is_named_never_inferred(title: str, level: Level | None) -> None:
    assert level_of(title) == level


@given(st.text(alphabet="省市县区小巨人专精特新中企业名单公告2024年度”“", max_size=24))
def test_without_its_word_or_a_batch_nothing_is_national(title: str) -> None:
    assert level_of(title) != "national"


@pytest.mark.parametrize(
    ("text", "number"), [("七", 7), ("十", 10), ("十二", 12), ("二十", 20), ("二十一", 21)]
)
def test_batches_are_counted_in_chinese(text: str, number: int) -> None:
    assert numeral(text) == number


def notice(title: str, *, dated: str | None = "2024-09-02", rows: Any = ({},), **changes: Any) -> Noticed:
    given: dict[str, Any] = {
        "tier": "little_giant",
        "spider": "notices",
        "family": "trs",
        "notices": {"title": "小巨人"},
        "edition": (dated or "rolling")[:4],
        "published_on": dated,
        "publisher": "示例省工业和信息化厅",
    }
    source: Source = make_source("auto", **{**given, **changes})
    read = [Row("0" * 64, at, "表1", f"示例{at}有限公司", (), dict(fields)) for at, fields in enumerate(rows)]
    return as_noticed(source, Extraction(source.id, read, len(read)), title)


@pytest.mark.parametrize(
    ("title", "standing", "edition"),
    [
        (f"{SIXTH}名单的公示", "announced", "第六批"),
        (f"{SIXTH}公示名单的公告", "recognised", "第六批"),
        (f"关于公布{SIXTH[2:]}名单的通知", "recognised", "第六批"),
        ("关于拟认定第六批专精特新“小巨人”企业的公告", "announced", "第六批"),
        ("2024年国家级专精特新“小巨人”复核通过企业名单的公示", "announced", "2024"),
        ("第三批专精特新“小巨人”复核通过企业名单的公告", "recertified", "2024"),
        ("关于取消部分国家级专精特新“小巨人”企业称号的公告", "withdrawn", "2024"),
        ("国家级专精特新“小巨人”复核未通过企业名单的公告", "withdrawn", "2024"),
        ("关于拟取消部分国家级专精特新“小巨人”称号的公告", "announced", "2024"),
        (f"{BOTH} ｜ 附件1：第六批企业名单", "recognised", "第六批"),
        (f"{BOTH} ｜ 附件2：第三批复核通过企业名单.pdf", "recertified", "2024"),
        (f"{BOTH} ｜ 附件2", "recognised", "第六批"),
        ("第一批第三年建议继续支持的国家级专精特新“小巨人”企业名单的公示", "announced", "2024"),
        ("关于建议支持的国家级专精特新“小巨人”企业名单的公告", "announced", "2024"),
    ],
)
def test_a_title_says_what_happens_to_its_firms(title: str, standing: Standing, edition: str) -> None:
    read = notice(title)
    assert (read.standing, read.source.edition, read.extraction.problems) == (standing, edition, [])


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("2024年某省专精特新“小巨人”企业名单公告", "没有写明级别"),
        ("省级专精特新“小巨人”企业名单公告", "省级"),
        ("科技“小巨人”企业名单公告", "科技小巨人"),
        ("国家级专精特新“小巨人”企业和创新型中小企业名单公告", "几个级别"),
        ("示例省第二批专精特新“小巨人”企业名单公告", "2020"),
        ("国家级专精特新“小巨人”复核通过和复核未通过企业名单的公告", "既有通过又有取消"),
    ],
)
def test_a_notice_of_another_level_or_without_a_clear_word_is_refused(title: str, why: str) -> None:
    read = notice(title)
    assert why in read.extraction.problems[0]
    assert read.extraction.outcome == "quarantined"


def test_the_file_s_own_name_tells_its_level() -> None:
    title = "国家级专精特新“小巨人”企业和创新型中小企业名单公告 ｜ {}"
    assert notice(title.format("国家级“小巨人”名单")).extraction.problems == []
    assert notice(title.format("创新型中小企业名单")).extraction.problems != []


def test_the_ministry_s_notices_are_national_and_need_a_day() -> None:
    ministry = {"publisher": "工业和信息化部"}
    assert notice("专精特新“小巨人”企业名单的公告", **ministry).extraction.problems == []
    [problem] = notice("专精特新“小巨人”企业名单的公告", dated=None, **ministry).extraction.problems
    assert "日期" in problem


def test_rows_say_for_themselves_where_a_document_does_several_things() -> None:
    rows = [
        {"section": "第四批专精特新“小巨人”企业"},
        {"section": "第一批专精特新“小巨人”复核通过企业"},
        {"section": "复核结果", "status": "不通过"},
        {},
    ]
    read = notice("第四批国家级专精特新“小巨人”企业和复核结果公告", rows=rows)
    told = [row.fields.get("standing") for row in read.extraction.rows]
    assert told == ["recognised", "recertified", "withdrawn", None]
    proposed = notice("第四批国家级专精特新“小巨人”企业和复核结果公示", rows=rows)
    assert [row.fields.get("standing") for row in proposed.extraction.rows] == [None] * 4


def test_batches_of_a_province_begin_anew_every_year() -> None:
    provincial = {"tier": "provincial_srdi"}
    titles = "2022年第一批省级专精特新中小企业名单公告", "第一批省级专精特新中小企业名单公告"
    assert [notice(title, **provincial).source.edition for title in titles] == ["2022第一批", "2024第一批"]


def test_a_yearly_list_has_no_standing() -> None:
    source, read = make_source(), Extraction("demo")
    assert as_noticed(source, read, "示例榜单") == Noticed(source, read, None)
