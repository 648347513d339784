"""The Excel form of the review queue, read back: all of its judgements or none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.errors import UserError
from common.form_sheet import form_rows, read_form, refuse_rows
from common.hashing import sha256_hex
from db.decisions import Judgement, ReviewCase
from pipeline.identity.cases import left_of
from pipeline.review.decide import Verdict, decide
from pipeline.review.lookup import standing_judgement
from pipeline.review.view import CaseView

SHEET = "待判案例"
TITLE = "链招　待判案例"
COLUMNS = ("案例", "对", "新出现的", "已有的", "相似度", "依据", "判了会怎样", "结论", "理由", "判断人")
FIRST_ROW = 3
"""Index of the first case's row, from 0."""
SAME, DIFFERENT, UNSURE, DESPITE_CODES = "同一家", "不是同一家", "不确定", "同一家（代码不同）"
ANSWERS = (SAME, DIFFERENT, UNSURE)
VERDICTS: dict[str, Verdict] = {
    SAME: "same",
    DESPITE_CODES: "same",
    DIFFERENT: "different",
    UNSURE: "unsure",
}


@dataclass(frozen=True)
class Answer:
    """A filled-in row; ``row`` counts from 1 as Excel shows it."""

    row: int
    case: int
    pair: str
    answer: str
    why: str
    who: str


@dataclass(frozen=True)
class FormImport:
    """What an import did: judgements made, rows known from before, rows left blank."""

    judged: list[int]
    known: int
    blank: int


def pair_key(case: CaseView | ReviewCase) -> str:
    """What ties a row of the form to its two sides, so that no shifted cell judges another pair."""
    if isinstance(case, ReviewCase):
        sides = f"{case.left}|{case.right_id}"
    else:
        sides = f"{case.left.id or left_of(case.left.name)}|{case.right.id}"
    return sha256_hex(sides.encode())[:12]


def import_form(session: Session, path: Path, *, at: str | None = None) -> FormImport:
    """Judge every filled-in case of a form; importing it again changes nothing.

    Raises:
        UserError: the file is no such form, or rows are wrong (each is named); the caller must roll back.
    """
    data = read_form(path)
    form = sha256_hex(data)
    judged: list[int] = []
    known = blank = 0
    errors: list[str] = []
    for one in _answers(data, path):
        if not one.answer and not one.why:
            blank += 1
            continue
        try:
            judgement = _judge(session, one, form, at)
        except UserError as error:
            errors.append(f"第 {one.row} 行：{error}")
            continue
        if judgement is None:
            known += 1
        else:
            judged.append(judgement.id)
    refuse_rows(errors, path)
    return FormImport(judged, known, blank)


def _judge(session: Session, one: Answer, form: str, at: str | None) -> Judgement | None:
    case = session.get(ReviewCase, one.case)
    if case is None or pair_key(case) != one.pair:
        raise UserError("案例编号与两边的企业对不上", fix="不要改动或移动隐藏列，重新导出一份")
    if one.answer not in VERDICTS:
        raise UserError(f"结论“{one.answer}”不认识", fix=f"可选：{'、'.join(ANSWERS)}")
    verdict = VERDICTS[one.answer]
    before = select(Judgement).where(Judgement.case_id == case.id, Judgement.form_hash == form)
    standing = standing_judgement(session, case)
    said = (verdict, one.who, one.why)
    if session.scalars(before).first() or (
        standing and (standing.verdict, standing.who, standing.why) == said
    ):
        return None
    return decide(
        session,
        case.id,
        verdict,
        who=one.who,
        why=one.why,
        despite_codes=one.answer == DESPITE_CODES,
        at=at,
        form_hash=form,
    )


def _answers(data: bytes, path: Path) -> list[Answer]:
    rows = form_rows(data, path, SHEET, "lianzhao review export")
    header = [str(cell).strip() for cell in rows[FIRST_ROW - 1]] if len(rows) >= FIRST_ROW else []
    if tuple(header[: len(COLUMNS)]) != COLUMNS:
        raise UserError(
            "不是待判案例的表格，或表头改过了",
            where=path.name,
            fix="用 lianzhao review export 重新导出，只填最后三列",
        )
    found: list[Answer] = []
    seen: dict[int, int] = {}
    for number, cells in enumerate(rows[FIRST_ROW:], start=FIRST_ROW + 1):
        texts = [_text(cell) for cell in cells[: len(COLUMNS)]]
        if not any(texts):
            continue
        if not texts[0].isdigit():
            raise UserError(
                "隐藏的案例编号没有了", where=f"{path.name} 第 {number} 行", fix="重新导出一份再填"
            )
        case = int(texts[0])
        if case in seen:
            raise UserError(
                f"案例 {case} 在第 {seen[case]} 行已有", where=f"{path.name} 第 {number} 行", fix="删去一行"
            )
        seen[case] = number
        found.append(Answer(number, case, texts[1], texts[7], texts[8], texts[9]))
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
