"""Which row of a sheet is the header, and which column is which; a header may take two rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from common.errors import UserError
from pipeline.ledger.privacy import masked
from pipeline.ledger.tables import Sheet, cell_text
from pipeline.ledger.words import COLUMNS, PERSONAL, SAYING, WEAK

HEADER_ROWS = 15
LONGEST_HEADER = 100
_KNOWN = {header: field for field, headers in COLUMNS.items() for header in headers}
_ASIDE = re.compile(r"[(（【\[][^)）】\]]*[)）】\]]|[\s*＊:：]+")


@dataclass(frozen=True)
class Header:
    """The last row index of the header, field → column index, and the columns that are left out."""

    row: int
    columns: dict[str, int]
    personal: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def find_header(where: str, sheet: Sheet) -> Header | None:
    """The header of a sheet; None where no name of a firm stands above a column, or nothing beside it.

    Raises:
        UserError: two columns are of one kind.
    """
    found = _best(where, sheet)
    if found is None or "name" not in found.columns or not set(SAYING) & set(found.columns):
        return None
    return found


def missing(where: str, sheets: Sequence[Sheet]) -> UserError:
    """What to say of a file in which no sheet has a header: what was read, and what is needed."""
    for sheet in sheets:
        found = _best(where, sheet)
        if found and "name" in found.columns:
            wanted = "；".join(" 或 ".join(COLUMNS[field][:3]) for field in ("on_date", "stage"))
            return UserError(
                f"缺少必需的列：{wanted}（有其中一列就行）",
                where=f"{where} 第 {found.row + 1} 行",
                fix=f"表头读到：{_read(sheet, found.row)}",
            )
    wanted = "；".join(" 或 ".join(COLUMNS[field][:3]) for field in ("name", "on_date", "stage"))
    first = sheets[0] if sheets else None
    row = next((n for n, cells in enumerate(first.rows) if any(map(cell_text, cells))), 0) if first else 0
    best = _best(where, first) if first else None
    row = best.row if best and best.columns else row
    return UserError(
        f"缺少必需的列：{wanted}",
        where=f"{where} 第 {row + 1} 行",
        fix=f"表头读到：{_read(first, row) if first else '空'}",
    )


def tidy(cell: object) -> str:
    """A header's text without white space, stars and what stands in brackets."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", cell_text(cell)[:LONGEST_HEADER]))


def _best(where: str, sheet: Sheet) -> Header | None:
    best: Header | None = None
    rows = sheet.rows[:HEADER_ROWS]
    for index in range(len(rows)):
        for last in (index, index + 1):
            if last >= len(rows):
                continue
            texts = _texts(sheet, index, last)
            header = _read_header(where, texts, last, twice=last > index)
            if header and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return best


def _texts(sheet: Sheet, first: int, last: int) -> list[str]:
    """The header texts of the rows: of two rows the lower one where it says something."""
    width = max(len(row) for row in sheet.rows[first : last + 1])
    texts = [""] * width
    for row in sheet.rows[first : last + 1]:
        for column, cell in enumerate(row):
            texts[column] = tidy(cell) or texts[column]
    return texts


def _read_header(where: str, texts: Sequence[str], row: int, *, twice: bool) -> Header | None:
    columns: dict[str, int] = {}
    weak: dict[str, int] = {}
    personal: list[str] = []
    unread: list[str] = []
    for at, text in enumerate(texts):
        field = _KNOWN.get(text)
        if field in columns:
            if twice:
                return None  # a row of the table read as a second header row
            raise UserError(f"有两列都是“{text}”一类的列", where=f"{where} 第 {row + 1} 行", fix="只留一列")
        if field:
            columns[field] = at
        elif text in WEAK:
            weak.setdefault(WEAK[text], at)
        elif PERSONAL.search(text):
            personal.append(masked(text))
        elif text:
            unread.append(masked(text))
    for field, at in weak.items():
        if field in columns:
            unread.append(masked(texts[at]))
        columns.setdefault(field, at)
    if not columns:
        return None
    return Header(row, columns, tuple(personal), tuple(unread))


def _read(sheet: Sheet, row: int) -> str:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    texts = [cell_text(cell)[:LONGEST_HEADER] for cell in cells]
    return masked("、".join(filter(None, texts)))[:80] or "空"
