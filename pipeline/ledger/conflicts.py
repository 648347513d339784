"""The sheet on which a person chooses between two versions of a cell, read back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from common.errors import UserError
from db.ledger import LedgerLine, LineConflict
from db.models import LedgerImport
from pipeline.ledger.forms import CHOICE, OTHER, Form, FormRow, conflict_identity, parse_conflict
from pipeline.ledger.store import Lines
from pipeline.ledger.values import typed
from pipeline.ledger.words import Vocabulary

OURS, THEIRS, ANOTHER = "先收到的", "后收到的", "另填"
CHOICES = (OURS, THEIRS, ANOTHER)


def read_choices(
    session: Session, path: Path, form: Form, words: Vocabulary
) -> list[tuple[FormRow, LineConflict, str, str]]:
    """(row, conflict, chosen text, who) of every row on which something new was chosen.

    Raises:
        UserError: a row is no conflict of this store, a choice is unknown, or another one was made before.
    """
    found: list[tuple[FormRow, LineConflict, str, str]] = []
    for row in form.rows:
        parsed = parse_conflict(row.identity)
        if parsed is None:
            continue
        where = f"{path} “{row.sheet}”第 {row.number} 行"
        conflict = session.get(LineConflict, parsed[0])
        line = session.get(LedgerLine, conflict.line_id) if conflict else None
        if (
            not (conflict and line)
            or conflict_identity(conflict.id, line.key, conflict.theirs) != row.identity
        ):
            raise UserError(
                "隐藏的行标识对不上这个数据目录里的冲突", where=where, fix="不要改动隐藏列，重新导出一份"
            )
        choice = row.text(CHOICE)
        if not choice and not row.text(OTHER):
            continue
        if choice and choice not in CHOICES:
            raise UserError(f"选择“{choice}”不认识", where=where, fix=f"可选：{'、'.join(CHOICES)}")
        text = _chosen(conflict, choice, row, words)
        if choice == ANOTHER and not text:
            raise UserError("选了“另填”，但没有填内容", where=where, fix=f"在“{OTHER}”一列写上")
        if conflict.chosen is not None:
            if conflict.chosen == text:
                continue
            raise UserError(
                f"这个冲突已由{conflict.chosen_by or '别人'}选定为“{conflict.chosen or '空'}”",
                where=where,
                fix="要再改，在周表或核对表里改那一格",
            )
        found.append((row, conflict, text, form.who.get(row.sheet, "")))
    return found


def _chosen(conflict: LineConflict, choice: str, row: FormRow, words: Vocabulary) -> str:
    if choice == OURS:
        return conflict.ours
    if choice == THEIRS:
        return conflict.theirs
    other = {conflict.field: row.cells.get(OTHER)}
    return typed(other, words).values.get(conflict.field, "")


def keep_choices(
    lines: Lines, found: list[tuple[FormRow, LineConflict, str, str]], ledger: LedgerImport
) -> None:
    """Settle the conflicts."""
    lines.load(ids=[conflict.line_id for _, conflict, _, _ in found])
    for row, conflict, text, who in found:
        lines.choose(conflict, text, who, ledger, row.number)
