"""Attachments in every format: PDF, Word, CSV, and what only calls itself so."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest

from pipeline.extract import Extraction, extract, office, read_row
from tests.extract.build import html_body, make_capture, make_source, page, run, table, xlsx_body
from tests.extract.documents import csv_body, docx_body, pdf_body, scanned_pdf, unruled_pdf

HEADER = ["序号", "省（区、市）", "企业名称"]
GIANTS = [
    HEADER,
    ["1", "广东省", "示例甲精密仪器股份有限公司"],
    ["2", "", "示例乙橡塑制品有限公司（原名：示例乙\n橡塑有限公司）"],
]
REGIONS: dict[str, Any] = {"table": {"carry_forward": ["province"]}}


def names(result: Extraction) -> list[str]:
    return [row.name for row in result.rows]


def test_a_pdf_repeats_its_header_and_carries_the_region_over_the_page_break() -> None:
    second = [HEADER, ["3", "", "示例丙市7412工厂"], ["4", "湖南省", "示例丁有限公司"]]
    data = pdf_body("附件", "示例名单（共4家）", GIANTS, None, second, spans=[(1, 1, 2, 1)])
    source = make_source("pdf", expect={"rows": [4, 4], "contiguous_rank": True}, **REGIONS)
    result = run(source, data)
    assert (result.problems, result.outcome) == ([], "ok")
    assert [(row.name, row.fields["province"], row.place) for row in result.rows] == [
        ("示例甲精密仪器股份有限公司", "广东省", "第1页 第2行"),
        ("示例乙橡塑制品有限公司", "广东省", "第1页 第3行"),
        ("示例丙市7412工厂", "广东省", "第2页 第2行"),
        ("示例丁有限公司", "湖南省", "第2页 第3行"),
    ]
    assert result.rows[1].former_names == ("示例乙橡塑有限公司",)
    assert [row.row for row in result.rows] == [2, 3, 5, 6]
    capture = make_capture(data)
    assert all(read_row(source, capture, data, row.row) == row.cells for row in result.rows)


def test_a_long_pdf_table_is_read_over_all_its_pages() -> None:
    rows = [[str(n), "广东省", f"示例{n}号有限公司"] for n in range(1, 121)]
    result = run(
        make_source("auto", expect={"rows": [120, 120], "contiguous_rank": True}), pdf_body([HEADER, *rows])
    )
    assert result.problems == []
    assert names(result) == [row[2] for row in rows]


def test_sections_of_a_pdf_restart_and_keep_their_titles() -> None:
    blocks: list[Any] = []
    for title, count in (
        ("一、示范企业（2家）", 2),
        ("二、培育企业（1家）", 1),
        ("三、单项冠军产品（3家）", 3),
    ):
        rows = [[str(n), f"示例{title[2:4]}{n}号公司", "轴承"] for n in range(1, count + 1)]
        blocks += [title, [["序号", "企业名称", "主营产品"], *rows], None]
    source = make_source("pdf", expect={"rows": [6, 6], "contiguous_rank": True})
    result = run(source, pdf_body(*blocks))
    assert result.problems == []
    assert [row.fields["section"] for row in result.rows] == ["一、示范企业（2家）"] * 2 + [
        "二、培育企业（1家）"
    ] + ["三、单项冠军产品（3家）"] * 3
    blocks[0] = "一、示范企业（3家）"
    assert "标明 3 家，读到 2 家" in run(source, pdf_body(*blocks)).problems[0]


NAMED = [["序号", "企业名称", "证书编号"], ["1", "示例甲股份有限公司", "GR202444000001"]]


def test_a_pdf_without_rules_is_read_by_the_places_of_its_header_words() -> None:
    pages = [
        [*NAMED, ["2", "示例乙有限公司", "GR202444000002"]],
        [["3", "示例丙（广东）有限公司", "GR202444000003"]],
    ]
    data = unruled_pdf(pages, [60, 120, 400], above="高新技术企业备案名单")
    source = make_source("pdf", expect={"rows": [3, 3], "contiguous_rank": True})
    result = run(source, data)
    assert result.problems == []
    assert [(row.name, row.fields["certificate"], row.place) for row in result.rows] == [
        ("示例甲股份有限公司", "GR202444000001", "第1页 第2行"),
        ("示例乙有限公司", "GR202444000002", "第1页 第3行"),
        ("示例丙（广东）有限公司", "GR202444000003", "第2页 第1行"),
    ]
    assert read_row(source, make_capture(data), data, result.rows[2].row) == result.rows[2].cells


def test_a_pdf_without_rules_and_header_is_read_by_its_certificates() -> None:
    source = make_source(
        "pdf", table={"fields": {"名次": "rank"}}, expect={"rows": [2, 2], "contiguous_rank": True}
    )
    rows = [["1", "示例甲股份有限公司", "GR202444000001"], ["2", "示例乙公司", "GR202444000002"]]
    result = run(source, unruled_pdf([rows], [60, 120, 400], above="备案名单"))
    assert (result.problems, names(result)) == ([], ["示例甲股份有限公司", "示例乙公司"])


def test_a_name_that_goes_on_below_in_a_pdf_without_rules() -> None:
    rows = [
        ["序号", "企业名称", "地区"],
        ["1", "示例甲智能装备科技（广东）股份", "广东省"],
        ["", "有限公司", ""],
        ["2", "示例乙公司", "广东省"],
    ]
    result = run(
        make_source("pdf", expect={"rows": [2, 2], "contiguous_rank": True}),
        unruled_pdf([rows], [60, 120, 400]),
    )
    assert (result.problems, names(result)) == ([], ["示例甲智能装备科技（广东）股份有限公司", "示例乙公司"])


@pytest.mark.parametrize("merged", [True, False])
def test_a_note_in_place_of_the_first_numbers(merged: bool) -> None:
    """The annex of 中国互联网协会 (S9): the merged note comes back whole or cut into fragments."""
    parts = (
        ["前5家\n（按企\n业名称\n笔划排\n序）", "", "", "", ""]
        if merged
        else ["前5家", "（按企", "业名称", "笔划排", "序）"]
    )
    rows = [["序号", "企业名称"], *([part, f"示例{n}号有限公司"] for n, part in enumerate(parts, 1))]
    rows += [["6", "示例六号信息技术"], ["", "股份有限公司"], ["7", "示例七号公司"]]
    second = [["序号", "企业名称"], ["1", "示例壹公司"], ["2", "示例贰公司"]]
    spans = [(1, 0, 5, 0)] if merged else []
    data = pdf_body("附件1：示例百强", rows, None, "成长型企业名单", second, spans=spans)
    result = run(make_source("pdf", expect={"rows": [9, 9], "contiguous_rank": True}), data)
    assert result.problems == []
    assert result.rows[0].notes == ("前5家（按企业名称笔划排序）",)
    assert [row.fields.get("rank") for row in result.rows] == [None] * 5 + [6, 7, 1, 2]
    assert result.rows[5].name == "示例六号信息技术股份有限公司"
    assert result.rows[-1].fields["section"] == "成长型企业名单"


def test_the_note_counts_only_for_as_many_rows_as_it_says() -> None:
    rows = [["序号", "企业名称"], ["前3家", "示例一公司"], ["", "示例二公司"], ["3", "示例三公司"]]
    result = run(make_source("pdf", expect={"rows": [3, 3], "contiguous_rank": True}), pdf_body(rows))
    assert "没有名次" in result.problems[0]


def test_word_tables_count_all_with_their_titles_and_merged_cells() -> None:
    header = ["序号", "企业名称", "所属市"]
    data = docx_body(
        "附件", "2025年新认定名单", [header, ["1", "示例甲公司", "东莞市"], ["2", "示例乙公司", ""]],
        "2025年复核通过名单", [header, ["1", "示例丙公司", "佛山市"], ["2", "示例丁公司", ""]],
        "说明", [["甲", "乙", "丙"], ["子", "丑", "寅"], ["卯", "辰", "巳"]],
        spans=[(1, 2, 2, 2)],
    )  # fmt: skip
    source = make_source(
        "docx", table={"carry_forward": ["city"]}, expect={"rows": [4, 4], "contiguous_rank": True}
    )
    result = run(source, data)
    assert result.problems == []
    assert [(row.name, row.fields["city"], row.fields["section"], row.place) for row in result.rows] == [
        ("示例甲公司", "东莞市", "2025年新认定名单", "表1 第2行"),
        ("示例乙公司", "东莞市", "2025年新认定名单", "表1 第3行"),
        ("示例丙公司", "佛山市", "2025年复核通过名单", "表2 第2行"),
        ("示例丁公司", "佛山市", "2025年复核通过名单", "表2 第3行"),
    ]
    assert result.rows[1].cells == ("2", "示例乙公司", "")
    assert all(read_row(source, make_capture(data), data, row.row) == row.cells for row in result.rows)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_whatever_separates_it(delimiter: str, encoding: str) -> None:
    rows = [
        ["示例名单", "", ""],
        ["序号", "企业名称", "经营范围"],
        ["1", "示例甲\n有限公司", "制造,销售；租赁\t其他|无"],
    ]
    result = run(make_source("csv"), csv_body(rows, delimiter, encoding))
    assert result.problems == []
    assert (result.rows[0].row, result.rows[0].name) == (3, "示例甲有限公司")
    assert result.rows[0].fields["scope"] == "制造,销售；租赁其他|无"


def test_csv_codes_kept_as_formulas_and_quotes_that_do_not_match() -> None:
    data = '企业名称,统一社会信用代码\n示例公司,"=""91990000MA00000017"""\n'.encode()
    assert run(make_source("csv"), data).rows[0].fields["uscc"] == "91990000MA00000017"
    broken = run(make_source("csv"), '企业名称,地址\n示例甲公司,"广东\n示例乙公司,湖南\n'.encode())
    assert (broken.outcome, broken.rows) == ("unreadable", [])
    assert "引号没有配对" in broken.problems[0]


