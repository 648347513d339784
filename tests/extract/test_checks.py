"""What stops a publish, what only warns."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from pipeline.extract import extract
from tests.extract.build import html_body, json_body, make_source, page, run, table, xlsx_body

HEADER = ["序号", "企业名称", "省份"]


def ranked(*ranks: object) -> bytes:
    return html_body([HEADER, *([str(rank), f"样板{n}号有限公司", "广东省"] for n, rank in enumerate(ranks))])


def problems(
    body: bytes, /, *more: bytes, format: str = "html", excerpt: int | None = None, **expect: Any
) -> list[str]:
    bounds = {"rows": [1, 1000]} | expect
    return run(make_source(format, expect=bounds), body, *more, excerpt=excerpt).problems


@pytest.mark.parametrize(
    ("format", "body", "words"),
    [
        ("html", b"", "内容为空"),
        ("html", b"  \n", "内容为空"),
        ("html", b"%PDF-1.7 ...", "声称是 HTML，内容却是 PDF"),
        ("html", b'{"code":1}', "内容却是 JSON"),
        ("xlsx", html_body([HEADER]), "声称是 XLSX，内容却是 HTML 页面（可能是错误页）"),
        ("xlsx", b"PK\x03\x04rubbish", "打不开这个工作簿"),
        ("xlsx", b"%PDF-1.7", "内容却是 PDF"),
        ("json", html_body([HEADER]), "声称是 JSON，内容却是 HTML 页面（可能是错误页）"),
        ("json", b'{"result": [', "不是完整的 JSON"),
        ("json", b"[" * 100_000, "不是完整的 JSON"),
        ("html", page("<p>请完成人机验证</p>"), "拦截页"),
        ("html", page(table([HEADER]), title="用户登录"), "拦截页"),
        ("html", page(table([HEADER]), title="澳门百家乐官网"), "被劫持"),
        ("html", page("<p>暂无</p>"), "找不到表格"),
        ("html", page(table([["甲", "乙"], ["1", "2"]])), "找不到认识的表头（第一行读到：甲、乙）"),
        ("html", html_body([HEADER]), "一行数据也没有读到"),
        ("html", html_body([[*HEADER, *HEADER], ["1", "a公司", "", "2", "b公司", ""]]), "左右两栏"),
    ],
)
def test_bodies_that_are_refused(format: str, body: bytes, words: str) -> None:
    found = problems(body, format=format)
    assert len(found) == 1
    assert words in found[0]


def test_a_login_box_on_a_normal_page_is_no_block() -> None:
    many = [[str(n), f"样板{n}号有限公司", "广东省"] for n in range(1, 60)]
    assert problems(page("<a>用户登录</a>" + table([HEADER, *many]))) == []


def test_an_error_status_is_refused() -> None:
    assert "404" in run(make_source(), ranked(1), status=404).problems[0]


def test_nothing_fetched_yet() -> None:
    assert "还没有抓取" in extract(make_source(), []).problems[0]


def test_a_missing_column_is_named_with_what_was_read() -> None:
    found = problems(html_body([["序号", "省份"], ["1", "广东省"]]))
    assert found[0].startswith("缺少必需的列：企业名称（表头读到：序号、省份）")


def test_row_count_out_of_bounds_keeps_the_rows_and_stops() -> None:
    result = run(make_source(expect={"rows": [500, 500]}), ranked(1, 2, 3))
    assert result.problems == ["应有 500–500 行，读到 3 行，保留上一次的数据"]
    assert len(result.rows) == 3


def test_an_excerpt_holds_what_it_states() -> None:
    assert problems(ranked(1, 5, 9), rows=[500, 500], excerpt=3, contiguous_rank=True) == []
    assert problems(ranked(1, 5, 9), rows=[500, 500], excerpt=4) == [
        "摘录应有 4 行，读到 3 行，保留上一次的数据"
    ]
    assert "应大于 5，读到 5" in problems(ranked(1, 5, 5), excerpt=3, contiguous_rank=True)[0]


@pytest.mark.parametrize(
    ("ranks", "words"),
    [
        ((1, 2, 4), "应为 3，读到 4"),
        ((2, 3), "应为 1，读到 2"),
        ((1, 1, 3), "应为 2，读到 3"),
        ((1, 2, 2), "应为 3，读到 2"),
        ((1, "", 3), "没有名次"),
    ],
)
def test_ranks_that_are_not_contiguous(ranks: tuple[object, ...], words: str) -> None:
    assert words in problems(ranked(*ranks), contiguous_rank=True)[0]


def test_pages_may_continue_a_ranking_or_start_their_own() -> None:
    assert problems(ranked(1, 2), ranked(3, 4, 5), contiguous_rank=True) == []
    assert problems(ranked(1, 2), ranked(1, 2, 3), contiguous_rank=True) == []
    assert "应为 3，读到 4" in problems(ranked(1, 2), ranked(4, 5), contiguous_rank=True)[0]


def test_two_addresses_with_the_same_bytes_stop_the_publish() -> None:
    assert "完全相同的内容" in problems(ranked(1, 2), ranked(1, 2))[0]


def test_one_broken_body_stops_the_publish_and_keeps_the_others_rows() -> None:
    result = run(make_source(), ranked(1, 2), b"", b"")
    assert len(result.rows) == 2
    assert result.problems == ["内容为空（https://list.example/2025/1 等 2 个地址）"]


def test_keep_counts_what_it_leaves_out_and_stops_when_nothing_is_left() -> None:
    rows = [["序号", "公司名称", "国家"], ["1", "样板公司", "中国"], ["2", "Sample", "美国"]]
    source = make_source(keep={"field": "country", "values": ["中国"]}, expect={"rows": [2, 2]})
    result = run(source, html_body(rows))
    assert (result.problems, result.published, result.left_out, len(result.rows)) == ([], 2, 1, 1)
    nobody = make_source(keep={"field": "country", "values": ["法国"]})
    assert "法国" in run(nobody, html_body(rows)).problems[0]
    assert "缺少必需的列：国家" in run(source, ranked(1)).problems[0]


def test_names_that_are_no_organisations_stop_the_publish() -> None:
    rows = [
        ["1", "张三", ""],
        ["2", "李四", ""],
        ["3", "舟山市7412工厂", ""],
        ["4", "样板（集团）研究院", ""],
    ]
    found = problems(html_body([HEADER, *rows]))
    assert "只有 50.0% 的名称像单位名称（应不低于 95%），不像的有：（像人名，略）" in found[0]
    assert problems(html_body([HEADER, *rows]), organisation_share=0.5) == []


def test_duplicate_names_are_listed_whatever_their_brackets() -> None:
    body = html_body([HEADER, ["1", "样板（中国）公司", ""], ["2", "样板(中国)公司", ""]])
    result = run(make_source(), body)
    assert result.problems == []
    assert result.warnings == ["名称重复：样板（中国）公司（表1 第2行、表1 第3行）"]


def test_what_is_unreadable_is_warned_about_once_a_kind() -> None:
    body = xlsx_body(
        [["名次", "企业名称", "营业收入(万元)"], *([n, f"样{n}公司", "约一千"] for n in range(1, 9))]
    )
    warnings = run(make_source("xlsx"), body).warnings
    assert len(warnings) == 1
    assert "营业收入读不出金额" in warnings[0]
    assert "等 8 处" in warnings[0]


def test_a_workbook_that_would_fill_the_memory_is_refused() -> None:
    rows: list[list[object]] = [[] for _ in range(70_000)]
    rows[0], rows[1], rows[-1] = ["序号", "企业名称"], [1, "样板公司"], [*[None] * 300, "x"]
    assert "70000 行 × 301 列，太大" in problems(xlsx_body(rows), format="xlsx")[0]


def test_another_office_file_is_no_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
    assert "不是 XLSX 工作簿" in problems(buffer.getvalue(), format="xlsx")[0]


def test_json_rows_of_mixed_kinds_are_refused() -> None:
    source = make_source("json", table={"select": "result"})
    assert "不全是同一种条目" in run(source, b'{"result":[{"a":1},2]}').problems[0]
    assert "不是列表" in run(source, b'{"result":{"a":1}}').problems[0]
    assert "缺少必需的列：企业名称" in run(source, json_body([{"a": 1}])).problems[0]
