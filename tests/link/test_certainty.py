"""What people are told of a first rank: surer where the model is surer, and never more than can be known."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity.link import Universe, build_index
from pipeline.identity.link.features import FEATURES
from pipeline.identity.link.model import LEAST_FOUND, certainty, points, shares, shipped_model
from tests.link.build import ROWS, TWIN, batch, small_index

values = st.lists(st.floats(0, 1, width=32), min_size=len(FEATURES), max_size=len(FEATURES))
FOUND = list(FEATURES).index("found_core")


@given(st.lists(values, min_size=2, max_size=6), st.booleans())
def test_the_line_changes_no_order_and_says_nothing_new_below_a_half(
    rows: list[list[float]], short: bool
) -> None:
    model, _ = shipped_model()
    weights = model.of(short=short)
    features = np.array(rows, dtype=np.float32)
    total = points(weights, features)
    share = shares(total, np.zeros(1, dtype=np.int64))
    told = certainty(weights, features, total, share)
    bare = weights.model_copy(update={"said": (0.0, 1.0), "right": (0.0, 1.0)})
    computed = certainty(bare, features, total, share)
    assert (np.argsort(told, kind="stable") == np.argsort(computed, kind="stable")).all()
    assert (told >= computed - 1e-12).all()
    assert told[computed <= 0.5] == pytest.approx(computed[computed <= 0.5])
    assert (told[features[:, FOUND] < LEAST_FOUND] <= 0.5).all()


def test_of_twins_no_one_is_more_likely_than_the_other() -> None:
    first, second, *_ = small_index().link([TWIN])
    assert first.name == second.name == TWIN
    assert first.score + second.score <= 1


@pytest.mark.slow
def test_a_universe_read_in_parts_by_processes_is_the_one_read_at_once() -> None:
    whole = build_index([batch()]).universe
    parts = build_index([batch(ROWS[begin : begin + 2]) for begin in range(0, len(ROWS), 2)]).universe

    def firms(universe: Universe) -> Counter[tuple[str, str, int]]:
        return Counter(
            (universe.name(row), universe.code(row), int(universe.told[row])) for row in range(len(universe))
        )

    assert firms(parts) == firms(whole)
    assert (parts.grams_docs == whole.grams_docs).all()
    assert (parts.grams_keys == whole.grams_keys).all()
