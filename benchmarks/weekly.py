"""``python -m benchmarks.weekly``: how long the weekly run takes, its parts, and how judging grows.

The first and the second run are the command a person types, start-up included, over the sample
archive without network. The parts are measured inside one process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import log
from pathlib import Path
from statistics import linear_regression, median

from app.analysis import Desk, open_desk
from app.workbook import write_workbook
from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import PROJECT_ROOT, Settings
from matching.week import judge_each, make_context

REPEATS = 3
COPIES = (1, 4, 16)


@dataclass(frozen=True)
class Timing:
    """Seconds of every repeat of one thing."""

    name: str
    seconds: Sequence[float]

    @property
    def median(self) -> float:
        """The median of the repeats."""
        return median(self.seconds)


@dataclass(frozen=True)
class Growth:
    """Judging ``firms`` enterprises, the stored ones repeated ``copies`` times."""

    copies: int
    firms: int
    timing: Timing


def measure(repeats: int = REPEATS, copies: Sequence[int] = COPIES, firms: int | None = None) -> Record:
    """Run everything in homes of its own; ``firms`` judges only the first so many, to try it out."""
    machine = this_machine()
    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / f"home{number}" for number in range(repeats)]
        runs = [partial(_weekly, home) for home in homes]
        first = _timed("first weekly run, empty home", runs)
        second = _timed("second weekly run, same home", runs)
        settings = _settings(homes[-1])
        load = _timed("open the week, load what is known", [partial(open_desk, settings)] * repeats)
        desk = open_desk(settings)
        workbook = Path(folder) / "week.xlsx"
        write = _timed("write the workbook", [partial(write_workbook, desk.report, workbook)] * repeats)
        size = workbook.stat().st_size
        growth = [_judging(desk, number, firms, repeats) for number in copies]
    judge = replace(growth[0].timing, name="judge every enterprise")
    return Record(
        title="The weekly run over the sample archive",
        command="python -m benchmarks.weekly",
        measured_on=today(),
        machine=machine,
        tables=[
            _timings([first, second, load, judge, write]),
            _ratios(first, second, judge, write, growth),
            Table(
                title="Sizes",
                columns=["what", "count"],
                rows=[
                    ["list entries", desk.report.list_entries],
                    ["enterprises", desk.report.enterprises],
                    ["targets", len(desk.report.targets)],
                    ["workbook, bytes", size],
                ],
            ),
            _growth(growth),
        ],
    )


def _settings(home: Path) -> Settings:
    return Settings(
        home=home,
        config=PROJECT_ROOT / "config",
        sample=PROJECT_ROOT / "sample",
        database_url=f"sqlite:///{home / 'lianzhao.db'}",
    )


def _weekly(home: Path) -> None:
    """The command as a person types it, offline; its steps show on the error stream."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LIANZHAO_") and name != "DATABASE_URL"
    }
    subprocess.run(  # noqa: S603  # our own command line
        [sys.executable, "-c", "from app.cli import main; main()", "--home", str(home), "weekly"],
        env={**environment, "PYTHONPATH": str(PROJECT_ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _judging(desk: Desk, copies: int, firms: int | None, repeats: int) -> Growth:
    """Copies differ by id only: the same texts are read again, nothing is remembered between firms."""
    known = list(desk.knowledge.firms.values())[:firms]
    many = [replace(firm, id=f"{firm.id}-{number}") for number in range(copies) for firm in known]
    knowledge = replace(desk.knowledge, firms={firm.id: firm for firm in many})
    context = make_context(knowledge, desk.config, desk.report.week)
    timing = _timed(f"judge ×{copies}", [lambda: list(judge_each(knowledge, context))] * repeats)
    return Growth(copies, len(many), timing)


def _timed(name: str, runs: Sequence[Callable[[], object]]) -> Timing:
    seconds = []
    for run in runs:
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    timing = Timing(name, seconds)
    print(f"{name}: {timing.median:.2f} s", flush=True)
    return timing


def _timings(timings: Sequence[Timing]) -> Table:
    return Table(
        title="Seconds",
        columns=["what", "median", "least", "most", "repeats"],
        rows=[
            [timing.name, timing.median, min(timing.seconds), max(timing.seconds), len(timing.seconds)]
            for timing in timings
        ],
    )


def _ratios(first: Timing, second: Timing, judge: Timing, write: Timing, growth: Sequence[Growth]) -> Table:
    """Ratios of the medians, and k of ``seconds ∝ enterprises^k`` by least squares over logarithms."""
    exponent = linear_regression(
        [log(one.firms) for one in growth], [log(one.timing.median) for one in growth]
    ).slope
    print(f"judging: seconds ∝ enterprises^{exponent:.2f}")
    return Table(
        title="Ratios",
        columns=["what", "value"],
        rows=[
            ["second run / first run", second.median / first.median],
            ["judge every enterprise / second run", judge.median / second.median],
            ["write the workbook / second run", write.median / second.median],
            ["k in: seconds of judging ∝ enterprises^k", exponent],
        ],
    )


def _growth(growth: Sequence[Growth]) -> Table:
    return Table(
        title="Judging more enterprises",
        columns=["copies", "enterprises", "seconds, median", "milliseconds an enterprise"],
        rows=[
            [one.copies, one.firms, one.timing.median, 1000 * one.timing.median / one.firms] for one in growth
        ],
    )


if __name__ == "__main__":
    write_record(measure(), RESULTS / "weekly.json")
