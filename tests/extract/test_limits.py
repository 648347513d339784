"""Bodies made to fill the memory end as too large, before they are unpacked."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.extract import package, pdf_table
from tests.extract.build import html_body, make_source, page, run, xlsx_body
from tests.extract.documents import docx_body, pdf_body

LIST = [["序号", "企业名称"], ["1", "示例甲公司"]]
SHEET = "xl/worksheets/sheet1.xml"


def rezipped(data: bytes, name: str, content: Callable[[bytes], bytes]) -> bytes:
    """A package with one part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content(old.read(part)) if part == name else old.read(part))
    return buffer.getvalue()


def bomb(data: bytes, name: str, megabytes: int) -> bytes:
    return rezipped(data, name, lambda old: old + b" " * (megabytes * 1024 * 1024))


def outcome(format: str, data: bytes) -> str:
    result = run(make_source(format), data)
    assert len(result.problems) == 1
    assert result.rows == []
    return result.outcome


@pytest.mark.parametrize("format", ["xlsx", "auto"])
def test_a_zip_bomb_as_workbook(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_BYTES", 40 * 1024 * 1024)
    data = bomb(xlsx_body(LIST), SHEET, 60)
    assert len(data) < 200_000
    tracemalloc.start()
    try:
        assert outcome(format, data) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 10 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_large_part_is_looked_through_piece_by_piece() -> None:
    data = bomb(xlsx_body(LIST), "docProps/app.xml", 100)
    tracemalloc.start()
    try:
        run(make_source("xlsx"), data)
        assert tracemalloc.get_traced_memory()[1] < 30 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_package_that_lies_about_its_sizes() -> None:
    data = bytearray(bomb(xlsx_body(LIST), SHEET, 3))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        size = book.getinfo(SHEET).file_size
    told = data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert outcome("xlsx", bytes(told)) == "too_large"


def test_a_zip_bomb_as_word_document(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bomb(docx_body(LIST), "word/document.xml", 70)
    assert outcome("docx", data) == "too_large"


def test_a_workbook_with_too_many_columns_or_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        outcome("xlsx", xlsx_body([["序号", "企业名称", *[None] * 16_000, "x"], ["1", "示例公司"]]))
        == "too_large"
    )
    cells = b"".join(b"<c><v>1</v></c>" for _ in range(100))
    row = b"<row>" + cells + b"</row>"
    nameless = rezipped(
        xlsx_body(LIST), SHEET, lambda old: old.replace(b"<sheetData>", b"<sheetData>" + row * 41_000)
    )
    assert outcome("xlsx", nameless) == "too_large"


def test_tables_that_unfold_beyond_reason() -> None:
    wide = "<tr>" + '<td colspan="200">企业名称</td>' * 20 + "</tr>"
    assert outcome("html", page(f"<table>{wide}</table>")) == "too_large"
    tall = "<tr>" + '<td rowspan="9000" colspan="200"></td>' * 9 + "</tr>" + "<tr></tr>" * 2_300
    assert outcome("html", page(f"<table>{tall}</table>")) == "too_large"
    keys = [{f"k{n}_{m}": 1 for m in range(20)} for n in range(200)]
    assert outcome("json", json.dumps(keys).encode()) == "too_large"
    assert outcome("csv", ("企业名称,序号" + ",x" * 3_000).encode()) == "too_large"


def test_a_pdf_with_ten_thousand_pages() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for _ in range(pdf_table.MOST_PAGES + 1):
        canvas.showPage()
    canvas.save()
    assert outcome("pdf", buffer.getvalue()) == "too_large"


def test_a_pdf_whose_stream_unpacks_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_table, "MOST_BYTES", 20 * 1024 * 1024)
    packed = zlib.compress(b"0 0 m " * 5_000_000)
    head = b"%%PDF-1.4\n1 0 obj\n<</Length %d/Filter/FlateDecode>>\nstream\n" % len(packed)
    assert outcome("pdf", head + packed + b"\nendstream\nendobj\n") == "too_large"


def test_ordinary_documents_are_not_too_large() -> None:
    many = [["序号", "企业名称"], *([str(n), f"示例{n}号公司"] for n in range(1, 3_001))]
    for format, data in (
        ("xlsx", xlsx_body(many)),
        ("html", html_body(many)),
        ("docx", docx_body(LIST)),
        ("pdf", pdf_body(LIST)),
    ):
        assert run(make_source(format), data).outcome == "ok"
