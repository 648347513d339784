"""A thousand ledgers as they should not be: each a clear report or one sentence, never half of one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.errors import UserError
from crawlers.archive import Archive
from db.ledger import LedgerLine, LineVersion
from db.models import Contact, LedgerImport
from db.session import open_database, session
from pipeline.identity import Mention, resolve
from pipeline.import_ledger import Imported, import_ledger
from pipeline.ledger.outcome import STATUSES
from tests.ledger.malformed import malformed
from tests.pipeline.build import WORDS

TABLES = (Contact, LedgerImport, LedgerLine, LineVersion)


def counts(db: Session) -> list[int | None]:
    return [db.scalar(select(func.count()).select_from(table)) for table in TABLES]


def fits(done: Imported, db: Session) -> None:
    """Every row has one of four ends, and what is said of it is Chinese and without telephones."""
    assert done.rows == db.scalar(select(func.count()).select_from(Contact)) == len(done.outcomes)
    assert set(done.statuses) <= set(STATUSES)
    assert sum(done.statuses.values()) == done.rows > 0
    for one in done.outcomes:
        assert one.values["name"].strip()
        assert one.why
        assert len(one.values["name"]) <= 200
    said = "\n".join(
        [*done.notes, *(text for _, _, text in done.problems), *(one.why for one in done.left_out)]
    )
    assert not re.search(r"1[3-9]\d{9}", said)


def run(seeds: range, folder: Path, template: Path) -> dict[str, int]:
    shutil.copyfile(template, folder / "lianzhao.db")
    engine = open_database(f"sqlite:///{folder / 'lianzhao.db'}")
    archive, ends = Archive(folder / "archive"), {"imported": 0, "refused": 0}
    with session(engine) as db, db.begin():
        resolve(db, [Mention(1, "示例纺织有限公司"), Mention(2, "示例木业股份有限公司")])
    for seed in seeds:
        name, data = malformed(seed)
        path = folder / name
        path.write_bytes(data)
        with session(engine) as db:
            before, refused = counts(db), None
            try:
                fits(import_ledger(db, archive, path, WORDS), db)
                ends["imported"] += 1
            except UserError as error:
                refused = error
            except Exception as error:
                raise AssertionError(f"seed {seed}") from error
            db.rollback()
            if refused:
                assert re.search("[\u4e00-\u9fff]", refused.message), seed
                assert name in refused.where, (seed, refused.where)
                assert counts(db) == before, seed
                ends["refused"] += 1
    engine.dispose()
    return ends


def test_thirty_malformed_ledgers(tmp_path: Path, sqlite_template: Path) -> None:
    ends = run(range(30), tmp_path, sqlite_template)
    assert min(ends.values()) > 3, "the generator makes both kinds"


@pytest.mark.slow
def test_a_thousand_malformed_ledgers(tmp_path: Path, sqlite_template: Path) -> None:
    ends = run(range(30, 1030), tmp_path, sqlite_template)
    assert min(ends.values()) > 100
