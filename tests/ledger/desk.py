"""A desk on which team sheets go out and come back: a made-up week, and edits as people type them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine, select

from app.ledger import open_conflicts
from app.pack import _make_lines, _pack, _standing
from app.vocabulary import vocabulary
from app.workbook.conflicts import write_conflicts
from app.workbook.ledger_report import write_ledger_report
from app.workbook.pack import write_pack
from common.settings import PROJECT_ROOT
from crawlers.archive import Archive
from db.ledger import LineVersion
from db.models import Enterprise, WeekRun
from db.session import open_database, session
from matching.config.bundle import load_config
from matching.load import load_knowledge
from pipeline.import_ledger import Imported, import_ledger
from tests.workbook.made_up import week_report

CONFIG = load_config(PROJECT_ROOT / "config")
WORDS = vocabulary(CONFIG)
HEADER = 4
"""Row of the titles, as Excel counts."""
FIRMS = 4


@dataclass(frozen=True)
class Desk:
    """One store with a published week of a few firms."""

    folder: Path
    engine: Engine

    def pack(self, name: str, *, issued: bool = False) -> Path:
        """Write the team sheets."""
        path = self.folder / name
        report = week_report(FIRMS)
        with session(self.engine) as db, db.begin():
            _make_lines(db, report, CONFIG)
        with session(self.engine) as db:
            known = load_knowledge(db, db.get_one(WeekRun, report.week).cutoff)
            pack = _pack(db, report, CONFIG, _standing(known, report, CONFIG), issued=issued)
            write_pack(pack, WORDS, path)
        return path

    def take(self, path: Path, at: str = "2026-11-27T10:00:00+08:00") -> Imported:
        """Import a file, whole or not at all."""
        with session(self.engine) as db, db.begin():
            return import_ledger(db, Archive(self.folder / "archive"), path, WORDS, imported_at=at)

    def conflicts(self, name: str = "冲突.xlsx") -> Path:
        """Write the conflict sheet."""
        path = self.folder / name
        with session(self.engine) as db:
            write_conflicts(open_conflicts(db), path)
        return path

    def report(self, done: Imported, name: str = "核对.xlsx") -> Path:
        """Write the report of an import."""
        path = self.folder / name
        write_ledger_report(done, "台账.xlsx", "2026-11-27T10:00:00+08:00", WORDS, path)
        return path

    def ever_typed(self) -> set[str]:
        """Every text that any version of any line holds, with both sides of every conflict."""
        with session(self.engine) as db:
            found = {text for values in db.scalars(select(LineVersion.values)) for text in values.values()}
            for one in open_conflicts(db):
                found |= {one.ours, one.theirs}
        return found


def copied_desk(folder: Path, template: Path) -> Desk:
    """A new desk in a folder, over a copy of an empty SQLite file."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template, folder / "lianzhao.db")
    return desk(folder, open_database(f"sqlite:///{folder / 'lianzhao.db'}"))


def desk(folder: Path, engine: Engine) -> Desk:
    """A new desk in a folder, over an empty database."""
    folder.mkdir(parents=True, exist_ok=True)
    report = week_report(FIRMS)
    with session(engine) as db, db.begin():
        for firm in report.targets:
            db.add(
                Enterprise(
                    id=firm.enterprise_id, name=firm.enterprise, uscc=None, legal_form=True, example=True
                )
            )
        db.add(
            WeekRun(
                week=report.week,
                cutoff="2026-11-23T07:00:00+08:00",
                data_hash=report.data_hash,
                config_hash=report.config_hash,
                report=report.model_dump(mode="json", exclude={"targets"}),
            )
        )
    return Desk(folder, engine)


def sheets(path: Path) -> list[Worksheet]:
    """The sheets on which people type."""
    book = openpyxl.load_workbook(path)
    return [sheet for sheet in book.worksheets if sheet.cell(HEADER, 1).value == "链招行标识"]


def columns(sheet: Worksheet) -> dict[str, int]:
    """Title → column."""
    return {str(cell.value): int(cell.column or 0) for cell in sheet[HEADER] if cell.value}


def rows_by_identity(path: Path) -> dict[str, dict[str, str]]:
    """Every row that carries an identity, its cells by title as text."""
    found: dict[str, dict[str, str]] = {}
    for sheet in sheets(path):
        at = columns(sheet)
        for row in range(HEADER + 1, sheet.max_row + 1):
            identity = sheet.cell(row, 1).value
            if identity:
                found[str(identity)] = {
                    title: text(sheet.cell(row, column).value) for title, column in at.items()
                }
    return found


def text(value: object) -> str:
    """A cell as a person reads it."""
    return "" if value is None else str(value).removesuffix(" 00:00:00")


def edited(
    path: Path,
    out: Path,
    edits: Sequence[tuple[str, str, object]],
    who: str,
    more: Mapping[str, object] | None = None,
) -> Path:
    """A copy in which cells (identity, title, value) were typed, and one empty line filled in."""
    book = openpyxl.load_workbook(path)
    free = True
    for sheet in (sheet for sheet in book.worksheets if sheet.cell(HEADER, 1).value == "链招行标识"):
        at = columns(sheet)
        _sign(sheet, who)
        for row in range(HEADER + 1, sheet.max_row + 1):
            identity = str(sheet.cell(row, 1).value or "")
            for wanted, title, value in edits:
                if wanted == identity:
                    put(sheet, row, at[title], value)
            if more and free and identity.startswith("N"):
                free = False
                for title, value in more.items():
                    put(sheet, row, at[title], value)
    book.save(out)
    return out


def put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    """Type into a cell; text that begins with = is typed as text, as the quoted cell takes it."""
    cell = sheet.cell(row, column)
    cell.value = value  # type: ignore[assignment]  # what a test types
    if isinstance(value, str):
        cell.data_type = "s"


def _sign(sheet: Worksheet, who: str) -> None:
    for column in range(1, 8):
        if sheet.cell(3, column).value == "填写人":
            sheet.cell(3, column + 1).value = who or None
