"""The schedule: the weekly list, and the sources as they fall due, for as long as the machine runs."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from rich.markup import escape
from sqlalchemy.orm import Session

from app import stop
from app.due import due_sources
from app.gather import askable, gather
from app.job_ledger import JobReport, find_run, run_slot
from app.opened import Opened, open_all
from app.pack import make_week
from app.screen import errors
from common.clock import SHANGHAI, iso_week, now
from common.errors import UserError
from common.log import get_logger
from common.settings import Settings
from crawlers.policy import Policy
from crawlers.source import Source
from db.lock import hold
from db.models import WeekRun
from db.session import session

log = get_logger("app.schedule")

WEEKLY, GATHER = "weekly", "gather"
ALIVE = "schedule"
"""Lock held for as long as a schedule runs, so that its status can be told from outside."""
POLL_SECONDS = 0.5
JOB_NAMES = {WEEKLY: "周清单", GATHER: "采集到期来源"}
OUTCOME_WORDS = {
    "ok": "完成",
    "failed": "[red]失败[/red]",
    "busy": "[yellow]让给别的进程[/yellow]",
    "running": "运行中（或中断）",
    "again": "中断后重做中",
    "stopped": "按要求停下",
}


def run_due(settings: Settings, moment: datetime) -> list[JobReport]:
    """Do what is due: the newest weekly list that is missing, then the sources that are due.

    Whenever it is called, and by however many processes, each job runs once for each moment at which
    it was due: the weekly list for its day and time, gathering for the full hour. Of several weeks
    missed only the newest is made. Nothing is gathered without an operator's contact.

    Raises:
        UserError: configuration, sources or database are wrong; nothing was run.
        Stopped, KeyboardInterrupt: a person ended the run.
    """
    opened = open_all(settings)
    try:
        return _run_due(opened, moment)
    finally:
        opened.engine.dispose()


def _run_due(opened: Opened, moment: datetime) -> list[JobReport]:
    reports: list[JobReport | None] = []
    slot = last_weekly(opened.policy, moment)
    with session(opened.engine) as db:
        by_hand = _made_by_hand(db, slot)
    if not by_hand:
        reports.append(run_slot(opened.engine, WEEKLY, slot, lambda: _weekly(opened)))
    with session(opened.engine) as db:
        sources = due_now(db, opened, moment)
    if sources:

        def work() -> str:
            gather(opened.engine, opened.settings, sources, until=opened.policy.window_end(moment))
            return f"采集 {len(sources)} 个来源：{'、'.join(source.name for source in sources)}"

        hour = moment.replace(minute=0, second=0, microsecond=0)
        reports.append(run_slot(opened.engine, GATHER, hour, work))
    return [report for report in reports if report is not None]


def due_now(db: Session, opened: Opened, moment: datetime) -> list[Source]:
    """The sources that the schedule gathers at ``moment``; none without an operator's contact."""
    if not opened.settings.contact:
        return []
    return due_sources(db, askable(opened.settings, opened.sources.values()), opened.policy, moment)


def last_weekly(policy: Policy, moment: datetime) -> datetime:
    """The newest moment not after ``moment`` at which a weekly list was due."""
    day = moment.date() - timedelta(days=(moment.weekday() - policy.weekly_day) % 7)
    slot = datetime.combine(day, policy.weekly_time, SHANGHAI)
    return slot if slot <= moment else slot - timedelta(days=7)


def _made_by_hand(db: Session, slot: datetime) -> bool:
    """Whether a person has made that week's list after it was due, before the schedule came to it."""
    made = db.get(WeekRun, iso_week(slot.date()))
    after = made is not None and made.cutoff >= slot.isoformat(timespec="seconds")
    return after and find_run(db, WEEKLY, slot) is None


def _weekly(opened: Opened) -> str:
    report = make_week(opened, None).report
    return f"{report.week}：{len(report.targets)} 家入选，{report.list_entries} 条榜单记录"


def run_forever(settings: Settings) -> None:
    """Do what is due now, then at every full hour and at the time of the weekly list, until told to end.

    SIGTERM or Ctrl-C ends it after the step under way; a second one at once. A run that fails is
    noted and does not end it.

    Raises:
        UserError: configuration, sources or database are wrong at the start.
    """
    opened = open_all(settings)
    policy = opened.policy
    zone = {"timezone": SHANGHAI}
    clock = {"hour": policy.weekly_time.hour, "minute": policy.weekly_time.minute}
    # One worker: two moments that fall together run one after the other. A moment that the machine
    # slept through is made up for when it wakes.
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        **zone,
    )
    weekly = CronTrigger(day_of_week=policy.weekly_day, **clock, **zone)
    scheduler.add_job(_run_and_say, weekly, [settings], id=WEEKLY)
    hourly = CronTrigger(minute=0, **zone)
    scheduler.add_job(_run_and_say, hourly, [settings], id=GATHER, next_run_time=now())
    with hold(opened.engine, ALIVE) as alone, _told_to_end():
        also = "" if alone else "；另一个进程也在运行计划，同一件事只会做一次"
        errors.print(f"计划已启动（{policy.weekly_at} 出周清单，每小时采集到期来源{also}）。Ctrl-C 停止。")
        scheduler.start()
        while not stop.asked():
            time.sleep(POLL_SECONDS)
        errors.print("收到停止信号：做完手上这一步就结束；再按一次 Ctrl-C 立即结束，也不会丢数据。")
        scheduler.shutdown(wait=True)
    opened.engine.dispose()
    errors.print("计划已停止。")


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Inside the block the first SIGTERM or Ctrl-C asks the run to end, a second one kills it."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_DFL)
        stop.ask()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    stop.forget()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        stop.forget()


def _run_and_say(settings: Settings) -> None:
    """One round of the schedule; whatever goes wrong, the next round comes."""
    try:
        stop.check()
        for report in run_due(settings, now()):
            errors.print(escape(f"{report.due_at[:16].replace('T', ' ')} ") + say(report))
    except stop.Stopped:
        return
    except UserError as error:
        log.warning("round", problem=str(error))
        errors.print(f"[red]错误[/red] {escape(str(error))}")
    except Exception:
        log.exception("round")
        errors.print("[red]程序出错[/red] 计划继续运行；详情在数据目录 log/lianzhao.jsonl。")


def say(report: JobReport) -> str:
    """A report as one line, with markup."""
    return f"{JOB_NAMES[report.job]} {OUTCOME_WORDS[report.outcome]} {escape(report.detail)}"
