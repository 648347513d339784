"""Enterprises whose names are alike a mention's: those that share a block key, compared and scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.identity import batches
from db.models import Enterprise
from pipeline.identity.blocks import names_of, sharing, table_of
from pipeline.identity.certainty import DOUBT
from pipeline.identity.explain import Evidence, explain_pairs
from pipeline.identity.marks import looked_up
from pipeline.identity.mentions import FORMS, Mentions
from pipeline.identity.score import score_pairs

AT_ONCE = 1_000
"""Names compared in one go; bounds the memory of a first import."""


@dataclass(frozen=True)
class Asked:
    """A name to compare; ``key`` tells it to the caller, an enterprise of this id is not compared with it."""

    key: str
    name: str
    place: int = 0
    code: str | None = None


@dataclass(frozen=True)
class Alike:
    """An enterprise that is more likely than not the one asked for."""

    key: str
    row: Enterprise
    score: float
    evidence: Sequence[Evidence]
    whole: bool
    """Both are whole names of one kind: a brand or a group's name is never tied to a firm without asking."""


def find_alike(session: Session, asked: Sequence[Asked]) -> list[Alike]:
    """Enterprises with a score of ``DOUBT`` or more, surest first; only those that share a key are read."""
    found: list[Alike] = []
    for start in range(0, len(asked), AT_ONCE):
        found += _find(session, asked[start : start + AT_ONCE])
    return sorted(found, key=lambda one: (-one.score, one.key, one.row.id))


def _find(session: Session, asked: Sequence[Asked]) -> list[Alike]:
    own = table_of([one.name for one in asked], [one.place for one in asked])
    pairs = {(at, row) for at, row in sharing(session, *looked_up(own)) if row != asked[at].key}
    if not pairs:
        return []
    rows = _rows(session, sorted({row for _, row in pairs}))
    names, places, codes, first = _columns(session, asked, rows)
    table = table_of(names, places, codes)
    left, right, of = [], [], []
    for at, row in sorted(pairs):
        for other in first[row]:
            left.append(at)
            right.append(other)
            of.append((at, row))
    scores = score_pairs(table, np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    best: dict[tuple[int, str], int] = {}
    for number in np.argsort(scores, kind="stable").tolist():
        best[of[number]] = number
    kept = [(at, row, n) for (at, row), n in sorted(best.items()) if scores[n] >= DOUBT]
    numbers = np.array([n for _, _, n in kept], dtype=np.int64)
    reasons = explain_pairs(table, np.array(left)[numbers], np.array(right)[numbers])
    return [
        Alike(asked[at].key, rows[row], float(scores[n]), evidence, _whole(table, left[n], right[n]))
        for (at, row, n), evidence in zip(kept, reasons, strict=True)
    ]


def _whole(table: Mentions, left: int, right: int) -> bool:
    bare = {FORMS.index(""), FORMS.index("集团")}
    formed = not bare & {int(table.form[left]), int(table.form[right])}
    return bool(formed and table.group[left] == table.group[right])


def _rows(session: Session, ids: Sequence[str]) -> dict[str, Enterprise]:
    return {
        row.id: row
        for part in batches(ids)
        for row in session.scalars(select(Enterprise).where(Enterprise.id.in_(part)))
    }


def _columns(
    session: Session, asked: Sequence[Asked], rows: Mapping[str, Enterprise]
) -> tuple[list[str], list[int], list[str | None], dict[str, list[int]]]:
    """Columns of one table of what is asked and every name of the rows, and where each row's names stand."""
    names = [one.name for one in asked]
    places = [one.place for one in asked]
    codes = [one.code for one in asked]
    known, first = names_of(session, list(rows)), {}
    for row in rows.values():
        mine = known[row.id] or [row.name]
        first[row.id] = list(range(len(names), len(names) + len(mine)))
        names += mine
        places += [row.place] * len(mine)
        codes += [row.uscc] * len(mine)
    return names, places, codes, first
