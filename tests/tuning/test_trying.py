"""The quick ranking is the slow one; a trial reads only what it must; small changes reshuffle nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.analysis import Desk, Ranking, rank
from app.tuning.changes import Change, read_changes
from app.tuning.moves import points_of
from app.tuning.parts import all_but_weights
from app.tuning.trial import completed, with_changes
from common.errors import UserError
from matching.config.bundle import Config
from matching.numbers import Weights
from matching.week import draft_all, judge_each, match_all
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


WORDS = ["面料", "家居", "水洗", "生产", "示例", "食品", "新材料", "智能"]
NODES = [
    ("textile_dyeing", "dyeing_finishing"),
    ("textile_dyeing", "garment_wash"),
    ("wood_home", "furniture"),
]
SHARES = st.sampled_from([0.0, 0.15, 0.4, 0.9, 1.0])


@st.composite
def any_change(draw: st.DrawFn) -> str:
    """Of every kind: what a node is worth, what texts say, one chain's rules, everything."""
    chain, node = draw(st.sampled_from(NODES))
    kinds: dict[str, st.SearchStrategy[object]] = {
        f"{chain}.{node}.local=": st.sampled_from(["present", "partial", "announced", "gap", "unknown"]),
        f"{chain}.{node}.gap_priority=": st.integers(0, 3),
        "scoring.local_factor.partial=": SHARES,
        f"movability.chains.{chain}=": SHARES,
        f"movability.nodes.{chain}/{node}=": SHARES,
        f"{chain}.{node}.kw.{draw(st.sampled_from(['strong', 'mid', 'weak', 'neg']))}+=": st.sampled_from(
            WORDS
        ),
        f"chains.{chain}.kw.weak+=": st.sampled_from(WORDS),
        "chains.match_fields.company_name=": SHARES,
        "reading.strength.mid=": st.sampled_from([0.5, 1.0, 2.0]),
        "reading.traders.factor=": SHARES,
        f"{chain}.{node}.flags=": st.sampled_from(["[]", "[shell_trade_risk]", "[scope_inflation]"]),
        f"{chain}.{node}.name=": st.just("示例环节"),
        f"chains.chains.{chain}.parks=": st.just("[]"),
        "scoring.axes.propensity.factors.warmth.prior=": SHARES,
        "scoring.missing.low=": SHARES,
        "scoring.combine.floor=": st.just(0.07),
    }
    written = draw(st.sampled_from(sorted(kinds)))
    return f"{written}{draw(kinds[written])}"


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(any_change(), min_size=1, max_size=3, unique_by=lambda text: text.split("=")[0]))
def test_drafts_of_a_trial_are_those_made_from_scratch(
    desk: Desk, before: Ranking, changes: list[str]
) -> None:
    """Whatever is changed together, to the last bit; what is taken over from before can be nowhere wrong."""
    assert before.drafts
    try:
        config = with_changes(desk.config, completed(desk.config, read_changes(desk.config, None, changes)))
    except UserError:
        assume(False)
    context = desk.context(config)
    scratch = draft_all(desk.knowledge, match_all(desk.knowledge, context), context)
    assert replace(desk, _drafts={}, _read={}).drafts(config) == scratch


@pytest.mark.parametrize(
    "written", ["movability.chains.textile_dyeing=0.5", "wood_home.furniture.local=present"]
)
def test_what_a_node_is_worth_judges_nobody(desk: Desk, before: Ranking, written: str) -> None:
    config = changed(desk.config, written)
    expected = rank(desk, config)
    assert expected.standings != before.standings
    without = replace(desk, _read={}, _drafts={all_but_weights(desk.config): desk.drafts(desk.config)})
    vars(without)["knowledge"] = replace(desk.knowledge, firms={})
    assert rank(without, config).standings == expected.standings


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
