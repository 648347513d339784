"""The contact ledger as teams write it: a table of who was contacted, when, with what result."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path

from common.errors import UserError
from pipeline.extract.privacy import MASK
from pipeline.extract.workbook import open_workbook
from pipeline.identity import is_association, valid_uscc
from pipeline.names import name_key

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("企业名称", "单位名称", "公司名称", "对接企业", "企业"),
    "uscc": ("统一社会信用代码", "信用代码"),
    "on_date": ("对接日期", "日期", "对接时间", "拜访日期"),
    "channel": ("方式", "对接方式"),
    "team": ("小组", "招商小组", "负责小组"),
    "role": ("对方岗位", "岗位", "职务"),
    "stage": ("阶段", "进展阶段", "当前阶段"),
    "reason": ("原因", "未成原因", "结果原因"),
    "winner": ("竞品", "竞品县市", "落地竞品"),
    "callback_on": ("约定回访日期", "回访日期"),
}
"""Field → headers it may stand under. No other column is read: names, phones and remarks stay out."""
REQUIRED = ("name", "on_date", "stage")
_REACHABLE = re.compile(r"\+?\d(?:[\s()（）.\-－–—]*\d){6,}|[\w.+-]+@[\w.-]+")
"""Telephone numbers (seven digits and more) and mail addresses; they are never kept."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
HEADER_ROWS = 6
SHOWN_PROBLEMS = 5


@dataclass(frozen=True)
class Vocabulary:
    """Words that coverage.yaml allows, and which reasons need a further column."""

    channels: Sequence[str]
    stages: Sequence[str]
    reasons: Sequence[str]
    reason_needs: Mapping[str, str]


@dataclass(frozen=True)
class LedgerRow:
    """One touch. ``row`` is the sheet's row number; dates are ISO text."""

    row: int
    name: str
    kind: str
    uscc: str | None
    on_date: str | None
    channel: str | None
    team: str | None
    role: str | None
    stage: str | None
    reason: str | None
    winner: str | None
    callback_on: str | None


def read_ledger(path: Path, data: bytes, words: Vocabulary) -> list[LedgerRow]:
    """All touches of a ledger file (xlsx, xls or csv).

    Raises:
        UserError: the file is no table, a required column is missing, or rows hold words or dates
            that are not understood; nothing is imported then, and the message names the rows.
    """
    table = read_table(path, data)
    header, positions = _header(path, table)
    rows: list[LedgerRow] = []
    problems: list[str] = []
    for number, cells in enumerate(table[header + 1 :], start=header + 2):
        values = {name: cell_text(cells[at]) if at < len(cells) else "" for name, at in positions.items()}
        if not any(values.values()):
            continue
        row, wrong = _read_row(number, values, words)
        problems += wrong
        if row:
            rows.append(row)
    if problems:
        more = f"；另有 {len(problems) - SHOWN_PROBLEMS} 处" if len(problems) > SHOWN_PROBLEMS else ""
        raise UserError(
            "；".join(problems[:SHOWN_PROBLEMS]) + more,
            where=str(path),
            fix="改好后重新导入；本次没有导入任何行",
        )
    if not rows:
        raise UserError("台账里没有一行对接记录", where=str(path), fix="检查是否选错了工作表或文件")
    return rows


def read_table(path: Path, data: bytes) -> list[list[object]]:
    """All rows of the first sheet, as numbered in Excel.

    Raises:
        UserError: the file is no workbook or CSV that can be read.
    """
    if not data.strip():
        raise UserError("文件是空的", where=str(path), fix="检查是否选错了文件")
    if path.suffix.lower() == ".csv":
        return _read_csv(path, data)
    if data.lstrip()[:1] == b"<":
        raise UserError(
            "内容是网页，不是 Excel 工作簿（可能是下载出错的页面）", where=str(path), fix="重新导出台账"
        )
    try:
        with open_workbook(data) as book:
            # skip_empty_area would shift the row numbers that people see in Excel.
            return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except UserError as error:
        raise UserError(
            f"不是能读的 Excel 工作簿：{error.message}",
            where=str(path),
            fix=error.fix or "另存为 .xlsx 或 .csv 再导入",
        ) from error


