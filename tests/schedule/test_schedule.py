"""The schedule does what is due, once, and goes on whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from app import schedule
from app.job_ledger import JobReport
from app.opened import Opened, checked_policy
from app.schedule import last_weekly, run_due
from app.schedule_status import schedule_status
from common.clock import SHANGHAI
from common.errors import UserError
from common.settings import PROJECT_ROOT
from crawlers.policy import load_policy
from crawlers.source import Source
from db.lock import hold
from db.models import JobRun, WeekRun
from db.session import session
from matching.config.bundle import Config
from tests.schedule.build import at, source, visit
from tests.schedule.conftest import Open

MONDAY = at("2026-11-23 07:00")
POLICY = load_policy(PROJECT_ROOT / "config")


class Machine:
    """The schedule with its two jobs replaced by a diary; a gathered source has been visited."""

    def __init__(self, opened: Opened, patch: pytest.MonkeyPatch) -> None:
        self.opened = opened
        self.done: list[str] = []
        self.until: list[datetime | None] = []
        self.broken: Exception | None = None
        self._moment = MONDAY
        patch.setattr(schedule, "open_all", lambda _settings: opened)
        patch.setattr(schedule, "make_week", self._week)
        patch.setattr(schedule, "gather", self._gather)

    def at(self, text: str) -> list[JobReport]:
        self._moment = at(text)
        self.done.clear()
        return run_due(self.opened.settings, self._moment)

    def _week(self, _opened: Opened, _week: None) -> Any:
        self.done.append("weekly")
        if self.broken:
            raise self.broken
        return SimpleNamespace(report=SimpleNamespace(week="2026-W48", targets=[], list_entries=0))

    def _gather(
        self, engine: Engine, _settings: object, sources: Sequence[Source], *, until: datetime | None
    ) -> None:
        self.done += [source.id for source in sources]
        self.until.append(until)
        with session(engine) as db, db.begin():
            db.add_all(visit(f"{self._moment:%Y-%m-%d %H:%M}", name=source.id) for source in sources)


def test_a_machine_that_was_off_makes_up_for_the_newest_week_only(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(open_with(source("daily"), source("weekly", season={"pace": "weekly"})), monkeypatch)
    reports = machine.at("2026-11-25 10:20")
    assert machine.done == ["weekly", "daily", "weekly"]
    assert [(report.job, report.due_at) for report in reports] == [
        ("weekly", "2026-11-23T07:00:00+08:00"),
        ("gather", "2026-11-25T10:00:00+08:00"),
    ]
    assert machine.at("2026-11-25 11:00") == []
    machine.at("2026-11-26 00:00")
    assert machine.done == ["daily"]
    machine.at("2026-12-16 09:00")  # three weeks off: three Mondays missed
    assert machine.done == ["weekly", "daily", "weekly"]
    machine.at("2026-12-21 06:59")
    assert machine.done == ["daily"]
    machine.at("2026-12-21 07:00")
    assert machine.done == ["weekly"]


def test_a_list_made_by_hand_after_it_was_due_is_not_made_again(
    open_with: Open, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    machine = Machine(open_with(), monkeypatch)
    values = {"week": "2026-W48", "data_hash": "", "config_hash": "", "report": {}}
    with session(engine) as db, db.begin():
        db.add(WeekRun(cutoff="2026-11-23T06:30:00+08:00", **values))
    assert [report.job for report in machine.at("2026-11-23 07:00")] == ["weekly"], "made before it was due"
    with session(engine) as db, db.begin():
        db.merge(WeekRun(cutoff="2026-11-23T07:30:00+08:00", **values))
        db.delete(db.scalars(select(JobRun)).one())
    assert machine.at("2026-11-23 08:00") == []


def test_a_week_that_failed_does_not_stop_the_gathering(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(open_with(source()), monkeypatch)
    machine.broken = UserError("磁盘满了")
    reports = machine.at("2026-11-23 07:00")
    assert [(report.job, report.outcome) for report in reports] == [("weekly", "failed"), ("gather", "ok")]
    assert "磁盘满了" in reports[0].detail
    machine.broken = None
    assert machine.at("2026-11-23 08:00") == []
    assert [report.outcome for report in machine.at("2026-11-30 07:00")] == ["ok", "ok"]


def test_while_another_process_is_at_it_nothing_is_done_and_nothing_lost(
    open_with: Open, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    machine = Machine(open_with(source()), monkeypatch)
    with hold(engine, "run"):
        assert [report.outcome for report in machine.at("2026-11-23 07:00")] == ["busy", "busy"]
    assert [report.outcome for report in machine.at("2026-11-23 08:00")] == ["ok", "ok"]


def test_without_a_contact_nothing_is_gathered_and_made_up_or_manual_sources_never(
    open_with: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(open_with(source(), contact=None), monkeypatch)
    machine.at("2026-11-23 07:00")
    assert machine.done == ["weekly"]
    sources = [source("real"), source("demo", example=True), source("inbox", manual=True)]
    sources.append(source("paid", spider="registry"))
    machine = Machine(open_with(*sources), monkeypatch)
    machine.at("2026-11-23 08:00")
    assert machine.done == ["real"]


def test_the_night_ends_the_gathering(open_with: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_with(source())
    night = POLICY.model_copy(update={"night_window": "23:00-06:00"})
    machine = Machine(replace(opened, policy=night), monkeypatch)
    machine.at("2026-11-23 12:00")
    assert machine.done == ["weekly"]
    machine.at("2026-11-23 23:00")
    assert machine.done == ["sample"]
    assert machine.until == [at("2026-11-24 06:00")]


@given(st.integers(0, 60 * 24 * 400), st.sampled_from("一二三四五六日"), st.times())
def test_the_weekly_moment_is_the_newest_that_has_come(minutes: int, day: str, clock: Any) -> None:
    policy = POLICY.model_copy(update={"weekly_at": f"周{day} {clock:%H:%M}"})
    moment = datetime(2026, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
    slot = last_weekly(policy, moment)
    assert slot <= moment < slot + timedelta(days=7)
    assert ("一二三四五六日"[slot.weekday()], f"{slot:%H:%M}") == (day, f"{clock:%H:%M}")


def test_the_status_tells_what_comes_what_was_and_what_a_person_must_bring(
    open_with: Open, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    july = {"spans": ["07-08..07-31"], "pace": "weekly"}
    machine = Machine(open_with(source("daily"), source("unicorn", manual=True, season=july)), monkeypatch)
    machine.at("2026-07-13 07:00")
    found = schedule_status(machine.opened, at("2026-07-14 09:30"))
    assert not found.running
    assert [(coming.job, coming.at[:16]) for coming in found.next] == [
        ("gather", "2026-07-14T10:00"),
        ("weekly", "2026-07-20T07:00"),
    ]
    assert "1 个来源到期" in found.next[0].detail
    assert {(past.job, past.outcome) for past in found.last} == {("weekly", "ok"), ("gather", "ok")}
    assert found.reminders == ["示例unicorn：lianzhao import 文件 --source unicorn"]
    with hold(engine, "schedule"):
        assert schedule_status(machine.opened, at("2026-07-14 09:30")).running


def test_sites_are_never_asked_faster_than_the_compliance_rules_allow(config: Config) -> None:
    crawl = config.compliance.crawl.model_copy(update={"min_seconds_between_requests_per_host": 5})
    stricter = replace(config, compliance=config.compliance.model_copy(update={"crawl": crawl}))
    assert checked_policy(config).delay_seconds == 3
    with pytest.raises(
        UserError, match=r"gather\.yaml：delay_seconds 是 3，低于 compliance\.yaml 规定的 5 秒"
    ):
        checked_policy(stricter)


STUBBED = """
import faulthandler, sys, time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from app import cli, cli_schedule, schedule
from app import opened as stage
from app.screen import step

