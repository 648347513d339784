"""``python -m benchmarks.identity_link``: short and mistyped names looked up among a million registered ones.

Right answers by kind and half of the data (the model was made from half 0), certainties against the truth,
one look-up's time, and what the index costs. ``--queries N`` takes every n-th query only, to try it out;
``--times N`` asks among N times as many names, of which all but the first million are made up.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.link_data import (
    REGISTRY,
    Asked,
    changed_names,
    provinces,
    registry_batches,
    short_names,
    with_places,
)
from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from pipeline.identity.link import LinkIndex, file_hash, open_index
from pipeline.identity.normal import normal_names

CHANGED = 2_000
LOOKED_UP = 1_000
CHUNK = 1_000
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.85, 0.9, 0.95, 0.98, 1.01)


@dataclass(frozen=True)
class Found:
    """How one query ended: places of the right answer among five (0 none), first certainty and decision."""

    asked: Asked
    place: int
    score: float
    decision: str


def measure(every: int = 1, times: int = 1) -> Record:
    """Build the index in a folder of its own, ask, and time."""
    machine = this_machine()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        content, batches = f"{file_hash(REGISTRY)}-{times}", partial(registry_batches, times=times)
        started = time.perf_counter()
        index = open_index(root, content, batches)
        build = time.perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        size = sum(file.stat().st_size for file in root.rglob("*.npy"))
        started = time.perf_counter()
        index = open_index(root, content, batches)
        opening = time.perf_counter() - started
        costs: list[list[str | int | float]] = [
            ["build the index, seconds", build],
            ["open it again, seconds", opening],
            ["index on disk, bytes", size],
            ["peak memory of building, bytes", peak],
        ]
        costs += _times(index)
        places = provinces()
        listed = short_names()[::every]
        groups = {
            "name only": _ask(index, listed),
            "with province": _ask(index, with_places(listed, places)),
            "changed spelling": _ask(index, changed_names("10k", CHANGED // every, places)),
        }
        shutil.rmtree(root, ignore_errors=True)
    return Record(
        title=f"Short and mistyped names among {times},000,000 registered ones",
        command="python -m benchmarks.identity_link",
        measured_on=today(),
        machine=machine,
        tables=[
            Table(
                title="Right answers (the model was made from half 0)",
                columns=["kind", "queries", "half 0 first", "half 1 first", "first", "among five"],
                rows=[row for name, found in groups.items() for row in _right(name, found)],
            ),
            Table(
                title="Decisions of first ranks",
                columns=["kind", "matches, share", "matches that are right", "wrong matches"],
                rows=[row for name, found in groups.items() for row in _decisions(name, found)],
            ),
            Table(
                title="Certainty and truth, half 1, current and changed names",
                columns=["certainty", "first ranks", "mean certainty", "right"],
                rows=_reliability([one for found in groups.values() for one in found]),
            ),
            Table(title="Costs", columns=["what", "value"], rows=costs),
        ],
    )


def _ask(index: LinkIndex, asked: Sequence[Asked]) -> list[Found]:
    found = []
    for first in range(0, len(asked), CHUNK):
        some = asked[first : first + CHUNK]
        # Twins of one spelling cannot be told apart by name: any of them is right.
        answers = normal_names([one.answer for one in some])
        links = index.link([q.query for q in some], [q.province for q in some], [q.city for q in some])
        names = normal_names([link.name for link in links])
        place = [0] * len(some)
        best: dict[int, tuple[float, str]] = {}
        for link, name in zip(links, names, strict=True):
            if name == answers[link.query] and not place[link.query]:
                place[link.query] = link.rank
            if link.rank == 1:
                best[link.query] = (link.score, link.decision)
        found += [Found(one, place[at], *best[at]) for at, one in enumerate(some)]
        print(f"{first + len(some)} of {len(asked)} asked", flush=True)
    return found


def _times(index: LinkIndex) -> list[list[str | int | float]]:
    names = [one.query for one in short_names()][:: max(1, 3_499 // LOOKED_UP)]
    index.link(names[:50])
    seconds, cpu = [], []
    for name in names:
        wall, own = time.perf_counter(), time.process_time()
        index.link([name])
        seconds.append(time.perf_counter() - wall)
        cpu.append(time.process_time() - own)
    started = time.perf_counter()
    index.link(names)
    together = time.perf_counter() - started
    return [
        ["one look-up, warm, p50 milliseconds", float(np.percentile(seconds, 50)) * 1000],
        ["one look-up, warm, p95 milliseconds", float(np.percentile(seconds, 95)) * 1000],
        ["one look-up, p50 milliseconds of processor time", float(np.percentile(cpu, 50)) * 1000],
        ["one look-up, p95 milliseconds of processor time", float(np.percentile(cpu, 95)) * 1000],
        ["many at once, milliseconds a query", together / len(names) * 1000],
    ]


SHORT_KINDS = ("cur_short", "old_short", "old_full")


def _kinds(found: Sequence[Found]) -> list[tuple[str, list[Found]]]:
    short = [kind for kind in SHORT_KINDS if any(kind == one.asked.kind for one in found)]
    kinds = short or ["all"]  # changed spellings are of many kinds, shown together
    return [(kind, [one for one in found if kind in ("all", one.asked.kind)]) for kind in kinds]


def _right(name: str, found: Sequence[Found]) -> list[list[str | int | float]]:
    rows: list[list[str | int | float]] = []
    for kind, some in _kinds(found):
        halves = [[one for one in some if one.asked.half == half] for half in (0, 1)]
        shares = [_share([one.place == 1 for one in part]) for part in (*halves, some)]
        rows.append([f"{name}: {kind}", len(some), *shares, _share([one.place > 0 for one in some])])
        print(rows[-1], flush=True)
    return rows


def _decisions(name: str, found: Sequence[Found]) -> list[list[str | int | float]]:
    rows: list[list[str | int | float]] = []
    for kind, some in _kinds(found):
        sure = [one for one in some if one.decision == "match"]
        wrong = sum(one.place != 1 for one in sure)
        rows.append([f"{name}: {kind}", len(sure) / max(1, len(some)), len(sure) - wrong, wrong])
        print(rows[-1], flush=True)
    return rows


def _reliability(found: Sequence[Found]) -> list[list[str | int | float]]:
    some = [one for one in found if one.asked.half == 1 and not one.asked.kind.startswith("old_")]
    rows: list[list[str | int | float]] = []
    for low, high in pairwise(BINS):
        part = [one for one in some if low <= one.score < high]
        if part:
            mean = sum(one.score for one in part) / len(part)
            rows.append(
                [f"{low:g} to {min(1, high):g}", len(part), mean, _share([one.place == 1 for one in part])]
            )
            print(rows[-1], flush=True)
    return rows


def _share(hits: Sequence[bool]) -> str:
    """Four places: differences between models are small."""
    return f"{sum(hits) / len(hits):.4f}" if hits else ""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=1, help="every n-th query only")
    parser.add_argument("--times", type=int, default=1, help="times as many names to ask among")
    chosen = parser.parse_args()
    record = measure(chosen.queries, chosen.times)
    for row in record.tables[-1].rows:
        print(row)
    if chosen.queries == chosen.times == 1:
        write_record(record, RESULTS / "identity_link.json")
