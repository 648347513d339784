"""Relations that names and lists tell by themselves, found for the entries of one batch.

Keys wait in the store (``head``, ``group``), so that it does not matter which side comes first, and only
rows that share one are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from db.decisions import Relation
from db.identity import Identity, batches, identity_about
from db.models import Enterprise, EnterpriseKey, ListEntry
from pipeline.identity.heads import group_key, head_key
from pipeline.identity.normal import normal_name
from pipeline.names import name_key

HEAD, GROUP = "head", "group"
Key = tuple[str, str]


@dataclass(frozen=True)
class Placed:
    """An entry, the row that it was resolved to, and when it was known."""

    entry: ListEntry
    row: str
    known_at: str


@dataclass(frozen=True)
class _Wanted:
    kind: str
    source: str
    target: str
    placed: Placed
    why: str


def relate(session: Session, placed: Sequence[Placed]) -> int:
    """Find and keep the relations of newly resolved entries; returns how many are new.

    A relation that is or was there is left alone: what a person took away does not come back.
    """
    own = {one.row: _own_keys(one.entry.name) for one in placed}
    _keep(session, own)
    store = _Rows(session, _asked(placed))
    wanted = [found for one in placed for found in _branch(one, store)]
    wanted += [found for one in placed for found in _listed_arm(one, store)]
    wanted += [found for one in placed for found in _former(one, store)]
    return _add(session, wanted)


def _own_keys(name: str) -> list[Key]:
    keys = ((HEAD, head_key(name)), (GROUP, group_key(name)))
    return [(kind, value) for kind, value in keys if value]


def _keep(session: Session, own: dict[str, list[Key]]) -> None:
    """Let those that come later find these rows by the company they name."""
    known: set[tuple[str, str, str]] = set()
    rows = [row for row, keys in own.items() if keys]
    for part in batches(sorted(rows)):
        found = session.execute(
            select(EnterpriseKey.kind, EnterpriseKey.value, EnterpriseKey.enterprise_id).where(
                EnterpriseKey.enterprise_id.in_(part), EnterpriseKey.kind.in_([HEAD, GROUP])
            )
        )
        known.update((kind, value, row) for kind, value, row in found)
    new = [
        {"kind": kind, "value": value, "enterprise_id": row}
        for row, keys in own.items()
        for kind, value in keys
        if (kind, value, row) not in known
    ]
    if new:
        session.execute(insert(EnterpriseKey), new)


def _asked(placed: Iterable[Placed]) -> set[str]:
    """Every value that a relation of these entries may hang on."""
    asked: set[str] = set()
    for one in placed:
        asked.update(value for _, value in _own_keys(one.entry.name))
        asked.update(_names(one.entry))
        asked.update(name_key(name) for name in one.entry.former_names)
        if short := one.entry.fields.get("short_name"):
            asked.add(name_key(str(short)))
    return asked


def _names(entry: ListEntry) -> set[str]:
    return {name_key(entry.name), name_key(normal_name(entry.name))}


class _Rows:
    """Rows by key, one for each enterprise."""

    def __init__(self, session: Session, values: Iterable[str]) -> None:
        self._by_key: defaultdict[Key, list[Enterprise]] = defaultdict(list)
        for part in batches(sorted(values)):
            found = session.execute(
                select(EnterpriseKey, Enterprise)
                .join(Enterprise, Enterprise.id == EnterpriseKey.enterprise_id)
                .where(EnterpriseKey.value.in_(part))
                .order_by(EnterpriseKey.id)
            )
            for key, row in found:
                self._by_key[key.kind, key.value].append(row)
        ids = {row.id for rows in self._by_key.values() for row in rows}
        self.identity: Identity = identity_about(session, ids)

    def find(self, kind: str, value: str) -> list[Enterprise]:
        found: dict[str, Enterprise] = {}
        for row in self._by_key.get((kind, value), []):
            found.setdefault(self.identity.root(row.id), row)
        return list(found.values())


def _branch(one: Placed, store: _Rows) -> Iterable[_Wanted]:
    """A branch and its head, whichever of the two this entry is; two heads of one name are none."""
    if key := head_key(one.entry.name):
        heads = store.find("name", key)
        if len(heads) == 1:
            why = f"名称“{one.entry.name}”以“{heads[0].name}”开头，后接分支机构"
            yield _Wanted("branch", one.row, heads[0].id, one, why)
    names = _names(one.entry)
    if all(len(store.find("name", name)) <= 1 for name in names):
        for branch in {row.id: row for name in names for row in store.find(HEAD, name)}.values():
            why = f"名称“{branch.name}”以“{one.entry.name}”开头，后接分支机构"
            yield _Wanted("branch", branch.id, one.row, one, why)


def _listed_arm(one: Placed, store: _Rows) -> Iterable[_Wanted]:
    """A group and the listed firm whose short name is the group's bare name, if each is the only one."""
    keys = []
    if key := group_key(one.entry.name):
        keys.append(key)
    if short := one.entry.fields.get("short_name"):
        keys.append(name_key(str(short)))
    for key in keys:
        groups, arms = store.find(GROUP, key), store.find("short_name", key)
        if len(groups) == 1 and len(arms) == 1:
            why = f"交易所简称“{key}”就是集团“{groups[0].name}”的名号"
            yield _Wanted("listed_arm", arms[0].id, groups[0].id, one, why)


def _former(one: Placed, store: _Rows) -> Iterable[_Wanted]:
    """Rows that stand under a name which this entry says it had before."""
    for name in one.entry.former_names:
        for row in store.find("name", name_key(name)):
            if not row.uscc:  # with a code of its own, somebody else bears the name today
                why = f"名单条目“{one.entry.name}”印有曾用名“{name}”"
                yield _Wanted("former_name", row.id, one.row, one, why)


def _add(session: Session, wanted: Sequence[_Wanted]) -> int:
    ends = sorted({end for one in wanted for end in (one.source, one.target)})
    known: set[tuple[str, str, str]] = set()
    for part in batches(ends):
        rows = session.scalars(
            select(Relation).where(or_(Relation.source_id.in_(part), Relation.target_id.in_(part)))
        )
        known.update((row.kind, row.source_id, row.target_id) for row in rows)
    identity = identity_about(session, ends)
    count = 0
    for one in wanted:
        triple = (one.kind, one.source, one.target)
        if triple in known or identity.root(one.source) == identity.root(one.target):
            continue
        known.add(triple)
        count += 1
        session.add(
            Relation(
                kind=one.kind,
                source_id=one.source,
                target_id=one.target,
                entry_id=one.placed.entry.id,
                why=one.why,
                since=one.placed.known_at,
            )
        )
    session.flush()
    return count
