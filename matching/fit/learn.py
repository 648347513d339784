"""What labels teach: fit as the expected label, with the hand-set fit as its prior.

Of each chain two questions are learnt: is the label at least 1, and is it 2. Fit is the mean of both
probabilities, so that 0, 1 and 2 come out at 0, ½ and 1. Features are the points of the nodes, which
words of the vocabulary stand in the texts, and, once enough firms are labelled, pairs of characters of what
the firm says of its trade. Then a second voice speaks, too, that knows neither words nor prior, only pairs
in all texts, and the log-odds of both are averaged. With the few labels that a bureau has, the prior
carries nearly everything; measured in docs/benchmarks.md.

How sure it is: each model knows how far its weights could still move (:class:`PriorLogistic`), so a firm's
log-odds have a spread that is wide where no labelled firm says what it says, and shrinks with every label.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit, logit

from matching.fit.grams import BUCKETS, grams_of
from matching.fit.logistic import PriorLogistic
from matching.fit.points import Readings
from matching.fit.runs import Floats
from matching.fit.score import Fits, Scorer
from matching.fit.voice import Array, Voice

GRADES = (0, 1, 2)
ENOUGH_FOR_PAIRS = 200
"""Labelled firms from which on pairs are learnt, too: with fewer they taught noise."""
SPOKEN = ("name", "products", "main_business", "scope")
"""Fields whose pairs the models know: short and about the trade."""
_NODES, _WORDS, _PAIRS = 0.5, 2.0, 2.0
"""Scale of each group of features: how easily its weights move against the ridge."""
_FLOOR = 0.05
"""Odds of a firm without any fit: never 0, so that labels can still raise it."""
_ROUNDING = 1e-6
_HEARD = 0.5
"""Weight of the models' log-odds once a voice votes, too."""
_BOLD, _SHY = 40, 20
"""With a vote of weight v log-odds were 1 + v ÷ _BOLD times too bold and v ÷ _SHY too low, held against
labels that were not learnt from; that is taken back, so that fit stays the expected label. No order changes.
"""
SURE = 1.2816
"""Standard deviations on either side of the log-odds: the middle 80 % of what the labels leave open."""

Grades = Array
"""(firms, chains): 0, 1 or 2; NaN where nobody has labelled."""


@dataclass(frozen=True)
class LearnedFits(Fits):
    """Fits with the interval that the labels leave open, on top of what is not known of the firm."""

    surely: Floats
    """(n, k), the least fit that the known texts may mean; the fit itself for a chain without labels."""
    possibly: Floats
    """(n, k), the greatest."""

    @property
    def low(self) -> Floats:
        """(n, k), the fit if labels erred on the high side and everything unknown spoke against it."""
        return self.surely * self.known[:, None]

    @property
    def high(self) -> Floats:
        """(n, k), the fit if labels erred on the low side and everything unknown spoke for it."""
        known = self.known[:, None]
        high: Floats = np.maximum(self.fit, self.possibly * known + (1 - known))  # rounding is no doubt
        return high


Models = Mapping[tuple[int, int], PriorLogistic]
"""By (chain, least grade)."""


