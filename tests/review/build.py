"""A store with entries, a ledger and cases, and its content as one value to compare; all made up (示例)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.archive import Archive
from db.base import Base
from matching.load import Knowledge, load_knowledge
from pipeline.import_ledger import import_ledger
from pipeline.resolve_entries import resolve_new_entries
from tests.pipeline.build import WORDS, capture, extraction, ledger_csv, published

READ = "2026-11-23T07:00:00+08:00"
IMPORTED = "2026-11-23T08:00:00+08:00"
BEFORE, JUDGED, BETWEEN, UNDONE, AFTER = (f"2026-11-2{day}T09:00:00+08:00" for day in range(4, 9))
HISTORY = {"review_case", "judgement", "identity_link"}
"""Tables that only grow; all others must not change by a judgement."""
NAMES = ("示例家居有限公司", "示例木业股份有限公司", "示例陶瓷有限公司")


def fill(db: Session, folder: Path, names: tuple[str, ...] = NAMES) -> None:
    """One list with a row a name, and a ledger that touched each, and one that no list knows."""
    published(db, extraction(*names, province="广东省"), capture(fetched_at=READ))
    with db.begin():
        resolve_new_entries(db)
    path = folder / "台账.csv"
    path.write_bytes(ledger_csv(*([name, "2023-05-08", "已对接"] for name in (*names, "示例无名工坊"))))
    with db.begin():
        import_ledger(db, Archive(folder / "archive"), path, WORDS, imported_at=IMPORTED)


def dump(db: Session, *, without: set[str] = HISTORY) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but some, in order."""
    return {
        table.name: [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
        if table.name not in without
    }


def week(db: Session, cutoff: str) -> tuple[str, dict[str, tuple[str, int, int]], list[str | None]]:
    """The hash and the firms (name, list places, touches) of a moment, and whose the contacts are."""
    known: Knowledge = load_knowledge(db, cutoff)
    firms = {
        key: (firm.name, len(firm.listings), len(firm.touches)) for key, firm in sorted(known.firms.items())
    }
    return known.data_hash, firms, [contact.enterprise_id for contact, _ in known.contacts]
