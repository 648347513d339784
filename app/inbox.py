"""Import a person's file: the same reading, alarms and publishing as a crawl, and a report row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.opened import Opened
from app.publishing import publishing
from app.screen import step
from common.clock import now
from crawlers.archive import Archive
from db.models import ListEntry, Release
from pipeline.inbox import (
    ORIGINAL,
    STATUSES,
    Comparison,
    Dropped,
    Line,
    Prepared,
    Statement,
    Status,
    check_not_older,
    compare,
    prepare,
)
from pipeline.publish import Published, publish
from pipeline.releases import current_release
from pipeline.resolve_entries import resolve_new_entries


class ImportReport(BaseModel):
    """What an import did, or (``dry_run``) would do; nothing was changed unless published or held.

    ``held`` waits for a person because the rows look odd; ``left_out`` names what was not archived.
    """

    source: str
    name: str
    file: str
    url: str
    day: str
    edition: str
    part: str
    dry_run: bool
    outcome: Literal["published", "unchanged", "refused", "held"]
    read: int
    rows: list[Line]
    gone: list[str]
    compared_with: str
    problems: list[str]
    warnings: list[str]
    left_out: list[str]
    sha256: str
    original_sha256: str
    at: datetime
    workbook: Path | None = None

    def count(self, status: Status) -> int:
        """Rows with this status."""
        return sum(line.status == status for line in self.rows)

    def summary(self) -> dict[str, Any]:
        """The report for programs."""
        counts = {status: self.count(status) for status in STATUSES}
        return {**self.model_dump(mode="json"), "counts": counts}


def import_file(opened: Opened, dropped: Dropped, said: Statement, *, dry_run: bool) -> ImportReport:
    """Read, check, compare and publish one file; all of it or nothing.

    Raises:
        UserError: no table is understood, newer data is in use, or another run holds the database.
    """
    with step(f"读取 {dropped.path.name}"):
        prepared = prepare(said, dropped, [source.name for source in opened.sources.values()])
    if dry_run:
        return _publish(opened, dropped, said, prepared, dry_run=True)
    with step("核对、发布、归并到企业"):
        return _publish(opened, dropped, said, prepared, dry_run=False)


def _publish(
    opened: Opened, dropped: Dropped, said: Statement, prepared: Prepared, *, dry_run: bool
) -> ImportReport:
    with publishing(opened.engine) as db:
        current = current_release(db, said.source.id, part=said.part)
        check_not_older(said, current)
        used = f"{current.name}（{current.published_on or current.known_at[:10]}）" if current else ""
        compared = compare(prepared, _entries(db, current))
        done = _write(db, prepared)
        if dry_run or done.status in {"unchanged", "refused"}:
            db.rollback()
        else:
            resolve_new_entries(db)
            # The body goes first: a crash before the commit leaves bytes that nothing points to.
            archive = Archive(opened.settings.archive)
            archive.store(prepared.kept.data)
            archive.add(prepared.capture)
    return _report(dropped, said, prepared, compared, done, used, dry_run=dry_run)


def _write(db: Session, prepared: Prepared) -> Published:
    """The door that every crawled part goes through too."""
    return publish(
        db,
        prepared.source,
        prepared.extraction,
        [prepared.capture],
        part=prepared.part,
        title=prepared.capture.title,
    )


def _entries(db: Session, release: Release | None) -> list[ListEntry]:
    if release is None:
        return []
    return list(
        db.scalars(select(ListEntry).where(ListEntry.release_id == release.id).order_by(ListEntry.id))
    )


def _report(
    dropped: Dropped,
    said: Statement,
    prepared: Prepared,
    compared: Comparison,
    done: Published,
    compared_with: str,
    *,
    dry_run: bool,
) -> ImportReport:
    lines = compared.lines
    if done.status == "refused":
        lines = [replace(line, status="不采用", why="整份不采用") for line in lines]
    return ImportReport(
        source=said.source.id,
        name=said.source.name,
        file=dropped.path.name,
        url=said.url,
        day=said.day,
        edition=said.source.edition,
        part=said.part,
        dry_run=dry_run,
        outcome=done.status,
        read=len(compared.lines),
        rows=lines,
        gone=compared.gone,
        compared_with=compared_with,
        problems=done.problems,
        warnings=done.warnings,
        left_out=list(prepared.kept.left_out),
        sha256=prepared.capture.sha256,
        original_sha256=prepared.capture.headers.get(ORIGINAL, prepared.capture.sha256),
        at=now(),
    )
