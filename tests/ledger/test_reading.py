"""The ledger as people keep it: read in every shape they use, or refused with file, row and remedy."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import UserError
from pipeline.ledger import LedgerRow, read_ledger
from tests.identity.build import credit_code
from tests.ledger.xls import xls
from tests.pipeline.build import HEADER, WORDS, ledger_csv, ledger_row, ledger_xlsx

GOOD = ("示例有限公司", "2023-05-08", "已对接")
XLSX, CSV = Path("台账.xlsx"), Path("台账.csv")


def read_xlsx(*rows: Sequence[object], header: Sequence[str] = HEADER, titles: int = 0) -> list[LedgerRow]:
    return read_ledger(XLSX, ledger_xlsx(*rows, header=header, titles=titles), WORDS).rows


def workbook(*sheets: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> bytes:
    """A workbook of sheets, with merged ranges on the first one."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"第{number}张")
        for row in rows:
            sheet.append(list(row))
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
    assert (row.row, row.sheet, row.problems, row.remarks) == (2, "台账", {}, ())
    assert row.contact == {
        "name": "示例有限公司",
        "kind": "enterprise",
        "uscc": credit_code(1),
        "on_date": "2023-05-08",
        "on_month": None,
        "channel": "拜访",
        "team": "一组",
        "role": "总经理",
        "stage": "已对接",
        "outcome": None,
        "reason": "竞品县市胜出",
        "winner": "示例邻县",
        "callback_on": "2023-09-01",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_in_the_encodings_and_line_ends_of_excel(encoding: str, end: str) -> None:
    data = ledger_csv(GOOD).decode().replace("\r\n", end).encode(encoding)
    [row] = read_ledger(CSV, data, WORDS).rows
    assert (row.row, row.values["name"], row.values["stage"]) == (2, "示例有限公司", "已对接")


def test_an_old_workbook_and_one_with_the_wrong_ending() -> None:
    data = xls([list(HEADER), ["示例有限公司", 45054.0, "已对接"]])
    for name in ("台账.xls", "台账.et", "台账.xlsx"):
        [row] = read_ledger(Path(name), data, WORDS).rows
        assert row.contact["on_date"] == "2023-05-08"


@pytest.mark.parametrize("titles", [0, 1, 5, 12])
def test_titles_above_the_header_and_rows_keep_the_numbers_of_excel(titles: int) -> None:
    rows = read_xlsx(GOOD, ("", "", ""), GOOD, titles=titles)
    assert [row.row for row in rows] == [titles + 2, titles + 4]


def test_columns_may_have_other_names_another_order_and_company() -> None:
    header = ("序号", "当前 阶段*", "联系电话", "拜访日期（年月日）", "单位名称", "备注")
    data = ledger_xlsx(("1", "已拜访", "13800000000", "2023-05-08", "示例协会", "示例备注"), header=header)
    ledger = read_ledger(XLSX, data, WORDS)
    [row] = ledger.rows
    said = row.contact
    assert (said["name"], said["kind"], said["on_date"], said["stage"]) == (
        "示例协会",
        "association",
        "2023-05-08",
        "已拜访",
    )
    told = "\n".join(ledger.notes)
    assert "联系电话 列是个人信息，没有导入" in told
    assert "备注 列没有导入" in told
    assert "13800000000" not in told


def test_a_header_of_two_rows_and_merged_cells() -> None:
    """企业名称 and 日期 reach over several rows; a heading over three columns has its own titles below."""
    rows: list[list[object]] = [
        ["2023年上半年对接台账"],
        ["企业名称", "对接情况", None, None],
        [None, "日期", "方式", "阶段"],
        ["示例甲有限公司", "5月8日", "电话", "已对接"],
        [None, None, "走访", "已拜访"],
    ]
    data = workbook(rows, merged=["A1:D1", "A2:A3", "B2:D2", "A4:A5", "B4:B5"])
    found = read_ledger(XLSX, data, WORDS).rows
    assert [dict(row.values) for row in found] == [
        {"name": "示例甲有限公司", "on_date": "2023-05-08", "channel": "电话接通", "stage": "已对接"},
        {"name": "示例甲有限公司", "on_date": "2023-05-08", "channel": "拜访", "stage": "已拜访"},
    ]
    assert [row.row for row in found] == [4, 5]
    assert any("按标题读作 2023 年" in remark for remark in found[0].remarks)


def test_every_sheet_with_a_header_is_read_and_the_others_are_named() -> None:
    other = ["示例乙有限公司", "2023-05-09", "已拜访"]
    ledger = read_ledger(
        XLSX, workbook([HEADER, GOOD], [HEADER, GOOD, other], [["说明"], ["填表要求"]]), WORDS
    )
    assert [(row.sheet, row.values["name"]) for row in ledger.rows] == [
        ("第1张", "示例有限公司"),
        ("第2张", "示例乙有限公司"),
    ]
    assert [left.why for left in ledger.left_out] == ["与工作表“第1张”第 2 行相同"]
    assert ledger.notes == ["工作表“第3张”没有读：没有认得的表头"]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("示例甲有限公司、示例乙有限公司", ["示例甲有限公司", "示例乙有限公司"]),
        ("示例甲有限公司；示例乙厂", ["示例甲有限公司", "示例乙厂"]),
        ("1、示例甲有限公司 2、示例乙有限公司", ["示例甲有限公司", "示例乙有限公司"]),
        ("示例甲有限公司\n示例乙有限公司", ["示例甲有限公司", "示例乙有限公司"]),
        ("示例科技\n有限公司", ["示例科技有限公司"]),
        ("示例甲有限公司/示例协会", ["示例甲有限公司", "示例协会"]),
        ("示例甲，示例乙", ["示例甲，示例乙"]),
        ("示例甲、示例乙", ["示例甲", "示例乙"]),
        ("示例（深圳、东莞）有限公司", ["示例（深圳、东莞）有限公司"]),
        ("甲、乙公司", ["甲、乙公司"]),
        ("示例甲有限公司（李总）", ["示例甲有限公司"]),
        ("示例甲有限公司 13800000000", ["示例甲有限公司"]),
        ("示例甲有限公司（0758-0000000）", ["示例甲有限公司"]),
    ],
)
def test_the_firms_of_one_cell(written: str, names: list[str]) -> None:
    found = read_xlsx((written, "2023-05-08", "已对接"))
    assert [row.values["name"] for row in found] == names
    assert {row.row for row in found} == {2}


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2023-05-08",
            "2023.5.8",
            "2023/5/8",
            "2023年5月8日",
            "2023年05月08日",
            "2023 年 5 月 8 日",
            "20230508",
        ),
        *(
            "2023-05-08 14:30",
            "2023/5/8 9:05:00",
            "２０２３．５．８",
            "23.5.8",
            "2023年5月8号",
            45054,
            "45054",
        ),
        *("2023-05-08 至 2023-05-10", "2023.5.8~5.10"),
        *(date(2023, 5, 8), datetime(2023, 5, 8, 14, 30)),  # noqa: DTZ001  # Excel knows no zones
    ],
)
def test_dates_as_people_write_them(written: object) -> None:
    [row] = read_xlsx(("示例有限公司", written, "已对接"))
    assert (row.contact["on_date"], row.problems) == ("2023-05-08", {})


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("2023-02-30", "不是日期"),
        ("上周", "不是日期"),
        ("5月8日", "没有写年份"),
        ("5.8", "不是日期"),
        (5.8, "不是日期"),
        ("2023年5月", "没有写哪一天"),
    ],
)
def test_what_is_no_day_stays_unknown_and_is_said(written: object, problem: str) -> None:
    [row] = read_xlsx(("示例乙有限公司", written, "已对接"))
    assert row.contact["on_date"] is None
    assert problem in row.problems["on_date"]
    assert row.values["on_date"], "what was typed is kept for who corrects it"
    assert row.contact["on_month"] == ("2023-05" if written == "2023年5月" else None)