@dataclass(frozen=True)
class Learned:
    """Models by (chain, least grade); a chain without one keeps its hand-set fit."""

    scorer: Scorer
    models: Models
    voice: Voice | None
    """Speaks where enough firms are labelled; then the models know pairs, too."""
    labels: int
    """Labels that were learnt from, over all chains."""

    @property
    def chains(self) -> set[int]:
        """Numbers of the chains that were learnt."""
        return {chain for chain, _ in self.models}

    def apply(
        self, fits: Fits, readings: Readings, columns: Mapping[str, Sequence[object]], rows: range
    ) -> LearnedFits:
        """The fits with those of the learnt chains replaced, and their intervals."""
        three = [fits.fit.copy() for _ in range(3)]
        if self.models:
            odds, spread = self._said(fits, readings, columns, rows)
            learnt = sorted(self.chains)
            for fit, away in zip(three, (0.0, -SURE, SURE), strict=True):
                fit[:, learnt] = self._expected(odds + away * spread, fit.shape[1])[:, learnt]
        own = {field.name: getattr(fits, field.name) for field in dataclasses.fields(Fits)}
        return LearnedFits(**{**own, "fit": three[0]}, surely=three[1], possibly=three[2])

    def _said(
        self, fits: Fits, readings: Readings, columns: Mapping[str, Sequence[object]], rows: range
    ) -> tuple[Array, Array]:
        """Log-odds and their spread, of shape (firms, models)."""
        models = self.models.values()
        table = sparse.hstack([_priors(fits.fit), features(self.scorer, fits, readings)]).tocsr()
        coefficients, variances = self._known
        odds = table @ coefficients + [model.intercept_ for model in models]
        # Nodes and words only: pairs come in at a certain number of labels, which must not widen it.
        spread = np.sqrt(table.power(2) @ variances + [model.base_variance_ for model in models])
        if not self.voice:
            return odds, spread
        pairs = grams_of(columns, rows)
        odds += pairs.part(SPOKEN).dot(self._pairs)
        return _HEARD * odds + self.voice.weight * self.voice.votes(pairs), _HEARD * spread

    def _expected(self, odds: Array, chains: int) -> Array:
        """Expected label ÷ 2 of shape (firms, chains) by log-odds, (firms, models)."""
        said, found = expit(odds).T, np.zeros((len(odds), chains))
        for chain in self.chains:
            mine = [other == chain for other, _ in self.models]
            mean = said[mine].mean(axis=0)
            if self.voice:
                vote = self.voice.weight[mine].mean()
                mean = expit(logit(mean) / (1 + vote / _BOLD) + vote / _SHY)
            found[:, chain] = mean
        return found

    @cached_property
    def _known(self) -> tuple[Array, Array]:
        """Weights and their variances, of shape (chains + nodes + words, models): of all chains' priors a
        model reads its own."""
        size = len(self.scorer.vocabulary.nodes) + len(self.scorer.vocabulary.words)
        chains = len(self.scorer.chain_ids)
        weights, variances = np.zeros((2, chains + size, len(self.models)))
        for at, ((chain, _), model) in enumerate(self.models.items()):
            for table, column in ((weights, model.coef_), (variances, model.variance_)):
                table[chain, at], table[chains:, at] = column[0], column[1 : 1 + size]
        return weights, variances

    @cached_property
    def _pairs(self) -> Floats:
        """Weights of the buckets, of shape (BUCKETS, models)."""
        columns = [model.coef_[-BUCKETS:] * _PAIRS for model in self.models.values()]
        return np.stack(columns, axis=1).astype(np.float32)


def learn(
    scorer: Scorer,
    columns: Mapping[str, Sequence[object]],
    grades: Grades,
    codes: Sequence[object] | None = None,
) -> Learned:
    """Learn from labelled firms; ``columns`` hold their texts, ``grades`` has a row for each."""
    rows = range(len(grades))
    readings = scorer.read(columns, rows)
    fits = scorer.fits(readings, scorer.codes(codes, rows))
    known = ~np.isnan(grades)
    shared = features(scorer, fits, readings)
    pairs = None
    if int(known.any(axis=1).sum()) >= ENOUGH_FOR_PAIRS:
        pairs = grams_of(columns, rows)
        shared = sparse.hstack([shared, _PAIRS * pairs.part(SPOKEN).table()]).tocsr()
    models, answers = {}, []
    for chain, grade in itertools.product(range(grades.shape[1]), GRADES[1:]):
        labelled = np.flatnonzero(known[:, chain])
        truth = grades[:, chain] >= grade
        if 0 < truth[labelled].sum() < len(labelled):
            table = sparse.hstack([_priors(fits.fit[labelled][:, [chain]]), shared[labelled]]).tocsr()
            models[chain, grade] = PriorLogistic().fit(table, truth[labelled])
            answers.append(np.where(known[:, chain], truth, np.nan))
    voice = Voice.learn(pairs, np.column_stack(answers)) if pairs and answers else None
    return Learned(scorer, models, voice, int(known.sum()))


def _priors(fit: Floats) -> sparse.csr_matrix:
    """Log-odds of the hand-set fits."""
    wide = fit.astype(np.float64)
    return sparse.csr_matrix(np.log(wide / (1 - wide + _ROUNDING) + _FLOOR))


def features(scorer: Scorer, fits: Fits, readings: Readings) -> sparse.csr_matrix:
    """Points of nodes and words of the texts, of shape (firms, nodes + words)."""
    hit = fits.points
    ends = _ends(np.bincount(hit.firm, minlength=readings.firms))
    nodes = sparse.csr_matrix((_NODES * np.log1p(hit.value), hit.node, ends), shape=hit.shape)
    ends = _ends(np.bincount(readings.firm, minlength=readings.firms))
    words = sparse.csr_matrix(
        (np.ones(len(readings.word)), readings.word.copy(), ends),
        shape=(readings.firms, len(scorer.vocabulary.words)),
    )
    words.sum_duplicates()
    sizes = np.diff(words.indptr)
    words.data = _WORDS * np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    table: sparse.csr_matrix = sparse.hstack([nodes, words]).tocsr()
    return table


def _ends(sizes: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Where each row's entries begin, and the end of all."""
    return np.append(0, np.cumsum(sizes))
