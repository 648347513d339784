"""Import a ledger or a form of ours: archive it, merge its rows, tie them to enterprises, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from common.hashing import sha256_hex
from crawlers.archive import Archive
from crawlers.archive import Capture as ArchivedCapture
from db.models import Contact, Enterprise, LedgerImport
from pipeline.identity import Decision, Mention, resolve
from pipeline.identity.contacts import keep_likenesses, loose_contacts, tie_judged, tied_contacts
from pipeline.ledger import Ledger, LeftOut, Vocabulary
from pipeline.ledger.answers import judge_answers
from pipeline.ledger.candidates import propose_candidates
from pipeline.ledger.conflicts import keep_choices, read_choices
from pipeline.ledger.forms import Form, parse_conflict, read_form
from pipeline.ledger.outcome import Outcome, outcomes
from pipeline.ledger.reading import read_ledger_sheets
from pipeline.ledger.store import Incoming, Lines, Written
from pipeline.ledger.tables import Sheet, read_sheets
from pipeline.ledger.team_sheets import FormReader
from pipeline.publish import ensure_capture

SOURCE = "ledger"
EXAMPLE_MARK = "示例"
Kind = Literal["ledger", "sheet", "choice"]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Imported:
    """What an import did; ``known`` is True when the file held nothing that was not known before.

    ``rows`` are the contacts that the file stands for now, or stood for when it was known already.
    """

    rows: int
    matched: int
    associations: int
    known: bool
    kind: Kind = field(default="ledger", compare=False)
    new: int = field(default=0, compare=False)
    changed: int = field(default=0, compare=False)
    same: int = field(default=0, compare=False)
    conflicts: int = field(default=0, compare=False)
    """New conflicts that wait for a choice."""
    statuses: dict[str, int] = field(default_factory=dict, compare=False)
    """Rows by 已对上, 待核对, 新企业, 不是企业."""
    outcomes: list[Outcome] = field(default_factory=list, compare=False)
    left_out: list[LeftOut] = field(default_factory=list, compare=False)
    notes: list[str] = field(default_factory=list, compare=False)
    first_sheet: str = field(default="", compare=False)
    problems: list[tuple[str, int, str]] = field(default_factory=list, compare=False)
    """(sheet, row, sentence) of what was not understood and is kept as typed."""


@dataclass
class _Read:
    """What a file holds, before anything is written."""

    kind: Kind
    incoming: list[Incoming] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[tuple[str, int, str]] = field(default_factory=list)
    first_sheet: str = ""


@dataclass(frozen=True)
class LedgerFile:
    """A file as read, before a database is touched: one of our forms, or a ledger's rows."""

    path: Path
    data: bytes
    sheets: Sequence[Sheet]
    form: Form | None
    ledger: Ledger | None