def test_cells_left_empty_are_unknown() -> None:
    [row] = read_xlsx(("示例有限公司", "", ""))
    assert (row.contact["on_date"], row.contact["stage"], row.contact["role"]) == (None, None, None)
    assert row.problems == {}


@pytest.mark.parametrize("missing", [1, 2])
def test_one_missing_column_is_said_and_the_rest_read(missing: int) -> None:
    header = [name for at, name in enumerate(HEADER) if at != missing]
    ledger = read_ledger(
        XLSX, ledger_xlsx([cell for at, cell in enumerate(GOOD) if at != missing], header=header), WORDS
    )
    assert any(f"没有 {HEADER[missing]} 列" in note for note in ledger.notes)


@pytest.mark.parametrize("header", [("对接日期", "阶段"), ("企业名称", "备注"), ("姓名", "电话", "住址")])
def test_a_table_that_is_no_ledger_is_refused(header: Sequence[str]) -> None:
    error = refusal(header, ["示例"] * len(header))
    assert "缺少必需的列" in error.message
    assert header[0] in error.fix
    assert error.where.endswith("第 1 行")


def test_two_columns_of_one_kind() -> None:
    error = refusal([*HEADER, "日期"], [*GOOD, "2023-05-09"])
    assert "有两列都是“日期”一类的列" in error.message
    assert error.where.endswith("第 1 行")


