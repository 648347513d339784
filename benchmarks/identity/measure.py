"""Runs contenders one after the other, each in a fresh process, and keeps their outcomes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.identity.child import Outcome
from benchmarks.identity.contenders import CONTENDERS, Contender, peers
from benchmarks.identity.environment import environment, missing
from common.settings import PROJECT_ROOT


@dataclass(frozen=True)
class Measured:
    """Every repeat of one contender on one file; all but the seconds is the same in each."""

    contender: Contender
    runs: Sequence[Outcome]

    @property
    def read(self) -> float:
        """Median seconds of reading the file."""
        return median(one.read for one in self.runs)

    @property
    def work(self) -> float:
        """Median seconds from names to clusters."""
        return median(one.work for one in self.runs)

    @property
    def wall(self) -> float:
        """Median seconds of both."""
        return median(one.wall for one in self.runs)

    @property
    def peak_gb(self) -> float:
        """The most memory of any run."""
        return max(one.peak_gb for one in self.runs)

    @property
    def last(self) -> Outcome:
        """Where the quality is."""
        return self.runs[-1]


@dataclass(frozen=True)
class Comparison:
    """All contenders on one file, and why the others are not among them (title → reason)."""

    size: str
    measured: Sequence[Measured]
    skipped: Mapping[str, str]


def interpreters(folder: Path | None) -> dict[str, Path]:
    """Contender → the interpreter that runs it; those that cannot run are not there. None: only our own."""
    own = {one.key: Path(sys.executable) for one in CONTENDERS if not one.needs}
    if folder is None:
        return own
    python = environment(folder)
    absent = missing(python, [one.needs for one in peers() if one.needs])
    return own | {one.key: python for one in peers() if one.needs not in absent}


def compare(
    size: str,
    path: Path,
    pythons: Mapping[str, Path],
    repeats: int = 1,
    limit: float | None = None,
    left: Collection[str] = (),
) -> Comparison:
    """Every contender that can take part, ``repeats`` times in turn, stopped after ``limit`` seconds.

    ``left`` are the keys of those that nobody asked for.
    """
    skipped, chosen = dict[str, str](), list[Contender]()
    for one in CONTENDERS:
        if one.key in left:
            skipped[one.title] = "not asked for in this run"
        elif one.key not in pythons:
            skipped[one.title] = f"{one.needs} is not installed in the peers' environment"
        elif not one.takes(size):
            skipped[one.title] = f"not tried beyond {one.largest}: {one.limit}"
        else:
            chosen.append(one)
    runs: dict[str, list[Outcome]] = {one.key: [] for one in chosen}
    for _ in range(repeats):
        for one in [each for each in chosen if each.title not in skipped]:
            outcome = run(one, path, pythons[one.key], limit)
            if isinstance(outcome, str):
                skipped[one.title] = outcome
            else:
                runs[one.key].append(outcome)
            print(f"{size} {one.title}: {_words(outcome)}", flush=True)
    return Comparison(size, [Measured(one, runs[one.key]) for one in chosen if runs[one.key]], skipped)


def run(contender: Contender, path: Path, python: Path, limit: float | None = None) -> Outcome | str:
    """One contender in a fresh process; how it failed when it did."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "outcome.json"
        command = [str(python), "-m", "benchmarks.identity.child", contender.key, str(path), str(out)]
        try:
            ended = subprocess.run(  # noqa: S603  # our own module
                command,
                cwd=PROJECT_ROOT,
                env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
                timeout=limit,
            )
        except subprocess.TimeoutExpired:
            return f"stopped after {limit:,.0f} s"
        if ended.returncode == 0:
            return Outcome.load(out.read_text(encoding="utf-8"))
    said = ended.stderr.strip().splitlines()
    return f"failed with code {ended.returncode}: {said[-1][:200] if said else 'no message'}"


def _words(outcome: Outcome | str) -> str:
    if isinstance(outcome, str):
        return outcome
    quality = outcome.quality
    return (
        f"F1 {quality.f1:.4f} (precision {quality.precision:.4f}, recall {quality.recall:.4f}), "
        f"falsely merged {quality.merged:.4f}, {outcome.wall:.2f} s, {outcome.peak_gb:.2f} GB"
    )
