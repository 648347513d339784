"""Versions: adopted with who, why and both figures, listed, and taken back byte for byte."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.conftest import Ran, Week, edit, run_lianzhao

pytestmark = pytest.mark.slow
Tune = Callable[..., Ran]
SAID = ("--who", "示例甲", "--why", "示例理由")


@pytest.fixture
def tune(week: Week, config_copy: Path, tmp_path: Path) -> Tune:
    home = tmp_path / "home"
    shutil.copytree(week.home, home)

    def run(*arguments: str) -> Ran:
        return run_lianzhao(home, "tune", *arguments, config=config_copy)

    return run


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.yaml")}


def test_adopted_then_taken_back_leaves_every_byte_as_it_was(tune: Tune, config_copy: Path) -> None:
    untouched = contents(config_copy)
    adopted = tune("adopt", "--set", "fit.weight=0.3", *SAID, "--name", "示例一版", "--json")
    assert adopted.code == 0, adopted.err
    said = adopted.json
    assert (said["name"], said["who"], said["why"]) == ("示例一版", "示例甲", "示例理由")
    assert said["config_hash_before"] != said["config_hash_after"]
    assert set(said["figures"]) == {"before", "after", "moved"}
    assert said["figures"]["before"]["listed"] != said["figures"]["after"]["listed"]
    assert set(said["changed"]) == {"scoring.yaml"}
    assert {name for name, data in contents(config_copy).items() if data != untouched[name]} == {
        "scoring.yaml"
    }

    ranked = tune("rank", "--version", "示例一版", "--json")
    assert ranked.json["config_hash"]["after"] == said["config_hash_after"]
    assert "scoring.axes.fit.weight=0.3" in ranked.json["changes"]

    assert tune("revert", "示例一版", *SAID).code == 0
    assert contents(config_copy) == untouched
    again = tune("revert", "示例一版", *SAID)
    assert again.code == 2
    assert "已由 示例甲 撤回" in again.err
    names = [version["name"] for version in tune("history", "--json").json]
    assert names == ["示例一版", "撤回 示例一版"]


def test_what_was_edited_by_hand_since_is_not_overwritten(tune: Tune, config_copy: Path) -> None:
    assert tune("adopt", "--set", "fit.weight=0.3", *SAID, "--name", "示例一版").code == 0
    edit(config_copy / "scoring.yaml", "k: 20", "k: 19")
    kept = contents(config_copy)
    refused = tune("revert", "示例一版", *SAID)
    assert refused.code == 2
    assert "手工改过" in refused.err
    assert "--set scoring.axes.fit.weight=0.45" in refused.err.replace("\n", "")
    assert contents(config_copy) == kept


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("adopt", "--set", "fit.weight=0.3", "--why", "示例", "--name", "甲"), "谁改的"),
        (("adopt", "--set", "fit.weight=0.3", "--who", "示例", "--name", "甲"), "为什么"),
        (("adopt", "--set", "fit.weight=0.3", *SAID), "版本名"),
        (("adopt", "--set", "fit.weight=0.45", *SAID, "--name", "甲"), "没有改变"),
        (("adopt", *SAID, "--name", "甲"), "没有写要改什么"),
        (("revert", "没有的版本", *SAID), "没有版本"),
        (("rank", "--version", "没有的版本"), "没有版本"),
    ],
)
def test_what_is_missing_is_named_and_nothing_changes(
    tune: Tune, config_copy: Path, arguments: tuple[str, ...], words: str
) -> None:
    untouched = contents(config_copy)
    ran = tune(*arguments)
    assert ran.code == 2
    assert words in ran.err
    assert contents(config_copy) == untouched
    assert tune("history", "--json").json == []
