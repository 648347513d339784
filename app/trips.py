"""``lianzhao trips``: the published week's firms planned into routes, and the files that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from app.appointments import Handed, read_appointments
from app.charts.trip_map import draw_map
from app.explain import find_enterprise
from app.exports import note_exports
from app.opened import Opened, open_all
from app.published import published_report
from app.screen import step
from app.table_writer import check_output
from app.workbook.trips import write_trips
from common.clock import week_start
from common.errors import UserError
from common.files import write_atomic
from common.settings import Settings
from db.models import WeekRun
from db.session import session
from matching.lean import Lean
from matching.load import Knowledge, load_knowledge
from matching.trips.model import TripPlan
from matching.trips.plan import plan_trips
from matching.week import judge_each, make_context

MOST_YUAN = 1e9
_BUDGET = re.compile(r"([0-9][0-9,，]*(?:\.[0-9]+)?)\s*(万|亿)?\s*元?")


@dataclass(frozen=True)
class Made:
    """A plan and the files written."""

    plan: TripPlan
    outputs: list[Path]


def make_trips(
    settings: Settings, week: str | None, budget: str | None, appointments: Path | None, out: Path | None
) -> Made:
    """Plan a published week and write workbook and map; the same week and files give the same bytes.

    Raises:
        UserError: no such week, a budget or an appointment that makes no sense, or no room to write.
    """
    amount = read_budget(budget) if budget else None
    if out:
        _check_workbook(out)
    opened = open_all(settings)
    with session(opened.engine) as db, step("读取本期清单"):
        report = published_report(db, week)
        run = db.get_one(WeekRun, report.week)
        knowledge = load_knowledge(db, run.cutoff)
        handed = _handed(opened, db, knowledge, appointments, report.week)
    context = make_context(knowledge, opened.config, report.week)
    with step("排走访路线"):
        plan = plan_trips(
            list(map(Lean(), judge_each(knowledge, context))),
            knowledge.firms,
            {target.enterprise_id: target.rank for target in report.targets if target.rank},
            handed.bookings,
            context,
            week=report.week,
            data_hash=report.data_hash,
            budget_yuan=opened.config.trips.budget_yuan if amount is None else amount,
        )
    notes = list(plan.notes)
    if handed.elsewhere:
        notes.append(f"约会表里有 {handed.elsewhere} 行不在本周，没有排")
    if report.config_hash != opened.config.config_hash:
        notes.append("配置在清单发布后改过：名次仍按已发布的清单，走访价值按现在的配置")
    plan = plan.model_copy(update={"notes": notes})
    workbook = out or opened.settings.outputs / f"走访计划-{report.week}.xlsx"
    picture = workbook.with_name(f"{workbook.stem}-地图.png")
    with step("写出工作簿和地图"):
        drawn = draw_map(plan)
        write_trips(plan, drawn, workbook)
        write_atomic(picture, drawn)
    note_exports(opened.settings, opened.config, "走访计划", workbook, picture, week=report.week)
    return Made(plan, [workbook, picture])


def _handed(
    opened: Opened, db: Session, knowledge: Knowledge, appointments: Path | None, week: str
) -> Handed:
    if appointments is None:
        return Handed({}, 0)

    def find(name: str) -> tuple[str, bool]:
        identity = find_enterprise(db, knowledge, name)
        return identity, knowledge.firms[identity].example

    return read_appointments(appointments, week_start(week), opened.config.trips.constraints, find)


def read_budget(text: str) -> float:
    """``300万``, ``3,000,000`` or ``0.1亿元`` in yuan.

    Raises:
        UserError: it is no amount of money, or one beyond belief.
    """
    match = _BUDGET.fullmatch(text.strip())
    amount = (
        float(re.sub("[,，]", "", match[1])) * {"万": 1e4, "亿": 1e8, None: 1.0}[match[2]] if match else -1
    )
    if not 0 <= amount <= MOST_YUAN:
        raise UserError(f"经费“{text}”看不懂，或超过 10 亿元", fix="写成 300万 或 3000000（元）")
    return amount


def _check_workbook(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise UserError(f"输出只写 .xlsx，现在是 {out.suffix or '（没有扩展名）'}", where=str(out))
    check_output(out)
