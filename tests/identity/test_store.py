"""A small list costs little, however many enterprises are kept: counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, TextClause, event, insert
from sqlalchemy.orm import Session

from db.models import Enterprise, EnterpriseKey
from pipeline.identity import blocks
from pipeline.identity.blocks import CROWD, LOOKED_UP_AT_ONCE, mark_new
from pipeline.names import name_key
from tests.identity.build import mention, resolve_all

FEW, KNOWN, NEW = 1_000, 900, 100
MOST_KEYS = 60
"""Keys under which a name of these lengths is looked up."""


def kept_name(number: int) -> str:
    return f"示例{number}（集团）有限公司"


def fill(db: Session, kept: int) -> None:
    names = [(f"E{number}", kept_name(number)) for number in range(kept)]
    db.execute(
        insert(Enterprise),
        [{"id": identity, "name": name, "legal_form": True, "example": True} for identity, name in names],
    )
    db.execute(
        insert(EnterpriseKey),
        [{"kind": "name", "value": name_key(name), "enterprise_id": identity} for identity, name in names],
    )
    mark_new(db)
    db.commit()
    db.expunge_all()


class Cost:
    """What a piece of work asked of the database."""

    def __init__(self) -> None:
        self.reads: list[str] = []
        self.loaded: list[str] = []


@contextmanager
def counted(engine: Engine) -> Iterator[Cost]:
    cost = Cost()

    def note_statement(_connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            cost.reads.append(statement)

    def note_loaded(firm: Enterprise, _context: Any) -> None:
        cost.loaded.append(firm.id)

    event.listen(engine, "before_cursor_execute", note_statement)
    event.listen(Enterprise, "load", note_loaded)
    try:
        yield cost
    finally:
        event.remove(Enterprise, "load", note_loaded)
        event.remove(engine, "before_cursor_execute", note_statement)


def test_known_names_read_only_their_own_rows(engine: Engine, db: Session) -> None:
    fill(db, FEW)
    with counted(engine) as cost:
        decisions = resolve_all(db, *(mention(kept_name(number)) for number in range(KNOWN)))
    assert [decision.enterprise_id for decision in decisions] == [f"E{at}" for at in range(KNOWN)]
    assert sorted(cost.loaded) == sorted(f"E{at}" for at in range(KNOWN))
    # 900 keys, 500 a statement; the links and the judgements of the rows found; who has no marks, twice.
    assert len(cost.reads) <= 8


@pytest.mark.parametrize("kept", [FEW, 3 * FEW])
def test_new_names_read_a_bounded_number_of_rows(
    engine: Engine, db: Session, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    """The bound does not know how many enterprises are kept; all kept names are alike, the worst case."""
    fill(db, kept)
    looked_up: list[int] = []
    sharing = blocks._lookup

    def note(count: int) -> TextClause:
        looked_up.append(count)
        return sharing(count)

    monkeypatch.setattr(blocks, "_lookup", note)
    with counted(engine) as cost:
        decisions = resolve_all(db, *(mention(f"示例新{number}有限公司") for number in range(NEW)))
    assert {decision.method for decision in decisions} == {"new"}
    keys = sum(looked_up)
    assert keys <= NEW * MOST_KEYS
    # At most a crowd and one index row a key, and what they lead to.
    assert len(cost.loaded) <= keys * CROWD
    assert len(cost.loaded) <= NEW * 10 * CROWD
    assert len(cost.reads) <= 20 + keys // LOOKED_UP_AT_ONCE + 2 * len(cost.loaded) // 500
