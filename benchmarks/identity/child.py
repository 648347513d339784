"""One contender in a process of its own: ``python -m benchmarks.identity.child KEY FILE OUT``.

Seconds are those of reading the file, and of the work from the names to the clusters; imports and the choice
of a threshold are outside. The peak of memory is this process's (and its children's) when the work is done,
before the threshold is looked for.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

from benchmarks.identity.contenders import contender
from benchmarks.identity.rows import I64, Found, Rows, read_rows
from benchmarks.identity.score import Quality, best_threshold, quality

_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes that ``ru_maxrss`` counts in."""


@dataclass(frozen=True)
class Outcome:
    """What one run measured; ``threshold`` is None where there is none to choose."""

    rows: int
    entities: int
    read: float
    work: float
    peak_gb: float
    quality: Quality
    threshold: float | None = None
    pairs: int | None = None
    extra: dict[str, list[list[str | int | float]]] = field(default_factory=dict)

    @property
    def wall(self) -> float:
        """Reading and work."""
        return self.read + self.work

    def dump(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Outcome:
        """What ``dump`` wrote."""
        known = json.loads(text)
        return cls(**{**known, "quality": Quality(**known["quality"])})


def run(key: str, path: Path) -> Outcome:
    """Measure one contender here and now."""
    module, name = contender(key).function
    work = getattr(import_module(f"benchmarks.identity.{module}"), name)
    started = time.perf_counter()
    rows = read_rows(path)
    read = time.perf_counter() - started
    started = time.perf_counter()
    found: Found = work(rows)
    seconds = time.perf_counter() - started
    threshold, seconds_more, cluster, peak = _finish(found, rows)
    return Outcome(
        rows=len(rows),
        entities=len(set(rows.entity.tolist())),
        read=read,
        work=seconds + seconds_more,
        peak_gb=peak,
        quality=quality(cluster, rows.entity),
        threshold=threshold,
        pairs=found.pairs,
        extra=found.tables(rows.entity) if found.tables else {},
    )


def _finish(found: Found, rows: Rows) -> tuple[float | None, float, I64, float]:
    """Threshold, seconds of clustering with it, labels, and the peak before the threshold was looked for."""
    peak = _peak_gb()
    threshold: float | None = None
    if found.edges:
        threshold = best_threshold(found.edges(), rows.entity)
    elif found.grid:
        threshold = max((quality(found.cluster(one), rows.entity).f1, one) for one in found.grid)[1]
    else:
        started = time.perf_counter()
        cluster = found.cluster(0.0)
        return None, time.perf_counter() - started, cluster, _peak_gb()
    started = time.perf_counter()
    cluster = found.cluster(threshold)
    return threshold, time.perf_counter() - started, cluster, peak


def _peak_gb() -> float:
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own.ru_maxrss + others.ru_maxrss) * _UNIT / 1e9


if __name__ == "__main__":
    Path(sys.argv[3]).write_text(run(sys.argv[1], Path(sys.argv[2])).dump(), encoding="utf-8")
