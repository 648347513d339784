"""``lianzhao label`` as a person uses it, over the sample archive."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from matching.labels.form import COLUMNS, FIRST_ROW
from tests.app.conftest import Week, run_lianzhao

pytestmark = pytest.mark.slow


def test_labels_come_back_steer_the_suggestions_and_can_be_undone(week: Week, tmp_path: Path) -> None:
    home, form = tmp_path / "home", tmp_path / "标注.xlsx"
    shutil.copytree(week.home, home)
    before = run_lianzhao(home, "label", "suggest", "--count", "4", "--chain", "wood_home", "--json").json
    assert before["labels"] == 0
    exported = run_lianzhao(home, "label", "export", str(form), "--count", "9", "--json")
    assert exported.code == 0, exported.err
    book = openpyxl.load_workbook(form)
    sheet: Any = book.active
    rows = list(sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True))
    assert exported.json["rows"] == len(rows)
    names = [row[COLUMNS.index("企业")] for row in rows]
    real = [target["enterprise"] for target in week.targets if not target["example"]]
    assert names[: len(real)] == real
    assert not any("示例" in name for name in names), "of made-up firms nothing is asked"
    for at, number in enumerate(range(FIRST_ROW + 1, FIRST_ROW + 1 + len(rows))):
        sheet.cell(number, COLUMNS.index("契合") + 1, 2 * (at % 2))
        sheet.cell(number, COLUMNS.index("标注人") + 1, "示例标注人")
    book.save(form)
    taken = run_lianzhao(home, "label", "import", str(form), "--json")
    assert taken.code == 0, taken.err
    assert len(taken.json["labels"]) == len(rows)
    assert run_lianzhao(home, "label", "import", str(form), "--json").json["known"] == len(rows)
    after = run_lianzhao(home, "label", "suggest", "--count", "9", "--json").json
    assert after["labels"] == len(rows)
    asked = {(one["enterprise"], one["chain"]) for one in after["firms"]}
    log = run_lianzhao(home, "label", "log", "--json").json
    assert not asked & {(one["enterprise_id"], one["chain"]) for one in log}
    label = str(log[0]["id"])
    assert run_lianzhao(home, "label", "undo", label, "--who", "示例标注人", "--why", "看错了").code == 0
    assert run_lianzhao(home, "label", "suggest", "--json").json["labels"] == len(rows) - 1
    assert run_lianzhao(home, "label", "log").code == 0


def test_bad_input_is_one_sentence(week: Week, tmp_path: Path) -> None:
    for arguments, message in (
        (("label", "undo", "99", "--who", "示例", "--why", "示例"), "没有标注 99"),
        (("label", "import", str(tmp_path / "没有.xlsx")), "表格读不到"),
        (("label", "export", str(tmp_path / "表.csv")), "文件名要以 .xlsx 结尾"),
        (("label", "suggest", "--chain", "x"), "没有产业链 x"),
        (("label", "export", str(tmp_path / "表.xlsx"), "--week", "2020-W01"), "还没有 2020-W01 的清单"),
    ):
        ran = run_lianzhao(week.home, *arguments)
        assert ran.code == 2, ran.err
        assert message in ran.err
