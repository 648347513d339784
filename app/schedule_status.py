"""What the schedule did last and does next, seen from outside."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select

from app.opened import Opened
from app.schedule import ALIVE, GATHER, JOB_NAMES, OUTCOME_WORDS, WEEKLY, due_now, last_weekly
from app.source_state import source_states
from db.lock import hold
from db.models import JobRun
from db.session import session

SHOWN = 10


class Coming(BaseModel):
    """A job's next run; ``at`` is ISO, Asia/Shanghai."""

    job: str
    at: str
    detail: str


class Past(BaseModel):
    """A run of the ledger (``db.models.JobRun``)."""

    job: str
    due_at: str
    started_at: str
    ended_at: str | None
    outcome: str
    detail: str
    host: str


class ScheduleStatus(BaseModel):
    """``running``: a process of ``lianzhao schedule run`` lives on this database."""

    running: bool
    next: list[Coming]
    last: list[Past]
    """Newest first."""
    reminders: list[str]
    """Commands for files that a person must bring."""


def schedule_status(opened: Opened, moment: datetime) -> ScheduleStatus:
    """The status at ``moment``."""
    with hold(opened.engine, ALIVE) as free:
        running = not free
    with session(opened.engine) as db:
        due = due_now(db, opened, moment)
        rows = list(db.scalars(select(JobRun).order_by(JobRun.started_at.desc()).limit(SHOWN)))
        states = source_states(db, opened, moment)
    hour = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    weekly = last_weekly(opened.policy, moment) + timedelta(days=7)
    return ScheduleStatus(
        running=running,
        next=[
            Coming(job=GATHER, at=hour.isoformat(timespec="seconds"), detail=_gathering(opened, len(due))),
            Coming(job=WEEKLY, at=weekly.isoformat(timespec="seconds"), detail=""),
        ],
        last=[Past(**{name: getattr(row, name) for name in Past.model_fields}) for row in rows],
        reminders=[f"{state.name}：{state.todo}" for state in states if state.state == "import"],
    )


def _gathering(opened: Opened, due: int) -> str:
    if not opened.settings.contact:
        return "未设 LIANZHAO_CONTACT，不联网采集"
    window = f"，只在 {opened.policy.night_window}" if opened.policy.night_window else ""
    return f"现在有 {due} 个来源到期{window}"


def print_status(console: Console, status: ScheduleStatus) -> None:
    """Print it for a person."""
    console.print(
        "[green]计划正在运行[/green]"
        if status.running
        else "[yellow]计划没有运行[/yellow]：lianzhao schedule run"
    )
    for coming in status.next:
        console.print(f"下次{JOB_NAMES[coming.job]} {_moment(coming.at)} {escape(coming.detail)}".rstrip())
    for reminder in status.reminders:
        console.print(f"[yellow]请人工导入[/yellow] {escape(reminder)}")
    if not status.last:
        return
    table = Table("任务", "应于", "开始", "结束", "结果", "说明")
    for past in status.last:
        table.add_row(
            JOB_NAMES[past.job],
            _moment(past.due_at),
            _moment(past.started_at),
            _moment(past.ended_at) if past.ended_at else "–",
            OUTCOME_WORDS[past.outcome],
            escape(past.detail),
        )
    console.print(table, soft_wrap=False)


def _moment(text: str) -> str:
    return text[5:16].replace("T", " ")
