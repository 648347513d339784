"""Each publisher's shape, with its quirks, from bytes to rows."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from common.errors import UserError
from pipeline.extract import read_row
from tests.extract.build import html_body, json_body, make_capture, make_source, page, run, table, xlsx_body

GLOBAL500 = """<table id="table1" class="display"><thead><tr><th>排名</th><th>上年排名</th>
<th>公司名称<br>(中英文)</th>
<th>营业收入<br>(百万美元)</th><th>利润<br>(百万美元)</th><th>国家</th></tr></thead><tbody>
<tr><td>排名</td><td>上年排名</td><td>公司名称(中英文)</td><td>营业收入</td><td>利润</td><td>国家</td></tr>
<tr><td>1</td><td>2</td><td><a href="/global500/3/2025">沃尔玛（WALMART)</a></td>
<td>680,985</td><td>19,436</td><td>美国</td></tr>
<tr><td>2</td><td>1</td><td>国家电网有限公司（STATE GRID)</td>
<td>548,414.4</td><td>10,204.8</td><td>中国</td></tr>
<tr><td>3</td><td>9</td><td>样板重工（集团）有限公司（SAMPLE HEAVY)</td>
<td>100</td><td>--</td><td>中国</td></tr>
<tr><td>4</td><td>7</td><td>样板钢铁有限公司</td><td>90</td><td>-123.4</td><td>中国</td></tr>
</tbody></table>"""


def test_fortune_global500_table() -> None:
    source = make_source(
        keep={"field": "country", "values": ["中国"]}, expect={"rows": [4, 4], "contiguous_rank": True}
    )
    data = page("<table><tr><td>导航</td></tr></table>" + GLOBAL500)
    result = run(source, data)
    assert result.problems == []
    assert (result.published, result.left_out) == (4, 1)
    grid, heavy, steel = result.rows
    assert (grid.name, grid.place, grid.row) == ("国家电网有限公司", "表2 第4行", 4)
    assert grid.fields["rank"] == 2
    assert (grid.fields["revenue"], grid.fields["revenue_unit"]) == (548414.4, "百万美元")
    assert grid.fields["revenue_printed"] == "548,414.4"
    assert heavy.name == "样板重工（集团）有限公司"
    assert "profit" not in heavy.fields
    assert steel.fields["profit"] == -123.4
    assert read_row(source, make_capture(data), data, heavy.row) == heavy.cells


def test_a_list_without_a_header_row_is_read_by_position() -> None:
    rows = """<table id="datalist"><tbody>
    <tr><td>1</td><td>京东集团</td><td>北京市</td><td>130908500</td></tr>
    <tr><td>2</td><td>阿里巴巴（中国）有限公司</td><td>浙江省</td><td>101674400</td></tr></tbody></table>"""
    source = make_source(
        table={"select": "table#datalist", "columns": ["rank", "name", "province", "revenue"]},
        units={"revenue": "万元"},
    )
    result = run(source, page(rows))
    assert result.problems == []
    assert [(row.row, row.name, row.fields["province"]) for row in result.rows] == [
        (1, "京东集团", "北京市"),
        (2, "阿里巴巴（中国）有限公司", "浙江省"),
    ]
    assert result.rows[0].fields["revenue"] == 130908500
    headed = rows.replace(
        "<tbody>", "<tbody><tr><td>排名</td><td>企业名称</td><td>省份</td><td>营收总额(亿元)</td></tr>"
    )
    assert run(source, page(headed)).rows[0].fields["revenue"] == 1309085000000


def test_a_chosen_table_that_is_gone_is_a_problem() -> None:
    result = run(
        make_source(table={"select": "table#datalist"}), html_body([["序号", "企业名称"], ["1", "示例公司"]])
    )
    assert "table#datalist" in result.problems[0]
    assert result.rows == []


def test_merged_regions_carry_forward_over_repeated_headers_and_names_never() -> None:
    body = page(
        """<table><tr><td colspan="3">2025 年名单（单位：万元）</td></tr>
        <tr><td>序号</td><td>省(区、市）</td><td>企业名称</td></tr>
        <tr><td>1</td><td rowspan="2">广东省</td><td>样甲精密仪器股份有限公司</td></tr>
        <tr><td>2</td><td>样乙橡塑制品有限公司（原名：样乙<br>橡塑有限公司）</td></tr>
        <tr><td>序号</td><td>省(区、市）</td><td>企业名称</td></tr>
        <tr><td>3</td><td></td><td>样丙市7412工厂</td></tr>
        <tr><td>4</td><td>湖南省</td><td rowspan="2">样丁有限公司</td></tr>
        <tr><td>5</td><td>湖南省</td></tr></table>"""
    )
    result = run(make_source(table={"carry_forward": ["province"]}), body)
    assert [(row.row, row.name, row.fields.get("province")) for row in result.rows] == [
        (3, "样甲精密仪器股份有限公司", "广东省"),
        (4, "样乙橡塑制品有限公司", "广东省"),
        (6, "样丙市7412工厂", "广东省"),
        (7, "样丁有限公司", "湖南省"),
    ]
    assert result.rows[1].former_names == ("样乙橡塑有限公司",)
    assert result.rows[1].cells == ("2", "", "样乙橡塑制品有限公司（原名：样乙\n橡塑有限公司）")
    assert any("没有企业名称" in warning and "第8行" in warning for warning in result.warnings)
    assert all("province" not in row.fields for row in run(make_source(), body).rows[1:3])


def test_sections_restart_and_do_not_inherit_a_region() -> None:
    body = xlsx_body(
        [
            ["序号", "企业名称", "主营产品", "地区"],
            [1, "样甲公司", "轴承", "广东省"],
            [2, "样乙公司", "阀门", None],
            ["二、培育企业"],
            [1, "样丙公司", "齿轮", None],
            [2, "样丁公司", "刀具", "湖南省"],
        ],
        merges=[(3, 0, 3, 3)],
    )
    expect = {"rows": [4, 4], "contiguous_rank": True}
    result = run(make_source("xlsx", table={"carry_forward": ["province"]}, expect=expect), body)
    assert result.problems == []
    assert [row.fields.get("province") for row in result.rows] == ["广东省", "广东省", None, "湖南省"]
    assert [row.fields["products"] for row in result.rows] == ["轴承", "阀门", "齿轮", "刀具"]


def test_workbook_numbers_title_rows_and_row_numbers() -> None:
    body = xlsx_body(
        [
            ["示例名单"],
            [],
            ["名次", "企业名称", "营业收入（亿元）", "统一社会信用代码", "A股代码"],
            [1.0, "样甲公司", 12.5, "91990000MA00000017", 12],
            [2, "样乙公司", None, 914403001234567890, "000048"],
        ],
        merges=[(0, 0, 0, 4)],
    )
    source = make_source("xlsx", expect={"rows": [2, 2], "contiguous_rank": True})
    result = run(source, body)
    assert result.problems == []
    first, second = result.rows
    assert (first.row, first.place, first.cells[0]) == (4, "名单 第4行", "1")
    assert (first.fields["revenue"], first.fields["revenue_unit"]) == (125000, "万元")
    assert (first.fields["uscc"], first.fields["stock_code"]) == ("91990000MA00000017", "000012")
    assert "revenue" not in second.fields
    assert "uscc" not in second.fields
    assert any("末几位已丢失" in warning and "第5行" in warning for warning in result.warnings)
    assert read_row(source, make_capture(body), body, 5) == second.cells
    with pytest.raises(UserError, match="没有第 6 行"):
        read_row(source, make_capture(body), body, 6)


def test_the_named_sheet_is_read_and_a_missing_one_is_named() -> None:
    body = xlsx_body([["序号", "企业名称"], [1, "样甲公司"]], sheet="附件1")
    assert len(run(make_source("xlsx", table={"select": "附件1"}), body).rows) == 1
    assert "附件1" in run(make_source("xlsx", table={"select": "附件2"}), body).problems[0]


def test_province_column_beats_the_big_region_beside_it() -> None:
    body = xlsx_body(
        [
            ["公司全称", "A股简称", "地区", "省份", "城市"],
            ["样甲股份有限公司", "*ST样甲A", "华南", "广东", "深圳市"],
        ]
    )
    fields = run(make_source("xlsx"), body).rows[0].fields
    assert (fields["province"], fields["city"]) == ("广东省", "深圳市")
    assert (fields["short_name"], fields["short_name_printed"]) == ("样甲", "*ST样甲A")


def test_json_of_the_exchanges() -> None:
    fields = {"FULL_NAME": "name", "COMPANY_ABBR": "short_name"}
    source = make_source("json", table={"select": "result", "fields": fields}, expect={"rows": [2, 2]})
    pages = [
        json_body([{"FULL_NAME": f"样板{kind}股份有限公司", "COMPANY_ABBR": kind}])
        for kind in ("实业", "科技")
    ]
    result = run(source, *pages)
    assert result.problems == []
    assert [(row.name, row.place) for row in result.rows] == [
        ("样板实业股份有限公司", "result 第1条"),
        ("样板科技股份有限公司", "result 第1条"),
    ]
    nested = json.dumps(
        [{"data": [{"agdm": "009999", "agjc": "<a href='x'><u>样板股份</u></a>", "gsqc": "样板公司"}]}]
    )
    szse = {"select": "0.data", "fields": {"agdm": "stock_code", "agjc": "short_name", "gsqc": "name"}}
    assert run(make_source("json", table=szse), nested.encode()).rows[0].fields["short_name"] == "样板股份"


def test_an_empty_answer_is_no_change_of_structure() -> None:
    source = make_source("json", table={"select": "data.records.0.list", "fields": {"ORGNAME": "name"}})
    full = json.dumps({"data": {"records": [{"list": [{"ORGNAME": "样板公司"}]}]}}).encode()
    result = run(source, full, b'{"data":{"records":[]}}', b'{"data":null}')
    assert result.problems == []
    assert any("没有数据的地址" in warning for warning in result.warnings)
    assert "断在“records”" in run(source, full, b'{"code":829,"data":{}}').problems[0]
    assert run(source, b'{"data":{"records":[]}}').problems == ["一行数据也没有读到，保留上一次的数据"]


def flight_page(table_rows: list[list[str]], records: list[dict[str, Any]], pushes: int = 3) -> bytes:
    text = 'a:["$","div",null,' + json.dumps({"data": records}, ensure_ascii=False) + "]"
    cuts = [len(text) * number // pushes for number in range(pushes + 1)]
    parts = [text[start:end] for start, end in pairwise(cuts)]
    pushed = [f"self.__next_f.push([1,{json.dumps(part, ensure_ascii=False)}])" for part in parts]
    return page(table(table_rows) + "".join(f"<script>{push}</script>" for push in pushed))


FLIGHT = {
    "columns": ["rank", "name"],
    "marker": '{"data":',
    "fields": {
        "rk": "rank",
        "nm": "name",
        "ind": "industry",
        "prov": "province",
        "city": "city",
        "emp": "employees",
    },
}
ROWS = [["1", "国家电网有限公司"], ["2", "样板（集团）有限公司\nSAMPLE"]]
RECORDS = [
    {"rk": 1, "nm": "国家电网有限公司", "ind": "公用设施", "prov": "北京", "city": "北京", "emp": 1361423},
    {"rk": 2, "nm": "样板(集团)有限公司", "ind": "\"机\\械'", "prov": "广东", "city": "", "emp": None},
]


def test_fortune_flight_joins_table_and_escaped_json() -> None:
    source = make_source("fortune_flight", table=FLIGHT, expect={"rows": [2, 2], "contiguous_rank": True})
    data = flight_page([["排名", "公司名称"], *ROWS], RECORDS)
    result = run(source, data)
    assert result.problems == []
    first, second = result.rows
    assert (first.row, first.fields["industry"], first.fields["employees"]) == (2, "公用设施", 1361423)
    assert (first.fields["province"], first.fields["city"]) == ("北京市", "北京市")
    assert (second.name, second.fields["industry"]) == ("样板（集团）有限公司", "\"机\\械'")
    assert second.fields["province"] == "广东省"
    assert "city" not in second.fields
    assert "employees" not in second.fields
    assert read_row(source, make_capture(data), data, 2) == first.cells
    assert run(source, flight_page(ROWS, RECORDS)).rows[1].row == 2


def test_fortune_flight_that_disagrees_or_changed_is_not_published() -> None:
    source = make_source("fortune_flight", table=FLIGHT)
    other = run(source, flight_page(ROWS, [RECORDS[0], RECORDS[1] | {"nm": "别家公司"}]))
    assert "第 2 名" in other.problems[0]
    assert len(other.rows) == 2
    assert "只在表格里" in run(source, flight_page(ROWS, RECORDS[:1])).problems[0]
    assert "只在 JSON 里" in run(source, flight_page(ROWS[:1], RECORDS)).problems[0]
    assert "页面结构已变" in run(source, html_body(ROWS)).problems[0]


def test_names_before_a_change_are_former_names() -> None:
    result = run(
        make_source(),
        html_body([["序号", "原企业名称", "现企业名称"], ["1", "样旧有限公司", "样新有限公司"]]),
    )
    assert (result.rows[0].name, result.rows[0].former_names) == ("样新有限公司", ("样旧有限公司",))


def test_persons_are_left_out_of_the_cells() -> None:
    rows = [["序号", "商会职务", "姓名", "单位名称", "单位职务", "电话"]]
    rows += [["1", "副会长：", "示例甲", "样板家居有限公司", "董事长", "000"]]
    source = make_source()
    data = html_body(rows)
    row = run(source, data).rows[0]
    assert row.fields == {"rank": 1, "position": "副会长"}
    assert row.cells == ("1", "副会长：", "（略）", "样板家居有限公司", "董事长", "（略）")
    assert read_row(source, make_capture(data), data, row.row) == row.cells


def test_a_gbk_page_under_a_utf8_header() -> None:
    data = table([["序号", "企业名称"], ["1", "样板家居有限公司"]]).encode("gbk")
    result = run(make_source(), data, headers={"content-type": "text/html; charset=utf-8"})
    assert [row.name for row in result.rows] == ["样板家居有限公司"]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (["上年排名", "2024年排名", "2025年排名", "企业名称"], "2025年排名"),
        (["序号", "排名", "企业名称"], "排名"),
        (["2024年排名", "名次", "企业名称"], "名次"),
    ],
)
def test_which_rank_column_counts(texts: list[str], wanted: str) -> None:
    values = [str(number) for number in range(1, len(texts))] + ["样板公司"]
    row = run(make_source(), html_body([texts, values])).rows[0]
    assert row.fields["rank"] == texts.index(wanted) + 1


@pytest.mark.parametrize(
    "header",
    [
        "营业收入(万元)",
        "营业收入（ 万元 ）",
        "营业收入\n（人民币万元)",
        "营收总额_万元",
        "营业收入/万元",
        "营业收入【万元】",
    ],
)
def test_units_in_headers(header: str) -> None:
    fields = (
        run(make_source(), html_body([["名次", "企业名称", header], ["1", "样板公司", "1,234"]]))
        .rows[0]
        .fields
    )
    assert (fields["revenue"], fields["revenue_unit"]) == (1234, "万元")


def test_an_amount_without_any_unit_is_reported_and_not_used() -> None:
    rows = [["名次", "企业名称", "营业收入"], ["1", "样板公司", "1,234"]]
    result = run(make_source(), html_body(rows))
    assert "revenue" not in result.rows[0].fields
    assert any("营业收入没有单位" in warning for warning in result.warnings)
    titled = run(make_source(), html_body([["示例榜单（单位：亿元）"], *rows]))
    assert titled.rows[0].fields["revenue"] == 12340000
