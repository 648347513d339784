"""Appointments as teams hand them in; a bad row is named, and nothing of the file is used."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.appointments import Handed, read_appointments
from common.errors import UserError
from matching.context import Context
from tests.matching.build import MONDAY

KNOWN = {
    "示例甲有限公司": ("id-甲", False),
    "示例乙有限公司": ("id-乙", False),
    "示例丙有限公司": ("id-丙", True),
}


def find(name: str) -> tuple[str, bool]:
    if name not in KNOWN:
        raise UserError(f"库里没有唯一叫“{name}”的企业", fix="相近的有：示例甲有限公司")
    return KNOWN[name]


def read(path: Path, context: Context) -> Handed:
    return read_appointments(path, MONDAY, context.config.trips.constraints, find)


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


HEADER = ("企业", "日期", "时间", "备注")


def test_a_sheet_with_real_dates_texts_and_gaps_is_read(tmp_path: Path, context: Context) -> None:
    path = sheet(
        tmp_path / "约会.xlsx",
        HEADER,
        ("示例甲有限公司", date(2026, 11, 25), time(9, 30), ""),
        (None, None, None, None),
        ("示例乙有限公司", "2026/11/26", "15点00分", "电话已约"),
    )
    handed = read(path, context)
    assert {one.enterprise_id: one.told() for one in handed.bookings.values()} == {
        "id-甲": "2026-11-25 09:30",
        "id-乙": "2026-11-26 15:00",
    }


@pytest.mark.parametrize("name", ["约会.yaml", "约会.csv"])
def test_yaml_and_csv_say_the_same(tmp_path: Path, context: Context, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".yaml"):
        path.write_text(
            'appointments:\n  - {firm: 示例甲有限公司, date: "2026-11-25", time: "09:30"}\n', encoding="utf-8"
        )
    else:
        path.write_bytes("企业,日期,时间\n示例甲有限公司,2026-11-25,9:30\n".encode("gb18030"))
    assert [one.told() for one in read(path, context).bookings.values()] == ["2026-11-25 09:30"]


def test_other_weeks_are_counted_not_planned(tmp_path: Path, context: Context) -> None:
    path = sheet(tmp_path / "a.xlsx", HEADER, ("示例甲有限公司", datetime(2026, 12, 2), "09:00"))  # noqa: DTZ001
    handed = read(path, context)
    assert (handed.bookings, handed.elsewhere) == ({}, 1)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("", "2026-11-25", "09:30"), "没有写企业"),
        (("示例丁有限公司", "2026-11-25", "09:30"), "示例丁有限公司"),
        (("示例甲有限公司", "下周三", "09:30"), "日期“下周三”看不懂"),
        (("示例甲有限公司", "2026-02-30", "09:30"), "日期“2026-02-30”看不懂"),
        (("示例甲有限公司", "2026-11-25", "上午"), "时间“上午”看不懂"),
        (("示例甲有限公司", "2026-11-25", "25:00"), "时间“25:00”看不懂"),
        (("示例甲有限公司", "2026-11-25", "12:30"), "不在办公时间"),
        (("示例甲有限公司", "2026-11-25", "11:00"), "不在办公时间"),
        (("示例丙有限公司", "2026-11-25", "09:30"), "示例企业"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, context: Context, row: tuple[str, ...], says: str) -> None:
    path = sheet(tmp_path / "a.xlsx", HEADER, ("示例乙有限公司", "2026-11-25", "09:30"), row)
    with pytest.raises(UserError) as refused:
        read(path, context)
    assert "第 3 行" in str(refused.value)
    assert says in str(refused.value)


def test_two_appointments_of_one_firm_are_refused(tmp_path: Path, context: Context) -> None:
    again = ("示例甲有限公司", "2026-11-25", "09:30")
    path = sheet(tmp_path / "a.xlsx", HEADER, again, again)
    with pytest.raises(UserError, match=r"第 3 行.*约了两次"):
        read(path, context)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"not a workbook", "工作簿"),
        ("a.csv", b"", "没有表头"),
        ("a.csv", "企业,日子\n甲,1\n".encode(), "缺少“日期”列"),
        ("a.yaml", "appointments:\n  - {firm: 甲, date: '2026-11-25'}\n".encode(), "time"),
        ("a.docx", b"", "不认识的文件类型"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, context: Context, name: str, content: bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as refused:
        read(path, context)
    assert says in str(refused.value)


def test_a_missing_file_is_said(tmp_path: Path, context: Context) -> None:
    with pytest.raises(UserError, match="没有这个文件"):
        read(tmp_path / "没有.xlsx", context)
