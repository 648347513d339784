"""``python -m benchmarks.watch``: does the watcher see a page go wrong, and is it quiet when none does?

Made-up sources of four kinds (``watch_world``) publish 36 times each. Every publication after the first
is shown to each watcher (``watch_rivals``) with the good ones before it; an alarm is a false one. At
random runs each fault (``watch_faults``) is done to the page that was due, and read as pages are read
(``pipeline.extract``); an alarm is a detection, and a page of which nothing can be read counts as detected
by every watcher. The threshold of the mean × threshold watcher is tuned for each kind of source on other
seeds than those reported; the margins of ours were chosen on those seeds, too.

Intervals are Wilson's, 95 %. They take runs as independent, though runs of one source share its drift.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random

from scipy.stats import binomtest

from benchmarks.record import RESULTS, Record, Table, this_machine, today, write_record
from benchmarks.watch_faults import FAULTS, Injected
from benchmarks.watch_rivals import FixedBounds, MeanTimesThreshold, Ours, Watcher
from benchmarks.watch_world import WORLDS, Page, World, pages, source_of
from common.hashing import sha256_hex
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract import extract
from pipeline.watch import Profile, profile_of

RUNS = 36
INJECTIONS = 4
"""Runs of one source at which each fault is tried."""
TUNED_ON = range(100, 106)
REPORTED_ON = range(200, 210)
MOST_FALSE = 0.02
OURS, FIXED, MEAN = "ours", "fixed 80 %/200 %", "mean × threshold"
_THRESHOLDS = [
    MeanTimesThreshold(threshold, both)
    for threshold, both in product((0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95), (False, True))
]


@dataclass(frozen=True)
class Case:
    """One publication to be judged; ``fault`` is None for a good one."""

    world: World
    fault: Injected | None
    source: Source
    new: Profile
    history: Sequence[Profile]


@dataclass
class Tally:
    """How often of how many."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        """Count one more."""
        self.hits += hit
        self.of += 1

    @property
    def share(self) -> float:
        """Hits of all; nothing tried is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def words(self) -> str:
        """``97.3 % (95.9–98.2)``."""
        if not self.of:
            return "–"
        interval = binomtest(self.hits, self.of).proportion_ci(method="wilson")
        return f"{100 * self.share:.1f} % ({100 * interval.low:.1f}–{100 * interval.high:.1f})"


@dataclass
class Result:
    """What one watcher said: false alarms by kind of source, detections by fault and kind."""

    false: dict[World, Tally] = field(default_factory=lambda: {world: Tally() for world in WORLDS})
    seen: dict[tuple[str, World], Tally] = field(default_factory=dict)

    def detected(self, *, named: bool | None = None) -> Tally:
        """Over all kinds; ``named`` picks the faults of the bar, or the harder ones."""
        wanted = {fault.name for fault in FAULTS if named is None or fault.named == named}
        return _sum([tally for (name, _), tally in self.seen.items() if name in wanted])

    @property
    def false_alarms(self) -> Tally:
        """Over all kinds."""
        return _sum(list(self.false.values()))


@dataclass(frozen=True)
class Comparison:
    """All watchers on the same cases, and what the mean × threshold one was tuned to."""

    results: Mapping[str, Result]
    tuned: Mapping[World, MeanTimesThreshold]


def compare(
    seeds: Sequence[int] = REPORTED_ON,
    tuned_on: Sequence[int] = TUNED_ON,
    runs: int = RUNS,
    injections: int = INJECTIONS,
    scale: float = 1.0,
) -> Comparison:
    """Tune the mean × threshold watcher on some seeds, judge all watchers on others."""
    tuned = {world: _tune(world, tuned_on, runs, injections, scale) for world in WORLDS}
    results = {name: Result() for name in (FIXED, MEAN, OURS)}
    for world in WORLDS:
        watchers: dict[str, Watcher] = {FIXED: FixedBounds(), MEAN: tuned[world], OURS: Ours()}
        for case in _cases(world, seeds, runs, injections, scale):
            for name, watcher in watchers.items():
                _count(results[name], case, watcher)
    return Comparison(results, tuned)


