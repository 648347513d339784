"""``python -m benchmarks.identity_link_train`` makes pipeline/identity/link/model.json from half the data.

Points are the weights of a conditional logit (which of a query's candidates is right), certainties a logistic
regression on top. Both are careful, for some names are registered nowhere; so a line is laid from what they
say to how often it is right of firms registered under the name of today, through queries that the weights of
each fold were not learnt from (``--line``: that only). Half 0 of the development names is read, no more; half
1 stays for measuring.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import lsq_linear, minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.link_data import (
    REGISTRY,
    Asked,
    changed_names,
    provinces,
    registry_batches,
    short_names,
    with_places,
)
from common.files import write_atomic
from common.settings import load_settings
from pipeline.identity.link.align import F32
from pipeline.identity.link.compared import Comparer
from pipeline.identity.link.features import FEATURES
from pipeline.identity.link.model import (
    CALIBRATION,
    F64,
    MODEL,
    Model,
    Weights,
    calibration_columns,
    certainty,
    points,
    shares,
    shipped_model,
)
from pipeline.identity.link.queries import read_queries
from pipeline.identity.link.store import file_hash, stored_universe
from pipeline.identity.spans import I64

COMMAND = "python -m benchmarks.identity_link_train"
TRAINING_HALF = 0
CHANGED = 5_000
RIDGE = 3.0
"""Prior on standardised points, so that no feature is trusted on a few cases."""
PRECISE = 0.99
"""Precision aimed at by ``match``: above what is promised (0.985), for other data is never quite the same."""
REVIEW_FROM = 0.05
HIDDEN = 20
"""Of every n-th query the right answer is taken away, for certainties must hold where none is registered."""
KNOTS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0)
"""Where the line from said to right may bend."""
LEAST_SLOPE = 0.05
"""It always rises: what is surer is told to be surer, and no decision changes."""
FOLDS = 5


@dataclass(frozen=True)
class Sample:
    """Pairs of one kind of query: features [p, f], whether right [p], where queries begin, and these."""

    features: F32
    right: NDArray[np.bool_]
    begin: I64
    asked: list[Asked]

    @property
    def size(self) -> I64:
        """Pairs a query."""
        return np.diff(np.concatenate([self.begin, [len(self.right)]]))

    def part(self, wanted: NDArray[np.bool_], hidden: NDArray[np.bool_] | None = None) -> Sample:
        """Some of the queries; those of ``hidden`` without their right answers."""
        pair = np.repeat(wanted, self.size)
        if hidden is not None:
            pair &= ~(np.repeat(hidden, self.size) & self.right)
        owner = np.repeat(np.arange(len(self.begin)), self.size)[pair]
        begin = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
        return Sample(self.features[pair], self.right[pair], begin, [self.asked[one] for one in owner[begin]])


def gather(comparer: Comparer, asked: Sequence[Asked], rows: dict[str, int]) -> dict[bool, Sample]:
    """Compare queries with their candidates; short and whole names apart."""
    queries = read_queries(
        [one.query for one in asked], [one.province for one in asked], [one.city for one in asked]
    )
    answer = np.array([rows[one.answer] for one in asked])
    same_key = comparer.universe.key[answer]
    done = list(comparer.compare(queries))
    features = np.concatenate([one.features for one in done])
    whose = np.concatenate([one.pairs.asked for one in done])
    row = np.concatenate([one.pairs.row for one in done])
    right = (row == answer[whose]) | (comparer.universe.key[row] == same_key[whose])
    begin = np.flatnonzero(np.concatenate([[True], whose[1:] != whose[:-1]]))
    all_of = Sample(features, right, begin, [asked[one] for one in whose[begin]])
    short = queries.short[whose[begin]]
    return {True: all_of.part(short), False: all_of.part(~short)}


def fit_points(sample: Sample, weight: F64) -> dict[str, float]:
    """Points a feature by maximal likelihood of the right answer among the candidates; ``weight`` a query."""
    spread = sample.features.std(axis=0) + 1e-6
    found = np.add.reduceat(sample.right, sample.begin) > 0
    known = sample.part(found)
    weight = weight[found]
    table = (known.features / spread).astype(np.float64)
    size = known.size

    def loss(vector: F64) -> tuple[float, F64]:
        share = shares(table @ vector, known.begin)
        right = np.add.reduceat(np.where(known.right, share, 0), known.begin) + 1e-12
        aim = np.where(known.right, share / np.repeat(right, size), 0)
        slope = table.T @ ((share - aim) * np.repeat(weight, size)) + RIDGE * vector
        return float(-(weight * np.log(right)).sum() + RIDGE * vector @ vector / 2), slope

    fitted = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x / spread
    return {name: round(float(value), 3) for name, value in zip(FEATURES, fitted, strict=True)}


def fit(sample: Sample, weight: F64) -> Weights:
    """Points, certainty and the limit of ``match``."""
    bare = Weights(points=fit_points(sample, weight), certainty={}, constant=0, match_from=1)
    hidden = np.arange(len(sample.begin)) % HIDDEN == 0
    seen = sample.part(np.ones(len(sample.begin), dtype=np.bool_), hidden)
    total, share = _judged(bare, seen)
    first = _first(total, seen.begin)
    near = share > 0.02
    columns = calibration_columns(seen.features, total, share)
    logistic = LogisticRegression(C=1.0, max_iter=1000).fit(columns[near], seen.right[near])
    weights = bare.model_copy(
        update={
            "certainty": {
                name: round(float(value), 3)
                for name, value in zip(CALIBRATION, logistic.coef_[0], strict=True)
            },
            "constant": round(float(logistic.intercept_[0]), 3),
        }
    )
    score = certainty(weights, seen.features, total, share)
    limit = _limit(score[first], seen.right[first])
    return weights.model_copy(update={"match_from": limit})


def laid(weights: Weights, sample: Sample) -> Weights:
    """The weights with the line, and the limit of ``match`` on it; decisions stay as they are."""
    said, right = held_out(sample)
    height = line(said, right)
    computed = float(np.interp(weights.match_from, weights.right, weights.said))
    limit = float(np.interp(computed, (0.0, *KNOTS), (0.0, *height)))
    told = {"said": (0.0, *KNOTS), "right": (0.0, *height), "match_from": round(limit, 4)}
    return weights.model_copy(update=told)


def held_out(sample: Sample) -> tuple[F64, NDArray[np.bool_]]:
    """What weights say of first ranks they were not learnt from, and the truth; former names left out."""
    names = [one.answer for one in sample.asked]
    now = np.array([not one.kind.startswith("old_") for one in sample.asked])
    said, right = [], []
    for _, left_out in GroupKFold(FOLDS).split(names, groups=names):
        out = np.isin(np.arange(len(names)), left_out)
        learnt, rest = sample.part(~out), sample.part(out & now)
        weights = fit(learnt, np.ones(len(learnt.begin)))
        total, share = _judged(weights, rest)
        first = _first(total, rest.begin)
        said.append(certainty(weights, rest.features, total, share)[first])
        right.append(rest.right[first])
    return np.concatenate(said), np.concatenate(right)


def line(said: F64, right: NDArray[np.bool_]) -> tuple[float, ...]:
    """Heights at ``KNOTS`` of the rising line from 0.5 to 1 with the least squared error."""
    said, right = said[said > KNOTS[0]], right[said > KNOTS[0]]
    width = np.diff(KNOTS)
    passed = np.clip(said[:, None] - np.array(KNOTS[:-1]), 0, width)  # how much of each piece lies behind
    top = width[None] * len(said)
    rise = np.append(right - KNOTS[0], (1 - KNOTS[0]) * len(said))
    slope = lsq_linear(np.concatenate([passed, top]), rise, bounds=(LEAST_SLOPE, np.inf)).x
    height = np.cumsum(slope * width)
    return (KNOTS[0], *np.round(KNOTS[0] + height / height[-1] * (1 - KNOTS[0]), 4).tolist())


def _judged(weights: Weights, sample: Sample) -> tuple[F64, F64]:
    total = points(weights, sample.features)
    return total, shares(total, sample.begin)


def _first(total: F64, begin: I64) -> I64:
    """The pair with the most points of every query."""
    size = np.diff(np.concatenate([begin, [len(total)]]))
    order = np.lexsort((-total, np.repeat(np.arange(len(begin)), size)))
    return order[begin]


def _limit(score: F64, right: NDArray[np.bool_]) -> float:
    """The lowest certainty from which on first ranks are right as often as ``PRECISE``."""
    order = np.argsort(-score)
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(precision >= PRECISE)
    return round(float(min(0.995, max(0.9, score[order[good[-1]]]))), 3) if len(good) else 0.995


def report(name: str, weights: Weights, sample: Sample) -> None:
    """Print how each half does."""
    total, share = _judged(weights, sample)
    first = _first(total, sample.begin)
    score = certainty(weights, sample.features, total, share)[first]
    right = sample.right[first]
    for kind in sorted({one.kind for one in sample.asked}):
        for half in (0, 1):
            chosen = np.array([one.kind == kind and one.half == half for one in sample.asked])
            if chosen.sum() >= 30:
                sure = chosen & (score >= weights.match_from)
                nine = chosen & (score >= 0.85) & (score < 0.95)
                print(
                    f"{name} {kind} half {half}: {chosen.sum()} queries, top-1 {right[chosen].mean():.4f}, "
                    f"match {sure.sum() / chosen.sum():.3f}, wrong {(~right[sure]).sum()}, "
                    f"at 0.85-0.95 right {right[nine].sum()} of {nine.sum()}"
                )


def main() -> None:
    """Train and write the model, or only lay its line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity_link_train")
    parser.add_argument("--line", action="store_true", help="keep the model's weights, lay the line anew")
    only_line: bool = parser.parse_args().line
    shipped, _ = shipped_model()
    places = provinces()
    rows = {name: row for row, name in enumerate(places)}
    settings = load_settings()
    universe = stored_universe(settings.home / "index", file_hash(REGISTRY), registry_batches)
    rows = {universe.name(row): row for row in range(len(universe))}
    comparer = Comparer(universe)
    listed = short_names()
    changed = changed_names("100k", CHANGED, places)
    samples: list[tuple[str, Sample]] = []
    fitted: dict[bool, Weights] = {}
    asked = [*listed, *with_places(listed, places), *changed]
    for short, sample in gather(comparer, asked, rows).items():
        train = np.array([one.half == TRAINING_HALF for one in sample.asked])
        learnt = sample.part(train)
        # The file's former full names are partly other firms' own names: they teach nothing.
        learnt = learnt.part(np.array([one.kind != "old_full" for one in learnt.asked]))
        weights = shipped.of(short=short) if only_line else fit(learnt, np.ones(len(learnt.begin)))
        fitted[short] = laid(weights, learnt)
        samples.append(("short" if short else "whole", sample))
    model = Model(command=COMMAND, short=fitted[True], whole=fitted[False], review_from=REVIEW_FROM)
    for name, sample in samples:
        report(name, model.of(short=name == "short"), sample)
    write_atomic(MODEL, (model.model_dump_json(indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
