"""No job of the schedule runs twice for one moment, whoever tries, and one that died runs once more."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.job_ledger import LOCK, exclusive, run_slot
from app.stop import Stopped
from common.errors import UserError
from common.settings import PROJECT_ROOT
from db.lock import hold
from db.models import JobRun
from db.session import session
from tests.schedule.build import at

SLOT = at("2026-11-23 07:00")
TRY = """
import sys, time
from datetime import datetime
from pathlib import Path
from app.job_ledger import run_slot
from db.session import open_database

def work():
    with Path(sys.argv[2]).open("a") as file:
        file.write("ran\\n")
    print("working", flush=True)
    time.sleep(float(sys.argv[3]))
    return "made"

engine = open_database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
report = run_slot(engine, "weekly", datetime.fromisoformat("2026-11-23T07:00:00+08:00"), work)
print(report.outcome if report else "none", flush=True)
"""


def start(url: str, diary: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", TRY, url, str(diary), str(seconds)],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def row(engine: Engine) -> JobRun:
    with session(engine) as db:
        return db.scalars(select(JobRun)).one()


@pytest.mark.parametrize("seconds", [0.0, 1.0])
def test_of_two_processes_one_runs_the_job(
    database_url: str, engine: Engine, tmp_path: Path, seconds: float
) -> None:
    diary = tmp_path / "diary"
    processes = [start(database_url, diary, seconds) for _ in range(2)]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate(timeout=60)[0].splitlines()[-1] for process in processes)
    assert said in (["busy", "ok"], ["none", "ok"])
    assert diary.read_text() == "ran\n"
    assert (row(engine).outcome, row(engine).detail) == ("ok", "made")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_run_that_died_is_made_again_once(database_url: str, engine: Engine, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    for times in (1, 2):
        process = start(database_url, diary, 60)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("go\n")
        process.stdin.flush()
        assert process.stdout.readline() == "working\n"
        assert row(engine).outcome == ("running" if times == 1 else "again")
        assert str(process.pid) in row(engine).host
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        with hold(engine, LOCK, wait=60) as free:
            assert free
    assert run_slot(engine, "weekly", SLOT, lambda: "never") is None
    assert row(engine).outcome == "failed"
    assert "两次都中途断了" in row(engine).detail
    assert diary.read_text() == "ran\nran\n"


def test_a_job_that_runs_again_can_end_well(engine: Engine) -> None:
    with session(engine) as db, db.begin():
        slot = SLOT.isoformat(timespec="seconds")
        died = {"started_at": slot, "outcome": "running", "detail": "", "host": "旧机器 进程 1"}
        db.add(JobRun(job="weekly", due_at=slot, **died))
    report = run_slot(engine, "weekly", SLOT, lambda: row(engine).detail)
    assert report is not None
    assert report.outcome == "ok"
    assert "旧机器 进程 1" in report.detail, "while it runs, the row says what happened before"


def test_a_run_that_died_and_was_overtaken_is_closed(engine: Engine) -> None:
    with session(engine) as db, db.begin():
        slot = at("2026-11-23 06:00").isoformat(timespec="seconds")
        died = {"started_at": slot, "outcome": "running", "detail": "", "host": "旧机器 进程 1"}
        db.add_all([JobRun(job=job, due_at=slot, **died) for job in ("gather", "weekly")])
    run_slot(engine, "gather", SLOT, lambda: "")
    with session(engine) as db:
        rows = db.scalars(select(JobRun).order_by(JobRun.id)).all()
    assert [row.outcome for row in rows] == ["failed", "running", "ok"]
    assert "由后一次接着做" in rows[0].detail


def test_the_next_moment_is_another_job(engine: Engine) -> None:
    later = at("2026-11-30 07:00")
    outcomes = [run_slot(engine, "weekly", moment, lambda: "") for moment in (SLOT, SLOT, later)]
    assert [report.outcome if report else None for report in outcomes] == ["ok", None, "ok"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UserError("来源写错了", fix="改好"), "来源写错了（改好）"),
        (ZeroDivisionError("secret"), "程序出错（ZeroDivisionError）"),
    ],
)
def test_a_failure_is_noted_in_chinese_and_not_raised(engine: Engine, error: Exception, said: str) -> None:
    def work() -> str:
        raise error

    report = run_slot(engine, "gather", SLOT, work)
    assert report is not None
    assert (report.outcome, row(engine).outcome) == ("failed", "failed")
    assert said in row(engine).detail
    assert "secret" not in row(engine).detail
    assert run_slot(engine, "gather", SLOT, lambda: "") is None, "the next one is tried, not this one"


@pytest.mark.parametrize("wish", [Stopped(), KeyboardInterrupt()])
def test_a_run_that_a_person_stopped_is_made_up_for(engine: Engine, wish: BaseException) -> None:
    def work() -> str:
        raise wish

    for _ in range(3):
        with pytest.raises(type(wish)):
            run_slot(engine, "gather", SLOT, work)
        assert row(engine).outcome == "stopped"
    report = run_slot(engine, "gather", SLOT, lambda: "")
    assert report is not None
    assert report.outcome == "ok"


def test_a_command_typed_meanwhile_is_refused_in_one_sentence(engine: Engine) -> None:
    with hold(engine, LOCK), pytest.raises(UserError, match="另一个进程正在") as refused, exclusive(engine):
        pytest.fail("two runs at once")
    assert refused.value.exit_code == 2
    with exclusive(engine):
        report = run_slot(engine, "weekly", SLOT, lambda: "never")
    assert report is not None
    assert report.outcome == "busy"
    with session(engine) as db:
        assert db.scalars(select(JobRun)).all() == [], "it is done at the next occasion"
