"""A clerk's answers on an import report: which candidate a name is, judged through the review queue."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from common.errors import UserError
from db.decisions import ReviewCase
from pipeline.identity.cases import DIFFERENT, SAME, left_of
from pipeline.ledger.forms import CASES, IS, FormRow
from pipeline.ledger.store import Lines
from pipeline.ledger.team_sheets import FIRST, NEW_FIRM, SECOND, THIRD
from pipeline.review.decide import Verdict, decide
from pipeline.review.lookup import standing_judgement

WHY = "台账核对表"
UNSIGNED = "台账核对表（未署名）"
_PLACES = {FIRST: 0, SECOND: 1, THIRD: 2}


def judge_answers(
    session: Session,
    path: Path,
    answers: list[tuple[FormRow, int, str]],
    who: dict[str, str],
    lines: Lines,
) -> list[int]:
    """Judge the cases that rows answer; returns the lines whose name got a new judgement.

    Raises:
        UserError: a row names a candidate that it has not, or another judgement stands against it.
    """
    judged: list[int] = []
    for row, line, answer in answers:
        cases = [
            int(part) for part in row.text(CASES).replace("，", ",").split(",") if part.strip().isdigit()
        ]
        name = lines.newest(lines.by_id[line]).values.get("name", "")
        where = f"{path} “{row.sheet}”第 {row.number} 行"
        if answer == NEW_FIRM:
            wanted: list[tuple[int, Verdict]] = [(case, "different") for case in cases]
        elif answer in _PLACES:
            if _PLACES[answer] >= len(cases):
                raise UserError(
                    f"“{IS}”选了“{answer}”，但这一行没有这个候选", where=where, fix="这次什么也没有改"
                )
            wanted = [(cases[_PLACES[answer]], "same")]
        else:
            continue
        for number, verdict in wanted:
            if _judge(session, number, verdict, name, who.get(row.sheet, "") or UNSIGNED, where):
                judged.append(line)
    return judged


def _judge(session: Session, number: int, verdict: Verdict, name: str, who: str, where: str) -> bool:
    case = session.get(ReviewCase, number)
    if case is None or case.left != left_of(name):
        raise UserError("隐藏的候选编号与这一行的名称对不上", where=where, fix="不要改动隐藏列，重新导出一份")
    standing = standing_judgement(session, case)
    if standing and standing.verdict == {"same": SAME, "different": DIFFERENT}[verdict]:
        return False
    try:
        decide(session, number, verdict, who=who, why=WHY)
    except UserError as error:
        raise UserError(error.message, where=where, fix=error.fix) from error
    return True
