"""Chambers and associations: the page shapes S1–S6, and pages that are no longer theirs (sources.md 2.11)."""

from __future__ import annotations

from typing import Any

import pytest

from crawlers.source import Source
from pipeline.extract import extract, read_row
from pipeline.extract.positions import LADDER, position_level
from tests.extract.build import make_capture, make_source, page, run, table

MEMBERS = table([["序号", "单位名称"], ["1", "示例家居有限公司"], ["2", "示例建材有限公司"]])


def test_s1_the_level_stands_in_the_address() -> None:
    levels = {"2": "会员单位", "4": "理事单位", "8": "常务理事单位", "16": "理事长单位"}
    rules = [
        {"pattern": f"company_grade={grade}$", "field": "position", "value": level}
        for grade, level in levels.items()
    ]
    source = make_source(
        table={"by_address": rules}, expect={"rows": [1, 99], "require": ["name", "position"]}
    )
    pages = [page(MEMBERS), page(MEMBERS.replace("示例", "示例第二"))]
    addresses = [
        f"https://chamber.example/web/company/0_0_20_1?qkey=1&company_grade={grade}" for grade in (16, 2)
    ]
    captures = [make_capture(data, url=url) for data, url in zip(pages, addresses, strict=True)]
    result = extract(source, list(zip(captures, pages, strict=True)))
    assert result.problems == []
    assert [row.fields["position"] for row in result.rows] == ["理事长单位"] * 2 + ["会员单位"] * 2
    stray = make_capture(pages[0], url="https://chamber.example/web/company/all")
    assert "缺少必需的列：职务" in extract(source, [(stray, pages[0])]).problems[0]


CARD = """<div class="newmember"><div class="newmemberl"><img src="a.png" alt="{0}"></div>
<div class="nememberr"><p>简介：{0}生产定制家具，电话13800000000，0769-12345678。</p>
<p>公司地址：广东省东莞市示例镇</p>
<p>网址：www.example</p></div></div>"""


def test_s2_cards() -> None:
    parts = {
        "name": ".newmemberl img@alt",
        "profile": '.nememberr p:contains("简介")',
        "address": '.nememberr p:contains("公司地址")',
    }
    source = make_source("items", table={"select": "div.newmember", "parts": parts}, expect={"rows": [2, 2]})
    data = page(CARD.format("示例家居有限公司") + CARD.format("示例建材有限公司"))
    result = run(source, data)
    assert (result.problems, [row.place for row in result.rows]) == ([], ["条目 第1项", "条目 第2项"])
    first = result.rows[0]
    assert (first.name, first.fields["city"], first.fields["address"]) == (
        "示例家居有限公司", "东莞市", "广东省东莞市示例镇",
    )  # fmt: skip
    assert first.fields["profile"] == "示例家居有限公司生产定制家具，电话（略），（略）。"
    assert not any("13800000000" in cell for cell in first.cells)
    assert read_row(source, make_capture(data), data, 1) == first.cells
    assert run(source, page("<p>改版</p>")).outcome == "changed"


def test_s3_persons_alone_are_no_list_and_are_named_nowhere() -> None:
    data = page(
        '<dl><dt class="big_txt">副会长：</dt><dd class="small_txt">示例甲&#12288;示例乙</dd>'
        '<dd class="small_txt">示例丙</dd></dl>'
    )
    source = make_source("items", table={"select": "dd.small_txt", "parts": {"name": ""}})
    result = run(source, data)
    assert (result.rows, result.outcome) == ([], "quarantined")
    assert "只有人名" in result.problems[0]
    assert not any("示例甲" in text for text in result.problems + result.warnings)


ARTICLE = """<div id="zoom"><p><strong>会长单位（1家）</strong></p><p>1、示例集团有限公司</p>
<p><strong>常务副会长单位（2家）</strong></p><p>1、东莞市示例家居有限公司<br>
2、示例五金厂　某某 13800000000</p>
<p>会员单位（3家）</p><p>1.示例甲有限公司<br>2.示例乙有限公司<br>（3）示例丙有限公司</p>
<p>版权所有：示例商会</p></div>"""


def test_s5_an_article_grouped_by_headings() -> None:
    source = make_source(
        "headings",
        table={"select": "#zoom"},
        expect={"rows": [6, 6], "contiguous_rank": True, "require": ["name", "position"]},
    )
    data = page(ARTICLE).replace(b"utf-8", b"gb2312").decode().encode("gbk")
    result = run(source, data, headers={"content-type": "text/html; charset=utf-8"})
    assert (result.problems, result.warnings) == ([], [])
    assert [(row.fields["position"], row.fields["rank"], row.name) for row in result.rows] == [
        ("会长单位", 1, "示例集团有限公司"),
        ("常务副会长单位", 1, "东莞市示例家居有限公司"),
        ("常务副会长单位", 2, "示例五金厂"),
        ("会员单位", 1, "示例甲有限公司"),
        ("会员单位", 2, "示例乙有限公司"),
        ("会员单位", 3, "示例丙有限公司"),
    ]
    assert [read_row(source, make_capture(data), data, row.row) for row in result.rows] == [
        row.cells for row in result.rows
    ]
    fewer = run(source, page(ARTICLE.replace("3家", "4家")))
    assert any("“会员单位（4家）”标明 4 家，读到 3 家" in problem for problem in fewer.problems)
    named = make_source("headings", table={"select": "#zoom", "headings": r"^(.*?单位)（\d+家）"})
    assert [row.fields["position"] for row in run(named, page(ARTICLE)).rows][1:3] == ["常务副会长单位"] * 2


