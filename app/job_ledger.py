"""One run at a time on a database, and a ledger so that no scheduled job runs twice."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.stop import Stopped
from common.clock import now
from common.errors import UserError
from common.log import get_logger
from db.lock import hold
from db.models import JobRun
from db.session import session

log = get_logger("app.jobs")

LOCK = "run"
"""Held by whatever visits sites and publishes: the schedule's jobs, weekly and crawl."""
RUNNING, AGAIN, OK, FAILED, STOPPED = "running", "again", "ok", "failed", "stopped"
"""``again``: run a second time, as the first run died. ``stopped``: a person ended it, it may run again."""


class JobReport(BaseModel):
    """How one job of the schedule fared; ``busy``: another process holds the lock, nothing was done."""

    job: str
    due_at: str
    outcome: Literal["ok", "failed", "busy"]
    detail: str = ""


@contextmanager
def exclusive(engine: Engine) -> Iterator[None]:
    """Be the only run on this database inside the block.

    Raises:
        UserError: another process is at it.
    """
    with hold(engine, LOCK) as free:
        if not free:
            raise UserError("另一个进程正在这个数据库上采集或做清单，本次没有运行", fix="等它结束后再运行")
        yield


def run_slot(engine: Engine, job: str, due_at: datetime, work: Callable[[], str]) -> JobReport | None:
    """Run ``work`` unless the job was run for this moment already; its failure is noted, not raised.

    A run that died is recognised by its row that says running while nobody holds the lock, and is run
    again once.

    Args:
        engine: the database whose ledger and lock count.
        job: name of the job.
        due_at: the moment it was due.
        work: returns a Chinese sentence on what was done.

    Returns:
        None when there was nothing to do.

    Raises:
        Stopped, KeyboardInterrupt: a person ended the run; it may be run again.
    """
    slot = _slot(due_at)
    with session(engine) as db:
        row = find_run(db, job, due_at)
    if row is not None and row.outcome in {OK, FAILED}:
        return None
    with hold(engine, LOCK) as free:
        if not free:
            return JobReport(job=job, due_at=slot, outcome="busy", detail="另一个进程正在运行")
        if not _begin(engine, job, due_at):
            return None
        try:
            outcome, detail = _attempt(job, work)
        except (Stopped, KeyboardInterrupt):
            _end(engine, job, due_at, STOPPED, "按要求停下，下次启动时接着做")
            raise
        _end(engine, job, due_at, outcome, detail)
    return JobReport(job=job, due_at=slot, outcome=outcome, detail=detail)


def _attempt(job: str, work: Callable[[], str]) -> tuple[Literal["ok", "failed"], str]:
    try:
        return "ok", work()
    except UserError as error:
        return "failed", str(error)
    except Stopped:
        raise
    except Exception as error:
        log.exception("job", job=job)
        return "failed", f"程序出错（{type(error).__name__}），详情在数据目录 log/lianzhao.jsonl"


def _begin(engine: Engine, job: str, due_at: datetime) -> bool:
    """Note that the job runs; False when it has been run. Call it with the lock held."""
    moment = now().isoformat(timespec="seconds")
    host = f"{socket.gethostname()} 进程 {os.getpid()}"
    with session(engine) as db, db.begin():
        row = find_run(db, job, due_at)
        if row is None:
            row = JobRun(job=job, due_at=_slot(due_at), outcome=RUNNING, detail="")
            db.add(row)
        elif row.outcome == RUNNING:
            row.outcome, row.detail = AGAIN, f"上一次（{row.host}，{row.started_at[:16]}）中途断了"
        elif row.outcome == STOPPED:
            row.outcome, row.detail = RUNNING, ""
        elif row.outcome == AGAIN:
            row.outcome, row.detail, row.ended_at = FAILED, "运行两次都中途断了，不再自动重试", moment
            return False
        else:
            return False
        row.started_at, row.ended_at, row.host = moment, None, host
        _close_dead(db, job, due_at)
    return True


def _close_dead(db: Session, job: str, due_at: datetime) -> None:
    """Runs for earlier moments that still say running have died, and this run does their work."""
    dead = select(JobRun).where(
        JobRun.job == job, JobRun.due_at != _slot(due_at), JobRun.outcome.in_([RUNNING, AGAIN])
    )
    for row in db.scalars(dead):
        row.outcome, row.detail = FAILED, "中途断了，由后一次接着做"


def _end(engine: Engine, job: str, due_at: datetime, outcome: str, detail: str) -> None:
    with session(engine) as db, db.begin():
        row = find_run(db, job, due_at)
        assert row is not None
        row.outcome, row.detail = outcome, detail
        row.ended_at = now().isoformat(timespec="seconds")
    log.info("job", job=job, due_at=_slot(due_at), outcome=outcome, detail=detail)


def find_run(db: Session, job: str, due_at: datetime) -> JobRun | None:
    """The row of a job and the moment it was due."""
    return db.scalars(select(JobRun).where(JobRun.job == job, JobRun.due_at == _slot(due_at))).first()


def _slot(due_at: datetime) -> str:
    return due_at.isoformat(timespec="seconds")
