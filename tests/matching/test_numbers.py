"""The quick centre by which firms are ranked against the whole score that is explained."""

from __future__ import annotations

from math import prod

from hypothesis import given
from hypothesis import strategies as st

from matching.config.scoring import AXES
from matching.numbers import Ends, Value, Weights, axis_ends, total_centre, total_ends

SHARE = st.floats(0, 1)
POINTS = st.floats(0.5, 100)


@given(data=st.data())
def test_the_ranked_centre_is_that_of_the_explained_score(data: st.DataObject) -> None:
    """To the last bit: a list must not be ordered by another number than the one it prints."""
    factors = {f"{axis} {number}": data.draw(POINTS) for axis in AXES for number in range(3)}
    values = [
        Value(axis, f"{axis} {number}", data.draw(SHARE), 0.0, 1.0, known=True)
        for axis in AXES
        for number in range(3)
    ]
    weights = Weights(
        factors,
        {axis: data.draw(SHARE) for axis in AXES},
        data.draw(st.floats(0.01, 0.2)),
        {"a": 0.7, "b": 0.9},
    )
    loss, charged = Ends(data.draw(SHARE), 0.0, 1.0), data.draw(st.sets(st.sampled_from("ab")).map(sorted))
    whole = total_ends(
        axis_ends(values, loss, factors), weights, prod(weights.multipliers[one] for one in charged)
    )
    assert total_centre(values, loss, charged, weights) == whole.centre
