"""OpenDocument spreadsheets are read as any workbook; what repeats by a number cannot fill the memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest

from pipeline.extract import extract
from tests.extract.build import make_capture, make_source, run

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text")
)
MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
PADDING = '<table:table-cell table:number-columns-repeated="16381"/>'
REST = f'<table:table-row table:number-rows-repeated="1048570">{PADDING}</table:table-row>'
"""How LibreOffice and WPS fill up rows and sheets."""


def cell(text: str, attributes: str = "") -> str:
    text = f"<text:p>{text}</text:p>"
    return f'<table:table-cell office:value-type="string" {attributes}>{text}</table:table-cell>'


def row(cells: Sequence[str], attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}{PADDING}</table:table-row>"


def ods(*rows: str, kind: str = "spreadsheet") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr("META-INF/manifest.xml", MANIFEST)
        body = f'<table:table table:name="名单">{"".join(rows)}{REST}</table:table>'
        body = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        package.writestr(
            "content.xml", f"<office:document-content {NAMES}>{body}</office:document-content>", 8
        )
    return out.getvalue()


HEADER = row([cell("序号"), cell("省份"), cell("企业名称")])
LIST = [
    HEADER,
    row([cell("1"), cell("广东省", 'table:number-rows-spanned="2"'), cell("示例甲有限公司")]),
    row([cell("2"), "<table:covered-table-cell/>", cell("示例乙有限公司")]),
]


@pytest.mark.parametrize("format", ["auto", "xlsx"])
def test_a_spreadsheet_is_read_like_a_workbook(format: str) -> None:
    source = make_source(format, table={"carry_forward": ["province"]})
    result = run(source, ods(*LIST))
    assert (result.problems, result.outcome) == ([], "ok")
    assert [(one.row, one.name, one.fields["province"]) for one in result.rows] == [
        (2, "示例甲有限公司", "广东省"),
        (3, "示例乙有限公司", "广东省"),
    ]


@pytest.mark.parametrize(
    "bomb",
    [
        row([cell("甲"), cell("乙"), cell("丙")], 'table:number-rows-repeated="1048576"'),
        row([cell("甲", 'table:number-columns-repeated="16000"')], 'table:number-rows-repeated="9000"'),
    ],
    ids=["rows", "rectangle"],
)
def test_a_few_bytes_that_stand_for_millions_of_cells_are_refused(bomb: str) -> None:
    result = run(make_source("auto"), ods(HEADER, bomb))
    assert (result.outcome, result.rows) == ("too_large", [])


def test_a_damaged_spreadsheet_has_a_name() -> None:
    result = run(make_source("auto"), ods(HEADER, "<table:table-row>"))
    assert (result.outcome, result.rows) == ("unreadable", [])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Rar!\x1a\x07\x00", "解压"),
        (b"7z\xbc\xaf\x27\x1c", "解压"),
        (b"\x89PNG\r\n", "录入 XLSX"),
    ],
)
def test_what_has_no_reader_says_what_to_do(data: bytes, told: str) -> None:
    result = extract(make_source("auto"), [(make_capture(data), data)])
    assert result.outcome == "quarantined"
    assert told in result.problems[0]
    assert "lianzhao import" in result.problems[0]


def test_an_ofd_file_says_what_to_do() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", "<ofd/>")
    result = run(make_source("auto"), out.getvalue())
    assert result.outcome == "quarantined"
    assert "另存为 PDF" in result.problems[0]
