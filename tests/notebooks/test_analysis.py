"""Changing settings in memory, and the tables that compare two rankings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.analysis import Desk, Ranking, changed, open_desk, rank
from app.comparison import NO_CHAIN, OWN_UNCHANGED, by_chain, compare, listing
from common.errors import UserError
from common.settings import PROJECT_ROOT, Settings
from matching.config.bundle import Config
from matching.config.check import load_checked
from tests.app.conftest import Week, edit

GAP = "axes.fit.factors.node_gap.w"
LINKS = "axes.fit.factors.local_linkage.w"


def settings(home: Path) -> Settings:
    return Settings(
        home=home,
        config=PROJECT_ROOT / "config",
        sample=PROJECT_ROOT / "sample",
        database_url=f"sqlite:///{home / 'lianzhao.db'}",
    )


@pytest.fixture(scope="module")
def config() -> Config:
    return load_checked(PROJECT_ROOT / "config")


@pytest.fixture(scope="module")
def desk(week: Week) -> Desk:
    return open_desk(settings(week.home))


@pytest.fixture(scope="module")
def before(desk: Desk) -> Ranking:
    return rank(desk, desk.config)


def test_a_change_in_memory_is_the_same_change_as_in_the_file(config: Config, config_copy: Path) -> None:
    edit(config_copy / "scoring.yaml", "node_gap: {w: 15", "node_gap: {w: 30")
    edit(config_copy / "scoring.yaml", "local_linkage: {w: 20", "local_linkage: {w: 5")
    in_file = load_checked(config_copy)
    in_memory = changed(config, "scoring", {GAP: 30.0, LINKS: 5.0})
    assert in_memory.scoring == in_file.scoring
    assert in_memory.config_hash == in_file.config_hash != config.config_hash
    assert config.scoring.axes.fit.factors["node_gap"].w == 15


def test_an_id_leads_into_a_list(config: Config) -> None:
    other = changed(config, "chains", {"chains.textile_dyeing.nodes.reeling.gap_priority": 3})
    assert config.node("textile_dyeing", "reeling").gap_priority == 1
    assert other.node("textile_dyeing", "reeling").gap_priority == 3


@pytest.mark.parametrize(
    ("file", "values", "words"),
    [
        ("scorings", {GAP: 30.0}, ["scorings", "scoring"]),
        ("scoring", {"axes.fit.factor.node_gap.w": 30.0}, ["scoring.yaml", "factor", "factors"]),
        ("scoring", {"axes.fit.factors.node_gap.weight": 30.0}, ["scoring.yaml 第", "node_gap.weight"]),
        ("scoring", {GAP: "30"}, ["scoring.yaml 第", "node_gap.w", "'30'"]),
        ("scoring", {"movability.default": 1.5}, ["scoring.yaml 第", "movability.default", "1.5"]),
        ("scoring", {GAP: 30.0}, ["scoring.yaml 第", "100", "115"]),
        ("scoring", {"movability.chains.no_such_chain": 0.5}, ["scoring.yaml 第", "no_such_chain"]),
        ("chains", {"chains.no_such_chain.name": "示例"}, ["chains.yaml", "no_such_chain", "wood_home"]),
    ],
)
def test_a_wrong_change_is_refused_as_in_the_file(
    config: Config, file: str, values: dict[str, Any], words: list[str]
) -> None:
    with pytest.raises(UserError) as refused:
        changed(config, file, values)
    for word in words:
        assert word in str(refused.value)


def test_a_home_without_a_week_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="lianzhao weekly"):
        open_desk(settings(tmp_path))


@pytest.mark.slow
def test_the_listing_is_the_published_list(before: Ranking, week: Week) -> None:
    table = listing(before)
    assert table.index.tolist() == [target["rank"] for target in week.targets]
    assert table["企业"].tolist() == [target["enterprise"] for target in week.targets]
    assert table["合计"].tolist() == [target["score"]["centre"] for target in week.targets]
    assert (table["低"] <= table["合计"]).all()
    assert (table["合计"] <= table["高"]).all()


@pytest.mark.slow
def test_nothing_changed_compares_empty(before: Ranking) -> None:
    assert compare(before, before).empty


@pytest.mark.slow
def test_every_change_of_place_is_in_the_comparison(desk: Desk, before: Ranking) -> None:
    after = rank(desk, changed(desk.config, "scoring", {GAP: 30.0, LINKS: 5.0}))
    old, new = ({row.enterprise: row.rank or 0 for row in side.chosen.targets} for side in (before, after))
    table = compare(before, after).set_index("企业")
    assert set(table.index) == {name for name in old | new if old.get(name) != new.get(name)}
    for name, row in table.iterrows():
        word = str(row["变化"]).removesuffix("·探索")
        if name not in old:
            assert word == "进入"
        elif name not in new:
            assert word == "退出"
            assert row["退出原因"]
        else:
            assert word == ("上升" if new[name] < old[name] else "下降")


@pytest.mark.slow
def test_the_factor_named_is_the_one_that_was_changed(desk: Desk, before: Ranking) -> None:
    """One chain's movability falls: its firms lose by it, and whoever else moves has changed nothing."""
    after = rank(desk, changed(desk.config, "scoring", {"movability.chains.textile_dyeing": 0.5}))
    table = compare(before, after)
    own = table["产业链"] == desk.config.chain("textile_dyeing").name
    assert own.any()
    assert not own.all()
    assert set(table.loc[own, "影响最大"]) == {"行业粘性"}
    assert (table.loc[own, "分差"] < 0).all()
    assert (table.loc[own, "新合计"] < table.loc[own, "原合计"]).all()
    assert set(table.loc[~own, "影响最大"]) == {OWN_UNCHANGED}
    assert (table.loc[~own, "分差"] == 0).all()


@pytest.mark.slow
def test_every_firm_is_counted_once_by_chain(before: Ranking) -> None:
    table = by_chain(before)
    assert table["匹配企业"].sum() == len(before.standings)
    assert table["在清单"].sum() == len(before.chosen.targets)
    assert (table["在清单"] <= table["可入选"]).all()
    assert (table["可入选"] <= table["匹配企业"]).all()
    assert table.loc[NO_CHAIN, "在清单"] == 0
    assert table.index.tolist() == [*(chain.name for chain in before.config.chains.chains), NO_CHAIN]
