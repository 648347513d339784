"""What became of the rows of an import: matched, to review with candidates, new, or no enterprise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.decisions import IdentityLink, ReviewCase
from db.identity import batches, identity_about, in_force
from db.ledger import LedgerLine, LineVersion
from db.models import Contact, Enterprise
from pipeline.identity.cases import OPEN, left_of
from pipeline.identity.forms import organisation_kind
from pipeline.ledger.values import said
from pipeline.ledger.words import Vocabulary

Status = Literal["已对上", "待核对", "新企业", "不是企业"]
STATUSES: tuple[Status, ...] = ("已对上", "待核对", "新企业", "不是企业")
MOST_CANDIDATES = 3


@dataclass(frozen=True)
class Candidate:
    """An enterprise that a name may mean; ``case`` is its number in the review queue."""

    case: int
    name: str
    uscc: str | None
    score: float | None
    why: str


@dataclass(frozen=True)
class Outcome:
    """What became of one row, with the line and version it can be corrected by."""

    line: int
    key: str
    version: int
    row: int
    sheet: str | None
    values: dict[str, str]
    status: Status
    enterprise: str
    uscc: str | None
    why: str
    candidates: list[Candidate] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    example: bool = False


def outcomes(session: Session, lines: Sequence[int], words: Vocabulary) -> list[Outcome]:
    """The outcome of every line's contact in force, in the order of lines."""
    rows: list[tuple[Contact, LedgerLine]] = []
    newest: dict[int, LineVersion] = {}
    for part in _parts(lines):
        rows += [
            (contact, line)
            for contact, line in session.execute(
                select(Contact, LedgerLine)
                .join(LedgerLine, LedgerLine.id == Contact.line_id)
                .where(LedgerLine.id.in_(part), Contact.ended_at.is_(None))
                .order_by(LedgerLine.id)
            )
        ]
        for version in session.scalars(
            select(LineVersion).where(LineVersion.line_id.in_(part)).order_by(LineVersion.number)
        ):
            newest[version.line_id] = version
    firms, whys = _tied(session, [contact for contact, _ in rows])
    cases = _open_cases(session, {left_of(contact.name) for contact, _ in rows})
    found = []
    for contact, line in rows:
        version = newest[line.id]
        firm = firms.get(contact.id)
        candidates = cases[left_of(contact.name)] if firm is None else []
        status, why = _status(contact, firm, candidates)
        found.append(
            Outcome(
                line=line.id,
                key=line.key,
                version=version.number,
                row=contact.row,
                sheet=contact.sheet,
                values=dict(version.values),
                status=status,
                enterprise=firm.name if firm else "",
                uscc=firm.uscc if firm else None,
                why=whys.get(contact.id) or why,
                candidates=candidates if status == "待核对" else [],
                problems=list(said(version.values, words).problems.values()),
                example=bool(firm and firm.example),
            )
        )
    return found


def _status(contact: Contact, firm: Enterprise | None, candidates: list[Candidate]) -> tuple[Status, str]:
    if firm is not None:
        return "已对上", contact.why
    if contact.kind == "association":
        kind = organisation_kind(contact.name)
        said_so = f"名称像{kind}，不是企业" if kind != "企业" else "有人标为不是企业"
        return "不是企业", said_so
    if candidates:
        return "待核对", f"库里有 {len(candidates)} 家相近，要人看一眼"
    return "新企业", contact.why or "库中没有这个名称"


def _tied(session: Session, contacts: Sequence[Contact]) -> tuple[dict[int, Enterprise], dict[int, str]]:
    """The enterprise of every tied contact, and why a link tied it."""
    rows = {contact.id: contact.enterprise_id for contact in contacts if contact.enterprise_id}
    whys: dict[int, str] = {}
    for part in _parts([contact.id for contact in contacts]):
        for link in session.scalars(
            select(IdentityLink)
            .where(IdentityLink.contact_id.in_(part), in_force())
            .order_by(IdentityLink.id)
        ):
            rows.setdefault(link.contact_id or 0, link.right_id)
            whys[link.contact_id or 0] = link.why
    identity = identity_about(session, set(filter(None, rows.values())))
    ids = sorted({identity.root(row) for row in rows.values() if row})
    firms = {
        firm.id: firm
        for part in batches(ids)
        for firm in session.scalars(select(Enterprise).where(Enterprise.id.in_(part)))
    }
    heads = {contact: identity.head(firms[identity.root(row)]) for contact, row in rows.items() if row}
    return heads, whys


def _open_cases(session: Session, lefts: set[str]) -> defaultdict[str, list[Candidate]]:
    found: defaultdict[str, list[Candidate]] = defaultdict(list)
    for part in batches(sorted(lefts)):
        rows = session.execute(
            select(ReviewCase, Enterprise)
            .join(Enterprise, Enterprise.id == ReviewCase.right_id)
            .where(ReviewCase.left.in_(part), ReviewCase.state == OPEN)
            .order_by(ReviewCase.score.desc(), ReviewCase.id)
        )
        for case, firm in rows:
            found[case.left].append(Candidate(case.id, firm.name, firm.uscc, case.score, case.why))
    return found


def _parts(numbers: Sequence[int]) -> list[list[int]]:
    ordered = sorted(set(numbers))
    return [ordered[start : start + 500] for start in range(0, len(ordered), 500)]
