"""From pairs to enterprises: connected components, with no two different codes in one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.identity.spans import I64, U64


def components(left: I64, right: I64, rows: int) -> I64:
    """A component's number for every row."""
    joined = (np.ones(len(left), dtype=np.int8), (left, right))
    edges = coo_array(joined, shape=(rows, rows))
    return connected_components(edges, directed=False)[1].astype(np.int64)


def equal_codes(code: U64) -> tuple[I64, I64]:
    """Pairs that join all rows of a code: each with the next, a thousand rows are no million pairs."""
    coded = np.flatnonzero(code)
    order = coded[np.argsort(code[coded], kind="stable")]
    same = code[order[1:]] == code[order[:-1]]
    return order[:-1][same], order[1:][same]


def clusters(left: I64, right: I64, probability: NDArray[np.float64], code: U64) -> I64:
    """The lowest row of every row's enterprise.

    Args:
        left, right: pairs that are to be joined.
        probability: how sure each is; where codes clash, the surest pairs are joined first.
        code: a number for each row's valid code, 0 for none. Equal ones are joined whatever the pairs say.
    """
    rows = len(code)
    chained = equal_codes(code)
    joined = components(np.concatenate([left, chained[0]]), np.concatenate([right, chained[1]]), rows)
    clashing = _clashing(joined, code)
    if clashing.any():
        again = clashing[joined[left]]
        calm = ~clashing[joined[left]]
        one, other = _apart(left[again], right[again], probability[again], code)
        joined = components(
            np.concatenate([left[calm], chained[0], one]),
            np.concatenate([right[calm], chained[1], other]),
            rows,
        )
    first = np.full(rows, rows, dtype=np.int64)
    np.minimum.at(first, joined, np.arange(rows))
    return first[joined]


def _clashing(joined: I64, code: U64) -> NDArray[np.bool_]:
    """By component: whether it holds two different codes."""
    low = np.full(len(code), np.iinfo(np.uint64).max, dtype=np.uint64)
    high = np.zeros(len(code), dtype=np.uint64)
    coded = np.flatnonzero(code)
    np.minimum.at(low, joined[coded], code[coded])
    np.maximum.at(high, joined[coded], code[coded])
    found: NDArray[np.bool_] = (high > 0) & (low != high)
    return found


def _apart(left: I64, right: I64, probability: NDArray[np.float64], code: U64) -> tuple[I64, I64]:
    """The pairs of clashing components that may stay, the surest first; a loop, over these few alone."""
    parent: dict[int, int] = {}
    codes: dict[int, int] = {}

    def root(row: int) -> int:
        while (up := parent.setdefault(row, row)) != row:
            parent[row] = row = parent[up]
        return row

    coded = {int(value): int(row) for row, value in reversed(list(enumerate(code))) if value}
    kept = []
    for at in np.lexsort((right, left, -probability)):
        # Rows of one code are one from the start.
        ends = [coded[int(code[row])] if code[row] else int(row) for row in (left[at], right[at])]
        one, other = root(ends[0]), root(ends[1])
        mine, theirs = (codes.get(end) or int(code[end]) for end in (one, other))
        if one == other or not mine or not theirs or mine == theirs:
            kept.append(at)
            parent[other] = one
            codes[one] = mine or theirs
    chosen = np.array(kept, dtype=np.int64)
    return left[chosen], right[chosen]
