"""The report's arithmetic: golden values of the domain guide, section 4.8, and what always holds."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from matching import kpi

SIGNED, OTHER, TARGET = 85.21, 53.54, 0.55
AMOUNT = st.floats(0, 500)


def chance_of_at_least(landings: int, contacts: int, rate: float) -> float:
    """P(Binomial ≥ landings), summed by hand: shares nothing with the code under test."""
    fewer = sum(comb(contacts, k) * rate**k * (1 - rate) ** (contacts - k) for k in range(landings))
    return 1 - fewer


def test_share_need_and_price_are_the_golden_ones() -> None:
    assert f"{kpi.manufacturing_share(SIGNED, OTHER):.2%}" == "37.17%"
    assert f"{kpi.manufacturing_needed(SIGNED, OTHER, TARGET):.2f}" == "33.77"
    assert f"{kpi.price_of_other(TARGET):.2f}" == "1.22"


def test_a_wind_farm_of_ten_lowers_the_share_and_raises_the_need() -> None:
    assert f"{kpi.manufacturing_share(SIGNED + 10, OTHER + 10):.2%}" == "33.26%"
    assert f"{kpi.manufacturing_needed(SIGNED, OTHER, TARGET, more_other=10):.2f}" == "45.99"


@pytest.mark.parametrize(
    ("remaining", "manufacturing", "share"),
    [(120 - SIGNED, "34.33", "98.7%"), (120, "81.20", "67.7%")],
    ids=["120 is the year's total", "120 is the second half's"],
)
def test_what_the_planned_total_asks_for(remaining: float, manufacturing: str, share: str) -> None:
    needed = kpi.manufacturing_within(SIGNED, OTHER, TARGET, remaining)
    assert f"{needed:.2f}" == manufacturing
    assert f"{needed / remaining:.1%}" == share


def test_zero_of_34_may_still_be_eight_percent() -> None:
    assert f"{kpi.upper_bound(0, 34):.1%}" == "8.4%"


@pytest.mark.parametrize(
    ("rate", "contacts"), [(0.005, 855), (0.01, 427), (0.02, 213), (0.039, 109), (0.077, 55)]
)
def test_contacts_for_three_landings(rate: float, contacts: int) -> None:
    assert kpi.contacts_needed(rate, 3, 0.8) == contacts


def test_wilson_of_34_in_112() -> None:
    assert [f"{end:.1%}" for end in kpi.wilson(34, 112)] == ["22.6%", "39.4%"]


def test_trips_and_pace() -> None:
    assert kpi.trips_affordable(100_000, 30_000) == 3
    assert kpi.trips_affordable(3_000_000, 30_000) == 100
    assert f"{kpi.visits_per_week(112, 26 * 7):.1f}" == "4.3"
    assert f"{kpi.visits_per_week(14_475, 100, teams=136):.2f}" == "7.45"


@given(signed=AMOUNT, part=st.floats(0, 1), target=st.floats(0.05, 0.95), less=AMOUNT, more=AMOUNT)
def test_more_of_the_rest_never_lowers_the_need(
    signed: float, part: float, target: float, less: float, more: float
) -> None:
    less, more = sorted((less, more))
    needs = [kpi.manufacturing_needed(signed, signed * part, target, other) for other in (less, more)]
    assert needs[0] <= needs[1] + 1e-9


@given(signed=st.floats(0.1, 500), part=st.floats(0, 1), target=st.floats(0.05, 0.95), more=AMOUNT)
def test_signing_the_need_reaches_the_target_and_not_more(
    signed: float, part: float, target: float, more: float
) -> None:
    needed = kpi.manufacturing_needed(signed, signed * part, target, more)
    reached = kpi.manufacturing_share(signed + needed + more, signed * part + more)
    assert reached >= target - 1e-9
    assert needed == 0 or reached == pytest.approx(target)


@given(
    rate=st.floats(0.004, 0.6),
    landings=st.integers(1, 5),
    probability=st.floats(0.3, 0.95),
)
def test_contacts_needed_is_enough_and_one_less_is_not(
    rate: float, landings: int, probability: float
) -> None:
    contacts = kpi.contacts_needed(rate, landings, probability)
    enough = chance_of_at_least(landings, contacts, rate)
    short = chance_of_at_least(landings, contacts - 1, rate)
    assume(min(abs(enough - probability), abs(short - probability)) > 1e-9)
    assert short < probability < enough


def test_a_rate_of_zero_is_refused_rather_than_searched_forever() -> None:
    with pytest.raises(ValueError, match="rate"):
        kpi.contacts_needed(0, 3, 0.8)


@given(landed=st.integers(0, 6), contacts=st.integers(7, 200))
def test_at_the_upper_bound_so_few_landings_have_a_chance_of_five_percent(landed: int, contacts: int) -> None:
    bound = kpi.upper_bound(landed, contacts)
    assert 1 - chance_of_at_least(landed + 1, contacts, bound) == pytest.approx(0.05, abs=1e-6)


@given(st.integers(1, 400), st.data())
def test_intervals_are_those_of_scipy_stats(trials: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    test = stats.binomtest(successes, trials)
    expected = test.proportion_ci(0.95, method="wilson")
    assert kpi.wilson(successes, trials) == pytest.approx((expected.low, expected.high), abs=1e-9)
    one_sided = stats.binomtest(successes, trials, alternative="less").proportion_ci(0.95, method="exact")
    assert kpi.upper_bound(successes, trials) == pytest.approx(one_sided.high, abs=1e-9)