def _read_csv(path: Path, data: bytes) -> list[list[object]]:
    try:
        return [list(row) for row in csv.reader(StringIO(_decode(path, data), newline=""))]
    except csv.Error as error:
        raise UserError("CSV 里有过长的单元格，可能少了一个引号", where=str(path), fix="检查引号") from error


def _decode(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("CSV 编码既不是 UTF-8 也不是 GBK", where=str(path), fix="另存为 UTF-8")


def _header(path: Path, table: list[list[object]]) -> tuple[int, dict[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for index, cells in enumerate(table[:HEADER_ROWS]):
        positions: dict[str, int] = {}
        for at, cell in enumerate(cells):
            text = re.sub(r"\s+", "", cell_text(cell))
            for name, headers in COLUMNS.items():
                if text in headers:
                    if name in positions:
                        raise UserError(
                            f"有两列都是“{text}”一类的列", where=f"{path} 第 {index + 1} 行", fix="只留一列"
                        )
                    positions[name] = at
        if len(positions) > len(best[1]):
            best = (index, positions)
    index, positions = best
    missing = [name for name in REQUIRED if name not in positions]
    if missing:
        read = "、".join(filter(None, (cell_text(cell) for cell in (table[index] if table else []))))
        raise UserError(
            "缺少必需的列：" + "；".join(" 或 ".join(COLUMNS[name]) for name in missing),
            where=f"{path} 第 {index + 1} 行",
            fix=f"表头读到：{read[:80] or '空'}",
        )
    return index, positions


def _read_row(number: int, values: dict[str, str], words: Vocabulary) -> tuple[LedgerRow | None, list[str]]:
    problems: list[str] = []

    def one_of(name: str, allowed: Sequence[str]) -> str | None:
        value = values.get(name, "")
        if value and value not in allowed:
            problems.append(f"第 {number} 行 {COLUMNS[name][0]}“{value}”不认识，可用：{'、'.join(allowed)}")
        return value or None

    def day(name: str) -> str | None:
        value = values.get(name, "")
        if not value:
            return None
        parsed = _day(value)
        if parsed is None:
            problems.append(f"第 {number} 行 {COLUMNS[name][0]}“{value}”不是日期，写成 2023-05-08")
        return parsed

    def free(name: str) -> str | None:
        return _REACHABLE.sub(MASK, values.get(name, "")) or None

    name = values["name"]
    if not name_key(name):
        return None, [f"第 {number} 行没有企业名称"]
    if _REACHABLE.search(name):
        problems.append(f"第 {number} 行{COLUMNS['name'][0]}里有电话、邮箱或一长串数字，删去")
    for column, value in values.items():
        if _CONTROL.search(value):
            problems.append(f"第 {number} 行{COLUMNS[column][0]}里有不可见的控制字符，删去")
    reason = one_of("reason", words.reasons)
    need = words.reason_needs.get(reason or "")
    field = {"winner": "winner", "callback_date": "callback_on"}.get(need or "")
    if field and not values.get(field):
        problems.append(f"第 {number} 行原因是“{reason}”，须填{COLUMNS[field][0]}")
    written = values.get("uscc")
    code = valid_uscc(written)
    if written and not code:
        problems.append(f"第 {number} 行统一社会信用代码“{written}”校验不过，改正或留空")
    row = LedgerRow(
        row=number,
        name=name,
        kind="association" if is_association(name) else "enterprise",
        uscc=code,
        on_date=day("on_date"),
        channel=one_of("channel", words.channels),
        team=free("team"),
        role=free("role"),
        stage=one_of("stage", words.stages),
        reason=reason,
        winner=free("winner"),
        callback_on=day("callback_on"),
    )
    return (None if problems else row), problems


def cell_text(cell: object) -> str:
    """A cell as the text a person typed: days in ISO form, whole numbers without .0."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _day(text: str) -> str | None:
    match = _DAY.fullmatch(text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None