def test_s5_a_heading_under_which_nothing_is_read_is_noticed() -> None:
    broken = ARTICLE.replace("1、示例集团有限公司", "示例集团的图片")
    result = run(make_source("headings", table={"select": "#zoom"}), page(broken))
    assert any("说共 1 家，读到 5 家" in problem for problem in result.problems)


LOGO = '<li><a title="{%d}"><img alt="{%d}"></a></li>'
LOGOS = f'<ul class="w">{LOGO % (0, 0)}{LOGO % (1, 1)}</ul>'


def test_s6_a_logo_wall_and_logos_without_text() -> None:
    source = make_source("items", table={"select": "ul.w li", "parts": {"name": "a@title"}})
    both = run(source, page(LOGOS.format("示例建材有限公司", "示例家居有限公司")))
    assert (both.problems, len(both.rows)) == ([], 2)
    one = run(source, page(LOGOS.format("示例建材有限公司", "")))
    assert (one.problems, len(one.rows)) == ([], 1)
    assert any("请人工录入：第2项" in warning for warning in one.warnings)
    none = run(source, page(LOGOS.format("", "")))
    assert none.outcome == "quarantined"
    assert "请人工录入" in none.problems[0]


SPAM = "澳门赌场 百家乐 老虎机"


@pytest.mark.parametrize(
    ("body", "title", "expect"),
    [
        (MEMBERS, "威尼斯人官网", {}),
        (MEMBERS.replace("示例家居有限公司", "百家乐娱乐城") + f"<p>{SPAM}</p>", "示例商会", {}),
        (MEMBERS + '<div style="position:absolute;left:-9999px">六合彩</div>', "示例商会", {}),
        (MEMBERS + '<p style="display: none">北京赛车</p>', "示例商会", {}),
        (MEMBERS, "域名出售", {"site_name": "示例商会"}),
        (MEMBERS + "<p>" + "เว็บคาสิโนออนไลน์ที่ดีที่สุด" * 4 + "</p>", "示例商会", {}),
        (MEMBERS + "<p>" + "东dōng莞guǎn市shì家jiā居jū" * 8 + "</p>", "示例商会", {}),
    ],
)
def test_a_page_that_is_not_theirs_any_more_is_quarantined(
    body: str, title: str, expect: dict[str, Any]
) -> None:
    result = run(make_source(expect={"rows": [1, 9]} | expect), page(body, title=title))
    assert (result.outcome, result.rows) == ("quarantined", [])


@pytest.mark.parametrize("format", ["html", "items", "auto"])
def test_a_sound_page_passes_the_gate(format: str) -> None:
    body = (
        "<a>用户登录</a>"
        + MEMBERS
        + '<div style="display:none">示例登录框</div><p>© Nestlé 娱乐城路1号</p>'
        + "<hr>" * 500
    )
    source = make_source(
        format,
        table={"select": "td:nth-child(2)"} if format == "items" else {},
        expect={"rows": [1, 9], "site_name": "示例 商会", "organisation_share": 0.5},
    )
    assert run(source, page(body, title="示例省商会 会员")).problems == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("常务副会长：", "常务副会长单位"),
        ("副会长单位（6家）", "副会长单位"),
        ("会长", "会长单位"),
        ("常 务 理 事", "常务理事单位"),
        ("常务副监事长单位", "常务副监事长单位"),
        ("名誉会长", "名誉会长单位"),
        ("董事长", None),
    ],
)
def test_positions_match_longest_first(text: str, level: str | None) -> None:
    assert position_level(text) == level


@pytest.mark.parametrize("step", LADDER)
def test_every_step_of_the_ladder_is_its_own(step: str) -> None:
    assert position_level(f"示例商会{step}（3家）") == step


def natural_persons() -> Source:
    fields = {
        "applyOrgan": "name",
        "projectName": "project",
        "totalInvest": "investment",
        "submitDate": "on_date",
        "baId": "notice_id",
        "place": "address",
    }
    return make_source(
        "json", table={"select": "data.list", "fields": fields}, units={"investment": "万元"},
        expect={"rows": [1, 99], "organisations_only": True},
    )  # fmt: skip


def test_natural_persons_are_left_out_and_counted() -> None:
    text = """{"data":{"list":[
      {"baId":"13800000001","projectName":"示例家具智能制造项目","applyOrgan":"示例家具有限公司","place":"东莞市示例镇",
       "totalInvest":"12000","submitDate":"2026-10-20"},
      {"baId":"13800000002","projectName":"示例自建房","applyOrgan":"示例甲","totalInvest":"1.5亿元","submitDate":1792425600000}]}}"""
    result = run(natural_persons(), text.encode())
    assert (result.problems, result.published, result.left_out) == ([], 2, 1)
    fields = result.rows[0].fields
    assert (fields["project"], fields["investment"], fields["investment_unit"]) == (
        "示例家具智能制造项目",
        12000,
        "万元",
    )
    assert (fields["on_date"], fields["notice_id"], fields["city"]) == ("2026-10-20", "13800000001", "东莞市")
