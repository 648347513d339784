"""A table of outcomes that people bring: who came or refused, when, and further figures to rank by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.tables import read_table
from common.errors import UserError
from matching.evaluate.backtest import Column
from matching.evaluate.outcomes import Outcome
from matching.load import Knowledge

DAY, RESULT, CODE = ("日期", "date"), ("结果", "outcome"), ("统一社会信用代码", "信用代码", "uscc")
GOOD = frozenset(
    {"1", "来过", "已迁", "迁移", "考察", "来县考察", "洽谈", "预审", "签约", "开工", "投产", "落地"}
)
BAD = frozenset({"0", "谢绝", "终止", "未来", "不来"})
_DATED = re.compile(r"(.+?)\s*[@＠]\s*(\d{4}(?:-\d{2}(?:-\d{2})?)?)")
"""``员工人数@2025-12-31``: a column of figures that is as old as it says."""


def read_outcomes(path: Path, knowledge: Knowledge) -> tuple[list[Outcome], list[Column]]:
    """Outcomes of firms that are known, and every further column of numbers as a ranking to compare with.

    Raises:
        UserError: a column is missing, or a row holds no date or result that is understood.
    """
    table = read_table(path)
    day, result = (_header(table.headers, names) for names in (DAY, RESULT))
    if day is None or result is None:
        raise UserError("缺少“日期”或“结果”一列", where=str(path), fix="列名写成：企业名称、日期、结果")
    by_name = {firm.name: firm for firm in knowledge.firms.values()}
    by_code = {firm.uscc: firm for firm in knowledge.firms.values() if firm.uscc}
    code = _header(table.headers, CODE)
    extra = [
        one for one in table.headers if one not in {day, result, code} and one not in _names(table.headers)
    ]
    outcomes: list[Outcome] = []
    values: dict[str, dict[str, float]] = {one: {} for one in extra}
    wanted = ["name", day, result, *([code] if code else []), *extra]
    for part in table.parts(wanted):
        for at in range(len(part)):
            cells = {name: str(column[at] or "").strip() for name, column in part.columns.items()}
            row = part.first + at
            firm = by_code.get(cells.get(code or "", "")) or by_name.get(cells["name"])
            on_date, good = _day(cells[day], path, row), _good(cells[result], path, row)
            if firm is None:
                continue
            outcomes.append(Outcome(firm.id, on_date, good, cells[result], firm.example))
            for name in extra:
                if (number := _number(cells.get(name, ""))) is not None:
                    values[name][firm.id] = number
    columns = []
    for name, figures in values.items():
        match = _DATED.fullmatch(name)
        if figures:
            columns.append(Column(match[1] if match else name, match[2] if match else None, figures))
    return outcomes, columns


def _header(headers: Sequence[str], names: Sequence[str]) -> str | None:
    return next((one for one in headers if one.strip().lower() in names), None)


def _names(headers: Sequence[str]) -> set[str]:
    return {one for one in headers if one.strip().lower() in {"name", "企业名称", "企业", "名称"}}


def _day(text: str, path: Path, row: int) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise UserError(
            f"日期“{text}”看不懂", where=f"{path} 数据第 {row} 行", fix="写成 2026-03-31"
        ) from None


def _good(text: str, path: Path, row: int) -> bool:
    if text in GOOD | BAD:
        return text in GOOD
    allowed = "、".join(sorted(GOOD | BAD))
    raise UserError(f"结果“{text}”看不懂", where=f"{path} 数据第 {row} 行", fix=f"可写：{allowed}")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None
