"""Another database changes nothing that a user sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import Week, run_lianzhao


def _without_paths(told: dict[str, Any]) -> dict[str, Any]:
    """What a command said, but for where its files lie."""
    return {name: value for name, value in told.items() if name != "file"}


pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_the_week_is_the_same_on_postgresql(week: Week, tmp_path: Path, empty_database_url: str) -> None:
    home = tmp_path / "home"
    ran = run_lianzhao(home, "weekly", "--json", database=empty_database_url)
    assert ran.code == 0, ran.err
    assert not (home / "lianzhao.db").exists()
    assert ran.json["data_hash"] == week.summary["data_hash"]
    workbook = next(Path(name) for name in ran.json["outputs"] if name.endswith(".xlsx"))
    assert workbook.read_bytes() == week.workbook.read_bytes()
    again = run_lianzhao(home, "weekly", "--json", database=empty_database_url)
    assert again.json == ran.json
    for command in (("coverage",), ("kpi",), ("ledger", "show"), ("pack",)):
        ours = run_lianzhao(home, *command, "--json", database=empty_database_url)
        theirs = run_lianzhao(week.home, *command, "--json")
        assert _without_paths(ours.json) == _without_paths(theirs.json), command
    first = week.targets[0]
    assert (
        run_lianzhao(home, "explain", first["enterprise"], "--json", database=empty_database_url).json
        == first
    )
