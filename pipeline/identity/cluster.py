"""From pairs to enterprises: what holds together on average, with no two different codes in one.

Mentions that any chain of pairs joins are looked at together. Where a pair among them speaks against it, they
are grouped by average linkage instead (scipy), so that a short name between two firms does not make them one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.identity.spans import I64, U64, ascending, numbered

F64 = NDArray[np.float64]
CHAIN = 0.5
"""Pairs from here on are looked at together."""
DOUBT = 0.9
"""A pair below it, among those looked at together, calls for average linkage."""
MOST_TOGETHER = 400
"""Mentions that are grouped by average linkage; of more, only the surest pairs are kept."""
_NEVER = 1e6


def components(left: I64, right: I64, rows: int) -> I64:
    """A component's number for every row."""
    joined = (np.ones(len(left), dtype=np.int8), (left, right))
    edges = coo_array(joined, shape=(rows, rows))
    return connected_components(edges, directed=False)[1].astype(np.int64)


def equal_codes(code: U64) -> tuple[I64, I64]:
    """Pairs that join all rows of a code: each with the next, a thousand rows are no million pairs."""
    coded = np.flatnonzero(code)
    order = coded[ascending(code[coded])]
    same = code[order[1:]] == code[order[:-1]]
    return order[:-1][same], order[1:][same]


def clusters(left: I64, right: I64, probability: F64, code: U64, join: float) -> I64:
    """The lowest row of every row's enterprise.

    Args:
        left, right: pairs that were compared; one that was not counts as unlike.
        probability: how likely each is one enterprise.
        code: a number for each row's valid code, 0 for none. Equal ones are joined whatever the pairs say,
            different ones never.
        join: from which (average) probability on mentions are one enterprise.
    """
    rows = len(code)
    chained = equal_codes(code)
    near = probability >= CHAIN
    together = components(
        np.concatenate([left[near], chained[0]]), np.concatenate([right[near], chained[1]]), rows
    )
    inside = together[left] == together[right]
    doubtful = _clashing(together, code)
    doubtful[together[left[inside & (probability < DOUBT)]]] = True
    found, number = together.copy(), rows
    used = np.flatnonzero(inside & doubtful[together[left]])
    used = used[ascending(together[left[used]])]
    ends = np.searchsorted(together[left[used]], np.arange(rows + 1))
    for members in _members(together, doubtful):
        component = together[members[0]]
        pairs = used[ends[component] : ends[component + 1]]
        group = _grouped(members, left[pairs], right[pairs], probability[pairs], code[members], join)
        found[members] = number + group
        number += int(group.max()) + 1
    lowest = np.full(number, rows, dtype=np.int64)
    np.minimum.at(lowest, found, np.arange(rows))
    return lowest[found]


def _members(together: I64, doubtful: NDArray[np.bool_]) -> Iterator[I64]:
    """The rows of every doubtful component, ascending."""
    rows = np.flatnonzero(doubtful[together])
    rows = rows[ascending(together[rows])]
    yield from np.split(rows, np.flatnonzero(np.diff(together[rows])) + 1) if len(rows) else ()


def code_range(group: I64, code: U64) -> tuple[U64, U64]:
    """By group number the lowest and highest code of its rows; the highest is 0 where no row has one."""
    low = np.full(len(code), np.iinfo(np.uint64).max, dtype=np.uint64)
    high = np.zeros(len(code), dtype=np.uint64)
    coded = np.flatnonzero(code)
    np.minimum.at(low, group[coded], code[coded])
    np.maximum.at(high, group[coded], code[coded])
    return low, high


def _clashing(together: I64, code: U64) -> NDArray[np.bool_]:
    """By component: whether it holds two different codes."""
    low, high = code_range(together, code)
    found: NDArray[np.bool_] = (high > 0) & (low != high)
    return found


def _grouped(members: I64, left: I64, right: I64, probability: F64, code: U64, join: float) -> I64:
    """Group numbers of a component's rows."""
    if len(members) > MOST_TOGETHER:
        return _by_codes(members, left, right, probability, code)
    apart = np.ones((len(members), len(members)))
    one, other = np.searchsorted(members, left), np.searchsorted(members, right)
    apart[one, other] = apart[other, one] = 1 - probability
    both = (code[:, None] != 0) & (code[None, :] != 0)
    same = code[:, None] == code[None, :]
    apart[both] = np.where(same, 0.0, _NEVER)[both]
    upper = np.triu_indices(len(members), 1)
    tree = linkage(apart[upper], "average")
    group: I64 = fcluster(tree, 1 - join, "distance").astype(np.int64) - 1
    return group


def _by_codes(members: I64, left: I64, right: I64, probability: F64, code: U64) -> I64:
    """Too many for linkage: the surest pairs alone; where codes clash, each row by its surest coded one."""
    sure = probability >= DOUBT
    one, other = np.searchsorted(members, left[sure]), np.searchsorted(members, right[sure])
    chained = equal_codes(code)
    group = components(np.append(one, chained[0]), np.append(other, chained[1]), len(members))
    if not _clashing(group, code).any():
        return group
    own, best = code.copy(), np.zeros(len(members))
    for mine, theirs in ((one, other), (other, one)):
        order = np.argsort(probability[sure], kind="stable")
        takes = order[(code[mine[order]] == 0) & (code[theirs[order]] != 0)]
        better = probability[sure][takes] >= best[mine[takes]]
        own[mine[takes[better]]] = code[theirs[takes[better]]]
        best[mine[takes[better]]] = probability[sure][takes[better]]
    alone = own == 0
    own[alone] = np.arange(1, alone.sum() + 1, dtype=np.uint64)
    return numbered(own)
