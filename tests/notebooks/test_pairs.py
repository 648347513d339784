"""The analysts' pages: text and notebook say the same, and each runs from top to bottom after an edit."""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

from common.settings import PROJECT_ROOT
from tests.app.conftest import Week
from tests.notebooks.test_weights import NOTEBOOKS, contents, read

EDITED = {
    "tune_chain": {'"textile_dyeing"': '"wood_home"', "movability.chains.textile_dyeing=0.7": "fit.weight=0.3"},
    "read_errors": {"textile_dyeing": "calcium_building", "面料": "材料"},
    "coverage": {"CHAIN = None": 'CHAIN = "wood_home"', "ROWS = 30": "ROWS = 5"},
}
"""What an analyst changes in the first lines."""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_text_and_notebook_hold_the_same_cells(path: Path) -> None:
    text = jupytext.read(path.with_suffix(".py"))
    assert [(cell.cell_type, cell.source) for cell in text.cells] == [
        (cell.cell_type, cell.source) for cell in read(path).cells
    ], f"run jupytext --sync notebooks/{path.name}"


def test_every_text_has_its_notebook() -> None:
    folder = PROJECT_ROOT / "notebooks"
    assert {path.stem for path in folder.glob("*.py")} == {path.stem for path in NOTEBOOKS}


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITED)
def test_a_page_runs_after_its_first_lines_were_edited(
    name: str, week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANZHAO_HOME", str(week.home))
    monkeypatch.setenv("PYTHONPATH", str(PROJECT_ROOT))
    monkeypatch.delenv("LIANZHAO_CONFIG", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    page = read(PROJECT_ROOT / "notebooks" / f"{name}.ipynb")
    first = next(cell for cell in page.cells if cell.cell_type == "code")
    assert len(first.source.splitlines()) == 3
    for old, new in EDITED[name].items():
        assert old in first.source
        first.source = first.source.replace(old, new)
    untouched = contents(week.home)
    client = NotebookClient(
        page, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    done = client.execute()
    shown = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "stream" and output.name == "stderr"]
    assert sum("text/html" in output.get("data", {}) for output in shown) >= 4
    assert contents(week.home) == untouched
