"""``lianzhao review`` as a person uses it, over the sample archive."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.app.conftest import Week, run_lianzhao

pytestmark = pytest.mark.slow


def test_a_judgement_changes_the_list_and_undoing_it_restores_it(week: Week, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(week.home, home)
    first, second = (target["enterprise"] for target in week.targets[:2])
    opened = run_lianzhao(home, "review", "open", first, second, "--json")
    assert opened.code == 0, opened.err
    case = str(opened.json["id"])
    listed = run_lianzhao(home, "review", "--json")
    assert int(case) in [one["id"] for one in listed.json], "beside those the resolver opened itself"
    assert run_lianzhao(home, "review").code == 0
    said = ("--who", "示例判断人", "--why", "示例理由", "--despite-codes")
    judged = run_lianzhao(home, "review", "decide", case, "same", *said, "--json")
    assert judged.code == 0, judged.err
    merged = run_lianzhao(home, "weekly", "--json").json
    assert merged["enterprises"] == week.summary["enterprises"] - 1
    assert merged["data_hash"] != week.summary["data_hash"]
    number = str(judged.json["judgement"])
    assert run_lianzhao(home, "review", "undo", number, "--who", "示例判断人", "--why", "看错了").code == 0
    after = run_lianzhao(home, "weekly", "--json").json
    assert after["data_hash"] == week.summary["data_hash"]
    assert run_lianzhao(home, "targets", "--json").json == week.targets
    [entry] = run_lianzhao(home, "review", "log", "--json").json
    assert entry["undone_by"] == "示例判断人"


def test_bad_input_is_one_sentence(week: Week, tmp_path: Path) -> None:
    home = week.home
    for arguments, message in (
        (("review", "--state", "x"), "状态“x”不认识"),
        (("review", "decide", "99", "same", "--who", "示例", "--why", "示例"), "没有案例 99"),
        (("review", "decide", "1", "maybe"), "结论“maybe”不认识"),
        (("review", "undo", "99", "--who", "示例", "--why", "示例"), "没有判断 99"),
        (("review", "import", str(tmp_path / "没有.xlsx")), "表格读不到"),
        (("review", "export", str(tmp_path / "表.csv")), "文件名要以 .xlsx 结尾"),
    ):
        ran = run_lianzhao(home, *arguments)
        assert ran.code == 2, ran.err
        assert message in ran.err
