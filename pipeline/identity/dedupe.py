"""A table of mentions becomes enterprises: read, propose pairs, weigh them twice, cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from common.hashing import stable_hash
from common.parallel import in_threads
from pipeline.identity.candidates import candidate_pairs, pairs_of_equals
from pipeline.identity.cluster import CHAIN, clusters, components
from pipeline.identity.company import CIRCLE_FEATURES, circle_features
from pipeline.identity.compare import FEATURES, Pairs
from pipeline.identity.material import U8, Material
from pipeline.identity.mentions import Mentions, read_mentions
from pipeline.identity.model import hash_of, load_model
from pipeline.identity.score import by_rules
from pipeline.identity.screen import worth_comparing
from pipeline.identity.spans import I64, distinct

F64 = NDArray[np.float64]
JOIN = 0.78
"""From here on mentions are one enterprise; up to 100,000 names less than 0.8 % are merged falsely."""
WORTH_WEIGHING = 0.01
LONGEST_CHAIN = 60
"""Mentions in one chain all of which are compared with each other."""
CHUNK = 50_000
THREADS = 2
"""Chunks compared at a time: numpy and rapidfuzz let another thread run, and memory stays bounded."""
MODEL_HASH = stable_hash([*map(hash_of, ("screen", "pair", "circle")), JOIN])
"""Of all weights that decide which mentions join, and of what is told of them."""
Progress = Callable[[str, float], None]
"""Told the step's Chinese name and the share of it that is done."""


def silent(_step: str, _share: float) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Weighed:
    """Pairs with their probability, codes heeded."""

    left: I64
    right: I64
    probability: F64


@dataclass(frozen=True)
class Looked:
    """Pairs with their features (a row each) and the probability that these give by themselves."""

    a: I64
    b: I64
    features: U8
    probability: F64

    @classmethod
    def joined(cls, parts: Sequence[Looked]) -> Looked:
        """All pairs of some parts."""
        return cls(
            np.concatenate([one.a for one in parts]),
            np.concatenate([one.b for one in parts]),
            np.concatenate([one.features for one in parts], axis=1),
            np.concatenate([one.probability for one in parts]),
        )

    def __add__(self, other: Looked) -> Looked:
        return Looked.joined([self, other])


@dataclass(frozen=True)
class Deduplicated:
    """``cluster`` is the lowest row of a row's enterprise; ``certainty`` how sure its membership is."""

    cluster: I64
    certainty: F64
    """Of a row that equals an earlier one, that of the earlier one."""
    pairs: Weighed
    table: Mentions


def dedupe(
    names: Sequence[str],
    provinces: Sequence[str | None] | None = None,
    cities: Sequence[str | None] | None = None,
    codes: Sequence[str | None] | None = None,
    *,
    progress: Progress = silent,
) -> Deduplicated:
    """Which rows are one enterprise; columns of one length, None where a row prints nothing."""
    progress("读名称", 0)
    table = read_mentions(names, provinces, cities, codes)
    first = table.first_of_equals()
    own = first == np.arange(len(table))
    rows, place = np.flatnonzero(own), (np.cumsum(own) - 1)[first]
    different = table if len(rows) == len(table) else table.rows(rows)
    pairs = weigh(different, progress)
    progress("归并", 0)
    cluster = clusters(pairs.left, pairs.right, pairs.probability, different.code, JOIN)
    # Mentions join by what the model says, as it was tuned; what people are told is how often that is right.
    certain = load_model("circle", CIRCLE_FEATURES).certain
    pairs = Weighed(pairs.left, pairs.right, certain(pairs.probability))
    certainty = _certainty(cluster, pairs, float(certain(np.array(JOIN))))[place]
    pairs = Weighed(rows[pairs.left], rows[pairs.right], pairs.probability)
    return Deduplicated(rows[cluster][place], certainty, pairs, table)


