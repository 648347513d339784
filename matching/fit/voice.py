"""The second voice of what labels teach: pairs of characters alone, without words of chains and prior.

Least squares on three views of a firm: how its texts begin, where it says what it does, all of its profile,
and its name. Each view weighs a pair as usual: 1 + log of its count, times its inverse document frequency, at
length 1. Least squares ranked better than logistic regression on the same pairs (docs/benchmarks.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import Ridge
from threadpoolctl import threadpool_limits

from matching.fit.grams import BUCKETS, Grams
from matching.fit.runs import Floats
from matching.fit.texts import FIELDS, LONGEST

Array = npt.NDArray[np.float64]
RIDGE = 0.05
"""Nearly none: two firms seldom say the same pairs."""
_VOTE = 0.2


class View(NamedTuple):
    """Which pairs of a firm are looked at."""

    fields: Sequence[str]
    first: int
    """Characters of each text, from its beginning."""
    share: float
    """Its part of the squared length of a firm."""


VIEWS = (View(FIELDS, 250, 4 / 7), View(("profile",), LONGEST, 2 / 7), View(("name",), LONGEST, 1 / 7))


@dataclass(frozen=True)
class Voice:
    """What pairs teach of several questions, learnt from the same firms."""

    rarity: Sequence[Floats]
    """By view and bucket, its inverse document frequency; 0 for what fewer than two labelled firms have."""
    weights: Sequence[Floats]
    """By view, of shape (BUCKETS, questions)."""
    middle: Array
    """By question: what is added to the weights, less ½."""
    firms: npt.NDArray[np.int64]
    """By question, from how many it was learnt."""

    @classmethod
    def learn(cls, pairs: Grams, answers: Array) -> Self:
        """From the pairs of labelled firms and their answers, (firms, questions), 1 for yes and 0 for no; NaN
        where nobody has answered, and each question has answers."""
        rarity = [_rarity(pairs.part(view.fields, view.first).counts()) for view in VIEWS]
        table = sparse.hstack(list(_views(pairs, rarity)), format="csr")
        coefficients = np.zeros((table.shape[1], answers.shape[1]))
        middle = np.zeros(answers.shape[1])
        answered, group = np.unique(~np.isnan(answers), axis=1, return_inverse=True)
        with threadpool_limits(1, user_api="blas"):
            for number, rows in enumerate(answered.T):
                same = np.flatnonzero(group == number)  # most often all: a firm is labelled for all chains
                ridge = Ridge(alpha=RIDGE, solver="sparse_cg").fit(table[rows], answers[rows][:, same])
                coefficients[:, same], middle[same] = np.atleast_2d(ridge.coef_).T, ridge.intercept_ - 0.5
        weights = np.split(coefficients.astype(np.float32), len(VIEWS))
        return cls(rarity, weights, middle, (~np.isnan(answers)).sum(axis=0))

    @property
    def weight(self) -> Array:
        """By question, the weight of a vote beside log-odds; it grows with √(labelled firms), because pairs
        are learnt from labels alone."""
        return _VOTE * np.sqrt(self.firms)

    def votes(self, pairs: Grams) -> Array:
        """Of shape (firms, questions): about ½ for a clear yes, −½ for a clear no."""
        found = np.tile(self.middle, (pairs.firms, 1))
        for table, weights in zip(_views(pairs, self.rarity), self.weights, strict=True):
            found += table @ weights
        return found


def _views(pairs: Grams, rarity: Sequence[Floats]) -> list[sparse.csr_matrix]:
    """Each view's pairs by firm, of shape (firms, BUCKETS)."""
    return [
        _weighed(pairs.part(view.fields, view.first).counts(), rare, np.sqrt(view.share))
        for view, rare in zip(VIEWS, rarity, strict=True)
    ]


def _weighed(counts: sparse.csr_matrix, rarity: Floats, length: float) -> sparse.csr_matrix:
    """Rows of one length; one without any known pair stays empty."""
    weight = rarity.take(counts.indices)
    weight *= 1 + np.log(counts.data)
    weighed = sparse.csr_matrix((weight, counts.indices, counts.indptr), shape=counts.shape)
    squares = sparse.csr_matrix((weight * weight, counts.indices, counts.indptr), shape=counts.shape)
    lengths = np.sqrt(np.maximum(squares @ np.ones(BUCKETS, dtype=np.float32), 1e-9))
    weight *= np.repeat((length / lengths).astype(np.float32), np.diff(counts.indptr))
    return weighed


def _rarity(counts: sparse.csr_matrix) -> Floats:
    firms = np.bincount(counts.indices, minlength=BUCKETS)
    rarity = np.log((1 + counts.shape[0]) / (1 + firms)) + 1
    rarity[firms < 2] = 0.0  # two are the least that something can be learnt from
    return rarity.astype(np.float32)
