"""What a source would publish, what that would change, and why not: nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import select

from app.opened import Opened
from app.source_parts import archived_parts, unread
from common.clock import now
from common.errors import UserError
from crawlers.archive import Archive, Capture
from crawlers.parts import Part
from crawlers.skipped import Decision, Skipped
from crawlers.source import Source
from db.models import ListEntry
from db.session import session
from pipeline.corrections import corrected, rows_hash
from pipeline.extract import Extraction, extract
from pipeline.extract.sniff import reader_for
from pipeline.extract.synonyms import LABELS
from pipeline.golden import GOLDEN, differences, golden_bodies
from pipeline.inbox import Dropped, as_imported
from pipeline.inbox.changes import Known
from pipeline.inbox.changes import differences as changed_fields
from pipeline.publish import publish
from pipeline.releases import current_release

SHOWN = 10
FIRST_ROWS = 5
_BESIDE = ("_printed", "_unit")


class Column(BaseModel):
    """A field, and the share of the rows that have a value (0–1)."""

    field: str
    label: str
    filled: float


class Names(BaseModel):
    """How many firms, and the first of them."""

    count: int
    first: list[str]


class PartReport(BaseModel):
    """One portion that is published whole or not at all.

    ``outcome`` is what the next publish would come to: ``published``, ``unchanged``, ``refused``
    (problems) or ``held`` (alarms). The names compare it with what is in use.
    """

    part: str
    title: str
    edition: str
    published_on: str | None
    outcome: Literal["published", "unchanged", "refused", "held"]
    rows: int
    left_out: int
    columns: list[Column]
    first: list[dict[str, Any]]
    new: Names
    gone: Names
    changed: Names
    problems: list[str]
    warnings: list[str]
    rows_hash: str
    """What a file of corrections names the rows by that it was made for."""
    todo: str


class Unread(BaseModel):
    """A notice that cannot be read, visit after visit, and what to type to pass it over."""

    address: str
    problem: str
    skip: str


class CheckReport(BaseModel):
    """What a source's newest bodies, a file or its golden bodies would publish.

    ``golden`` is None where the source has no golden test, empty where it still holds.
    """

    source: str
    name: str
    read_from: Literal["archive", "file", "golden"]
    parts: list[PartReport]
    golden: list[str] | None
    unread: list[Unread] = []
    skipped: list[Decision] = []
    """Notices passed over, with who decided it, when and why."""

    @property
    def sound(self) -> bool:
        """Whether nothing is refused or held and the golden test holds."""
        stopped = any(part.outcome in {"refused", "held"} for part in self.parts)
        return bool(self.parts) and not stopped and not self.golden


def check_source(opened: Opened, wanted: str, dropped: Dropped | None = None) -> CheckReport:
    """Check a source of the catalogue on what the archive has, or on a file.

    Raises:
        UserError: there is no such source, or nothing of it to read.
    """
    source = known_source(opened, wanted)
    golden, sample = GOLDEN / source.id, Archive(opened.settings.sample_archive)
    has_golden = golden.exists()
    if dropped is not None:
        return check_parts(opened, source, [_from_file(source, dropped)], "file", golden)
    with session(opened.engine) as db:
        found = archived_parts(db, opened.settings, source)
    if found:
        return check_parts(opened, source, found, "archive", golden)
    if not has_golden:
        raise UserError(
            f"{source.name}还没有抓取过，没有可核对的页面",
            fix=f"lianzhao crawl {source.id}，或 lianzhao source check {source.id} --file 文件",
        )
    bodies = golden_bodies(golden, sample)
    frozen = Part(as_imported(source, *bodies[0]), "", bodies)
    return check_parts(opened, source, [frozen], "golden", golden)


def check_parts(
    opened: Opened,
    source: Source,
    found: Iterable[Part],
    read_from: Literal["archive", "file", "golden"],
    golden: Path,
) -> CheckReport:
    """Check parts at hand; ``golden`` is the folder of the source's golden test, if it has one."""
    sample = Archive(opened.settings.sample_archive)
    with session(opened.engine) as db:
        stuck = unread(db, opened.settings, source)
    return CheckReport(
        source=source.id,
        name=source.name,
        read_from=read_from,
        parts=[_check(opened, part) for part in found],
        golden=differences(source, golden, sample) if golden.exists() else None,
        unread=[
            Unread(address=one, problem=said, skip=skip_command(source.id, one))
            for one, said in stuck.items()
        ],
        skipped=list(Skipped(opened.settings.archive).standing(source.id).values()),
    )


