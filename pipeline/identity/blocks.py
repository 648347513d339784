"""The block keys in the store: made for whoever has none, and looked up so that no crowd is ever read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from sqlalchemy import TextClause, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from common.log import get_logger
from db.decisions import EnterpriseMark
from db.identity import batches
from db.models import Enterprise, EnterpriseKey
from pipeline.identity.marks import VERSION, kept_marks
from pipeline.identity.mentions import Mentions, read_mentions
from pipeline.identity.spans import I64

AT_ONCE = 20_000
"""Enterprises whose marks are made in one go; bounds the memory of a store that has none yet. Few and large
parts in the order of the keys: every part meets nearly every page of a table that is kept by a hash."""
INSERTED_AT_ONCE = 10_000
CROWD = 30
"""A key that more enterprises share says too little; not more than these and one are ever read."""
LOOKED_UP_AT_ONCE = 250
"""Keys a statement: SQLite joins at most 500."""
log = get_logger("pipeline.identity")


def mark_new(session: Session) -> int:
    """Give every enterprise without marks of this version its own; returns how many were without."""
    if session.scalars(
        select(Enterprise.id).where(Enterprise.marked.between(1, VERSION - 1)).limit(1)
    ).first():
        session.execute(delete(EnterpriseMark))
        session.execute(update(Enterprise).values(marked=0))
    count = 0
    while rows := session.scalars(select(Enterprise).where(Enterprise.marked < VERSION).limit(AT_ONCE)).all():
        _mark(session, rows)
        count += len(rows)
    if count > AT_ONCE:
        log.info("marked", enterprises=count)
    return count


def _mark(session: Session, rows: Sequence[Enterprise]) -> None:
    names = names_of(session, [row.id for row in rows])
    ids, texts, places = [], [], []
    for row in rows:
        for name in names[row.id] or [row.name]:
            ids.append(row.id)
            texts.append(name)
            places.append(row.place)
    at, keys = kept_marks(table_of(texts, places))
    order = np.argsort(keys, kind="stable")
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # The table itself, not its class: of so many rows each would be made an object's worth of dictionaries.
    statement: Any = dialect.insert(EnterpriseMark.__table__).on_conflict_do_nothing()
    for start in range(0, len(order), INSERTED_AT_ONCE):
        part = order[start : start + INSERTED_AT_ONCE]
        new = zip(keys[part].tolist(), at[part].tolist(), strict=True)
        session.execute(statement, [{"key": key, "enterprise_id": ids[row]} for key, row in new])
    for row in rows:
        row.marked = VERSION
    session.flush()


def names_of(session: Session, ids: Sequence[str]) -> defaultdict[str, list[str]]:
    """The legal or list names of enterprises, in their key form."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for part in batches(ids):
        keys = session.execute(
            select(EnterpriseKey.enterprise_id, EnterpriseKey.value)
            .where(EnterpriseKey.enterprise_id.in_(part), EnterpriseKey.kind == "name")
            .order_by(EnterpriseKey.id)
        )
        for row, name in keys:
            found[row].append(name)
    return found


def table_of(
    names: Sequence[str], places: Sequence[int], codes: Sequence[str | None] | None = None
) -> Mentions:
    """Mentions whose place is known as a code already."""
    table = read_mentions(names, codes=codes)
    told = np.array(places, dtype=np.int32)
    return replace(table, told=np.where(told != 0, told, table.told).astype(np.int32))


def sharing(session: Session, at: I64, keys: I64) -> set[tuple[int, str]]:
    """(row of the table, enterprise) for every key that both have and no crowd shares.

    At most ``CROWD`` + 1 index rows are read a key, however many carry it.
    """
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for row, key in zip(at.tolist(), keys.tolist(), strict=True):
        wanted[key].append(row)
    found: set[tuple[int, str]] = set()
    for part in _parts(sorted(wanted)):
        carriers: defaultdict[int, list[str]] = defaultdict(list)
        for key, enterprise in session.execute(_lookup(len(part)), _numbered(part)):
            carriers[key].append(enterprise)
        for key, enterprises in carriers.items():
            if len(enterprises) <= CROWD:
                found.update((row, enterprise) for row in wanted[key] for enterprise in enterprises)
    return found


def _parts(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), LOOKED_UP_AT_ONCE):
        yield keys[start : start + LOOKED_UP_AT_ONCE]


def _numbered(keys: Sequence[int]) -> dict[str, int]:
    return {f"k{number}": key for number, key in enumerate(keys)}


@cache
def _lookup(count: int) -> TextClause:
    """One statement of ``count`` look-ups, each of which stops at a crowd; reading it again would be dear."""
    one = (
        "SELECT * FROM (SELECT key, enterprise_id FROM enterprise_mark"  # numbers only
        " WHERE key = :k{number} LIMIT {limit}) AS s{number}"
    )
    return text(" UNION ALL ".join(one.format(number=number, limit=CROWD + 1) for number in range(count)))
