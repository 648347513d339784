"""Dates, certificates, amounts and links of notices, in each publisher's shape."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import SHANGHAI
from pipeline.extract.dates import SPREADSHEET_ZERO, day_of
from pipeline.extract.headers import field_of
from pipeline.extract.privacy import MASK, without_numbers
from pipeline.extract.synonyms import LABELS
from tests.extract.build import html_body, make_source, page, run, table, xlsx_body

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(
    DAYS,
    st.sampled_from(
        ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%d 16:32", "于%Y年%m月%d日受理"]
    ),
)
def test_a_printed_day_reads_back(day: date, form: str) -> None:
    assert day_of(day.strftime(form)) == day.isoformat()
    assert (
        day_of(day.strftime(form).replace("-0", "-").replace("年0", "年").replace("月0", "月"))
        == day.isoformat()
    )


@given(DAYS.filter(lambda day: day.year > 2001), st.integers(0, 86399))
def test_epochs_count_days_in_shanghai(day: date, second: int) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(seconds=second)
    seconds = int(moment.timestamp())
    assert day_of(str(seconds)) == day_of(str(seconds * 1000)) == day.isoformat()


@given(DAYS)
def test_spreadsheet_serials(day: date) -> None:
    assert day_of(str((day - SPREADSHEET_ZERO).days)) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25-10-20", "2025-10-20"),
        ("1777392000000", "2026-04-29"),
        ("2026年10月", "2026-10"),
        ("202610", "2026-10"),
        ("2026-10-20至2026-10-26", "2026-10-20"),
        ("２０２６年１０月１９日", "2026-10-19"),
        ("2026-02-30", None),
        ("9999-01-01", None),
        ("2610-441900-04-01-123456", None),
        ("待定", None),
        ("", None),
    ],
)
def test_days(text: str, day: str | None) -> None:
    assert day_of(text) == day


@given(st.text(max_size=30) | st.integers(0, 10**14).map(str))
def test_no_text_breaks_a_day(text: str) -> None:
    day = day_of(text)
    assert day is None or date.fromisoformat(day if len(day) == 10 else f"{day}-01").year >= 1949


def test_every_label_names_its_own_field() -> None:
    assert {field: field_of(label) for field, label in LABELS.items()} == {field: field for field in LABELS}


def test_certificates_and_name_changes_of_innocom() -> None:
    rows = [
        ["高新技术企业更名名单", "", "", "", ""],
        ["序号", "原企业名称", "现企业名称", "证书编号", "发证日期"],
        ["1", "示例旧有限公司", "示例新有限公司", "gr2024 44000001", "2024年11月28日"],
        ["2", "示例老公司；示例更老公司", "示例今公司", "2024440001", "46314"],
    ]
    result = run(make_source(), html_body(rows))
    first, second = result.rows
    assert (first.name, first.former_names) == ("示例新有限公司", ("示例旧有限公司",))
    assert (first.fields["certificate"], first.fields["on_date"]) == ("GR202444000001", "2024-11-28")
    assert second.former_names == ("示例老公司", "示例更老公司")
    assert "certificate" not in second.fields
    assert second.fields["on_date"] == "2026-10-19"
    assert any("证书编号不是" in warning for warning in result.warnings)


def test_dates_of_a_workbook() -> None:
    body = xlsx_body([["项目名称", "建设单位", "受理日期"], ["示例项目", "示例公司", 46314]])
    assert run(make_source("xlsx"), body).rows[0].fields["on_date"] == "2026-10-19"


@pytest.mark.parametrize("measures", ["对策", "对错"])
def test_an_eia_table_with_its_header_in_row_three(measures: str) -> None:
    impact = f"主要环境影响及预防或者减轻不良环境影响的{measures}和措施"
    body = page(
        '<table><tr><td colspan="7">示例市生态环境局建设项目环评受理公示</td></tr>'
        '<tr><td colspan="7">（2026年10月20日）</td></tr>'
        f"<tr><td>序号</td><td>项目<br>名称</td><td>建设地点</td><td>建设 单位</td>"
        f"<td>环境影响评价机构</td><td>{impact}</td><td>受理日期</td></tr>"
        "<tr><td>1</td><td>年产×万套家具项目</td><td>广东省东莞市示例镇</td><td>示例家具有限公司</td><td>示例环保公司</td>"
        "<td>废气收集，联系 13800000000</td><td>2026年10月19日</td></tr></table>"
    )
    row = run(make_source(expect={"rows": [1, 9], "require": ["name", "project", "on_date"]}), body).rows[0]
    assert (row.name, row.row) == ("示例家具有限公司", 4)
    assert (row.fields["project"], row.fields["on_date"]) == ("年产×万套家具项目", "2026-10-19")
    assert row.fields["city"] == "东莞市"
    assert row.cells[5] == f"废气收集，联系{MASK}" or row.cells[5] == f"废气收集，联系 {MASK}"


def test_unicorns_of_hurun() -> None:
    fields = {
        "Ranking": "rank",
        "ComName_Cn": "name",
        "Wealth": "valuation",
        "Headquarters": "province",
        "Industry_Cn": "industry",
    }
    rows = [
        {
            "Ranking": 1,
            "ComName_Cn": "示例跳动",
            "Wealth": 13800.0,
            "Headquarters": "中国-北京",
            "Industry_Cn": "社交媒体",
        }
    ]
    source = make_source(
        "json",
        table={"select": "rows", "fields": fields},
        units={"valuation": "亿元"},
        expect={"rows": [1, 9], "organisation_share": 0},
    )
    result = run(source, json.dumps({"total": 1, "rows": rows}, ensure_ascii=False).encode())
    assert result.problems == []
    wanted = {
        "valuation": 138_000_000,
        "valuation_unit": "万元",
        "valuation_printed": "13800",
        "province": "北京市",
    }
    assert wanted.items() <= result.rows[0].fields.items()


def test_announcements_of_cninfo() -> None:
    fields = {
        "secName": "name",
        "announcementTitle": "title",
        "announcementTime": "on_date",
        "adjunctUrl": "link",
        "announcementId": "notice_id",
    }
    found = {
        "secName": "示例股份", "announcementTitle": "关于<em>投资</em>建设项目的公告",
        "announcementTime": 1777392000000,
        "adjunctUrl": "/finalpage/2026-04-29/1225000001.PDF", "announcementId": "13800000001",
    }  # fmt: skip
    source = make_source(
        "json",
        table={"select": "announcements", "fields": fields},
        expect={"rows": [1, 9], "organisation_share": 0},
    )
    row = run(source, json.dumps({"announcements": [found]}).encode()).rows[0]
    assert row.fields == {
        "title": "关于投资建设项目的公告",
        "on_date": "2026-04-29",
        "notice_id": "13800000001",
        "link": "https://list.example/finalpage/2026-04-29/1225000001.PDF",
    }
    assert "没有数据的地址" in run(source, b'{"announcements": null}').warnings[0]


@pytest.mark.parametrize(
    "text",
    [
        "电话13800000000",
        "手机：138 0000 0000",
        "+86 138-0000-0000",
        "0769-12345678",
        "（0769）12345678",
        "(0771)1234567",
        "0771－1234567转8",
    ],
)
def test_telephone_numbers_are_masked(text: str) -> None:
    masked = without_numbers(text)
    assert MASK in masked
    assert "1234567" not in masked
    assert "0000" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "91441900MA00000017",
        "2610-441900-04-01-123456",
        "GR202444000001",
        "2026-10-20",
        "138000000000000",
        "450600138000000000",
    ],
)
def test_other_figures_are_not(text: str) -> None:
    assert without_numbers(text) == text


def test_amounts_that_look_like_telephone_numbers_stay() -> None:
    rows = [
        ["序号", "企业名称", "营业收入(元)", "联系人及电话", "说明"],
        ["1", "示例公司", "13800000000", "示例甲", "13800000000"],
    ]
    row = run(make_source(), html_body(rows)).rows[0]
    assert row.fields["revenue"] == 1_380_000
    assert row.cells == ("1", "示例公司", "13800000000", MASK, MASK)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("共有 2 家企业通过认定", "", False),
        ("共 <b>3</b> 家", "", True),
        ("", "以上合计共3家", True),
        ("申报企业共 30 家", "通过共 2 家", False),
        ("全省 3000 家企业中", "", False),
    ],
)
def test_what_a_page_announces_near_its_table(before: str, after: str, problem: bool) -> None:
    rows = table([["序号", "企业名称"], ["1", "示例甲公司"], ["2", "示例乙公司"]])
    data = page(f"<p>{before}</p>{rows}<p>{after}</p>")
    assert [("说共 3 家，读到 2 家" in text) for text in run(make_source(), data).problems] == [
        True
    ] * problem
    assert run(make_source(), data, excerpt=2).problems == []


def test_pages_of_one_list_announce_the_whole() -> None:
    halves = [[[str(n), f"示例{n}公司"] for n in numbers] for numbers in ((1, 2), (3, 4))]
    pages = [page(f"<p>共 4 家</p>{table([['序号', '企业名称'], *half])}") for half in halves]
    assert run(make_source(), *pages).problems == []
    assert "共 4 家" in run(make_source(), pages[0]).problems[0]
