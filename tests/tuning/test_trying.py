"""The quick ranking is the slow one; a trial reads only what it must; small changes reshuffle nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.analysis import Desk, Ranking, rank
from app.tuning.changes import Change, read_changes
from app.tuning.moves import points_of
from app.tuning.trial import completed, with_changes
from matching.config.bundle import Config
from matching.numbers import Weights
from matching.week import judge_each
from tests.app.conftest import Week, run_lianzhao

pytestmark = pytest.mark.slow
TRIALS = [
    "fit.weight=0.4",
    "textile_dyeing.garment_wash.kw.strong+=家居,面料",
    "wood_home.furniture.kw.strong-=全屋定制",
    "movability.chains.textile_dyeing=0.5",
    "textile_dyeing.dyeing_finishing.gap_priority=0",
    "scoring.multipliers.shell_trade_risk=0.1",
    "chains.match_fields.company_name=0.2",
    "scoring.cooldown_days.refused=10",
]


def changed(config: Config, written: str) -> Config:
    return with_changes(config, completed(config, read_changes(config, None, [written])))


@pytest.mark.parametrize("written", TRIALS)
def test_the_quick_way_gives_what_judging_everybody_gives(desk: Desk, before: Ranking, written: str) -> None:
    """Under the settings as they are and under a change, firm by firm."""
    assert before.placed.listed
    config = changed(desk.config, written)
    quick = rank(desk, config)
    slow = {item.assessment.enterprise_id: item for item in judge_each(desk.knowledge, desk.context(config))}
    assert {identity: item.standing for identity, item in slow.items()} == quick.standings
    for identity in [item.id for item in quick.placed.listed]:
        explained = {one.factor: one.points for one in slow[identity].assessment.contributions}
        assert points_of(quick, identity) == explained


def test_points_sum_to_the_score(before: Ranking) -> None:
    for item in before.placed.listed:
        assert sum(points_of(before, item.id).values()) == pytest.approx(100 * item.centre, abs=1e-9)


def one_percent(config: Config) -> list[tuple[str, Config]]:
    """Every weight of an axis and of a factor, a hundredth up and down, the others scaled."""
    weights, found = Weights.of(config.scoring), []
    places: list[tuple[tuple[str, ...], float]] = [
        (("axes", axis, "weight"), value) for axis, value in weights.axes.items()
    ]
    for axis in weights.axes:
        factors = getattr(config.scoring.axes, axis).factors
        places += [(("axes", axis, "factors", name, "w"), factor.w) for name, factor in factors.items()]
    for steps, value in places:
        for by in (0.99, 1.01):
            change = Change("scoring", steps, "=", value * by)
            found.append((change.text, with_changes(config, completed(config, [change]))))
    return found


def test_a_hundredth_of_one_weight_never_reshuffles_the_top_ten(desk: Desk, before: Ranking) -> None:
    top = [item.id for item in before.placed.ranked[:10]]
    assert len(top) == 10
    for text, config in one_percent(desk.config):
        after = rank(desk, config, after=before)
        assert [item.id for item in after.placed.ranked[:10]] == top, text


def test_a_weight_reads_no_text_and_judges_nobody(desk: Desk, before: Ranking) -> None:
    """Without the firms there is nothing to read: the drafts alone must do."""
    assert before.drafts
    bare = replace(desk)
    vars(bare)["knowledge"] = None
    assert rank(bare, changed(desk.config, "fit.weight=0.4")).placed.listed


def test_a_list_made_twice_is_the_same(desk: Desk, before: Ranking) -> None:
    again = rank(replace(desk, _drafts={}, _read={}), desk.config)
    assert again.standings == before.standings
    assert again.placed == before.placed
    kept = rank(desk, desk.config, after=before)
    assert [item.id for item in kept.placed.ranked] == [item.id for item in before.placed.ranked]


def test_the_command_says_who_moves_and_why(week: Week) -> None:
    ran = run_lianzhao(week.home, "tune", "try", "--set", "scoring.axes.fit.weight=0.3", "--json")
    assert ran.code == 0, ran.err
    said = ran.json
    assert said["changes"][0] == "scoring.axes.fit.weight=0.3"
    assert len(said["added"]) == 2
    old, new = ([one["enterprise"] for one in said["listed"][side]] for side in ("before", "after"))
    assert old == [target["enterprise"] for target in week.targets]
    assert {move["name"] for move in said["moves"]} >= set(old) ^ set(new)
    assert all(move["factor_name"] for move in said["moves"])
    assert said["history"]["before"]["value"] is None
    assert "少于 30" in said["history"]["before"]["note"]
    assert said["history"]["before"]["example"]


def test_a_wrong_change_ends_with_two(week: Week) -> None:
    ran = run_lianzhao(week.home, "tune", "try", "--set", "fit.weight=7")
    assert ran.code == 2
    assert "Traceback" not in ran.err
