"""The benchmark of trips runs, and its table says what its columns promise."""

from __future__ import annotations

from benchmarks.trips import measure


def test_a_small_run_fills_the_table() -> None:
    (table,) = measure(candidates=12, seeds=(1,), iterations=20).tables
    assert all(len(row) == len(table.columns) for row in table.rows)
    week = next(row for row in table.rows if str(row[0]).startswith("resident"))
    top_n, by_city, solver, best = (float(value) for value in week[1:5])
    assert max(top_n, by_city) - 1e-6 <= solver <= best + 1e-6
