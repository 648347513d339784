"""``python -m benchmarks.fit_scale``: fit in partitions on Dask workers gives the same numbers bit for bit.

A partition is any rows of a table; a worker makes the scorer from the configuration once and then scores
its partitions, each as it comes from the file. Nothing else is shared. It is compared with one process
over the whole table: the same bits, or it ends with code 1. Dask is in the peers' environment; this command
starts itself there.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.fit_speed import CHUNK, Job
from benchmarks.identity.environment import FOLDER, run_there
from common.settings import PROJECT_ROOT
from matching.config.check import load_checked
from matching.fit.runs import Floats
from matching.fit.score import Scorer, make_scorer

WORKERS = 2
Scored = tuple[Floats, Floats, Floats, float]
"""Fit, low, high, and the CPU seconds that they took."""


@cache
def scorer(config: str) -> Scorer:
    """Made once a process."""
    read = load_checked(Path(config))
    return make_scorer(read.chains, read.reading)


def score_part(path: str, config: str) -> Scored:
    """A pure function of a partition and the configuration."""
    compiled = scorer(config)
    columns = pq.read_table(path).to_pydict()
    started = time.process_time()
    total = len(next(iter(columns.values())))
    found = []
    for at in range(0, total, CHUNK):
        rows = range(at, min(at + CHUNK, total))
        fits = compiled.fits(compiled.read(columns, rows))
        found.append((fits.fit, fits.low, fits.high))
    fit, low, high = (np.concatenate(each) for each in zip(*found, strict=True))
    return fit, low, high, time.process_time() - started


def check(size: int, parts: int) -> bool:
    """Both ways over one table; whether every bit is equal."""
    distributed = import_module("distributed")
    config = str(PROJECT_ROOT / "config")
    with tempfile.TemporaryDirectory() as folder:
        files = _write(Path(folder), size, parts)
        started = time.perf_counter()
        alone = [score_part(str(file), config) for file in files]
        seconds = time.perf_counter() - started
        with (
            distributed.LocalCluster(
                n_workers=WORKERS, threads_per_worker=1, dashboard_address=None
            ) as local,
            distributed.Client(local) as client,
        ):
            workers = set(client.run(os.getpid).values()) - {os.getpid()}
            started = time.perf_counter()
            spread = client.gather([client.submit(score_part, str(file), config) for file in files])
            seconds_spread = time.perf_counter() - started
    same = all(
        np.array_equal(one[at], other[at])
        for one, other in zip(alone, spread, strict=True)
        for at in range(3)
    )
    million = 1_000_000 / size
    print(f"firms {size:,} in {parts} partitions; processes of workers: {len(workers)}")
    print(f"fit, low and high equal bit for bit: {same}")
    print(f"CPU seconds a million firms: {million * sum(one[3] for one in alone):.1f} alone, "
          f"{million * sum(one[3] for one in spread):.1f} on workers")  # fmt: skip
    print(f"seconds {seconds:.1f} alone, {seconds_spread:.1f} on {WORKERS} workers (reading the files, too)")
    return same


def _write(folder: Path, size: int, parts: int) -> list[Path]:
    config = load_checked(PROJECT_ROOT / "config")
    chunks = list(Job(config, make_scorer(config.chains, config.reading), size).chunks())
    files = []
    for part in range(parts):
        mine = chunks[part::parts]
        table = pa.concat_tables([pa.table(chunk) for chunk in mine], promote_options="permissive")
        files.append(folder / f"part-{part:03}.parquet")
        pq.write_table(table, files[-1])
    return files


def main() -> int:
    """0 when both ways agree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_scale")
    parser.add_argument("--size", type=int, default=200_000)
    parser.add_argument("--parts", type=int, default=8)
    parser.add_argument("--environment", type=Path, default=FOLDER, help="folder of the peers' environment")
    asked = parser.parse_args()
    if find_spec("distributed") is None:
        return run_there("benchmarks.fit_scale", sys.argv[1:], asked.environment)
    return 0 if check(asked.size, asked.parts) else 1


if __name__ == "__main__":
    sys.exit(main())
