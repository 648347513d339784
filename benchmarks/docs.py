"""``python -m benchmarks.docs`` makes docs/benchmarks.md from the JSON files of benchmarks/results/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.record import RESULTS, Record, Table, read_record
from common.files import write_atomic
from common.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "benchmarks.md"


def page(results: Path = RESULTS) -> str:
    """The whole page, one section a JSON file in the order of their names."""
    lines = [
        "# Benchmarks",
        "",
        "Made by `python -m benchmarks.docs` from `benchmarks/results/*.json`; edit neither by hand.",
    ]
    for path in sorted(results.glob("*.json")):
        lines += ["", *_section(read_record(path))]
    return "\n".join(lines) + "\n"


def _section(record: Record) -> Iterator[str]:
    machine = record.machine
    load = "" if machine.load is None else f", load average {machine.load:g} before the run"
    yield f"## {record.title}"
    yield ""
    yield (
        f"`{record.command}` on {record.measured_on}: {machine.cores or 'unknown number of'} cores, "
        f"Python {machine.python}, {machine.system}{load}."
    )
    for table in record.tables:
        yield ""
        yield f"### {table.title}"
        yield ""
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield _row(table.columns)
    yield _row(["---", *["---:"] * (len(table.columns) - 1)])
    for row in table.rows:
        yield _row([_cell(value) for value in row])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


if __name__ == "__main__":
    write_atomic(PAGE, page().encode("utf-8"))
    print(PAGE)
