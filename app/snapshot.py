"""Show an archived body, or one row of it, to whoever walks a number back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.opened import Opened
from common.errors import UserError
from crawlers.archive import Archive
from crawlers.archive import Capture as ArchivedCapture
from db.models import Capture
from pipeline.extract import read_row
from pipeline.inbox import as_imported
from pipeline.ledger import cell_text, first_sheet

SHORTEST = 6


def find_capture(db: Session, opened: Opened, sha256: str) -> ArchivedCapture:
    """The fetch behind a snapshot, given at least the first 6 digits of its sha256.

    Raises:
        UserError: no snapshot, or several, begin so.
    """
    archive = Archive(opened.settings.archive)
    known = {capture.sha256: capture.source for capture in db.scalars(select(Capture))}
    known |= {capture.sha256: capture.source for capture in archive.captures("config")}
    found = [name for name in known if len(sha256) >= SHORTEST and name.startswith(sha256.lower())]
    if len(found) != 1:
        raise UserError(
            f"{'有多份' if found else '没有'}快照以 {sha256} 开头", fix=f"写出 sha256 的前 {SHORTEST} 位以上"
        )
    return next(capture for capture in archive.captures(known[found[0]]) if capture.sha256 == found[0])


def show_row(opened: Opened, capture: ArchivedCapture, row: int) -> list[str]:
    """The cells of a table row, or the text of a line of a configuration file.

    Raises:
        UserError: the body has no such row.
    """
    data = Archive(opened.settings.archive).read(capture.sha256)
    source = opened.sources.get(capture.source)
    if source:
        cells: list[str] = list(read_row(as_imported(source, capture, data), capture, data, row))
    elif capture.via == "config":
        lines = data.decode("utf-8").splitlines()
        cells = lines[row - 1 : row]
    else:
        table = first_sheet(Path(capture.url), data)
        cells = [cell_text(cell) for cell in table[row - 1]] if row <= len(table) else []
    if not cells:
        raise UserError(f"快照 {capture.sha256[:12]} 没有第 {row} 行")
    return cells
