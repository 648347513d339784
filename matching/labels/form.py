"""The Excel form of labels, read back: all of its rows or none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from common.form_sheet import form_rows, read_form, refuse_rows
from common.hashing import sha256_hex
from db.identity import identity_about
from db.labels import Label
from db.models import Enterprise
from matching.config.coverage import CoverageFile
from matching.labels.store import GRADES, OUTCOMES, Said, Shown, add, check

SHEET = "企业标注"
TITLE = "链招　企业标注"
COLUMNS = (
    "标识", "核对", "来自", "名次", "企业", "产业链、环节", "契合度", "依据", "企业怎么写自己",
    "契合", "结果", "原因", "结果日期", "说明", "标注人",
)  # fmt: skip
FIRST_FREE = COLUMNS.index("契合")
FIRST_ROW = 3
"""Index of the first firm's row, from 0."""
_WORDS = {word: key for key, word in OUTCOMES.items()}


@dataclass(frozen=True)
class FormImport:
    """What an import did: labels made, labels known from before, rows left blank."""

    labels: list[int]
    known: int
    blank: int


@dataclass(frozen=True)
class _Row:
    number: int
    shown: Shown
    cells: Sequence[Any]
    """The free cells."""


def token_of(shown: Shown) -> str:
    """What the hidden cell of a row holds, so that it comes back with what was shown."""
    return json.dumps(asdict(shown), ensure_ascii=False, separators=(",", ":"))


def check_of(token: str, name: str) -> str:
    """Ties the hidden cell to the name beside it, so that no shifted cell labels another firm."""
    return sha256_hex(f"{token}|{name}".encode())[:12]


def import_form(
    session: Session, path: Path, rules: CoverageFile, chains: Sequence[str], *, at: str | None = None
) -> FormImport:
    """Keep every label of a filled-in form; importing it again changes nothing.

    Raises:
        UserError: the file is no such form, or rows are wrong (each is named); the caller must roll back.
    """
    data = read_form(path)
    form, moment = sha256_hex(data), at or now().isoformat(timespec="seconds")
    made: list[int] = []
    known = blank = 0
    errors: list[str] = []
    for row in _filled(data, path, errors):
        try:
            said = _said(row, rules, date.fromisoformat(moment[:10]))
            if said:
                _check_row(session, row, chains)
        except UserError as error:
            errors.append(f"第 {row.number} 行：{error}")
            continue
        blank += not said
        for one in said:
            if _is_known(session, row.shown, one, form):
                known += 1
            else:
                made.append(add(session, row.shown, one, at=moment, form=form).id)
    refuse_rows(errors, path)
    return FormImport(made, known, blank)


def _said(row: _Row, rules: CoverageFile, today: date) -> list[Said]:
    """The labels of a row: of fit, of outcome, both, or none."""
    grade, outcome, reason, day, note, who = (_text(cell) for cell in row.cells)
    if not any((grade, outcome, reason, day)):
        return []
    said: list[Said] = []
    if grade:
        if grade not in map(str, GRADES):
            raise UserError(f"契合“{grade}”不认识", fix="可填：0、1、2")
        said.append(Said(who, grade=int(grade), note=note))
    if outcome or reason or day:
        if not outcome:
            raise UserError("写了原因或日期，没有选结果", fix=f"可选：{'、'.join(_WORDS)}")
        kind = _WORDS.get(outcome, outcome)
        said.append(Said(who, outcome=kind, reason=reason or None, on_date=_day(day), note=note))
    for one in said:
        check(one, rules, today)
    return said


def _day(text: str) -> str | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise UserError(f"结果日期“{text}”读不懂", fix="写成 2026-11-23")


def _check_row(session: Session, row: _Row, chains: Sequence[str]) -> None:
    if session.get(Enterprise, row.shown.enterprise) is None:
        raise UserError("这家企业不在这个数据目录里", fix="用导出表格的那个 --home 导入")
    if row.shown.chain not in chains:
        raise UserError(f"产业链 {row.shown.chain} 已不在配置里", fix="重新导出一份")


def _is_known(session: Session, shown: Shown, said: Said, form: str) -> bool:
    """Whether this form has said it before (even if it was taken back), or the same stands already."""
    alike = (Label.chain == shown.chain, Label.kind == said.kind, Label.who == said.who.strip())
    before = select(Label).where(*alike, Label.enterprise_id == shown.enterprise, Label.form_hash == form)
    if session.scalars(before).first():
        return True
    rows = identity_about(session, [shown.enterprise]).rows(shown.enterprise)
    last = session.scalars(
        select(Label)
        .where(*alike, Label.enterprise_id.in_(rows), Label.undone_at.is_(None))
        .order_by(Label.id.desc())
    ).first()
    if last is None:
        return False
    values = (said.grade, said.outcome, said.reason, said.on_date, said.note.strip())
    return (last.grade, last.outcome, last.reason, last.on_date, last.note) == values


def _filled(data: bytes, path: Path, errors: list[str]) -> list[_Row]:
    rows = form_rows(data, path, SHEET, "lianzhao label export")
    header = [str(cell).strip() for cell in rows[FIRST_ROW - 1]] if len(rows) >= FIRST_ROW else []
    if tuple(header[: len(COLUMNS)]) != COLUMNS:
        raise UserError(
            "不是企业标注的表格，或表头改过了",
            where=path.name,
            fix="用 lianzhao label export 重新导出，只填白色的列",
        )
    found: list[_Row] = []
    seen: dict[str, int] = {}
    for number, cells in enumerate(rows[FIRST_ROW:], start=FIRST_ROW + 1):
        token, stamp = (str(cell).strip() for cell in cells[:2])
        if not any(_text(cell) for cell in cells[: len(COLUMNS)]):
            continue
        name = str(cells[COLUMNS.index("企业")]).split("\n", 1)[0].strip()
        if check_of(token, name) != stamp:
            errors.append(f"第 {number} 行：隐藏的标识与企业对不上（不要改动灰色的列，重新导出一份）")
        elif token in seen:
            errors.append(f"第 {number} 行：这家企业在第 {seen[token]} 行已有（删去一行）")
        else:
            seen[token] = number
            found.append(_Row(number, Shown(**json.loads(token)), cells[FIRST_FREE : len(COLUMNS)]))
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell).strip()
