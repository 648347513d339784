"""A past week made again is the same, byte for byte, whatever happened since."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app import week as weekly
from common.clock import now
from common.settings import load_settings
from db.models import Release, Visit
from db.session import session
from tests.app.conftest import Week

pytestmark = pytest.mark.slow


def test_what_went_wrong_later_does_not_change_a_past_week(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(week.home, tmp_path / "home")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    opened = weekly.open_all(load_settings(tmp_path / "home"))
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
    again = weekly.run_week(opened, week.summary["week"])
    assert again.report.data_hash == week.summary["data_hash"]
    for path in map(Path, week.summary["outputs"]):
        made_again = tmp_path / "home" / "outputs" / path.name
        assert made_again in again.outputs
        assert made_again.read_bytes() == path.read_bytes(), path.name
    opened.engine.dispose()
