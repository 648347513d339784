"""Import a ledger file: archive its bytes, read it, tie its rows to enterprises, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.clock import now
from common.errors import UserError
from common.hashing import sha256_hex
from crawlers.archive import Archive
from crawlers.archive import Capture as ArchivedCapture
from db.models import Contact, LedgerImport
from pipeline.identity import Mention, resolve
from pipeline.identity.contacts import keep_likeness, loose_contacts, tie_judged, tied_contacts
from pipeline.ledger import Vocabulary, read_ledger
from pipeline.publish import ensure_capture

SOURCE = "ledger"
EXAMPLE_MARK = "示例"


@dataclass(frozen=True)
class Imported:
    """What an import did; ``known`` is True when the same bytes had been imported before."""

    rows: int
    matched: int
    associations: int
    known: bool


def import_ledger(
    session: Session, archive: Archive, path: Path, words: Vocabulary, *, imported_at: str | None = None
) -> Imported:
    """Import one ledger file; importing the same bytes again changes nothing.

    A ledger whose rows are all named 示例… is marked as example data. Rows that match no known
    enterprise keep their name and stay unmatched until ``tie_contacts`` finds it.

    Raises:
        UserError: the file cannot be read as a ledger; nothing has been changed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError("台账文件读不到", where=str(path), fix="检查路径和权限") from error
    rows = read_ledger(path, data, words)
    content = sha256_hex(data)
    existing = session.scalars(select(LedgerImport).where(LedgerImport.content_hash == content)).first()
    if existing:
        kept = session.scalars(select(Contact).where(Contact.import_id == existing.id)).all()
        return _summary(session, list(kept), known=True)
    moment = imported_at or now().isoformat(timespec="seconds")
    capture = ArchivedCapture(
        source=SOURCE,
        url=f"import:{path.name}",
        status=200,
        fetched_at=moment,
        sha256=archive.store(data),
        via="import",
    )
    archive.add(capture)
    ledger = LedgerImport(
        capture_id=ensure_capture(session, capture).id,
        content_hash=content,
        imported_at=moment,
        rows=len(rows),
        example=all(row.name.startswith(EXAMPLE_MARK) for row in rows),
    )
    session.add(ledger)
    session.flush()
    contacts = [
        Contact(
            import_id=ledger.id,
            row=row.row,
            name=row.name,
            uscc=row.uscc,
            kind=row.kind,
            why="",
            on_date=row.on_date,
            channel=row.channel,
            team=row.team,
            role=row.role,
            stage=row.stage,
            reason=row.reason,
            winner=row.winner,
            callback_on=row.callback_on,
        )
        for row in rows
    ]
    session.add_all(contacts)
    session.flush()
    tie_contacts(session, tied_at=moment)
    return _summary(session, contacts, known=False)


def tie_contacts(session: Session, *, tied_at: str | None = None) -> int:
    """Tie contacts without an enterprise to those known by now; returns how many found theirs.

    An equal code or name is kept with the contact; what a person judged is a link that can be taken back.
    ``tied_at`` (ISO time, default: now) is kept, so that a past week does not see a later tie.
    """
    moment = tied_at or now().isoformat(timespec="seconds")
    loose = loose_contacts(session)
    judged = tie_judged(session, loose, moment)
    loose = [contact for contact in loose if contact.id not in judged]
    decisions = resolve(
        session,
        [Mention(ref=contact.id, name=contact.name, uscc=contact.uscc) for contact in loose],
        create=False,
    )
    found = 0
    for contact, decision in zip(loose, decisions, strict=True):
        contact.why = decision.why
        if decision.alike:
            found += keep_likeness(session, contact, decision, moment)
        elif decision.record_id:
            contact.enterprise_id, contact.tied_at = decision.record_id, moment
            found += 1
    return found + len(judged)


def _summary(session: Session, contacts: list[Contact], *, known: bool) -> Imported:
    tied = tied_contacts(session)
    return Imported(
        rows=len(contacts),
        matched=sum(contact.enterprise_id is not None or contact.id in tied for contact in contacts),
        associations=sum(contact.kind == "association" for contact in contacts),
        known=known,
    )