def _tune(world: World, seeds: Sequence[int], runs: int, injections: int, scale: float) -> MeanTimesThreshold:
    """The threshold that detects most with no more false alarms than allowed, else the best difference."""
    results = [Result() for _ in _THRESHOLDS]
    for case in _cases(world, seeds, runs, injections, scale):
        for watcher, result in zip(_THRESHOLDS, results, strict=True):
            _count(result, case, watcher)

    def worth(result: Result) -> tuple[bool, float]:
        false, seen = result.false_alarms.share, result.detected().share
        return false <= MOST_FALSE, seen - false

    return max(zip(_THRESHOLDS, results, strict=True), key=lambda pair: worth(pair[1]))[0]


def _count(result: Result, case: Case, watcher: Watcher) -> None:
    alarmed = not case.new.rows or watcher(case.source, case.new, case.history)
    if case.fault is None:
        result.false[case.world].add(alarmed)
    else:
        result.seen.setdefault((case.fault.name, case.world), Tally()).add(alarmed)


def _cases(world: World, seeds: Sequence[int], runs: int, injections: int, scale: float) -> Iterator[Case]:
    for seed in seeds:
        published = pages(world, seed, runs, scale)
        others = pages(world, seed + 1_000_000, runs, scale)
        sources = [source_of(world, page.edition) for page in published]
        profiles = [_profile(source, page) for source, page in zip(sources, published, strict=True)]
        for run in range(1, runs):
            if profiles[run].content != profiles[run - 1].content:  # the same again is not published
                yield Case(world, None, sources[run], profiles[run], profiles[:run])
        rng = Random(seed)  # noqa: S311  # a simulation
        for fault in FAULTS:
            if world in fault.hopeless:
                continue
            for run in sorted(rng.sample(range(1, runs), injections)):
                page = fault.spoil(rng, published[run], published[:run], others[run])
                if page is not None:
                    yield Case(world, fault, sources[run], _profile(sources[run], page), profiles[:run])


def _profile(source: Source, page: Page) -> Profile:
    """The page archived, read and measured as any page."""
    body = json.dumps({"result": [page.header, *page.rows]}, ensure_ascii=False).encode()
    capture = Capture(
        source=source.id,
        url=source.urls[0],
        status=200,
        fetched_at="2026-11-23T07:00:00+08:00",
        sha256=sha256_hex(body),
    )
    return profile_of(source, extract(source, [(capture, body)]))


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(tally.hits for tally in tallies), sum(tally.of for tally in tallies))


def record_of(compared: Comparison) -> Record:
    """The tables that are kept."""
    return Record(
        title="Watching for pages that went wrong",
        command="python -m benchmarks.watch",
        measured_on=today(),
        machine=this_machine(),
        tables=[
            _summary(compared),
            _false_alarms(compared),
            *(_by_fault(world, compared) for world in WORLDS),
            Table(
                title="Not applicable: faults that nothing in the rows can show",
                columns=["fault", "kind of source", "why"],
                rows=[[fault.name, world, why] for fault in FAULTS for world, why in fault.hopeless.items()],
            ),
            Table(
                title="What mean × threshold was tuned to, on other seeds",
                columns=["kind of source", "rows and fill rates held against"],
                rows=[[world, watcher.words] for world, watcher in compared.tuned.items()],
            ),
        ],
    )


def _summary(compared: Comparison) -> Table:
    return Table(
        title="Detection and false alarms, with 95 % Wilson intervals",
        columns=["watcher", "named faults detected", "harder faults detected", "all", "false alarms"],
        rows=[
            [
                name,
                result.detected(named=True).words,
                result.detected(named=False).words,
                result.detected().words,
                result.false_alarms.words,
            ]
            for name, result in compared.results.items()
        ],
    )


def _false_alarms(compared: Comparison) -> Table:
    ours = compared.results[OURS]
    return Table(
        title="False alarms by kind of source",
        columns=["kind of source", "good publications", *compared.results],
        rows=[
            [world, ours.false[world].of, *(one.false[world].words for one in compared.results.values())]
            for world in WORLDS
        ],
    )


def _by_fault(world: World, compared: Comparison) -> Table:
    ours = compared.results[OURS]
    return Table(
        title=f"Detected in {world}",
        columns=["fault", "tried", *compared.results],
        rows=[
            [
                fault.name,
                ours.seen[fault.name, world].of,
                *(one.seen[fault.name, world].words for one in compared.results.values()),
            ]
            for fault in FAULTS
            if (fault.name, world) in ours.seen
        ],
    )


if __name__ == "__main__":
    made = record_of(compare())
    for row in made.tables[0].rows:
        print(" | ".join(str(cell) for cell in row))
    write_record(made, RESULTS / "watch.json")
