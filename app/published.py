"""Weeks as they were published."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.errors import UserError
from common.settings import Settings
from db.models import Target, WeekRun
from db.session import open_database, session
from matching.report import WeekReport
from matching.result import Assessment


def published_report(db: Session, week: str | None) -> WeekReport:
    """A stored week with its targets; the newest one without ``week``.

    Raises:
        UserError: no such week has been made.
    """
    query = select(WeekRun).order_by(WeekRun.week.desc()).limit(1)
    run = db.get(WeekRun, week) if week else db.scalars(query).first()
    if run is None:
        raise UserError(f"还没有 {week} 的清单" if week else "还没有做过清单", fix="先运行 lianzhao weekly")
    rows = db.scalars(select(Target).where(Target.week == run.week).order_by(Target.rank))
    targets = [Assessment.model_validate(row.assessment) for row in rows]
    return WeekReport.model_validate({**run.report, "targets": targets})


def incumbents(db: Session, week: str, root: Callable[[str], str]) -> list[str]:
    """Who had a ranked place on the newest list before the week, best first; explored places were drawn.

    ``root`` gives the id that a firm has in the week.
    """
    last = db.scalars(
        select(WeekRun.week).where(WeekRun.week < week).order_by(WeekRun.week.desc()).limit(1)
    ).first()
    rows = db.scalars(select(Target).where(Target.week == last).order_by(Target.rank)) if last else ()
    return [root(row.enterprise_id) for row in rows if not row.assessment["explore"]]


def full_week(settings: Settings, week: str | None) -> str | None:
    """``W46`` as the newest published week of that number; everything else as it is."""
    if not week or not re.fullmatch(r"[Ww]\d{1,2}", week):
        return week
    number = f"-W{int(week[1:]):02d}"
    engine = open_database(settings.database_url)
    try:
        with session(engine) as db:
            weeks = [one for one in db.scalars(select(WeekRun.week)) if one.endswith(number)]
    finally:
        engine.dispose()
    return max(weeks, default=week)
