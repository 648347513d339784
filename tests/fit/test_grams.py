from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from matching.fit.grams import BUCKETS, Grams, grams_of

CELLS = st.lists(st.none() | st.text("光伏组件、ab", max_size=6), min_size=1, max_size=5)


@given(cells=CELLS, others=st.none() | st.text("木门窗", max_size=4))
def test_applying_weights_is_the_product_with_the_table(cells: list[str | None], others: str | None) -> None:
    columns = {"name": cells, "scope": [others] * len(cells)}
    grams = grams_of(columns, range(len(cells)))
    weights = np.random.default_rng(0).normal(size=(BUCKETS, 3))
    np.testing.assert_allclose(grams.dot(weights), grams.table() @ weights, atol=1e-9)


@given(cells=CELLS)
def test_pairs_are_those_of_each_text_alone(cells: list[str | None]) -> None:
    grams = grams_of({"name": cells}, range(len(cells)))
    pairs = [max(len(cell) - 1, 0) if cell and cell.strip() else 0 for cell in cells]
    assert np.bincount(np.repeat(grams.row, np.diff(grams.starts, append=len(grams.bucket))),
                       minlength=len(cells)).tolist() == pairs  # fmt: skip
    for at, cell in enumerate(cells):
        alone = grams_of({"name": [cell]}, range(1)).table()
        assert abs(grams.table()[at] - alone).sum() == 0


@given(cells=CELLS, others=st.none() | st.text("木门窗", max_size=9), first=st.integers(2, 12))
def test_counts_are_those_of_the_first_characters(
    cells: list[str | None], others: str | None, first: int
) -> None:
    columns = {"name": cells, "scope": [others] * len(cells)}
    grams = grams_of(columns, range(len(cells)))
    found = grams.part(("scope",), first).counts()
    text = (others or "")[:first]
    truth = sorted(Counter(a + b for a, b in pairwise(text)).values())
    assert [sorted(found[at].data.tolist()) for at in range(len(cells))] == [truth] * len(cells)
    assert abs(grams.part(("name", "scope")).counts() - sum_of(grams.bucket, grams)).sum() == 0


def sum_of(bucket: np.ndarray[Any, Any], grams: Grams) -> sparse.csr_matrix:
    """Counts as scipy adds them up."""
    row = np.repeat(grams.row, np.diff(grams.starts, append=len(bucket)))
    return sparse.csr_matrix((np.ones(len(bucket)), (row, bucket)), shape=(grams.firms, BUCKETS))