diary = Path(sys.argv[1])
faulthandler.dump_traceback_later(100, exit=True)  # a test that hangs is a test that fails

def week(_opened, _week):
    with diary.open("a") as file:
        file.write("began\\n")
    print("working", flush=True)
    for _ in range(int(sys.argv[2])):
        with step("步骤"):
            time.sleep(0.05)
    with diary.open("a") as file:
        file.write("ended\\n")
    return SimpleNamespace(report=SimpleNamespace(week="", targets=[], list_entries=0))

schedule.make_week = week
stage.load_sources = dict
cli_schedule.now = lambda: datetime.fromisoformat("2026-11-23T07:00:00+08:00")
cli.main(sys.argv[3:])
"""


def start(home: Path, database: str, steps: int, *arguments: str) -> subprocess.Popen[str]:
    """The command line in a process of its own, where the weekly list is so many short steps."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANZHAO_")}
    return subprocess.Popen(
        [sys.executable, "-c", STUBBED, str(home / "diary"), str(steps), "--home", str(home), *arguments],
        cwd=PROJECT_ROOT,
        env={**kept, "DATABASE_URL": database},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_two_processes_make_one_list(database_url: str, tmp_path: Path, engine: Engine) -> None:
    processes = [start(tmp_path, database_url, 20, "schedule", "run", "--once") for _ in range(2)]
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert (tmp_path / "diary").read_text() == "began\nended\n"
    with session(engine) as db:
        assert [row.outcome for row in db.scalars(select(JobRun))] == ["ok"]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGTERM")
def test_it_ends_after_the_step_under_way_and_goes_on_at_the_next_start(
    database_url: str, tmp_path: Path, engine: Engine, kind: str
) -> None:
    wish = signal.SIGTERM if kind == "postgres" else signal.SIGINT
    process = start(tmp_path, database_url, 100_000, "schedule", "run")
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    process.send_signal(wish)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "计划已停止" in errors
    assert "Traceback" not in errors
    assert (tmp_path / "diary").read_text() == "began\n"
    with session(engine) as db:
        assert [row.outcome for row in db.scalars(select(JobRun))] == ["stopped"]
    again = start(tmp_path, database_url, 1, "schedule", "run")
    assert again.stdout is not None
    assert again.stdout.readline() == "working\n"
    again.terminate()
    again.communicate(timeout=120)
    with session(engine) as db:
        assert db.scalars(select(JobRun)).one().outcome in {"ok", "stopped"}
