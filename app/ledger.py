"""The ledger's commands: import a file with its report and conflicts, show the ledger as it stands."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.exports import note_exports
from app.opened import Opened
from app.publishing import publishing
from app.screen import step
from app.vocabulary import vocabulary
from app.workbook.conflicts import OpenConflict, write_conflicts
from app.workbook.ledger_report import write_ledger_report
from common.clock import now
from crawlers.archive import Archive
from db.ledger import LedgerLine, LineConflict, LineVersion
from db.models import Enterprise, LedgerImport
from db.session import session
from matching.followup import LedgerFirm, ledger_firms
from matching.load import load_knowledge
from matching.result import Result
from pipeline.import_ledger import Imported, import_ledger, read_file
from pipeline.ledger.store import team_word

MOST_ROWS_JSON = 5_000


@dataclass(frozen=True)
class Done:
    """What an import did, with the files it wrote."""

    imported: Imported
    report: Path | None = None
    conflicts: Path | None = None
    open: list[OpenConflict] = field(default_factory=list)
    """Every conflict of the ledger for which nobody has chosen yet."""

    def as_json(self) -> dict[str, Any]:
        """The import for programs."""
        done = self.imported
        return {
            "rows": done.rows,
            "matched": done.matched,
            "associations": done.associations,
            "known": done.known,
            "kind": done.kind,
            "new": done.new,
            "changed": done.changed,
            "same": done.same,
            "statuses": done.statuses,
            "outcomes": [asdict(one) for one in done.outcomes[:MOST_ROWS_JSON]],
            "left_out": [asdict(one) for one in done.left_out[:MOST_ROWS_JSON]],
            "notes": done.notes,
            "problems": [
                {"sheet": sheet, "row": row, "message": text}
                for sheet, row, text in done.problems[:MOST_ROWS_JSON]
            ],
            "new_conflicts": done.conflicts,
            "open_conflicts": [asdict(one) for one in self.open],
            "report": str(self.report) if self.report else None,
            "conflicts": str(self.conflicts) if self.conflicts else None,
        }


class LedgerShown(Result):
    """The ledger on one day."""

    day: str
    firms: list[LedgerFirm]
    counts: dict[str, int]
    example: bool


def import_file(opened: Opened, file: Path) -> Done:
    """Import one file whole or not at all; writes the report and the conflict sheet.

    Raises:
        UserError: the file is not understood; nothing was changed.
    """
    words = vocabulary(opened.config)
    moment = now()
    with step(f"读 {file.name}"):
        read = read_file(file, words)
    with step(f"导入 {file.name}") as progress, publishing(opened.engine) as db:
        done = import_ledger(
            db,
            Archive(opened.settings.archive),
            file,
            words,
            read_before=read,
            index=opened.settings.home / "index",
            tell=lambda text: progress.advance(0, note=text),
        )
        found = open_conflicts(db)
    stamp = f"{moment:%Y%m%d-%H%M%S}"
    outputs, report, conflicts = opened.settings.outputs, None, None
    if done.kind == "ledger" and not done.known:
        report = outputs / f"台账核对-{stamp}.xlsx"
        with step("写核对表"):
            write_ledger_report(done, file.name, moment.isoformat(timespec="seconds"), words, report)
    if found and (done.conflicts or done.kind == "choice"):
        conflicts = outputs / f"台账冲突-{stamp}.xlsx"
        write_conflicts(found, conflicts)
    note_exports(opened.settings, opened.config, "台账核对", report, conflicts)
    return Done(done, report, conflicts, found)


def write_open_conflicts(opened: Opened) -> tuple[Path | None, list[OpenConflict]]:
    """Write the conflict sheet anew; no path when nothing waits for a choice."""
    with session(opened.engine) as db:
        found = open_conflicts(db)
    if not found:
        return None, []
    path = opened.settings.outputs / f"台账冲突-{now():%Y%m%d-%H%M%S}.xlsx"
    write_conflicts(found, path)
    note_exports(opened.settings, opened.config, "台账核对", path)
    return path, found


def open_conflicts(db: Session) -> list[OpenConflict]:
    """Every conflict for which nobody has chosen yet, oldest first."""
    rows = db.execute(
        select(LineConflict, LedgerLine, LineVersion, Enterprise)
        .join(LedgerLine, LedgerLine.id == LineConflict.line_id)
        .join(LineVersion, (LineVersion.line_id == LedgerLine.id) & (LineVersion.number == 0))
        .outerjoin(Enterprise, Enterprise.id == LedgerLine.enterprise_id)
        .where(LineConflict.chosen.is_(None))
        .order_by(LineConflict.id)
    )
    return [
        OpenConflict(
            id=conflict.id,
            key=line.key,
            where=f"{line.week} {team_word(line.team)}" if line.week else "台账",
            firm=firm.name if firm else version.values.get("name", ""),
            field=conflict.field,
            base=conflict.base,
            ours=conflict.ours,
            ours_by=conflict.ours_by,
            theirs=conflict.theirs,
            theirs_by=conflict.theirs_by,
        )
        for conflict, line, version, firm in rows
    ]


def show_ledger(opened: Opened, state: str, team: str) -> LedgerShown:
    """The ledger as it stands today: by firm, what is due first."""
    today = now().date()
    with session(opened.engine) as db:
        knowledge = load_knowledge(db, now().isoformat(timespec="seconds"))
        firms = ledger_firms(knowledge, opened.config.coverage, today)
        ledgers = list(db.scalars(select(LedgerImport.example)))
    counts = {
        "全部": len(firms),
        "已到期": sum(firm.state == "已到期" for firm in firms),
        "未到期": sum(firm.state == "未到期" for firm in firms),
        "搁置": sum(firm.stale for firm in firms),
        "不用跟进": sum(firm.state == "不用跟进" for firm in firms),
        "未知": sum(firm.state == "未知" for firm in firms),
    }
    if state == "搁置":
        firms = [firm for firm in firms if firm.stale]
    elif state != "全部":
        firms = [firm for firm in firms if firm.state == state]
    if team:
        firms = [firm for firm in firms if team in firm.team]
    return LedgerShown(day=today.isoformat(), firms=firms, counts=counts, example=any(ledgers))
