"""The measures of the identity benchmark against definitions that list every pair."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.identity.rows import Edges
from benchmarks.identity.score import above, best_threshold, quality, reliability

labels = st.integers(2, 12).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(0, 4), min_size=size, max_size=size)] * 2)
)
edges = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])), max_size=25
)


@given(labels)
def test_pairs_are_counted_as_if_they_were_listed(both: tuple[list[int], list[int]]) -> None:
    cluster, entity = both
    pairs = list(combinations(range(len(cluster)), 2))
    said = {(a, b) for a, b in pairs if cluster[a] == cluster[b]}
    true = {(a, b) for a, b in pairs if entity[a] == entity[b]}
    found = quality(np.array(cluster), np.array(entity))
    assert found.precision == pytest.approx(len(said & true) / len(said) if said else 1)
    assert found.recall == pytest.approx(len(said & true) / len(true) if true else 1)
    merged = {entity[row] for a, b in said - true for row in (a, b)}
    assert found.merged == pytest.approx(len(merged) / len(set(entity)))


@given(labels)
def test_bcubed_is_the_mean_over_rows(both: tuple[list[int], list[int]]) -> None:
    cluster, entity = both
    rows = range(len(cluster))
    pure = whole = 0.0
    for row in rows:
        mine = {one for one in rows if cluster[one] == cluster[row]}
        true = {one for one in rows if entity[one] == entity[row]}
        pure += len(mine & true) / len(mine) / len(cluster)
        whole += len(mine & true) / len(true) / len(cluster)
    assert quality(np.array(cluster), np.array(entity)).bcubed == pytest.approx(
        2 * pure * whole / (pure + whole)
    )


def test_the_truth_itself_is_perfect() -> None:
    perfect = quality(np.array([5, 5, 9]), np.array([1, 1, 2]))
    assert (perfect.precision, perfect.recall, perfect.f1, perfect.merged, perfect.bcubed) == (1, 1, 1, 0, 1)


@given(edges, st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_the_best_threshold_beats_every_other(listed: list[tuple[int, int, float]], truth: list[int]) -> None:
    pairs = {(min(a, b), max(a, b)): score for a, b, score in listed if a != b}
    made = Edges(
        np.array([a for a, _ in pairs], dtype=np.int32),
        np.array([b for _, b in pairs], dtype=np.int32),
        np.array(list(pairs.values()), dtype=np.float32),
    )
    entity = np.array(truth, dtype=np.int64)
    best = quality(above(made, best_threshold(made, entity), 10), entity).f1
    for threshold in set(pairs.values()):
        graph = nx.Graph([pair for pair, score in pairs.items() if score >= threshold])
        cluster = np.arange(10)
        for part in nx.connected_components(graph):
            cluster[list(part)] = min(part)
        assert best >= quality(cluster, entity).f1 - 1e-12


def test_reliability_counts_what_was_right_in_each_bin() -> None:
    said, right = np.array([0.05, 0.91, 0.95, 1.0]), np.array([False, True, True, False])
    low, high = reliability(said, right)
    assert low == ("0.0–0.1", 1, 0.05, 0.0)
    assert high[:2] == ("0.9–1.0", 3)
    assert high[2:] == pytest.approx((0.95333, 2 / 3), abs=1e-4)
