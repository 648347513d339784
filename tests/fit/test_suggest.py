"""Which firms are proposed for labelling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from matching.fit.suggest import ALIKE, EVERY_HIGH, Pool, suggest, unlearnt_spread


def pool(fit: list[float], spread: list[float] | None = None, features: object = None) -> Pool:
    """Firms of one chain; without features nobody is like anybody."""
    table = np.eye(len(fit)) if features is None else np.array(features, dtype=float)
    column = np.array(fit)[:, None]
    return Pool(
        column,
        np.ones_like(column) if spread is None else np.array(spread)[:, None],
        sparse.csr_matrix(table),
        np.zeros(column.shape, dtype=bool),
    )


def rows(of: Pool, count: int) -> list[int]:
    return [one.firm for one in suggest(of, [0], count)]


def test_the_top_first_then_who_is_between_yes_and_no() -> None:
    found = suggest(pool([0.9, 0.02, 0.5, 0.3, 0.95, 0.6]), [0], 4)
    assert [(one.firm, one.reason) for one in found] == [
        (4, "high"), (2, "unsure"), (5, "unsure"), (0, "high"),
    ]  # fmt: skip
    assert EVERY_HIGH == 3


def test_of_two_alike_fits_the_less_sure_is_asked_about() -> None:
    assert rows(pool([0.9, 0.5, 0.5], [0.1, 0.1, 0.4]), 2) == [0, 2]


def test_near_duplicates_are_asked_about_once() -> None:
    same, other = [1.0, 0.0], [0.0, 1.0]
    assert rows(pool([0.9, 0.6, 0.5, 0.1], features=[same, same, same, other]), 4) == [0, 3]


def test_who_is_labelled_or_like_a_labelled_one_is_not_asked_about() -> None:
    of = pool([0.9, 0.6, 0.5], features=[[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]])
    of.labelled[0, 0] = True
    assert rows(of, 3) == [2]


def test_chains_take_turns_and_no_firm_comes_twice() -> None:
    fit = np.tile(np.linspace(0.9, 0.1, 9)[:, None], (1, 3))
    of = Pool(fit, np.ones_like(fit), sparse.csr_matrix(np.eye(9)), np.zeros(fit.shape, dtype=bool))
    found = suggest(of, [2, 0], 6)
    assert [one.chain for one in found] == [2, 0, 2, 0, 2, 0]
    assert len({one.firm for one in found}) == 6
    assert [one.firm for one in suggest(of, [0], 99)].__len__() == 9, "there are no more"


def test_without_firms_or_places_nothing_is_suggested() -> None:
    empty = Pool(np.zeros((0, 1)), np.zeros((0, 1)), sparse.csr_matrix((0, 3)), np.zeros((0, 1), dtype=bool))
    assert suggest(empty, [0], 5) == []
    assert suggest(pool([0.5]), [0], 0) == []
    assert suggest(pool([0.0, 0.0]), [0], 5) == [], "nothing is known of anybody"


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(0, 12))
def test_whatever_the_pool(seed: int, firms: int, count: int) -> None:
    random = np.random.default_rng(seed)
    table = random.random((firms, 4)) * (random.random((firms, 4)) < 0.6)
    fit, labelled = random.random((firms, 2)), random.random((firms, 2)) < 0.2
    of = Pool(fit, random.random((firms, 2)), sparse.csr_matrix(table), labelled)
    found = suggest(of, [0, 1], count)
    assert found == suggest(of, [0, 1], count), "the same pool, the same list"
    assert len(found) <= count
    assert len({one.firm for one in found}) == len(found)
    assert not any(labelled[one.firm, one.chain] for one in found)
    length = np.linalg.norm(table, axis=1)
    for at, one in enumerate(found):
        for earlier in found[:at]:
            both = length[one.firm] * length[earlier.firm]
            if both:
                assert table[one.firm] @ table[earlier.firm] / both < ALIKE + 1e-9


def test_readings_that_rank_a_firm_apart_are_less_sure() -> None:
    fit, node_fit = np.array([[0.1], [0.5], [0.9]]), np.array([[0.9], [0.5], [0.1]])
    assert unlearnt_spread(fit, fit).ravel().tolist() == [0.5, 0.5, 0.5]
    assert unlearnt_spread(fit, node_fit).ravel() == pytest.approx([0.5 + 2 / 3, 0.5, 0.5 + 2 / 3])