def read_file(path: Path, words: Vocabulary) -> LedgerFile:
    """Read a file.

    Raises:
        UserError: it is not there, no table, or neither a ledger nor a form of ours.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError("台账文件读不到", where=str(path), fix="检查路径和权限") from error
    sheets = read_sheets(path, data)
    form = read_form(sheets)
    return LedgerFile(path, data, sheets, form, None if form else read_ledger_sheets(path, sheets, words))


def import_ledger(
    session: Session,
    archive: Archive,
    path: Path,
    words: Vocabulary,
    *,
    read_before: LedgerFile | None = None,
    imported_at: str | None = None,
    index: Path | None = None,
    tell: Tell = lambda _: None,
) -> Imported:
    """Import one file; importing the same bytes again, or the same content, changes nothing.

    A file is one of our own forms (team sheet, import report, conflicts) or a ledger as people keep it. A
    ledger that comes again with more rows or with corrections adds and changes just those. ``index`` is the
    folder of the name index by which short names find candidates; without it they stay new. ``tell`` hears
    each step.

    A ledger whose rows are all named 示例… is marked as example data. Rows that match no known
    enterprise keep their name and stay unmatched until ``tie_contacts`` finds it.

    Raises:
        UserError: the file cannot be read as a ledger; the caller must roll back.
    """
    file = read_before or read_file(path, words)
    form, content = file.form, sha256_hex(file.data)
    existing = session.scalars(select(LedgerImport).where(LedgerImport.content_hash == content)).first()
    moment = imported_at or now().isoformat(timespec="seconds")
    lines = Lines(session, words, moment)
    if existing:
        kept = session.scalars(select(Contact).where(Contact.import_id == existing.id)).all()
        return _summary(
            session, list(kept), words, Written(), _Read("sheet" if form else "ledger"), known=True
        )
    ledger = LedgerImport(content_hash=content, imported_at=moment, rows=0, example=False)
    if form and any(parse_conflict(row.identity) for row in form.rows):
        read = _choices(session, archive, file, form, lines, words, ledger)
    elif form:
        read = _form(session, archive, file, form, lines, words, ledger)
    else:
        read = _ledger(session, archive, file, lines, ledger)
    written = lines.written
    if ledger.id is None:
        return _summary(session, [], words, written, read, known=True)
    contacts = list(
        session.scalars(select(Contact).where(Contact.import_id == ledger.id).order_by(Contact.id))
    )
    ledger.rows = len(contacts)
    ledger.example = bool(contacts) and all(one.name.startswith(EXAMPLE_MARK) for one in contacts)
    session.flush()
    tell("对照企业库")
    asked = _asked(session, contacts, ledger)
    tie_contacts(session, asked, tied_at=moment)
    if index is not None:
        tell("为简称找候选")
        propose_candidates(session, _still_loose(session, asked), index, moment)
    session.flush()
    return _summary(session, contacts, words, written, read, known=False)


def _ledger(
    session: Session, archive: Archive, file: LedgerFile, lines: Lines, ledger: LedgerImport
) -> _Read:
    found, first = file.ledger or Ledger(), file.sheets[0].name
    said = (
        (row.sheet, row.row, text) for row in found.rows for text in (*row.problems.values(), *row.remarks)
    )
    problems = list(dict.fromkeys(said))
    incoming = [
        Incoming(row.key, row.values, row.row, None if row.sheet == first else row.sheet)
        for row in found.rows
    ]
    changed = lines.not_as_it_came(incoming)
    lines.load(keys=[one.key for one in changed])
    lines.written.same = len(incoming) - len(changed)
    if any(lines.differs(one) for one in changed):
        _keep_file(session, archive, file, ledger)
        lines.take(changed, ledger)
    else:
        lines.written.same = len(incoming)
    return _Read("ledger", incoming, found.left_out, found.notes, problems, first)


def _form(
    session: Session,
    archive: Archive,
    file: LedgerFile,
    form: Form,
    lines: Lines,
    words: Vocabulary,
    ledger: LedgerImport,
) -> _Read:
    filled = FormReader(file.path, form, lines, words, file.sheets[0].name).read()
    answers = judge_answers(session, file.path, filled.answers, form.who, lines)
    if answers or any(lines.differs(one) for one in filled.incoming):
        _keep_file(session, archive, file, ledger)
        lines.take(filled.incoming, ledger)
        lines.written.changed += answers
    else:
        lines.written.same = len(filled.incoming)
    return _Read("sheet", filled.incoming, problems=filled.problems, first_sheet=file.sheets[0].name)


def _choices(
    session: Session,
    archive: Archive,
    file: LedgerFile,
    form: Form,
    lines: Lines,
    words: Vocabulary,
    ledger: LedgerImport,
) -> _Read:
    chosen = read_choices(session, file.path, form, words)
    if chosen:
        _keep_file(session, archive, file, ledger)
        keep_choices(lines, chosen, ledger)
    return _Read("choice")


def _keep_file(session: Session, archive: Archive, file: LedgerFile, ledger: LedgerImport) -> None:
    """Archive the file and give the import its number."""
    capture = ArchivedCapture(
        source=SOURCE,
        url=f"import:{file.path.name}",
        status=200,
        fetched_at=ledger.imported_at,
        sha256=archive.store(file.data),
        via="import",
    )
    archive.add(capture)
    ledger.capture_id = ensure_capture(session, capture).id
    session.add(ledger)
    session.flush()


def _asked(session: Session, contacts: Sequence[Contact], ledger: LedgerImport) -> list[Contact]:
    """The contacts to look for: the import's own, and older ones if enterprises came since the last import.

    What did not change costs nothing: twenty thousand rows may wait for an enterprise that nobody knows.
    """
    last = session.scalar(select(func.max(LedgerImport.imported_at)).where(LedgerImport.id != ledger.id))
    newest = session.scalar(select(func.max(Enterprise.since)))
    if last and newest and newest >= last:
        return loose_contacts(session)
    return _still_loose(session, contacts)


def _still_loose(session: Session, contacts: Sequence[Contact]) -> list[Contact]:
    """Which of some contacts in force are tied to nothing."""
    tied = tied_contacts(session)
    return [one for one in contacts if one.enterprise_id is None and one.id not in tied]


def tie_contacts(
    session: Session, contacts: Sequence[Contact] | None = None, *, tied_at: str | None = None
) -> int:
    """Tie loose contacts (default: all) to the enterprises known by now; returns how many found theirs.

    An equal code or name is kept with the contact; what a person judged is a link that can be taken back.
    What is no enterprise is tied by an equal name or code only.
    ``tied_at`` (ISO time, default: now) is kept, so that a past week does not see a later tie.
    """
    moment = tied_at or now().isoformat(timespec="seconds")
    loose = loose_contacts(session) if contacts is None else contacts
    judged = tie_judged(session, loose, moment)
    loose = [contact for contact in loose if contact.id not in judged]
    same = {(contact.name, contact.uscc): contact.id for contact in reversed(loose)}
    mentions = [Mention(ref=number, name=name, uscc=code) for (name, code), number in same.items()]
    decisions = {one.ref: one for one in resolve(session, mentions, create=False)}
    decided = [(contact, decisions[same[contact.name, contact.uscc]]) for contact in loose]
    _keep_whys(session, decided)
    tied = [(contact, one) for contact, one in decided if one.record_id and not one.alike]
    for contact, decision in tied:
        contact.enterprise_id, contact.tied_at = decision.record_id, moment
    session.flush()
    alike = [(contact, one) for contact, one in decided if one.alike and contact.kind == "enterprise"]
    return len(tied) + keep_likenesses(session, alike, moment) + len(judged)


def _keep_whys(session: Session, decided: Sequence[tuple[Contact, Decision]]) -> None:
    """Keep why each contact is, or is not, tied.

    Flushed by itself: rows that change the same columns go to the database in one statement.
    """
    for contact, decision in decided:
        contact.why = decision.why
    session.flush()


def _summary(
    session: Session,
    contacts: list[Contact],
    words: Vocabulary,
    written: Written,
    read: _Read,
    *,
    known: bool,
) -> Imported:
    tied = tied_contacts(session)
    touched = [contact.line_id for contact in contacts if contact.line_id]
    found = outcomes(session, [*touched, *written.changed], words) if read.kind != "choice" else []
    return Imported(
        rows=len(contacts),
        matched=sum(contact.enterprise_id is not None or contact.id in tied for contact in contacts),
        associations=sum(contact.kind == "association" for contact in contacts),
        known=known,
        kind=read.kind,
        new=len(written.new),
        changed=len(set(written.changed)),
        same=written.same,
        conflicts=len(written.conflicts),
        statuses=dict(Counter(one.status for one in found)),
        outcomes=found,
        left_out=read.left_out,
        notes=read.notes,
        problems=read.problems,
        first_sheet=read.first_sheet,
    )
