"""What is drafted from a body: headers, columns and places that the person would otherwise write down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from common.errors import UserError
from common.strict_yaml import read_document
from crawlers.source import Source
from pipeline.draft import Draft, Given, draft, text_of
from tests.extract.build import URL, html_body, make_capture, page, table, xlsx_body
from tests.extract.documents import csv_body, docx_body, pdf_body, scanned_pdf
from tests.identity.build import credit_code

Cells = Sequence[Sequence[Any]]


def firm(number: int) -> str:
    return f"示例第{number}家制造有限公司"


def drafted(data: bytes, *, url: str = URL, **given: Any) -> Draft:
    return draft(Given("demo", **given), make_capture(data, url=url), data)


def plain(count: int = 6) -> list[list[str]]:
    return [["序号", "企业名称", "省份"], *([str(n), firm(n), "广东省"] for n in range(1, count + 1))]


def test_unknown_headers_are_guessed_by_likeness_and_by_values() -> None:
    rows = [["编次", "法人单位大名", "机构代码", "所属省级行政区", "主营业务收入(亿元)", "拼音", "成立日期"]]
    rows += [
        [str(number), firm(number), credit_code(number), "浙江省", f"{90 - number}.5", "a", "2001-02-03"]
        for number in range(1, 13)
    ]
    found = drafted(html_body(rows))
    assert found.source.table.fields == {
        "编次": "rank",
        "法人单位大名": "name",
        "机构代码": "uscc",
        "所属省级行政区": "province",
        "主营业务收入(亿元)": "revenue",
    }
    assert found.source.expect.contiguous_rank
    assert found.source.expect.require == ["rank", "name", "province", "uscc"]
    first = found.extraction.rows[0]
    assert (first.name, first.fields["uscc"], first.fields["revenue"]) == (firm(1), credit_code(1), 895_000)
    text = text_of(found)
    assert "没有采用的列：拼音、成立日期" in text
    assert "主营业务收入(亿元): revenue # 待核对：表头相近，当作营业收入" in text


def test_known_headers_stay_unsaid_and_merged_regions_are_carried_down(tmp_path: Path) -> None:
    rows: Cells = [
        ["2026年示例行业10强", "", "", ""],
        ["单位：万元", "", "", ""],
        ["排名", "公司", "省份", "营收"],
        *([number, firm(number), "广东省" if number == 1 else "", 900 - number] for number in range(1, 11)),
    ]
    found = drafted(xlsx_body([list(row) for row in rows], [(0, 0, 0, 3), (3, 2, 12, 2)]))
    source = found.source
    assert (source.name, source.edition, source.format) == ("2026年示例行业10强", "2026", "xlsx")
    assert source.table.model_dump(exclude_defaults=True) == {"carry_forward": ["province"]}
    assert source.expect.rows == [10, 10]
    assert [row.fields["province"] for row in found.extraction.rows] == ["广东省"] * 10
    path = tmp_path / "demo.yaml"
    path.write_text(text_of(found), encoding="utf-8")
    assert read_document(path, Source).model == source


def test_a_table_is_pointed_at_only_when_the_reader_takes_another() -> None:
    longer = [["序号", "企业名称"], *([str(n), firm(n + 50)] for n in range(1, 30))]
    richer = table(plain(), ' id="datalist"')
    assert drafted(page(table(longer) + richer)).source.table.select == "table#datalist"
    assert drafted(page(table([["导航", "首页"]]) + richer)).source.table.select == ""


def test_a_table_without_headers_is_told_by_its_columns() -> None:
    assert drafted(html_body(plain()[1:])).source.table.columns == ["rank", "name", "province"]
    with pytest.raises(UserError, match="第2列"):
        drafted(html_body([[firm(number), "甲乙"] for number in range(1, 5)]))


def test_a_header_of_two_lines_is_read_whole() -> None:
    head = (
        "<tr><td rowspan=2>序号</td><td rowspan=2>企业名称</td><td colspan=2>所在地</td></tr>"
        "<tr><td>省份</td><td>城市</td></tr>"
    )
    rows = "".join(
        f"<tr><td>{n}</td><td>{firm(n)}</td><td>广东省</td><td>东莞市</td></tr>" for n in range(1, 6)
    )
    found = drafted(page(f"<table>{head}{rows}</table>"))
    assert [row.name for row in found.extraction.rows] == [firm(number) for number in range(1, 6)]
    assert (found.extraction.rows[0].fields["province"], found.extraction.rows[0].fields["city"]) == (
        "广东省",
        "东莞市",
    )


def test_rows_are_found_deep_in_json_and_persons_are_redacted() -> None:
    firms = [{"entName": firm(n), "creditNo": credit_code(n), "legalPerson": "王示例"} for n in range(1, 5)]
    answer = {"code": 0, "menu": [{"a": 1}, {"a": 2}], "data": {"pages": [{"records": firms}]}}
    found = drafted(json.dumps(answer, ensure_ascii=False).encode())
    assert found.source.table.select == "data.pages.0.records"
    assert found.source.table.fields == {"entName": "name", "creditNo": "uscc"}
    assert found.source.redact == ["legalPerson"]
    assert [row.name for row in found.extraction.rows] == [firm(number) for number in range(1, 5)]


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (docx_body("2024年示例单项冠军企业名单", plain()), "docx"),
        (pdf_body("2024年示例单项冠军企业名单", plain()), "pdf"),
        (csv_body(plain(), encoding="gbk"), "csv"),
    ],
)
def test_documents_are_told_by_their_bytes(data: bytes, format: str) -> None:
    found = drafted(data, url="https://list.example/download?id=7")
    assert found.source.format == format
    assert [row.name for row in found.extraction.rows] == [firm(number) for number in range(1, 7)]
    if format != "csv":
        assert (found.source.name, found.source.edition) == ("2024年示例单项冠军企业名单", "2024")


def test_what_a_page_says_of_itself_is_taken_and_remarked_on() -> None:
    head = '<meta name="SiteName" content="示例工信局"><meta name="PubDate" content="2026-09-10 08:00">'
    head += "<title>2026年示例名单-示例工信局</title>"
    body = f"<html><head>{head}</head><body>{table(plain())}</body></html>"
    found = drafted(body.encode(), url="https://gxj.example/list.html")
    source = found.source
    assert (source.name, source.publisher) == ("2026年示例名单", "示例工信局")
    assert (source.edition, source.published_on) == ("2026", "2026-09-10")
    assert source.season.spans == ["08-27..10-10"]
    assert {"name", "publisher", "edition", "season"} <= set(found.comments)
    said = drafted(body.encode(), name="示例榜", publisher="示例局")
    assert (said.source.name, said.source.publisher) == ("示例榜", "示例局")
    assert not {"name", "publisher"} & set(said.comments)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (scanned_pdf(), "扫描件"),
        (b"", "内容为空"),
        (page("<p>只有文字</p>"), "没有找到"),
        (html_body([["栏目", "链接"], ["首页", "更多"], ["公告", "更多"]]), "没有找到"),
    ],
)
def test_what_holds_no_list_is_said_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        drafted(data)
