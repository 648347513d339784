"""Bounds from history: static at first, stricter with time, not widened by one odd publication."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.watch.usual import ENOUGH, Margin, highest, lowest, percent, span

MARGIN = Margin(static=0.2, learned=0.05)
VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(VALUES)
def test_the_middle_is_always_usual(values: list[float]) -> None:
    middle = sorted(values)[len(values) // 2]
    assert lowest(values, MARGIN) <= middle <= highest(values, MARGIN)


@given(st.integers(ENOUGH, 60))
def test_a_longer_quiet_history_is_stricter(length: int) -> None:
    assert lowest([1.0] * (length + 1), MARGIN) > lowest([1.0] * length, MARGIN)
    assert lowest([1.0] * length, MARGIN) > lowest([1.0] * (ENOUGH - 1), MARGIN)


def test_one_accepted_oddity_widens_nothing_for_good() -> None:
    quiet = [1.0] * 25
    assert lowest([*quiet, 0.1], MARGIN) == lowest([*quiet, 1.0], MARGIN)
    assert highest([*quiet, 9.0], MARGIN) == highest([*quiet, 1.0], MARGIN)


def test_figures_for_people() -> None:
    assert span([503, 498, 500], "{:g}".format) == "498–503"
    assert span([500, 500], "{:g}".format) == "500"
    assert [percent(share) for share in (0.0, 0.004, 0.12, 0.998, 1.0)] == [
        "0%",
        "0.4%",
        "12%",
        "99.8%",
        "100%",
    ]
