"""An imported file that is held is published from the archive when a person says it is right."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.opened import Opened
from app.source_accept import accept, held_rows
from app.source_check import check_source
from common.errors import UserError
from db.models import Acceptance, ListEntry, Release, Resolution
from pipeline.inbox import read_dropped
from tests.inbox.build import bring, csv_bytes, in_use, ranking, roster
from tests.inbox.conftest import opened

__all__ = ["opened"]
NAME = "东莞市示例商会会员名册"
ROSTER = {"source": "chamber_roster", "name": NAME}


def hold(opened: Opened, tmp_path: Path) -> None:
    """A roster of 40 in use, and a later one that lost most of its members and is held."""
    members = ["会员"] * 40
    bring(opened, tmp_path / "a.csv", csv_bytes(roster(*members)), {**ROSTER, "day": "2026-10-20"})
    held = bring(
        opened, tmp_path / "b.csv", csv_bytes(roster(*members[:12])), {**ROSTER, "day": "2026-11-01"}
    )
    assert held.outcome == "held"


def test_a_held_file_is_checked_and_accepted_from_the_archive(
    opened: Opened, db: Session, tmp_path: Path
) -> None:
    hold(opened, tmp_path)
    [waiting] = held_rows(opened)
    assert (waiting.source, waiting.part, waiting.rows) == ("chamber_roster", NAME, 12)
    assert waiting.alarms
    report = check_source(opened, "chamber_roster")
    [told] = [part for part in report.parts if part.outcome == "held"]
    assert (told.gone.count, told.new.count, len(told.gone.first)) == (28, 0, 10)
    assert f"--part '{NAME}'" in told.todo
    assert not report.sound
    assert len(in_use(db, "chamber_roster")[NAME]) == 40
    done = accept(opened, "chamber_roster", None, "示例值班员", "电话核对过")
    assert done.entries == 12
    assert len(in_use(db, "chamber_roster")[NAME]) == 12
    assert held_rows(opened) == []
    said = db.scalars(select(Acceptance)).one()
    assert (said.part, said.who, said.why) == (NAME, "示例值班员", "电话核对过")
    resolved = select(ListEntry.id).outerjoin(Resolution).where(Resolution.entry_id.is_(None))
    assert not db.scalars(resolved).all()


def test_nothing_is_accepted_when_the_archive_lost_it_or_another_part_is_named(
    opened: Opened, db: Session, tmp_path: Path
) -> None:
    hold(opened, tmp_path)
    with pytest.raises(UserError, match="没有待审的部分") as error:
        accept(opened, "chamber_roster", "别的名册", "示例值班员", "核对过")
    assert NAME in error.value.fix
    for body in (opened.settings.archive / "bodies").rglob("*"):
        if body.is_file():
            body.write_bytes(b"damaged")
    with pytest.raises(UserError, match="存档里找不到"):
        accept(opened, "chamber_roster", None, "示例值班员", "核对过")
    assert not db.scalars(select(Acceptance)).all()
    assert len(held_rows(opened)) == 1


def test_a_file_is_checked_without_touching_the_data(opened: Opened, db: Session, tmp_path: Path) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(csv_bytes(ranking(500)))
    report = check_source(opened, "cec500", read_dropped(path))
    assert [(part.outcome, part.rows, part.new.count) for part in report.parts] == [("published", 500, 500)]
    path.write_bytes(csv_bytes(ranking(499)))
    [part] = check_source(opened, "cec500", read_dropped(path)).parts
    assert part.outcome == "refused"
    assert "499" in "".join(part.problems)
    assert "cec500.yaml" in part.todo
    assert not db.scalars(select(Release)).all()