LIST = [["序号", "企业名称"], ["1", "示例甲公司"], ["2", "示例乙公司"]]


@pytest.mark.parametrize(
    "data",
    [
        html_body(LIST), xlsx_body(LIST), csv_body(LIST), docx_body(LIST), pdf_body(LIST),
        '[{"企业名称":"示例甲公司"}]'.encode(),
    ],
    ids=["html", "xlsx", "csv", "docx", "pdf", "json"],
)  # fmt: skip
def test_auto_tells_the_format_by_the_bytes(data: bytes) -> None:
    result = run(make_source("auto"), data)
    assert (result.problems, names(result)[:1]) == ([], ["示例甲公司"])


def test_auto_reads_all_tables_of_a_page_and_html_the_largest() -> None:
    data = page(table(LIST) + table([["序号", "企业名称"], ["1", "示例丙公司"]]))
    assert names(run(make_source("auto"), data)) == ["示例甲公司", "示例乙公司", "示例丙公司"]
    assert names(run(make_source("html"), data)) == ["示例甲公司", "示例乙公司"]
    assert len(names(run(make_source("html", table={"select": "table"}), data))) == 3


@pytest.mark.parametrize(
    ("data", "url", "outcome", "words"),
    [
        (page("<p>404</p>"), "https://a.example/x/名单.pdf", "quarantined", "内容却是 HTML"),
        (page("<p>404</p>"), "https://a.example/downfile.jsp?x=0&filename=0a1b.pdf", "quarantined", "HTML"),
        (scanned_pdf(), "https://a.example/a.pdf", "quarantined", "扫描件"),
        (b"%PDF-1.7 rubbish", "https://a.example/a.pdf", "unreadable", "打不开"),
        (b"PK\x03\x04rubbish", "https://a.example/a.xlsx", "quarantined", "压缩包"),
        (b"Rar!\x1a\x07\x00", "https://a.example/a.rar", "quarantined", "RAR"),
        (b"\x89PNG\r\n", "https://a.example/a.png", "quarantined", "图片"),
        (b"", "https://a.example/a", "empty", "内容为空"),
        (docx_body("没有表格"), "https://a.example/a.docx", "changed", "没有表格"),
        (docx_body([["甲", "乙"], ["1", "2"]]), "https://a.example/a.docx", "changed", "甲、乙"),
        (pdf_body("只有文字"), "https://a.example/a.pdf", "changed", "找不到认识的表头"),
        (html_body([["序号", "企业名称"]]), "https://a.example/a", "empty", "一行数据也没有读到"),
        (b"", "https://a.example/a.xlsx", "unreadable", "密码"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_a_name(data: bytes, url: str, outcome: str, words: str) -> None:
    if outcome == "unreadable" and "密码" in words:
        data = old_office("EncryptedPackage")
    result = extract(make_source("auto"), [(make_capture(data, url=url), data)])
    assert (result.outcome, result.rows) == (outcome, [])
    assert len(result.problems) == 1
    assert words in result.problems[0]


def test_a_page_among_others_that_is_a_scan_is_not_passed_over() -> None:
    data = scanned_pdf("序号   企业名称   证书编号", "1   示例甲公司   GR202444000001")
    result = run(make_source("pdf"), data)
    assert (result.outcome, result.rows) == ("quarantined", [])
    assert "第2页" in result.problems[0]


def test_a_pdf_table_of_another_shape_is_not_passed_over() -> None:
    result = run(
        make_source("pdf"), pdf_body([*LIST], None, [["3", "示例丙", "有限公司"], ["4", "示例丁", "公司"]])
    )
    assert result.problems[0].startswith("有的表与前面的列数（2）不同，读不了：第2页（3 列）")


def old_office(stream: str) -> bytes:
    """An OLE file as far as its kind is read: a directory entry, behind a text that speaks of a Book."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Book\0".encode("utf-16-le")
    return head.ljust(640, b"\0") + f"{stream}\0".encode("utf-16-le").ljust(128, b"\0")


OLD_WORD = old_office("WordDocument")


def test_an_old_word_document_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run(make_source("auto"), OLD_WORD)
    assert result.outcome == "quarantined"
    assert "LibreOffice" in result.problems[0]


def fake_office(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_an_old_word_document_through_the_converter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(docx_body(LIST))
    copy = 'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; cp MADE "$2/body.docx"'
    fake_office(tmp_path, copy.replace("MADE", str(tmp_path / "made.docx")), monkeypatch)
    assert names(run(make_source("auto"), OLD_WORD)) == ["示例甲公司", "示例乙公司"]


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_a_converter_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office(tmp_path, f"sleep 600 & echo $! > {tmp_path}/child; wait", monkeypatch)
    monkeypatch.setattr(office, "LONGEST_SECONDS", 1)
    result = run(make_source("auto"), OLD_WORD)
    assert result.outcome == "too_large"
    status = Path(f"/proc/{(tmp_path / 'child').read_text().strip()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("localc"), reason="LibreOffice Calc is not installed")
@pytest.mark.parametrize("format", ["xlsx", "auto"])
def test_a_real_old_workbook(format: str, tmp_path: Path) -> None:
    old = old_file(tmp_path, "a.xlsx", xlsx_body([["示例名单"], *LIST], merges=[(0, 0, 0, 1)]), "xls")
    result = run(make_source(format), old)
    assert (result.problems, names(result)) == ([], ["示例甲公司", "示例乙公司"])
    assert [row.fields["rank"] for row in result.rows] == [1, 2]


def old_file(folder: Path, name: str, data: bytes, format: str) -> bytes:
    (folder / name).write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--convert-to", format, "--outdir", str(folder), str(folder / name)]
    subprocess.run(["soffice", profile, *options], check=True, timeout=120, capture_output=True)
    return (folder / name).with_suffix(f".{format}").read_bytes()


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("lowriter"), reason="LibreOffice Writer is not installed")
def test_a_real_old_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("示例名单")
    drawn = document.add_table(rows=len(LIST), cols=len(LIST[0]))
    for row, cells in zip(drawn.rows, LIST, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("以上为示例")
    new = io.BytesIO()
    document.save(new)
    old = old_file(tmp_path, "a.docx", new.getvalue(), "doc")
    assert names(run(make_source("auto"), old)) == ["示例甲公司", "示例乙公司"]
