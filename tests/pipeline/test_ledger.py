"""The ledger as teams write it: read in every shape they use, or refused with file, row and remedy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import UserError
from pipeline.ledger import LedgerRow, read_ledger
from tests.identity.build import credit_code
from tests.pipeline.build import HEADER, WORDS, ledger_csv, ledger_row, ledger_xlsx

GOOD = ("示例有限公司", "2023-05-08", "已对接")
XLSX, CSV = Path("台账.xlsx"), Path("台账.csv")


def read_xlsx(*rows: Sequence[object], header: Sequence[str] = HEADER, titles: int = 0) -> list[LedgerRow]:
    return read_ledger(XLSX, ledger_xlsx(*rows, header=header, titles=titles), WORDS)


def refusal(header: Sequence[str], *rows: Sequence[object]) -> UserError:
    with pytest.raises(UserError) as refused:
        read_xlsx(*rows, header=header)
    assert str(XLSX) in refused.value.where
    return refused.value


def test_every_column_is_read() -> None:
    header, cells = ledger_row(
        统一社会信用代码=credit_code(1),
        方式="拜访",
        小组="一组",
        对方岗位="总经理",
        原因="竞品县市胜出",
        竞品="示例邻县",
        约定回访日期="2023-09-01",
    )
    [row] = read_xlsx(cells, header=header)
    assert row == LedgerRow(
        row=2,
        name="示例有限公司",
        kind="enterprise",
        uscc=credit_code(1),
        on_date="2023-05-08",
        channel="拜访",
        team="一组",
        role="总经理",
        stage="已对接",
        reason="竞品县市胜出",
        winner="示例邻县",
        callback_on="2023-09-01",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_in_the_encodings_and_line_ends_of_excel(encoding: str, end: str) -> None:
    data = ledger_csv(GOOD, encoding=encoding).replace(b"\r\n", end.encode())
    [row] = read_ledger(CSV, data, WORDS)
    assert (row.row, row.name, row.stage) == (2, "示例有限公司", "已对接")


@pytest.mark.parametrize("titles", [0, 1, 5])
def test_titles_above_the_header_and_rows_keep_the_numbers_of_excel(titles: int) -> None:
    rows = read_xlsx(GOOD, ("", "", ""), GOOD, titles=titles)
    assert [row.row for row in rows] == [titles + 2, titles + 4]


def test_columns_may_have_other_names_another_order_and_company() -> None:
    header = ("序号", "当前 阶段", "联系电话", "拜访日期", "单位名称", "备注")
    [row] = read_xlsx(("1", "已拜访", "13800000000", "2023-05-08", "示例协会", "示例备注"), header=header)
    assert (row.name, row.kind, row.on_date, row.stage) == ("示例协会", "association", "2023-05-08", "已拜访")


@pytest.mark.parametrize(
    "written",
    [
        *("2023-05-08", "2023.5.8", "2023/5/8", "2023年5月8日", "2023年05月08日", "2023 年 5 月 8 日"),
        *("2023-05-08 14:30", "2023/5/8 9:05:00", "２０２３．５．８".replace("．", ".")),
        *(date(2023, 5, 8), datetime(2023, 5, 8, 14, 30)),  # noqa: DTZ001  # Excel knows no zones
    ],
)
def test_dates_as_people_write_them(written: object) -> None:
    [row] = read_xlsx(("示例有限公司", written, "已对接"))
    assert row.on_date == "2023-05-08"


@pytest.mark.parametrize(
    "written", ["5月8日", "2023-02-30", "23.5.8", "上周", "2023-05-08 至 2023-05-10", 45054, "2023年5月"]
)
def test_what_is_no_date_is_refused_with_its_row(written: object) -> None:
    error = refusal(HEADER, GOOD, ("示例乙有限公司", written, "已对接"))
    assert f"第 3 行 对接日期“{written}”不是日期" in error.message


def test_cells_left_empty_are_unknown() -> None:
    [row] = read_xlsx(("示例有限公司", "", ""))
    assert (row.on_date, row.stage, row.role) == (None, None, None)


@pytest.mark.parametrize("missing", range(3))
def test_a_missing_column_is_named(missing: int) -> None:
    header = [name for at, name in enumerate(HEADER) if at != missing]
    error = refusal(header, GOOD)
    assert f"缺少必需的列：{HEADER[missing]}" in error.message
    assert header[0] in error.fix


def test_two_columns_of_one_kind() -> None:
    error = refusal([*HEADER, "日期"], [*GOOD, "2023-05-09"])
    assert "有两列都是“日期”一类的列" in error.message
    assert error.where.endswith("第 1 行")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"阶段": "初次接触"}, "第 3 行 阶段“初次接触”不认识，可用：已对接、已拜访、洽谈、终止"),
        ({"方式": "发函"}, "第 3 行 方式“发函”不认识，可用：电话接通、拜访、来访"),
        ({"原因": "不感兴趣"}, "第 3 行 原因“不感兴趣”不认识"),
        ({"原因": "竞品县市胜出"}, "第 3 行原因是“竞品县市胜出”，须填竞品"),
        ({"原因": "竞品县市胜出", "竞品": " "}, "第 3 行原因是“竞品县市胜出”，须填竞品"),
        ({"原因": "暂缓"}, "第 3 行原因是“暂缓”，须填约定回访日期"),
        ({"统一社会信用代码": "91990000000000000X"}, "信用代码“91990000000000000X”校验不过"),
        ({"统一社会信用代码": "不详"}, "第 3 行统一社会信用代码“不详”校验不过"),
        ({"企业名称": ""}, "第 3 行没有企业名称"),
        ({"企业名称": "\u200b"}, "第 3 行没有企业名称"),
        ({"企业名称": "示例有限公司 13800000000"}, "第 3 行企业名称里有电话"),
        ({"对方岗位": "总\x0b经理"}, "第 3 行对方岗位里有不可见的控制字符"),
    ],
)
def test_a_row_that_is_not_understood_is_named(columns: dict[str, str], said: str) -> None:
    """In CSV, where every character can stand."""
    header, cells = ledger_row(**columns)
    _, good = ledger_row(**{**dict.fromkeys(columns, ""), "企业名称": "示例有限公司", "阶段": "已对接"})
    with pytest.raises(UserError) as refused:
        read_ledger(CSV, ledger_csv(good, cells, header=header), WORDS)
    assert said in refused.value.message
    assert refused.value.fix == "改好后重新导入；本次没有导入任何行"


def test_the_first_five_problems_are_shown_and_the_others_counted() -> None:
    error = refusal(HEADER, *[("示例有限公司", "2023-05-08", "未知")] * 8)
    assert [f"第 {row} 行" in error.message for row in range(2, 8)] == [True] * 5 + [False]
    assert "另有 3 处" in error.message


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("台账.xlsx", b"<html><table><tr><td>403</td></tr></table></html>", "内容是网页，不是 Excel 工作簿"),
        ("台账.xls", b"\n  <!DOCTYPE html>", "内容是网页，不是 Excel 工作簿"),
        ("台账.xlsx", b"", "文件是空的"),
        ("台账.csv", b"\n \n", "文件是空的"),
        ("台账.csv", b"\xff\xfe\x00\xd8", "CSV 编码既不是 UTF-8 也不是 GBK"),
        ("台账.csv", '企业名称,"'.encode() + b"x" * 200_000, "过长的单元格，可能少了一个引号"),
        ("台账.xlsx", ledger_csv(GOOD), "不是能读的 Excel 工作簿"),
        ("台账.xlsx", ledger_xlsx(GOOD)[:-700], "不是能读的 Excel 工作簿"),
        ("台账.xlsx", ledger_xlsx(), "台账里没有一行对接记录"),
        ("台账.xlsx", ledger_xlsx(header=[]), "缺少必需的列"),
    ],
)
def test_a_file_that_is_no_ledger(name: str, data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        read_ledger(Path(name), data, WORDS)
    assert name in refused.value.where
    assert refused.value.fix


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("总经理", "总经理"),
        ("总经理 13800000000", "总经理 （略）"),
        ("总经理（138 0000 0000）", "总经理（（略））"),
        ("总经理+86-138-0000-0000", "总经理（略）"),
        ("办公室0758-0000000转801", "办公室（略）转801"),
        ("办公室（0758）0000000", "办公室（（略）"),
        ("１３８００００００００", "（略）"),
        ("总经理 name@example.org", "总经理 （略）"),
        ("第2事业部总经理", "第2事业部总经理"),
    ],
)
@pytest.mark.parametrize("column", ["对方岗位", "小组", "竞品"])
def test_numbers_and_addresses_of_persons_are_left_out(column: str, written: str, kept: str) -> None:
    header, cells = ledger_row(**{column: written})
    [row] = read_xlsx(cells, header=header)
    assert (row.role or row.team or row.winner) == kept


JUNK = st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
NAMES = st.sampled_from(["台账.csv", "台账.xlsx", "台账.xls", "台账"])


@given(name=NAMES, data=JUNK)
def test_junk_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(UserError):
        read_ledger(Path(name), data, WORDS)


WORKBOOK = ledger_xlsx(GOOD, titles=1)


@given(
    places=st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=8)
)
def test_a_damaged_workbook_is_read_as_it_was_or_refused(places: list[tuple[int, int]]) -> None:
    data = bytearray(WORKBOOK)
    for place, byte in places:
        data[place] = byte
    try:
        rows = read_ledger(XLSX, bytes(data), WORDS)
    except UserError:
        return
    assert rows == read_ledger(XLSX, WORKBOOK, WORDS)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ROW = st.tuples(
    TEXT, st.sampled_from(["", "2023.5.8"]) | TEXT, st.sampled_from(["", *WORDS.stages]), TEXT, TEXT, TEXT
)


@given(cells=st.lists(ROW, min_size=1, max_size=4))
def test_what_is_read_from_any_cells_can_be_kept(cells: list[tuple[str, ...]]) -> None:
    header = [*HEADER, "小组", "对方岗位", "竞品"]
    rows: list[LedgerRow] = []
    with suppress(UserError):
        rows = read_ledger(CSV, ledger_csv(*cells, header=header), WORDS)
    for row in rows:
        assert row.name.strip()
        assert row.on_date in {None, "2023-05-08"}
        assert row.stage in {None, *WORDS.stages}
        for kept in (row.name, row.team, row.role, row.winner):
            assert not re.search(r"\0|\d{7}|\w@\w", kept or "")
