"""``python -m benchmarks.tune``: how long a trial of a setting takes on 20,000 made-up firms.

The firms are 示例: texts of the sample's firms put together anew, names of their own. They are laid into
the cache that the weekly run leaves in a home, so that the command line is measured as a person meets it,
start-up included; only the database behind it is the sample's. Beside the trials stands judging and
explaining everybody, which is what each would cost without. Seconds of the processor stand beside those of
the clock: on a machine that others use only the former can be compared.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

from app.analysis import Desk, open_desk, rank
from app.tuning.changes import read_changes
from app.tuning.trial import completed, with_changes
from app.tuning.trying import trial_of
from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import PROJECT_ROOT, Settings
from matching.firm import Firm
from matching.load import Knowledge
from matching.week import judge_each

FIRMS = 20_000
REPEATS = 3
SEED = 20261123
TRIALS = {
    "a weight": "scoring.axes.fit.weight=0.4",
    "a word": "textile_dyeing.dyeing_finishing.kw.strong+=示例染,面料",
    "a node's state": "textile_dyeing.dyeing_finishing.local=gap",
    "a movability": "scoring.movability.default=0.4",
    "a node's priority": "wood_home.furniture.gap_priority=1",
    "belief in a field": "chains.match_fields.company_name=0.2",
}
"""Kinds of change, by what each makes necessary."""


def generated(knowledge: Knowledge, count: int) -> Knowledge:
    """``count`` firms made of the sample's facts: texts and lists of one firm, place of another, drawn."""
    draw, known = random.Random(SEED), list(knowledge.firms.values())  # noqa: S311  # no secret
    firms: dict[str, Firm] = {}
    for number in range(count):
        model, other = draw.choice(known), draw.choice(known)
        name = f"示例{number:05d}{other.name[-8:]}"
        texts = [replace(model.texts[0], text=name), *model.texts[1:]]
        identity = f"E{number:012d}"
        firms[identity] = replace(
            model, id=identity, name=name, texts=texts, city=other.city or model.city, example=False, ties=[]
        )
    return replace(knowledge, firms=firms, contacts=())


def measure(count: int = FIRMS, repeats: int = REPEATS) -> Record:
    """Every kind of trial, by command and in one process."""
    machine, rows = this_machine(), list[list[str | int | float]]()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        _lianzhao(home, "weekly")
        settings = Settings(
            home=home,
            config=PROJECT_ROOT / "config",
            sample=PROJECT_ROOT / "sample",
            database_url=f"sqlite:///{home / 'lianzhao.db'}",
        )
        many = generated(open_desk(settings).knowledge, count)
        for path in (home / "cache").glob("*.pickle"):
            path.unlink()
        desk = open_desk(settings)
        desk.cache.knowledge(lambda: many)
        first = _seconds(lambda: rank(desk, desk.config))
        rows.append(["first ranking, nothing kept", *first, *first])
        assert desk.outcomes is not None
        for kind, written in TRIALS.items():
            inside = [_seconds(partial(_trial, desk, written)) for _ in range(repeats)]
            command = [
                _seconds(partial(_lianzhao, home, "tune", "try", "--set", written)) for _ in range(repeats)
            ]
            rows.append([f"{kind}: {written}", *_medians(inside), *_medians(command)])
            print(rows[-1], flush=True)
        judged = _seconds(lambda: list(judge_each(many, desk.context(desk.config))))
        rows.append(["judge and explain everybody once", *judged, *judged])
    return Record(
        title=f"A trial of a setting on {count:,} firms",
        command="python -m benchmarks.tune",
        measured_on=today(),
        machine=machine,
        tables=[
            Table(
                title="Seconds, median; the command with its start-up",
                columns=["trial", "one process, clock", "processor", "command, clock", "command, processor"],
                rows=rows,
            ),
            Table(
                title="Sizes",
                columns=["what", "count"],
                rows=[
                    ["firms", count],
                    ["of them with a node", sum(bool(one.sketches) for one in desk.drafts(desk.config))],
                    ["texts", sum(len(firm.texts) for firm in many.firms.values())],
                ],
            ),
        ],
    )


def _trial(desk: Desk, written: str) -> object:
    """What the command does after it has opened the desk; drafts of the trial are made anew every time."""
    fresh = replace(desk, _drafts={}, _read={})
    changes = completed(fresh.config, read_changes(fresh.config, None, [written]))
    before = rank(fresh, fresh.config)
    return trial_of(fresh, before, rank(fresh, with_changes(fresh.config, changes), after=before), changes)


def _seconds(run: Callable[[], object]) -> tuple[float, float]:
    """Of the clock, and of the processor in this process and its children."""
    clock, busy = time.perf_counter(), _busy()
    run()
    return time.perf_counter() - clock, _busy() - busy


def _busy() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _medians(timings: list[tuple[float, float]]) -> tuple[float, float]:
    return median(clock for clock, _ in timings), median(busy for _, busy in timings)


def _lianzhao(home: Path, *arguments: str) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LIANZHAO_") and name != "DATABASE_URL"
    }
    subprocess.run(  # noqa: S603  # our own command line
        [sys.executable, "-c", "from app.cli import main; main()", "--home", str(home), *arguments],
        env={**environment, "PYTHONPATH": str(PROJECT_ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--firms", type=int, default=FIRMS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    asked = parser.parse_args()
    record = measure(asked.firms, asked.repeats)
    for table in record.tables:
        print(table.title, *table.rows, sep="\n")
    if asked.firms == FIRMS:
        write_record(record, RESULTS / "tune.json")
