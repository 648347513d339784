"""What labels teach: fit as the expected label, with the hand-set fit as its prior.

Of each chain two questions are learnt: is the label at least 1, and is it 2. Fit is the mean of both
probabilities, so that 0, 1 and 2 come out at 0, ½ and 1. Features are the points of the nodes, which
words of the vocabulary stand in the texts, and, once enough firms are labelled, pairs and triples of
characters of what the firm says of its trade. With the few labels that a bureau has, the prior carries
nearly everything; measured in docs/benchmarks.md.

How sure it is: each model knows how far its weights could still move (:class:`PriorLogistic`), so a firm's
log-odds have a spread that is wide where no labelled firm says what it says, and shrinks with every label.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit

from matching.fit.letters import END, joined
from matching.fit.logistic import PriorLogistic
from matching.fit.points import Floats, Readings
from matching.fit.score import Fits, Scorer
from matching.fit.texts import texts_of

GRADES = (0, 1, 2)
ENOUGH_FOR_GRAMS = 200
"""Labelled firms from which on character grams are learnt, too: with fewer they taught noise."""
SPOKEN = ("name", "products", "main_business", "scope")
"""Fields of which grams are taken: short and about the trade."""
_BUCKETS = 1 << 16
_NODES, _WORDS, _GRAMS = 0.5, 2.0, 2.0
"""Scale of each group of features: how easily its weights move against the ridge."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_FLOOR = 0.05
"""Odds of a firm without any fit: never 0, so that labels can still raise it."""
_ROUNDING = 1e-6
SURE = 1.2816
"""Standard deviations on either side of the log-odds: the middle 80 % of what the labels leave open."""

Grades = npt.NDArray[np.float64]
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


@dataclass(frozen=True)
class Learned:
    """Models by (chain, least grade); a chain without one keeps its hand-set fit."""

    scorer: Scorer
    models: Mapping[tuple[int, int], PriorLogistic]
    grams: bool
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
        shared = features(self.scorer, fits, readings, columns, rows, grams=self.grams)
        said = 1 + fits.nodes.shape[1] + len(self.scorer.vocabulary.words)
        three = [fits.fit.copy() for _ in range(3)]
        for chain in self.chains:
            table = _with_prior(fits, chain, shared)
            models = [self.models[chain, grade] for grade in GRADES[1:] if (chain, grade) in self.models]
            odds = np.array([_odds(model, table) for model in models])
            # Nodes and words only: grams come in at a certain number of labels, which must not widen it.
            spread = np.array([model.spread(table[:, :said]) for model in models])
            for fit, away in zip(three, (0.0, -SURE, SURE), strict=True):
                fit[:, chain] = expit(odds + away * spread).mean(axis=0)
        own = {field.name: getattr(fits, field.name) for field in dataclasses.fields(Fits)}
        return LearnedFits(**{**own, "fit": three[0]}, surely=three[1], possibly=three[2])


def _odds(model: PriorLogistic, table: sparse.csr_matrix) -> npt.NDArray[np.float64]:
    result: npt.NDArray[np.float64] = table @ model.coef_ + model.intercept_
    return result


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
    grams = int(known.any(axis=1).sum()) >= ENOUGH_FOR_GRAMS
    shared = features(scorer, fits, readings, columns, rows, grams=grams)
    models: dict[tuple[int, int], PriorLogistic] = {}
    for chain in range(len(scorer.chain_ids)):
        labelled = np.flatnonzero(known[:, chain])
        table = _with_prior(fits, chain, shared)[labelled]
        for grade in GRADES[1:]:
            truth = grades[labelled, chain] >= grade
            if truth.any() and not truth.all():
                models[chain, grade] = PriorLogistic().fit(table, truth)
    return Learned(scorer, models, grams, int(known.sum()))


def _with_prior(fits: Fits, chain: int, shared: sparse.csr_matrix) -> sparse.csr_matrix:
    fit = fits.fit[:, chain].astype(np.float64)
    prior = np.log(fit / (1 - fit + _ROUNDING) + _FLOOR)
    table: sparse.csr_matrix = sparse.hstack([sparse.csr_matrix(prior[:, None]), shared]).tocsr()
    return table


def features(
    scorer: Scorer,
    fits: Fits,
    readings: Readings,
    columns: Mapping[str, Sequence[object]],
    rows: range,
    *,
    grams: bool,
) -> sparse.csr_matrix:
    """Of shape (firms, nodes + words [+ buckets of grams])."""
    words = sparse.csr_matrix(
        (np.ones(len(readings.word)), (readings.firm, readings.word)),
        shape=(readings.firms, len(scorer.vocabulary.words)),
    )
    parts = [sparse.csr_matrix(_NODES * np.log1p(fits.nodes)), _WORDS * _even(words)]
    if grams:
        parts.append(_GRAMS * _even(gram_table(columns, rows)))
    table: sparse.csr_matrix = sparse.hstack(parts).tocsr()
    return table


def _even(table: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each row's entries 1, scaled to length 1."""
    table.sum_duplicates()
    table.data[:] = 1.0
    length = np.sqrt(np.maximum(np.diff(table.indptr), 1))
    even: sparse.csr_matrix = sparse.diags(1 / length) @ table
    return even


def gram_table(columns: Mapping[str, Sequence[object]], rows: range) -> sparse.csr_matrix:
    """Counts of hashed pairs and triples of characters by row, of shape (rows, buckets)."""
    texts = texts_of({field: columns[field] for field in SPOKEN if field in columns}, rows)
    if not texts.texts:
        return sparse.csr_matrix((len(rows), _BUCKETS))
    codes = joined(texts.texts)
    row = texts.row[np.cumsum(codes == END) - (codes == END)]
    wide = codes.astype(np.uint64)
    found = []
    for size in (2, 3):
        mixed = np.full(max(len(wide) - size + 1, 0), size, dtype=np.uint64)
        inside = np.ones(len(mixed), dtype=bool)
        for offset in range(size):
            part = wide[offset : offset + len(mixed)]
            mixed = (mixed ^ part) * _MULTIPLIER
            inside &= part != END
        bucket = (mixed >> np.uint64(48)).astype(np.int64)
        found.append((row[: len(mixed)][inside], bucket[inside]))
    at, bucket = (np.concatenate(each) for each in zip(*found, strict=True))
    return sparse.csr_matrix((np.ones(len(at)), (at, bucket)), shape=(len(rows), _BUCKETS))
