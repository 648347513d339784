"""A small list costs little, however many enterprises are kept: counted, not timed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event, insert
from sqlalchemy.orm import Session

from db.models import Enterprise, EnterpriseKey
from pipeline.names import name_key
from tests.identity.build import mention, resolve_all

KEPT, KNOWN, NEW = 20_000, 900, 100


def fill(db: Session) -> None:
    names = [(f"E{number}", f"示例{number}（集团）有限公司") for number in range(KEPT)]
    db.execute(
        insert(Enterprise),
        [{"id": identity, "name": name, "legal_form": True, "example": True} for identity, name in names],
    )
    db.execute(
        insert(EnterpriseKey),
        [{"kind": "name", "value": name_key(name), "enterprise_id": identity} for identity, name in names],
    )
    db.commit()


def test_only_rows_that_share_a_key_are_read(engine: Engine, db: Session) -> None:
    fill(db)
    statements: list[str] = []
    loaded: list[str] = []

    def note_statement(_connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    def note_loaded(firm: Enterprise, _context: Any) -> None:
        loaded.append(firm.id)

    known = [mention(f"示例{number * 20}(集团)有限公司") for number in range(KNOWN)]
    new = [mention(f"示例新{number}有限公司") for number in range(NEW)]
    event.listen(engine, "before_cursor_execute", note_statement)
    event.listen(Enterprise, "load", note_loaded)
    try:
        decisions = resolve_all(db, *known, *new)
    finally:
        event.remove(Enterprise, "load", note_loaded)
    assert [decision.enterprise_id for decision in decisions[:KNOWN]] == [
        f"E{at * 20}" for at in range(KNOWN)
    ]
    assert sorted(loaded) == sorted(f"E{at * 20}" for at in range(KNOWN))
    reads = [statement for statement in statements if statement.startswith("SELECT")]
    # 1,000 keys, 500 a statement; then the links and the judgements that concern the 900 rows found.
    assert len(reads) <= 6
