"""Changes as people write them, made in memory and in the file: both give the same configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.tuning.changes import read_changes
from app.tuning.edit import edited
from app.tuning.trial import completed, differences, with_changes
from common.errors import UserError
from matching.config.bundle import Config
from matching.config.check import load_checked

DYEING = "chains.chains.textile_dyeing.nodes.dyeing_finishing.kw.strong"


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("textile_dyeing.dyeing_finishing.kw.strong+=示例染", f"{DYEING}+=示例染"),
        ("chains.textile_dyeing.nodes.dyeing_finishing.kw.strong+=示例染", f"{DYEING}+=示例染"),
        ("scoring.axes.fit.weight=0.4", "scoring.axes.fit.weight=0.4"),
        ("fit.weight = 0.4", "scoring.axes.fit.weight=0.4"),
        ("node_gap.w=20", "scoring.axes.fit.factors.node_gap.w=20"),
        ("weekly_list.k=15", "scoring.weekly_list.k=15"),
    ],
)
def test_a_place_may_leave_out_levels(config: Config, written: str, place: str) -> None:
    assert [change.text for change in read_changes(config, None, [written])] == [place]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("fit.weight", ["位置=值"]),
        ("nothing.here=1", ["nothing.here", "产业链"]),
        ("textile_dyeing.dyeing.kw.strong+=示例染", ["dyeing_finishing"]),
        ("weight=0.5", ["不止一处", "scoring.axes.propensity.weight"]),
        ("textile_dyeing.dyeing_finishing.kw.strong-=没有的词", ["没有的词", "印染"]),
        ("fit.weight+=0.1", ["不是列表"]),
        ("fit.weight=高", ["scoring.yaml"]),
        ("textile_dyeing.reeling.gap_priority=9", ["chains.yaml", "gap_priority"]),
        ("fit.weight=1.2", ["scoring.yaml"]),
        ("textile_dyeing.parks+=no_such_park", ["no_such_park"]),
    ],
)
def test_a_wrong_change_is_refused_in_one_sentence(config: Config, written: str, words: list[str]) -> None:
    with pytest.raises(UserError) as refused:
        with_changes(config, completed(config, read_changes(config, None, [written])))
    for word in words:
        assert word in str(refused.value)


def test_a_word_that_is_there_already_changes_nothing(config: Config) -> None:
    changes = read_changes(config, None, ["textile_dyeing.dyeing_finishing.kw.strong+=筒子染色"])
    assert with_changes(config, changes).config_hash == config.config_hash
    assert "已有，不变" in changes[0].text


def test_one_weight_alone_scales_the_others_in_proportion(config: Config) -> None:
    changes = completed(config, read_changes(config, None, ["scoring.axes.fit.weight=0.4"]))
    axes = with_changes(config, changes).scoring.axes
    assert axes.fit.weight == 0.4
    assert axes.propensity.weight + axes.kpi_value.weight == pytest.approx(0.6, abs=1e-12)
    assert axes.propensity.weight / axes.kpi_value.weight == pytest.approx(0.35 / 0.20, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "scoring.axes.fit.weight: 0.4\nscoring.axes.propensity.weight: 0.4\n",
        "set: {scoring: {axes: {fit: {weight: 0.4}, propensity: {weight: 0.4}}}}\n",
        "- fit.weight=0.4\n- propensity.weight=0.4\n",
    ],
)
def test_a_file_of_changes_may_be_flat_nested_or_a_list(config: Config, tmp_path: Path, text: str) -> None:
    path = tmp_path / "改动.yaml"
    path.write_text(text, encoding="utf-8")
    axes = with_changes(config, read_changes(config, path, [])).scoring.axes
    assert (axes.fit.weight, axes.propensity.weight, axes.kpi_value.weight) == (0.4, 0.4, 0.2)


def test_words_are_added_and_taken_away_by_a_file(config: Config, tmp_path: Path) -> None:
    path = tmp_path / "改动.yaml"
    path.write_text(
        "add: {textile_dyeing.dyeing_finishing.kw.strong: [示例染]}\n"
        "remove: {textile_dyeing.dyeing_finishing.kw.strong: [色纱]}\n",
        encoding="utf-8",
    )
    strong = (
        with_changes(config, read_changes(config, path, []))
        .node("textile_dyeing", "dyeing_finishing")
        .kw.strong
    )
    assert "示例染" in strong
    assert "色纱" not in strong


EDITS = [
    "fit.weight=0.4",
    "node_gap.w=20",
    "textile_dyeing.dyeing_finishing.kw.strong+=示例染,7号染",
    "textile_dyeing.dyeing_finishing.kw.neg-=印刷,印染设备",
    "textile_dyeing.sericulture.kw.weak-=茧站",
    "textile_dyeing.reeling.codes.core+=1742",
    "scoring.movability.nodes.textile_dyeing/reeling=0.5",
    "textile_dyeing.reeling.gap_priority=3",
    "textile_dyeing.reeling.local=gap",
    "scoring.weekly_list.allow_examples=true",
    "textile_dyeing.spinning.synergies+=wood_home",
]


@pytest.mark.parametrize("written", EDITS)
def test_the_file_says_the_same_as_the_trial_and_nothing_else_moved(
    config: Config, config_copy: Path, written: str
) -> None:
    changes = completed(config, read_changes(config, None, [written]))
    trial = with_changes(config, changes)
    for file in {change.file for change in changes}:
        path = config_copy / f"{file}.yaml"
        old = path.read_bytes()
        new = edited(old, [change for change in changes if change.file == file])
        path.write_bytes(new)
        touched = set(old.decode().splitlines()) ^ set(new.decode().splitlines())
        assert len(touched) <= 2 * len(changes) * 2
        assert [line.partition("#")[2] for line in old.decode().splitlines() if "#" in line] == [
            line.partition("#")[2] for line in new.decode().splitlines() if "#" in line
        ]
    assert load_checked(config_copy).config_hash == trial.config_hash


def test_differences_lead_from_one_configuration_to_the_other(config: Config) -> None:
    asked = ["fit.weight=0.4", "textile_dyeing.dyeing_finishing.kw.strong+=示例染"]
    trial = with_changes(config, completed(config, read_changes(config, None, asked)))
    assert with_changes(config, differences(config, trial)).config_hash == trial.config_hash
    assert differences(config, config) == []
