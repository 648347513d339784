"""Whatever a clerk brings or forgets: one clear sentence, and nothing is changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.opened import Opened
from common.errors import UserError
from pipeline.inbox import read_dropped
from tests.extract.build import xlsx_body
from tests.inbox.build import bring, csv_bytes, export, ranking, roster

QCC = {"source": "qcc_export", "day": "2026-10-28", "name": "示例家具导出"}
ROSTER = {"source": "chamber_roster", "day": "2026-10-20", "name": "示例商会名册"}


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """Nothing here reaches the database, so one kind is enough."""
    return str(request.param)


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(name, data)
    return buffer.getvalue()


def locked() -> bytes:
    """As much of a workbook with a password as tells one: an OLE file with Office's encrypted stream."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    )


def picture_document() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("")
    document.save(buffer)
    return buffer.getvalue()


def two_lists() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in ("广东", "广西"):
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(roster("会长", "会员")):
                sheet.write_row(at, 0, cells)
    return buffer.getvalue()


def formulas() -> bytes:
    """A workbook whose names are formulas that no program has worked out yet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位名称", "商会职务"])
        sheet.write_formula(1, 0, '=CONCAT("示例","有限公司")', None, "")
        sheet.write(1, 1, "会长")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("空白.csv", b" \r\n", "文件是空的"),
        ("包.zip", zipped("名单.xlsx", b"x"), "这是压缩包"),
        ("包.rar", b"Rar!\x1a\x07\x00", "这是压缩包"),
        ("密.xlsx", locked(), "文件加了密码"),
        ("坏.xlsx", xlsx_body(ranking())[:300], "压缩包|损坏"),
        ("图.docx", picture_document(), "表格"),
        ("图.png", b"\x89PNG\r\n\x1a\n", "图片"),
        ("两表.xlsx", two_lists(), "有 2 个工作表都像名单：广东、广西"),
        ("无表头.csv", "甲,乙\n丙,丁\n".encode(), "第一行读到：甲、乙.*表头要有的列：企业名称"),
    ],
)
def test_a_file_that_is_no_list_is_named(
    opened: Opened, tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence) as raised:
        bring(opened, tmp_path / name, data, ROSTER)
    assert "\n" not in str(raised.value)
    assert str(tmp_path / name) in str(raised.value)
    assert not opened.settings.archive.exists()


def test_formulas_that_were_never_worked_out_are_no_names(opened: Opened, tmp_path: Path) -> None:
    report = bring(opened, tmp_path / "公式.xlsx", formulas(), ROSTER)
    assert report.outcome == "refused"
    assert [(line.row, line.status) for line in report.rows] == [(2, "不采用")]
    assert not opened.settings.archive.exists()


def test_a_missing_column_shows_what_was_read(opened: Opened, tmp_path: Path) -> None:
    report = bring(opened, tmp_path / "导出.xlsx", xlsx_body(roster("会长")), QCC)
    assert report.outcome == "refused"
    assert "缺少必需的列：统一社会信用代码" in report.problems[0]
    assert "单位名称" in report.problems[0]


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="文件夹"):
        read_dropped(tmp_path)
    with pytest.raises(UserError, match="读不到"):
        read_dropped(tmp_path / "没有.xlsx")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": ""}, "--url"),
        ({"url": "https:///list"}, "不完整"),
        ({"day": ""}, "--date"),
        ({"day": "2026-13-01"}, "--date"),
        ({"day": "2999-01-01"}, "还没有到"),
        ({"name": ""}, "--name"),
        ({"edition": "2026"}, "--edition"),
        ({"source": "nothing"}, "没有来源 nothing.*chamber_roster"),
        ({"source": "cec500"}, "--edition"),
    ],
)
def test_what_is_missing_names_its_option(
    opened: Opened, tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        bring(opened, tmp_path / "名册.xlsx", xlsx_body(roster("会长")), ROSTER | changes)


@pytest.mark.parametrize(
    ("name", "data", "source"),
    [
        ("导出.xlsx", xlsx_body(export()), "qcc_export"),
        ("【天眼查】搜索结果.csv", csv_bytes(export()[2:]), "tyc_export"),
        ("会员.xlsx", xlsx_body(roster("会长")), "chamber_roster"),
        ("2026中国服务业企业500强.xlsx", xlsx_body(ranking()), "cec_srv500"),
    ],
)
def test_the_source_is_guessed_with_reasons_but_never_taken_silently(
    opened: Opened, tmp_path: Path, name: str, data: bytes, source: str
) -> None:
    with pytest.raises(UserError, match=f"没有写明这是哪个来源的名单（最像的：--source {source}（"):
        bring(opened, tmp_path / name, data, {"day": "2026-10-20"})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(min_size=1, max_size=200)
    | st.sampled_from([b"PK\x03\x04", b"%PDF-1.4 ", b"\xd0\xcf\x11\xe0", b"<table>", b"[{"]).flatmap(
        lambda head: st.binary(max_size=80).map(lambda tail: head + tail)
    )
)
def test_any_bytes_end_in_a_sentence(opened: Opened, tmp_path: Path, data: bytes) -> None:
    try:
        report = bring(opened, tmp_path / "文件", data, ROSTER)
    except UserError:
        return
    assert report.outcome == "refused"
