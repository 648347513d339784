"""The week's list: domain guide, sections 10.6, 18.12 and 18.13."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.config.scoring import WeeklyList
from matching.context import Context
from matching.judge import Judged, judge
from matching.result import Interval
from matching.weekly import Chosen, choose
from tests.matching.build import circumstances, firm
from tests.matching.conftest import Changed, Edit

CHAINS = ("wood_home", "textile_dyeing", "calcium_building", "modern_agri")


@pytest.fixture(scope="session")
def rules(context: Context) -> WeeklyList:
    return context.config.scoring.weekly_list


@pytest.fixture(scope="session")
def model(context: Context) -> Judged:
    return judge(firm(), context)


def one(
    model: Judged,
    number: int,
    *,
    chain: str = "wood_home",
    centre: float | None = None,
    countable: bool = False,
    kept_off: Sequence[str] = (),
    name: str = "",
) -> Judged:
    """A judged firm; without ``centre`` a higher number scores lower."""
    value = 0.9 - number / 1000 if centre is None else centre
    assessment = model.assessment.model_copy(
        update={
            "enterprise": name or f"示例企业{number:03}",
            "enterprise_id": f"id-{number:03}",
            "chain": chain,
            "node": f"node{number % 5}",
            "city": f"示例市{number % 7}",
            "score": Interval(centre=value, low=0, high=1),
            "kept_off": list(kept_off),
        }
    )
    return Judged(assessment, countable, 1)


def field(model: Judged, count: int, countable: Sequence[int] = ()) -> list[Judged]:
    """Firms over four chains, best first; those whose number is in ``countable`` serve the list target."""
    return [
        one(model, number, chain=CHAINS[number % 4], countable=number in countable) for number in range(count)
    ]


def names(chosen: Chosen) -> list[str]:
    return [target.enterprise for target in chosen.targets]


def test_twenty_places_three_of_them_explored_and_marked(model: Judged, rules: WeeklyList) -> None:
    chosen = choose(field(model, 60), rules, "2026-W48")
    assert [target.rank for target in chosen.targets] == list(range(1, 21))
    assert [target.explore for target in chosen.targets] == [False] * 17 + [True] * 3
    assert names(chosen)[:17] == [f"示例企业{number:03}" for number in range(17)]


def test_the_same_seed_explores_the_same_firms_and_another_week_others(
    model: Judged, rules: WeeklyList
) -> None:
    firms = field(model, 60)
    weeks = [names(choose(firms, rules, f"2026-W{week}")) for week in range(10, 20)]
    assert weeks == [names(choose(firms, rules, f"2026-W{week}")) for week in range(10, 20)]
    assert len({tuple(week[17:]) for week in weeks}) > 1
    assert len({tuple(week[:17]) for week in weeks}) == 1


@pytest.mark.parametrize(
    "number",
    # Nodes repeat every 5 numbers, cities every 7; the crowd shares one node and one city.
    [707, 705, 704],
    ids=["rare node", "rare city", "both rare"],
)
def test_exploration_prefers_nodes_and_cities_seldom_tried(
    model: Judged, rules: WeeklyList, number: int
) -> None:
    crowd = [one(model, 35 * place, chain=CHAINS[place % 3]) for place in range(19)]
    rare = one(model, number, chain="wood_home")
    twin = one(model, 700, chain="wood_home")
    weeks = [names(choose([*crowd, rare, twin], rules, f"seed {seed}"))[17:] for seed in range(100)]
    found = {
        item.assessment.enterprise: sum(item.assessment.enterprise in week for week in weeks)
        for item in (rare, twin)
    }
    # The twin is drawn from the same four waiting firms, but its node and city are crowded.
    assert found[rare.assessment.enterprise] > found[twin.assessment.enterprise] + 10


@pytest.mark.parametrize("count", [9, 20, 60])
def test_no_chain_takes_more_than_eight_places(model: Judged, rules: WeeklyList, count: int) -> None:
    chosen = choose([one(model, number) for number in range(count)], rules, "2026-W48")
    assert len(chosen.targets) == 8
    assert all("至多 8 家" in removed.reasons[0] for removed in chosen.removed)
    assert "少于 20 家" in chosen.notes[0]


def test_four_that_could_count_get_in_and_two_are_said_to_be_missing(
    model: Judged, rules: WeeklyList
) -> None:
    chosen = choose(field(model, 60, countable=(3, 40, 41, 42)), rules, "2026-W48")
    assert {f"示例企业{number:03}" for number in (3, 40, 41, 42)} <= set(names(chosen)[:17])
    assert any("只有 4 家" in note and "少 2 家" in note for note in chosen.notes)


def test_six_that_could_count_get_in_from_far_below(model: Judged, rules: WeeklyList) -> None:
    chosen = choose(field(model, 60, countable=range(50, 60)), rules, "2026-W48")
    ranked = names(chosen)[:17]
    assert [name for name in ranked if name >= "示例企业050"] == [f"示例企业{n:03}" for n in range(50, 56)]
    assert ranked[:11] == [f"示例企业{number:03}" for number in range(11)]
    assert chosen.notes == []
    assert max(Counter(target.chain for target in chosen.targets).values()) <= 8


def test_a_full_chain_makes_room_for_its_own_list_firm(model: Judged, rules: WeeklyList) -> None:
    wood = [one(model, number) for number in range(30)]
    chosen = choose([*wood, one(model, 99, countable=True)], rules, "2026-W48")
    assert names(chosen) == [f"示例企业{number:03}" for number in range(7)] + ["示例企业099"]


def test_a_full_chain_gives_up_its_own_last_place_and_the_ranks_stay_in_order(
    model: Judged, rules: WeeklyList
) -> None:
    wood = [one(model, number) for number in range(8)]
    calcium = [one(model, number, chain="calcium_building") for number in range(10, 18)]
    agri = one(model, 18, chain="modern_agri")
    entering = one(model, 8, countable=True)
    chosen = choose([*wood, entering, *calcium, agri], rules, "2026-W48")
    ranked = [*range(7), 8, *range(10, 19)]
    assert names(chosen)[:17] == [f"示例企业{number:03}" for number in ranked]


def test_a_place_given_up_in_a_chain_is_free_for_its_next_list_firm(model: Judged, rules: WeeklyList) -> None:
    ranked = [
        *(one(model, number) for number in range(7)),
        *(one(model, number, chain="calcium_building") for number in range(7, 14)),
        *(one(model, number, chain="modern_agri") for number in (14, 15)),
        one(model, 16),
    ]
    entering = [one(model, 20, chain="textile_dyeing", countable=True), one(model, 21, countable=True)]
    chosen = choose([*ranked, *entering], rules, "2026-W48")
    # 20 takes the place of 16, the last; so wood has room and 21 takes that of 15.
    assert names(chosen)[:17] == [f"示例企业{number:03}" for number in [*range(15), 20, 21]]


def test_nothing_above_the_bar_gives_an_empty_list_and_says_why(changed: Changed) -> None:
    strict = changed(Edit("scoring.yaml", "stop_if_centre_below: 0.30", "stop_if_centre_below: 0.9"))
    context = circumstances(strict)
    judged = [judge(firm(f"示例家居{number}有限公司"), context) for number in range(5)]
    chosen = choose(judged, strict.scoring.weekly_list, "2026-W48")
    assert chosen.targets == []
    assert "本周只列 0 家" in chosen.notes[0]
    assert len(chosen.removed) == 5
    assert all("低于 0.9 的入选线" in reason for removed in chosen.removed for reason in removed.reasons)


def test_made_up_firms_take_no_place_unless_that_is_allowed(context: Context, changed: Changed) -> None:
    made_up = firm(example=True)
    refused = choose([judge(made_up, context)], context.config.scoring.weekly_list, "2026-W48")
    assert refused.targets == []
    assert refused.removed[0].reasons == ["示例数据，不进清单"]
    assert refused.removed[0].example
    shown = changed(Edit("scoring.yaml", "allow_examples: false", "allow_examples: true"))
    allowed = choose([judge(made_up, circumstances(shown))], shown.scoring.weekly_list, "2026-W48")
    assert [target.example for target in allowed.targets] == [True]


FIRMS = st.lists(
    st.tuples(
        st.sampled_from(CHAINS),
        st.sampled_from([0.3, 0.4, 0.4, 0.5]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["示例甲", "示例乙", "示例丙"]),
    ),
    max_size=40,
)


@given(FIRMS, st.data())
def test_the_order_of_the_input_does_not_matter(
    model: Judged, rules: WeeklyList, drawn: list[tuple[str, float, bool, bool, str]], data: st.DataObject
) -> None:
    firms = [
        one(
            model,
            number,
            chain=chain,
            centre=centre,
            countable=countable,
            kept_off=["示例原因"] if off else [],
            name=name,
        )
        for number, (chain, centre, countable, off, name) in enumerate(drawn)
    ]
    chosen = choose(firms, rules, "2026-W48")
    assert choose(data.draw(st.permutations(firms)), rules, "2026-W48") == chosen
    listed = {target.enterprise_id for target in chosen.targets}
    off = {removed.enterprise_id for removed in chosen.removed}
    assert listed | off == {item.assessment.enterprise_id for item in firms}
    assert not listed & off
    assert all(removed.reasons for removed in chosen.removed)
    assert not any(target.kept_off for target in chosen.targets)
    assert all(places <= 8 for places in Counter(target.chain for target in chosen.targets).values())


def test_everybody_with_a_chain_is_listed_or_named_with_a_reason(context: Context) -> None:
    products = ("全屋定制", "印染", "活性染料", "数据标注", "风电场", "没有命中的产品")
    judged = [judge(firm(f"示例{number}有限公司", products=p), context) for number, p in enumerate(products)]
    chosen = choose(judged, context.config.scoring.weekly_list, "2026-W48")
    named = {*names(chosen), *(removed.enterprise for removed in chosen.removed)}
    assert named == {item.assessment.enterprise for item in judged if item.assessment.chain}
    assert all(removed.reasons for removed in chosen.removed)
    assert "示例2有限公司" in {removed.enterprise for removed in chosen.removed}
