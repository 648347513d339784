"""The notebook over weights: runs from top to bottom and shows who moves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from common.settings import PROJECT_ROOT
from tests.app.conftest import Week

NOTEBOOKS = sorted((PROJECT_ROOT / "notebooks").glob("*.ipynb"))
WEIGHTS = PROJECT_ROOT / "notebooks" / "weights.ipynb"

ASK = """
import json
print(json.dumps({
    "before": [target.enterprise for target in before.chosen.targets],
    "after": [target.enterprise for target in after.chosen.targets],
    "compared": comparison["企业"].tolist(),
    "factors": comparison["影响最大"].tolist(),
}))
"""


def read(path: Path) -> NotebookNode:
    page: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # untyped there
    return page


def code(source: str) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(source)  # type: ignore[no-untyped-call]  # untyped there
    return cell


def executed(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, *questions: str) -> Any:
    """The notebook run in a kernel of its own, in an empty folder, with further cells at its end."""
    monkeypatch.setenv("LIANZHAO_HOME", str(home))
    monkeypatch.setenv("PYTHONPATH", str(PROJECT_ROOT))
    monkeypatch.delenv("LIANZHAO_CONFIG", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    page = read(WEIGHTS)
    page.cells += [code(question) for question in questions]
    client = NotebookClient(
        page, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    return client.execute()


def contents(home: Path) -> dict[str, bytes]:
    """What the notebook must not touch; SQLite keeps its side files beside an open database."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


@pytest.mark.slow
def test_a_changed_weight_shows_who_moves_and_why(
    week: Week, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    untouched = contents(week.home)
    page = executed(week.home, tmp_path, monkeypatch, ASK)
    said = json.loads(page.cells[-1].outputs[0].text)
    published = [target["enterprise"] for target in week.targets]
    assert said["before"] == published
    assert said["after"] != published
    assert said["compared"]
    assert set(said["compared"]) >= set(said["before"]) ^ set(said["after"])
    assert {"补链缺口", "本地配套"} & set(said["factors"])
    shown = [output for cell in page.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in shown if output.output_type == "stream" and output.name == "stderr"]
    assert sum("text/html" in output.get("data", {}) for output in shown) == 4
    assert contents(week.home) == untouched
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_without_a_week_one_sentence_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CellExecutionError) as stopped:
        executed(tmp_path / "home", tmp_path, monkeypatch)
    assert stopped.value.ename == "UserError"
    # nbclient shows the cell, a rule, then what the analyst sees.
    seen = stopped.value.traceback.rpartition("------------------\n")[2].strip()
    assert seen == "还没有做过清单（先运行 lianzhao weekly）"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_kept_without_outputs(path: Path) -> None:
    page = read(path)
    nbformat.validate(page)
    for cell in page.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
