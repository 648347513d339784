"""Which enterprise every row belongs to at a moment: the links in force, followed to the oldest row.

Rows and what hangs on them never move, so the same question about a past moment has the same answer for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from db.decisions import IdentityLink
from db.models import Enterprise

BATCH = 500


@dataclass(frozen=True)
class Identity:
    """Rows that are one enterprise, and contacts tied by a link; what is in no link stands for itself."""

    members: Mapping[str, Sequence[Enterprise]] = field(default_factory=dict)
    """Root → its rows, the root first."""
    roots: Mapping[str, str] = field(default_factory=dict)
    ties: Mapping[int, str] = field(default_factory=dict)
    """Contact → the row it was tied to."""

    def root(self, row: str) -> str:
        """The id of the enterprise that a row belongs to."""
        return self.roots.get(row, row)

    def rows(self, row: str) -> list[str]:
        """Ids of all rows that are one enterprise with this one."""
        found = self.members.get(self.root(row))
        return [member.id for member in found] if found else [row]

    def codes(self, enterprise: Enterprise) -> list[str]:
        """Valid credit codes of the enterprise, the root's first; more than one only by a person's word."""
        return [member.uscc for member in self.members_of(enterprise) if member.uscc]

    def members_of(self, enterprise: Enterprise) -> Sequence[Enterprise]:
        """All rows of the enterprise that a row belongs to, the root first."""
        return self.members.get(self.root(enterprise.id), [enterprise])

    def head(self, enterprise: Enterprise) -> Enterprise:
        """The row that gives the name: the oldest that has a legal form."""
        members = self.members_of(enterprise)
        return next((member for member in members if member.legal_form), members[0])


def identity_at(session: Session, cutoff: str | None = None) -> Identity:
    """All links in force at ``cutoff`` (ISO time); now without one."""
    return _identity(session, session.scalars(select(IdentityLink).where(in_force(cutoff))).all())


def identity_about(session: Session, rows: Iterable[str]) -> Identity:
    """The links in force now that concern some rows, read outward from them and nowhere else."""
    known: set[str] = set()
    links: dict[int, IdentityLink] = {}
    new = set(rows)
    while new:
        known |= new
        found = [link for part in batches(sorted(new)) for link in session.scalars(_touching(part))]
        links.update((link.id, link) for link in found)
        new = {end for link in found for end in (link.left_id, link.right_id) if end} - known
    return _identity(session, list(links.values()))


def in_force(cutoff: str | None = None) -> ColumnElement[bool]:
    """The condition under which a link holds at ``cutoff``, or now."""
    if cutoff is None:
        return IdentityLink.until.is_(None)
    ended = or_(IdentityLink.until.is_(None), IdentityLink.until > cutoff)
    return and_(IdentityLink.since <= cutoff, ended)


def batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Parts small enough for one statement."""
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def components(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Everything that hangs together through pairs."""
    part: dict[str, set[str]] = {}
    for left, right in pairs:
        joined = part.get(left, {left}) | part.get(right, {right})
        part.update(dict.fromkeys(joined, joined))
    return list({id(one): one for one in part.values()}.values())


def age(enterprise: Enterprise) -> tuple[str, bool, str]:
    """Oldest first; of one moment legal names before brands, then by id: the order of a list says nothing."""
    return enterprise.since, not enterprise.legal_form, enterprise.id


def _touching(rows: Sequence[str]) -> Select[IdentityLink]:
    return select(IdentityLink).where(
        in_force(), or_(IdentityLink.left_id.in_(rows), IdentityLink.right_id.in_(rows))
    )


def _identity(session: Session, links: Sequence[IdentityLink]) -> Identity:
    merges = [(link.left_id, link.right_id) for link in links if link.left_id]
    ids = sorted({end for pair in merges for end in pair})
    rows = {
        row.id: row
        for part in batches(ids)
        for row in session.scalars(select(Enterprise).where(Enterprise.id.in_(part)))
    }
    members: dict[str, Sequence[Enterprise]] = {}
    roots: dict[str, str] = {}
    for part in components(merges):
        ordered = sorted((rows[identity] for identity in part), key=age)
        members[ordered[0].id] = ordered
        roots.update((row.id, ordered[0].id) for row in ordered)
    by_age = sorted(links, key=lambda link: link.id)
    ties = {link.contact_id: link.right_id for link in by_age if link.contact_id is not None}
    return Identity(members, roots, ties)
