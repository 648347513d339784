"""Ledgers as they should not be: renamed and doubled columns, merges, formulas, giant cells, odd files.

Everything is made from a seed, so that a failure can be made again.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable

import openpyxl
from openpyxl.utils import get_column_letter

from tests.ledger.xls import xls

Table = list[list[object]]
LONGEST_XLS = 4_000
"""Characters of one record of an old workbook."""
HEADERS = [
    "序号",
    "企业名称",
    "对接日期",
    "方式",
    "小组",
    "对方岗位",
    "阶段",
    "原因",
    "竞品",
    "约定回访日期",
    "备注",
]
_NAMES = [
    "示例纺织有限公司",
    "示例木业",
    "示例市家具协会",
    "示例甲有限公司、示例乙厂",
    "示例县商务局",
    "示例碳酸钙(集团)有限公司",
]
_DAYS: list[object] = [
    "2023.5.8",
    "5月8日",
    45054,
    "2023年5月",
    "上周",
    "",
    "2023-13-40",
    5.8,
    True,
    "2023/5/8 9:30",
]
_WORDS: list[object] = [
    "已对接",
    "已拜访",
    "聊过",
    "电话",
    "暂缓",
    "竞品县市胜出",
    "无投资计划",
    "一组",
    "总经理",
    None,
    3,
]
_ODD: list[object] = [
    "=1+1",
    '=HYPERLINK("http://example.invalid")',
    "+8613800000000",
    "@SUM(A1)",
    "\t制表符",
    "😀示例",
    "示例" * 20_000,
    "a\nb\nc",
    "、" * 3_000,
    "示例\x07控制",
    "<r>示例</r>",
    "#REF!",
    1e300,
    -1,
    "９１９９００００００００００００００",
    "\u202e示例有限公司",
    "示例" + "、示例" * 200,
]


def malformed(seed: int) -> tuple[str, bytes]:
    """A file name and its bytes."""
    random_ = random.Random(seed)
    table = _table(random_)
    for _ in range(random_.randint(0, 4)):
        random_.choice(_FAULTS)(random_, table)
    kind = random_.choices(["xlsx", "csv", "xls", "broken"], [5, 3, 2, 1])[0]
    if kind == "csv":
        return "台账.csv", _csv(random_, table)
    if kind == "xls":
        return random_.choice(["台账.xls", "台账.et", "台账.xlsx"]), xls(
            [[_plain(cell) for cell in row] for row in table]
        )
    data = _xlsx(random_, table)
    return ("台账.xlsx", data) if kind == "xlsx" else _broken(random_, data)


def _table(random_: random.Random) -> Table:
    rows: Table = [["示例对接台账（2023年）"]] * random_.choice([0, 0, 1, 2])
    rows.append(list(HEADERS))
    for number in range(random_.randint(0, 6)):
        row: list[object] = [number + 1, random_.choice(_NAMES), random_.choice(_DAYS)]
        rows.append(row + [random_.choice(_WORDS) for _ in HEADERS[3:]])
    return rows


def _header(table: Table) -> list[object]:
    return next((row for row in table if len(row) > 3), [])


def _drop_column(random_: random.Random, table: Table) -> None:
    at = random_.randrange(len(HEADERS))
    for row in table:
        del row[at : at + 1]


def _rename(random_: random.Random, table: Table) -> None:
    header = _header(table)
    if header:
        header[random_.randrange(len(header))] = random_.choice(
            ["", None, "栏目", "企业名称", "日期", "联系电话", 7, "="]
        )


def _double(random_: random.Random, table: Table) -> None:
    for row in table:
        if len(row) > 2:
            row.append(row[random_.choice([1, 2])])


def _swap(random_: random.Random, table: Table) -> None:
    random_.shuffle(table)


def _odd_cells(random_: random.Random, table: Table) -> None:
    for _ in range(random_.randint(1, 5)):
        row = random_.choice(table)
        if row:
            row[random_.randrange(len(row))] = random_.choice(_ODD)


def _ragged(random_: random.Random, table: Table) -> None:
    for row in table:
        del row[random_.randint(1, 12) :]


def _empty(random_: random.Random, table: Table) -> None:
    at = random_.randrange(len(table))
    table[at:at] = [[] for _ in range(random_.randint(1, 20))]


_FAULTS: list[Callable[[random.Random, Table], None]] = [
    _drop_column,
    _rename,
    _double,
    _swap,
    _odd_cells,
    _odd_cells,
    _ragged,
    _empty,
]


def _plain(cell: object) -> str | float | None:
    if isinstance(cell, bool | int):
        return float(cell)
    return None if cell is None else cell if isinstance(cell, float) else str(cell)[:LONGEST_XLS]


def _xlsx(random_: random.Random, table: Table) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(table, start=1):
        for column, cell in enumerate(row, start=1):
            text = cell[:32_000] if isinstance(cell, str) else cell
            if isinstance(text, str):
                text = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", text)
            sheet.cell(number, column).value = text  # type: ignore[assignment]  # any cell value
    for _ in range(random_.choice([0, 0, 1, 3])):
        top, left = random_.randint(1, 8), random_.randint(1, 8)
        end = f"{get_column_letter(left + random_.randint(0, 3))}{top + random_.randint(0, 3)}"
        sheet.merge_cells(f"{get_column_letter(left)}{top}:{end}")
    if random_.random() < 0.2:
        book.create_sheet("另一张").append(["企业名称", "阶段"])
    if random_.random() < 0.1:
        sheet.sheet_state = "hidden"
        book.create_sheet("空")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(random_: random.Random, table: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=random_.choice([",", ",", "\t", ";"]))
    writer.writerows([["" if cell is None else cell for cell in row] for row in table])
    encoding = random_.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5", "utf-8"])
    data = text.getvalue().encode(encoding, "replace")
    if random_.random() < 0.15:
        data = data[: random_.randint(0, len(data))]
    if random_.random() < 0.1:
        data = data.replace(b",", b'"', 1)
    return data


def _broken(random_: random.Random, data: bytes) -> tuple[str, bytes]:
    choice = random_.randrange(5)
    if choice == 0:
        return "台账.xlsx", data[: random_.randint(0, len(data))]
    if choice == 1:
        spoilt = bytearray(data)
        for _ in range(20):
            spoilt[random_.randrange(len(spoilt))] = random_.randrange(256)
        return "台账.xlsx", bytes(spoilt)
    if choice == 2:
        return random_.choice(["台账.csv", "台账", "台账.docx"]), data
    if choice == 3:
        return "台账.xls", random_.randbytes(random_.randint(0, 400))
    return "台账.xlsx", b"<html><body>404</body></html>"