@pytest.mark.parametrize(
    ("columns", "field", "said"),
    [
        ({"阶段": "聊过"}, "stage", "阶段“聊过”不认识，可用：已对接、已拜访、洽谈、终止"),
        ({"方式": "发函"}, "channel", "方式“发函”不认识，可用：电话接通、拜访、来访"),
        ({"原因": "不感兴趣"}, "reason", "原因“不感兴趣”不认识"),
        ({"原因": "竞品县市胜出"}, "winner", "原因是“竞品县市胜出”，须填竞品"),
        ({"原因": "竞品县市胜出", "竞品": " "}, "winner", "须填竞品"),
        ({"原因": "暂缓"}, "callback_on", "原因是“暂缓”，须填约定回访日期"),
        ({"统一社会信用代码": "91990000000000000X"}, "uscc", "信用代码“91990000000000000X”校验不过"),
        ({"统一社会信用代码": "不详"}, "uscc", "信用代码“不详”校验不过"),
    ],
)
def test_what_is_not_understood_is_unknown_kept_and_named(
    columns: dict[str, str], field: str, said: str
) -> None:
    header, cells = ledger_row(**columns)
    [row] = read_ledger(CSV, ledger_csv(cells, header=header), WORDS).rows
    assert said in row.problems[field]
    if field not in {"winner", "callback_on"}:
        assert row.contact[field] is None
        assert row.values[field] in columns.values()


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (("", "2023-05-08", "已对接"), "没有企业名称"),
        (("\u200b", "2023-05-08", "已对接"), "没有企业名称"),
        (("合计", "12", ""), "合计、说明一类的行"),
        (("注：以上均为示例", "", ""), "合计、说明一类的行"),
        (tuple(HEADER), "重复的表头"),
        (("12", "2023-05-08", "已对接"), "企业名称一栏是数字"),
    ],
)
def test_rows_that_are_no_touch_are_left_out_with_a_reason(cells: Sequence[str], why: str) -> None:
    ledger = read_ledger(XLSX, ledger_xlsx(GOOD, cells), WORDS)
    assert len(ledger.rows) == 1
    assert [(left.row, left.why) for left in ledger.left_out] == [(3, why)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("示例市家具协会", "association"),
        ("示例县商务局", "association"),
        ("示例市投资促进局", "association"),
        ("示例高新区管委会", "association"),
        ("示例大学", "association"),
        ("示例镇人民政府", "association"),
        ("示例招商局集团有限公司", "enterprise"),
        ("示例大学科技园有限公司", "enterprise"),
        ("示例印染厂", "enterprise"),
        ("示例", "enterprise"),
    ],
)
def test_what_is_no_enterprise_by_its_name(name: str, kind: str) -> None:
    [row] = read_xlsx((name, "2023-05-08", "已对接"))
    assert row.contact["kind"] == kind


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("台账.xlsx", b"<html><table><tr><td>403</td></tr></table></html>", "内容是网页，不是 Excel 工作簿"),
        ("台账.xls", b"\n  <!DOCTYPE html>", "内容是网页，不是 Excel 工作簿"),
        ("台账.xlsx", b"", "文件是空的"),
        ("台账.csv", b"\n \n", "文件是空的"),
        ("台账.csv", b"\x81\xff\x81\xff", "CSV 编码既不是 UTF-8 也不是 GBK"),
        ("台账.csv", '企业名称,阶段\n"'.encode() + b"x" * 200_000, "过长的单元格，可能少了一个引号"),
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
        ("１３８００００００００", "（略）"),
        ("总经理 name@example.org", "总经理 （略）"),
        ("第2事业部总经理", "第2事业部总经理"),
    ],
)
@pytest.mark.parametrize(("column", "field"), [("对方岗位", "role"), ("小组", "team"), ("竞品", "winner")])
def test_numbers_and_addresses_of_persons_are_left_out(
    column: str, field: str, written: str, kept: str
) -> None:
    header, cells = ledger_row(**{column: written})
    [row] = read_xlsx(cells, header=header)
    assert row.contact[field] == row.values[field] == kept
    assert ("电话、邮箱没有导入" in row.remarks) == (written != kept)


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
        ledger = read_ledger(XLSX, bytes(data), WORDS)
    except UserError:
        return
    assert ledger.rows == read_ledger(XLSX, WORKBOOK, WORDS).rows
