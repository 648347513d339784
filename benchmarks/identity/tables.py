"""The tables of benchmarks/results/identity.json, and what a run replaces of those that are there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from statistics import linear_regression

from benchmarks.identity.contenders import OURS, READING, SIZES, contender
from benchmarks.identity.measure import Comparison, Measured
from benchmarks.identity.score import RELIABILITY
from benchmarks.record import RESULTS, Record, Table, read_record, this_machine, today

RESULT = RESULTS / "identity.json"
TITLE = "Identity against its peers"
COMMAND = "python -m benchmarks.identity --peers"
GROWTH = "Growth of ours: wall seconds ∝ names^k"
F1, MERGED = "F1, %", "falsely merged, %"
COLUMNS = [
    "contender",
    F1,
    "precision, %",
    "recall, %",
    MERGED,
    "B-cubed F1, %",
    "read, s",
    "work, s",
    "wall, s",
    "wall / ours",
    "peak, GB",
    "pairs kept",
    "best threshold",
]


def record_of(compared: Sequence[Comparison], path: Path) -> Record:
    """The sizes measured now in the place of their old tables, the other sizes as they were."""
    old = read_record(path).tables if path.exists() else []
    tables = [one for one in old if not one.title.startswith((GROWTH, *(f"{one.size}:" for one in compared)))]
    tables += [table for one in compared for table in _tables(one)]
    tables.sort(key=lambda table: SIZES.index(table.title.partition(":")[0]))
    growth = {str(row[0]): row[:3] for table in old if table.title == GROWTH for row in table.rows}
    for one in compared:
        ours = _of(one, OURS)
        growth[one.size] = [one.size, ours.last.rows, ours.wall]
    tables.append(_growth([growth[size] for size in SIZES if size in growth]))
    return Record(title=TITLE, command=COMMAND, measured_on=today(), machine=this_machine(), tables=tables)


def figures(record: Record, size: str) -> dict[str, float]:
    """F1 and share falsely merged of ours, from 0 to 1, as recorded for a size."""
    table = next(one for one in record.tables if one.title.startswith(f"{size}:") and F1 in one.columns)
    row = next(one for one in table.rows if one[0] == contender(OURS).title)
    return {name: float(row[table.columns.index(name)]) / 100 for name in (F1, MERGED)}


def _tables(compared: Comparison) -> Iterator[Table]:
    ours, size = _of(compared, OURS), compared.size
    runs = len(ours.runs)
    yield Table(
        title=f"{size}: {ours.last.rows:,} names of {ours.last.entities:,} enterprises, "
        f"{f'medians of {runs} runs' if runs > 1 else 'one run'} on {today()}",
        columns=COLUMNS,
        rows=[_row(one, ours) for one in compared.measured if one.contender.key != READING],
    )
    reading = _of(compared, READING)
    yield Table(
        title=f"{size}: ours beside only reading, normalising and parsing the same names",
        columns=["read, normalise, parse, s", "ours, s", "ours / read, normalise, parse"],
        rows=[[reading.wall, ours.wall, ours.wall / reading.wall]],
    )
    if bins := ours.last.extra.get(RELIABILITY):
        yield Table(
            title=f"{size}: how often ours is right about a pair",
            columns=["probability said", "pairs", "mean said, %", "right, %"],
            rows=[[name, count, 100 * float(said), 100 * float(right)] for name, count, said, right in bins],
        )
    if compared.skipped:
        yield Table(
            title=f"{size}: not measured",
            columns=["contender", "why"],
            rows=[[title, why] for title, why in compared.skipped.items()],
        )


def _row(one: Measured, ours: Measured) -> list[str | int | float]:
    quality, outcome = one.last.quality, one.last
    shares = (quality.f1, quality.precision, quality.recall, quality.merged, quality.bcubed)
    return [
        one.contender.title,
        *(100 * share for share in shares),
        one.read,
        one.work,
        one.wall,
        one.wall / ours.wall,
        one.peak_gb,
        "–" if outcome.pairs is None else outcome.pairs,
        "–" if outcome.threshold is None else outcome.threshold,
    ]


def _growth(sizes: Sequence[Sequence[str | int | float]]) -> Table:
    """k by least squares over the logarithms of all sizes up to the row's."""
    names = [log(float(row[1])) for row in sizes]
    walls = [log(float(row[2])) for row in sizes]
    slopes = [linear_regression(names[:upto], walls[:upto]).slope for upto in range(2, len(sizes) + 1)]
    return Table(
        title=GROWTH,
        columns=["size", "names", "wall, s", "µs a name", "k up to here"],
        rows=[
            [*row, 1e6 * float(row[2]) / float(row[1]), k]
            for row, k in zip(sizes, ["–", *slopes], strict=True)
        ],
    )


def _of(compared: Comparison, key: str) -> Measured:
    found = next((one for one in compared.measured if one.contender.key == key), None)
    if found is None:
        title = contender(key).title
        raise RuntimeError(f"{compared.size}: {title} was not measured: {compared.skipped.get(title)}")
    return found
