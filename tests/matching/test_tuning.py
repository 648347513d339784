"""A weight that an analyst raises changes who stands first: domain guide, sections 10.7 and 18.10."""

from __future__ import annotations

from matching.config.bundle import Config
from matching.judge import judge
from matching.weekly import choose
from tests.matching.build import circumstances, firm
from tests.matching.conftest import Changed, Edit

MISSING_LINK = firm("示例家居有限公司", products="全屋定制")
WITH_FRIENDS = firm("示例单板有限公司", products="旋切单板", chamber="会长")


ALL = Edit("scoring.yaml", "stop_if_centre_below: 0.30", "stop_if_centre_below: 0")


def ranking(config: Config) -> list[str]:
    context = circumstances(config)
    judged = [judge(one, context) for one in (WITH_FRIENDS, MISSING_LINK)]
    return [target.enterprise for target in choose(judged, config.scoring.weekly_list, "2026-W48").targets]


def test_the_weight_of_an_axis_decides_between_fit_and_friends(config: Config, changed: Changed) -> None:
    to_fit = changed(
        ALL,
        Edit("scoring.yaml", "weight: 0.45", "weight: 0.75"),
        Edit("scoring.yaml", "weight: 0.35", "weight: 0.05"),
    )
    assert ranking(to_fit) == ["示例家居有限公司", "示例单板有限公司"]
    to_friends = changed(
        Edit("scoring.yaml", "weight: 0.75", "weight: 0.05"),
        Edit("scoring.yaml", "weight: 0.05", "weight: 0.75", "propensity:"),
    )
    assert ranking(to_friends) == ["示例单板有限公司", "示例家居有限公司"]
    assert len({config.config_hash, to_fit.config_hash, to_friends.config_hash}) == 3


def test_the_weight_of_a_factor_decides_within_an_axis(changed: Changed) -> None:
    no_gap = changed(
        ALL,
        Edit("scoring.yaml", "node_gap: {w: 15", "node_gap: {w: 0"),
        Edit("scoring.yaml", "node_match: {w: 30", "node_match: {w: 45"),
    )
    assert ranking(no_gap) == ["示例单板有限公司", "示例家居有限公司"]
    all_gap = changed(
        Edit("scoring.yaml", "node_gap: {w: 0", "node_gap: {w: 45"),
        Edit("scoring.yaml", "node_match: {w: 45", "node_match: {w: 0"),
    )
    assert ranking(all_gap) == ["示例家居有限公司", "示例单板有限公司"]
