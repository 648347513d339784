"""Our own workbooks that come back filled in: which rows they hold, and which version each was taken from.

Every row carries a hidden identity: ``L12.3.9f01ab`` line 12 in version 3, ``N2026-W48.1.4.77ab01`` the
fourth empty line of team 1, ``C7.00b1c2`` a conflict. The last part is a check, so that no shifted cell fills
in another row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from common.hashing import stable_hash
from pipeline.ledger.header import tidy
from pipeline.ledger.privacy import masked
from pipeline.ledger.tables import Sheet, cell_text
from pipeline.ledger.values import NOTE, TYPED

ID_TITLE = "链招行标识"
WHO_TITLE = "填写人"
CHOICE, OTHER = "选择", "另填"
"""Columns of the conflict sheet."""
IS, NEW_NAME, NEW_CODE, CASES = "这一行是", "更正名称", "更正代码", "候选编号"
"""Columns of the report of an import."""
FORM_FIELDS = ("on_date", "channel", "role", "stage", "outcome", "reason", "winner", "callback_on", NOTE)
"""Fields that every form lets people fill in, in the order of its columns."""
_LINE = re.compile(r"L(\d{1,9})\.(\d{1,6})\.([0-9a-f]{6})")
_NEW = re.compile(r"N(\d{4}-W\d{2})\.(\d{1,3})\.(\d{1,4})\.([0-9a-f]{6})")
_CONFLICT = re.compile(r"C(\d{1,9})\.([0-9a-f]{6})")
HEADER_ROWS = 15


@dataclass(frozen=True)
class FormRow:
    """A row of a form: its identity as printed, and its cells by title; ``number`` counts as Excel does."""

    sheet: str
    number: int
    identity: str
    cells: Mapping[str, object]

    def text(self, title: str) -> str:
        """One cell as text."""
        return cell_text(self.cells.get(title))


@dataclass
class Form:
    """All rows of all sheets that carry identities, and who filled in each sheet."""

    rows: list[FormRow] = field(default_factory=list)
    who: dict[str, str] = field(default_factory=dict)


def read_form(sheets: Sequence[Sheet]) -> Form | None:
    """The rows of our own form; None when no sheet is one."""
    form = Form()
    found = False
    for sheet in sheets:
        header = next(
            (n for n, cells in enumerate(sheet.rows[:HEADER_ROWS]) if ID_TITLE in map(cell_text, cells)), None
        )
        if header is None:
            continue
        found = True
        form.who[sheet.name] = _who(sheet, header)
        titles = [tidy(cell) for cell in sheet.rows[header]]
        at = titles.index(ID_TITLE)
        for number, cells in enumerate(sheet.rows[header + 1 :], start=header + 2):
            named = {
                title: cell for title, cell in zip(titles, cells, strict=False) if title and cell_text(cell)
            }
            identity = cell_text(cells[at]) if at < len(cells) else ""
            if named:
                form.rows.append(FormRow(sheet.name, number, identity, named))
    return form if found else None


def _who(sheet: Sheet, header: int) -> str:
    for cells in sheet.rows[:header]:
        for at, cell in enumerate(cells):
            text = cell_text(cell)
            if text.startswith(WHO_TITLE):
                behind = text.removeprefix(WHO_TITLE).lstrip(":： ")
                return masked(behind or cell_text(cells[at + 1] if at + 1 < len(cells) else None))
    return ""


def line_identity(line: int, key: str, version: int) -> str:
    """What a row's hidden cell holds."""
    return f"L{line}.{version}.{stable_hash([key, version])[:6]}"


def new_identity(week: str, team: int, number: int) -> str:
    """What the hidden cell of an empty line holds."""
    return f"N{week}.{team}.{number}.{stable_hash(['new', week, team, number])[:6]}"


def conflict_identity(conflict: int, key: str, theirs: str) -> str:
    """What the hidden cell of a conflict holds."""
    return f"C{conflict}.{stable_hash([key, theirs])[:6]}"


def parse_line(identity: str) -> tuple[int, int, str] | None:
    """Line, version and check of an identity; None when it is none."""
    found = _LINE.fullmatch(identity)
    return (int(found[1]), int(found[2]), found[3]) if found else None


def parse_new(identity: str) -> tuple[str, int, int] | None:
    """Week, team and number of an empty line's identity; None when it is none or does not hold."""
    found = _NEW.fullmatch(identity)
    if not found:
        return None
    week, team, number = found[1], int(found[2]), int(found[3])
    return (week, team, number) if new_identity(week, team, number) == identity else None


def parse_conflict(identity: str) -> tuple[int, str] | None:
    """Conflict and check of an identity; None when it is none."""
    found = _CONFLICT.fullmatch(identity)
    return (int(found[1]), found[2]) if found else None


def form_cells(row: FormRow) -> dict[str, object]:
    """The cells of the fields that people fill in, by field."""
    return {name: row.cells[TYPED[name]] for name in FORM_FIELDS if TYPED[name] in row.cells}
