"""``python -m benchmarks.fit [--size N …]``: how well and how fast texts are read for chain fit.

Quality is that of the hand-set fit, without any label, on the development half of the listed firms; what
labels add is ``python -m benchmarks.fit_labels``. Speed is CPU time (user + system) in a process of its own
for each line, on one machine in one run, over the real texts of those firms drawn again and again.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from math import log
from pathlib import Path
from statistics import linear_regression

from benchmarks.fit_data import MEASURES, TEXTS, measures, read_firms
from benchmarks.fit_speed import CONTENDERS, OURS, READING
from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from common.settings import PROJECT_ROOT
from matching.config.check import load_checked
from matching.fit.score import Scorer, make_scorer

RESULT = RESULTS / "fit.json"
SIZES = (20_000, 100_000, 1_000_000)


def quality(scorer: Scorer) -> list[Table]:
    """One table of macro averages, one by chain."""
    firms = read_firms(scorer.chain_ids)
    rows: list[list[str | int | float]] = []
    by_chain: list[list[str | int | float]] = []
    for title, fields in TEXTS.items():
        some = firms.having("scope") if "scope" in fields else firms
        fits = scorer.fits(scorer.read(some.columns(fields), range(len(some.table))))
        found = measures(fits.fit.astype(float), some.grades)
        rows.append([title, len(some.table), *found.mean(axis=0).tolist()])
        if not by_chain:
            by_chain = [
                [chain, int((grades >= 1).sum()), *values]
                for chain, grades, values in zip(firms.chains, firms.grades.T, found.tolist(), strict=True)
            ]
    return [
        Table(
            title="No labels, macro average over nine chains",
            columns=["texts", "firms", *MEASURES],
            rows=rows,
        ),
        Table(
            title="The same by chain, name + main business + profile",
            columns=["chain", "relevant", *MEASURES],
            rows=by_chain,
        ),
    ]


def speed(sizes: Sequence[int]) -> list[Table]:
    """A table a size, and how ours grows."""
    tables, ours = [], []
    for size in sizes:
        rows: list[list[str | int | float]] = []
        measured = {name: _measure(name, size) for name, most in CONTENDERS.items() if size <= most}
        for name, found in measured.items():
            seconds = found["seconds"]
            rows.append(
                [name, seconds, size / seconds, seconds / measured[OURS]["seconds"], found["peak_gb"]]
            )
        ours.append((size, measured[OURS]["seconds"]))
        tables.append(
            Table(
                title=f"{size:,} firms, {int(measured[READING]['characters'])} characters each",
                columns=["what", "CPU s", "firms / CPU s", "CPU s / ours", "peak GB"],
                rows=rows,
            )
        )
    if len(ours) > 1:
        slope = linear_regression([log(n) for n, _ in ours], [log(s) for _, s in ours]).slope
        tables.append(
            Table(
                title="Growth of ours: CPU seconds ∝ firms^k",
                columns=["from", "to", "k"],
                rows=[[ours[0][0], ours[-1][0], slope]],
            )
        )
    return tables


def _measure(name: str, size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.fit_speed", name, str(size)]
    done = subprocess.run(  # noqa: S603  # our own module
        command, capture_output=True, text=True, check=True, cwd=PROJECT_ROOT
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"{size:>9,}  {name:<48} {found['seconds']:8.2f} CPU s  {found['peak_gb']:.2f} GB", flush=True)
    return found


def main() -> int:
    """Measure and record."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit")
    parser.add_argument("--size", action="append", type=int, help="firms; may be given several times")
    parser.add_argument("--config", type=Path, default=PROJECT_ROOT / "config")
    asked = parser.parse_args()
    config = load_checked(asked.config)
    tables = quality(make_scorer(config.chains, config.reading))
    for table in tables:
        print(table.title)
        for row in table.rows:
            print("  ", *(f"{cell:.3f}" if isinstance(cell, float) else cell for cell in row))
    tables += speed(asked.size or SIZES)
    record = Record(
        title="Chain fit: quality without labels, and speed",
        command="python -m benchmarks.fit",
        measured_on=today(),
        machine=this_machine(),
        tables=tables,
    )
    write_record(record, RESULT)
    print(f"written: {RESULT}; now python -m benchmarks.docs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
