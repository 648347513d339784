"""docs/benchmarks.md is made from the JSON files and from nothing else."""

from __future__ import annotations

from pathlib import Path

from benchmarks.docs import PAGE, page
from benchmarks.record import RESULTS, Machine, Record, Table, read_record, write_record

RECORD = Record(
    title="An example",
    command="python -m benchmarks.example",
    measured_on="2026-11-23",
    machine=Machine(cores=2, python="3.11.9", system="Linux", load=0.5),
    tables=[Table(title="Seconds", columns=["what", "median", "rows"], rows=[["load", 1.2345, 12345]])],
)


def test_the_page_is_what_the_results_give() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m benchmarks.docs"


def test_every_result_is_on_the_page() -> None:
    records = [read_record(path) for path in RESULTS.glob("*.json")]
    assert records
    text = PAGE.read_text(encoding="utf-8")
    for record in records:
        assert f"## {record.title}" in text
        assert record.command in text


def test_a_record_reads_back_and_prints_its_numbers(tmp_path: Path) -> None:
    write_record(RECORD, tmp_path / "example.json")
    assert read_record(tmp_path / "example.json") == RECORD
    text = page(tmp_path)
    assert "| what | median | rows |\n| --- | ---: | ---: |\n| load | 1.23 | 12,345 |\n" in text
    assert "`python -m benchmarks.example` on 2026-11-23: 2 cores, Python 3.11.9, Linux" in text
    assert "load average 0.5 before the run" in text


def test_a_machine_without_load_average_says_nothing_of_it(tmp_path: Path) -> None:
    machine = RECORD.machine.model_copy(update={"load": None})
    write_record(RECORD.model_copy(update={"machine": machine}), tmp_path / "example.json")
    assert "load average" not in page(tmp_path)