def weigh(table: Mentions, progress: Progress = silent) -> Weighed:
    """All pairs worth a thought, weighed by themselves and then in their company."""
    progress("找可能相同的名称", 0)
    left, right = candidate_pairs(table)
    material = Material.of(table)
    return second_look(table, material, first_look(table, material, left, right, progress), progress)


def second_look(table: Mentions, material: Material, looked: Looked, progress: Progress) -> Weighed:
    """Pairs weighed in their company; this needs all pairs of a table at once."""
    progress("结合上下文复核", 0)
    weighed = _in_company(table, looked)
    more = _not_compared(weighed, len(table))
    if not len(more[0]):
        return weighed
    # What was never compared but stands in one chain is compared too: silence must not join two firms.
    return _in_company(table, looked + first_look(table, material, *more, progress, worth=0.0))


def _not_compared(pairs: Weighed, rows: int) -> tuple[I64, I64]:
    """Pairs that a chain of likely pairs joins though they were never compared themselves."""
    near = pairs.probability >= CHAIN
    chain = components(pairs.left[near], pairs.right[near], rows)
    size = np.bincount(chain, minlength=rows)
    linked = np.flatnonzero((size[chain] > 2) & (size[chain] <= LONGEST_CHAIN))
    all_pairs = pairs_of_equals(chain[linked].astype(np.uint64), linked, LONGEST_CHAIN, rows)
    compared = distinct(pairs.left * rows + pairs.right)
    place = np.minimum(np.searchsorted(compared, all_pairs), len(compared) - 1)
    return np.divmod(distinct(all_pairs[compared[place] != all_pairs]), rows)


def first_look(
    table: Mentions,
    material: Material,
    left: I64,
    right: I64,
    progress: Progress,
    worth: float = WORTH_WEIGHING,
) -> Looked:
    """The pairs of at least ``worth``, weighed by themselves; any part of the pairs can be weighed alone.

    If it is 0 every pair is compared, else those that a glance does not rule out.
    """
    model = load_model("pair", tuple(FEATURES))
    nothing = np.zeros(0, dtype=np.int64)
    found = [Looked(nothing, nothing, np.zeros((len(FEATURES), 0), dtype=np.uint8), np.zeros(0))]

    def look(begin: int) -> Looked:
        take = worth_comparing if worth else Pairs.between
        pairs = take(table, material, left[begin : begin + CHUNK], right[begin : begin + CHUNK])
        features = pairs.features()
        probability = by_rules(table, pairs.a, pairs.b, model.probability(features))
        kept = probability >= worth
        return Looked(pairs.a[kept], pairs.b[kept], features[:, kept], probability[kept])

    for done, part in enumerate(in_threads(look, range(0, len(left), CHUNK), THREADS)):
        progress("逐对比较", min(1.0, done * CHUNK / len(left)))
        found.append(part)
    return Looked.joined(found)


def _in_company(table: Mentions, looked: Looked) -> Weighed:
    model = load_model("circle", CIRCLE_FEATURES)
    a, b = looked.a, looked.b
    together, clash = circle_features(table, a, b, looked.probability, looked.features)
    probability = np.where(clash, 0.0, model.probability(together))
    return Weighed(np.minimum(a, b), np.maximum(a, b), by_rules(table, a, b, probability))


def _certainty(cluster: I64, pairs: Weighed, least: float) -> F64:
    """The best pair that holds a row in its enterprise; of a row alone, how unlike its best other is."""
    inside = cluster[pairs.left] == cluster[pairs.right]
    best_in, best_out = np.zeros(len(cluster)), np.zeros(len(cluster))
    for side in (pairs.left, pairs.right):
        np.maximum.at(best_in, side[inside], pairs.probability[inside])
        np.maximum.at(best_out, side[~inside], pairs.probability[~inside])
    many = np.bincount(cluster, minlength=len(cluster))[cluster] > 1
    return np.where(many, np.maximum(best_in, least), 1 - best_out)
