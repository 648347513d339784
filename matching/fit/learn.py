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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit

from matching.fit.grams import Grams, grams_of
from matching.fit.logistic import PriorLogistic
from matching.fit.points import Floats, Readings
from matching.fit.score import Fits, Scorer
from matching.fit.texts import FIELDS

GRADES = (0, 1, 2)
ENOUGH_FOR_GRAMS = 200
"""Labelled firms from which on character grams are learnt, too: with fewer they taught noise."""
SPOKEN = ("name", "products", "main_business", "scope")
"""Fields of which grams are taken: short and about the trade."""
_NODES, _WORDS, _GRAMS = 0.5, 2.0, 2.0
"""Scale of each group of features: how easily its weights move against the ridge."""
_FLOOR = 0.05
"""Odds of a firm without any fit: never 0, so that labels can still raise it."""
_ROUNDING = 1e-6
_ALMOST = 1e-3
"""Keeps the log-odds of a model that is quite sure from drowning the other's."""
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


Models = Mapping[tuple[int, int], PriorLogistic]
"""By (chain, least grade)."""


@dataclass(frozen=True)
class Voice:
    """What pairs of characters alone say; ``rarity`` weighs a bucket by how few labelled firms have it."""

    models: Models
    rarity: npt.NDArray[np.float64]

    def fit(self, pairs: Grams, chains: int) -> npt.NDArray[np.float64]:
        """Expected label ÷ 2 of shape (firms, chains); ½ for a chain that was not learnt."""
        said = pairs.dot(_weights(self.models, self.rarity))
        found = np.full((pairs.firms, chains), 0.5)
        for chain, odds in _by_chain(self.models, said):
            found[:, chain] = expit(odds).mean(axis=0)
        return found


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
        shared = features(self.scorer, fits, readings)
        known = 1 + shared.shape[1]
        pairs = heard = None
        if self.voice and self.models:
            spoken = grams_of(columns, SPOKEN, rows)
            pairs = dict(_by_chain(self.models, spoken.dot(_weights(self.models, _GRAMS, known)), plain=True))
            everything = spoken if "profile" not in columns else grams_of(columns, FIELDS, rows)
            heard = self.voice.fit(everything, fits.fit.shape[1])
        three = [fits.fit.copy() for _ in range(3)]
        for chain in self.chains:
            table = _with_prior(fits, chain, shared)
            models = [self.models[chain, grade] for grade in GRADES[1:] if (chain, grade) in self.models]
            odds = np.array([table @ model.coef_[:known] + model.intercept_ for model in models])
            if pairs is not None:
                odds = odds + pairs[chain]
            # Nodes and words only: pairs come in at a certain number of labels, which must not widen it.
            spread = np.array([model.spread(table) for model in models])
            for fit, away in zip(three, (0.0, -SURE, SURE), strict=True):
                said = expit(odds + away * spread).mean(axis=0)
                fit[:, chain] = said if heard is None else _between(said, heard[:, chain])
        own = {field.name: getattr(fits, field.name) for field in dataclasses.fields(Fits)}
        return LearnedFits(**{**own, "fit": three[0]}, surely=three[1], possibly=three[2])


def _weights(
    models: Models, scale: npt.NDArray[np.float64] | float, first: int = 0
) -> npt.NDArray[np.float32]:
    """Weights of the buckets, which begin at column ``first``, of shape (BUCKETS, models)."""
    columns = [model.coef_[first:] * scale for model in models.values()]
    return np.stack(columns, axis=1).astype(np.float32)


def _by_chain(
    models: Models, said: npt.NDArray[np.float64], *, plain: bool = False
) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
    """(chain, log-odds of its models, of shape (models, firms)); ``plain`` without the intercepts."""
    keys = list(models)
    for chain in sorted({chain for chain, _ in keys}):
        mine = [at for at, (other, _) in enumerate(keys) if other == chain]
        yield chain, np.array([said[:, at] + (0 if plain else models[keys[at]].intercept_) for at in mine])


def _between(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The fit whose log-odds lie half-way between those of two."""
    odds = [np.log((fit + _ALMOST) / (1 - fit + _ALMOST)) for fit in (one, other)]
    result: npt.NDArray[np.float64] = expit((odds[0] + odds[1]) / 2)
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
    enough = int(known.any(axis=1).sum()) >= ENOUGH_FOR_GRAMS
    shared = features(scorer, fits, readings)
    if enough:
        shared = sparse.hstack([shared, _GRAMS * grams_of(columns, SPOKEN, rows).table()]).tocsr()
    models = _models(grades, lambda chain: _with_prior(fits, chain, shared), prior=True)
    voice = None
    if enough:
        pairs = grams_of(columns, FIELDS, rows).table()
        rarity = _rarity(pairs)
        weighed = (pairs @ sparse.diags(rarity)).tocsr()
        voice = Voice(_models(grades, lambda _: weighed, prior=False), rarity)
    return Learned(scorer, models, voice, int(known.sum()))


def _models(grades: Grades, table: Callable[[int], sparse.csr_matrix], *, prior: bool) -> Models:
    models: dict[tuple[int, int], PriorLogistic] = {}
    for chain in range(grades.shape[1]):
        labelled = np.flatnonzero(~np.isnan(grades[:, chain]))
        for grade in GRADES[1:]:
            truth = grades[labelled, chain] >= grade
            if truth.any() and not truth.all():
                models[chain, grade] = PriorLogistic(prior=prior).fit(table(chain)[labelled], truth)
    return models


def _rarity(table: sparse.csr_matrix) -> npt.NDArray[np.float64]:
    """Inverse document frequency by bucket; what one firm alone has teaches nothing."""
    firms = np.bincount(table.indices, minlength=table.shape[1])
    rarity: npt.NDArray[np.float64] = np.log((1 + table.shape[0]) / (1 + firms)) + 1
    rarity[firms < 2] = 0.0  # two are the least that something can be learnt from
    return rarity


def _with_prior(fits: Fits, chain: int, shared: sparse.csr_matrix) -> sparse.csr_matrix:
    fit = fits.fit[:, chain].astype(np.float64)
    prior = np.log(fit / (1 - fit + _ROUNDING) + _FLOOR)
    table: sparse.csr_matrix = sparse.hstack([sparse.csr_matrix(prior[:, None]), shared]).tocsr()
    return table


def features(scorer: Scorer, fits: Fits, readings: Readings) -> sparse.csr_matrix:
    """Points of nodes and words of the texts, of shape (firms, nodes + words)."""
    words = sparse.csr_matrix(
        (np.ones(len(readings.word)), (readings.firm, readings.word)),
        shape=(readings.firms, len(scorer.vocabulary.words)),
    )
    parts = [sparse.csr_matrix(_NODES * np.log1p(fits.nodes)), _WORDS * _even(words)]
    table: sparse.csr_matrix = sparse.hstack(parts).tocsr()
    return table


def _even(table: sparse.csr_matrix) -> sparse.csr_matrix:
    """Each row's entries 1, scaled to length 1."""
    table.sum_duplicates()
    table.data[:] = 1.0
    length = np.sqrt(np.maximum(np.diff(table.indptr), 1))
    even: sparse.csr_matrix = sparse.diags(1 / length) @ table
    return even
