"""A past week made again is the same, byte for byte, whatever happened since."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import week as weekly
from app.opened import open_all
from app.pack import make_week
from common.clock import now
from common.settings import load_settings
from db.models import Release, Visit
from db.session import session
from tests.app.conftest import Week

pytestmark = pytest.mark.slow


def _empty_the_registers(db: Session, moment: str) -> None:
    """A later, whole edition of the registers of listed firms on which nobody stands any more."""
    for old in db.scalars(select(Release).where(Release.tier == "listed")).all():
        db.add(
            Release(
                source=old.source,
                name=old.name,
                publisher=old.publisher,
                edition=old.edition,
                tier=old.tier,
                published_on=None,
                known_at=moment,
                state="published",
                content_hash="0" * 64,
                entries=0,
                rows_published=0,
                excerpt=False,
                example=False,
                problems=[],
                warnings=[],
            )
        )


def test_what_went_wrong_later_does_not_change_a_past_week(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(week.home, tmp_path / "home")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    opened = open_all(load_settings(tmp_path / "home"))
    later = now() + timedelta(days=7)
    monkeypatch.setattr(weekly, "now", lambda: later)
    with session(opened.engine) as db, db.begin():
        db.add(
            Visit(
                source="acfic500",
                began_at=later.isoformat(),
                checked_at=later.isoformat(),
                outcome="blocked",
                detail="示例拦截",
            )
        )
        published = db.scalars(select(Release).where(Release.source == "acfic500")).one()
        published.warnings = [*published.warnings, "示例：后来才有的提醒"]
        _empty_the_registers(db, later.isoformat(timespec="seconds"))
    again = make_week(opened, week.summary["week"])
    assert again.report.data_hash == week.summary["data_hash"]
    for path in map(Path, week.summary["outputs"]):
        made_again = tmp_path / "home" / "outputs" / path.name
        assert made_again in again.outputs
        assert made_again.read_bytes() == path.read_bytes(), path.name
    # As it was, and today's status beside it, in a file of its own.
    assert [one.enterprise_id for one in again.since] == [one["enterprise_id"] for one in week.targets]
    assert any(one.delisted for one in again.since)
    [beside] = [path for path in again.outputs if "今日状态" in path.name]
    sheet = load_workbook(beside).active
    assert sheet is not None
    shown = [[str(cell) for cell in row] for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert {row[1] for row in shown} == {one["enterprise"] for one in week.targets}
    assert any("已掉榜" in row[5] for row in shown)
    # The team sheets alone, made again, have it beside them, too.
    beside.unlink()
    [also] = weekly.write_beside(opened, again.report)
    assert also == beside
    assert "已掉榜" in str([[cell.value for cell in row] for row in load_workbook(also).worksheets[0]])
    opened.engine.dispose()