def known_source(opened: Opened, wanted: str) -> Source:
    """A source of the catalogue.

    Raises:
        UserError: there is none of that id.
    """
    if wanted not in opened.sources:
        raise UserError(f"没有来源 {wanted}", fix=f"可用：{'、'.join(opened.sources)}")
    return opened.sources[wanted]


def _from_file(source: Source, dropped: Dropped) -> Part:
    """A file as the source's own page where it is of that kind, else as an import."""
    moment = now().isoformat(timespec="seconds")
    name = f"import:{dropped.path.name}"
    capture = Capture(source.id, name, 200, moment, dropped.sha256, via="import")
    try:
        reader_for(source, capture, dropped.data)
    except UserError:
        return Part(as_imported(source, capture, dropped.data), "", [(capture, dropped.data)])
    return Part(source, "", [(capture, dropped.data)])


def _check(opened: Opened, part: Part) -> PartReport:
    """Go through the very door of publishing, then take everything back."""
    printed = extract(part.source, part.bodies)
    printed.problems += part.damaged
    captures = [capture for capture, _ in part.bodies]
    read = corrected(part.source, printed, captures)
    with session(opened.engine) as db, db.begin() as transaction:
        current = current_release(db, part.source.id, part=part.name)
        entries = select(ListEntry).where(ListEntry.release_id == (current.id if current else 0))
        known = Known(db.scalars(entries.order_by(ListEntry.id)).all())
        new, changed = [], []
        for row in read.rows:
            before = known.take(row)
            if before is None:
                new.append(row.name)
            elif changed_fields(row, before):
                changed.append(row.name)
        gone = [] if part.source.once else known.left()
        done = publish(db, part.source, printed, captures, part=part.name, title=part.title)
        transaction.rollback()
    return PartReport(
        part=part.name,
        title=part.title,
        edition=part.source.edition,
        published_on=part.source.published_on,
        outcome=done.status,
        rows=len(read.rows),
        left_out=read.left_out,
        columns=_columns(read),
        first=[{"row": row.row, "name": row.name, **row.fields} for row in read.rows[:FIRST_ROWS]],
        new=_names(new),
        gone=_names(gone),
        changed=_names(changed),
        problems=done.problems,
        warnings=done.warnings,
        rows_hash=rows_hash(printed),
        todo=_todo(part, done.status),
    )


def accept_command(source: str, part: str) -> str:
    """What to type to accept a held part."""
    named = f" --part '{part}'" if part else ""
    return f"lianzhao source accept {source}{named} --who 姓名 --why 理由"


def skip_command(source: str, address: str) -> str:
    """What to type to pass a notice over."""
    return f"lianzhao source skip {source} --part '{address}' --who 姓名 --why 理由"


def _todo(part: Part, outcome: str) -> str:
    source = part.source.id
    if outcome == "refused":
        return f"照 docs/sources.md 改 crawlers/sources/{source}.yaml，再 lianzhao source check {source}"
    if outcome == "held":
        return f"对照原页核对；确实如此就 {accept_command(source, part.name)}"
    bring = f"lianzhao import 文件 --source {source}" if part.source.manual else f"lianzhao crawl {source}"
    return f"{bring} 即发布" if outcome == "published" else ""


def _columns(read: Extraction) -> list[Column]:
    fields = dict.fromkeys(field for row in read.rows for field in row.fields if not field.endswith(_BESIDE))
    return [
        Column(
            field=field,
            label=LABELS.get(field, field),
            filled=sum(row.fields.get(field) is not None for row in read.rows) / len(read.rows),
        )
        for field in fields
    ]


def _names(names: list[str]) -> Names:
    return Names(count=len(names), first=names[:SHOWN])
