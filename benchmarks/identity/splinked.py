"""The contender Splink 5 (Fellegi-Sunter), DuckDB backend, trained without and with labels."""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.identity.rows import I64, Edges, Found, Rows
from pipeline.identity.normal import normal_names

GRAM = 2
MOST_SHARED = 200
"""About 90 pairs a name at every size. With 100, half of the true pairs were never compared at 1M; with 300 a
million names did not go into 24 GB."""
LEAST = 0.0001
"""Pairs less probable than this are not kept; no best threshold was near."""
SIMILAR = [0.98, 0.96, 0.94, 0.92, 0.9, 0.88, 0.85, 0.8]
RANDOM_PAIRS = 1_000_000
BLOCKED_PAIRS = 10_000_000
LEAST_U = 1e-12
"""A level that no unequal pair reaches gets u = 0 from Splink's own training, and Splink then refuses it
(seen at 1M names): this is what it is given instead."""


def _splink(rows: Rows, *, labels: bool) -> Found:
    """As its documentation advises, with what we found to suit these names best.

    - Blocking: the same name, the same code, or a shared bigram that at most
      ``MOST_SHARED`` names have (an exploding rule). Rules over fixed places of the name (its first four
      characters, the third to fifth) reached 0.62 of the true pairs at 10k, this one 0.99.
    - Comparisons: Jaro-Winkler of the normalised name at nine levels; the place, city before province, as one
      comparison because the two are correlated; the credit code. What is missing weighs nothing.
    - Training: u from random pairs, expectation maximisation blocked on the code and on the first four
      characters, then once more with u free, blocked on the two characters behind a region's usual two.
      With u left at random pairs, where siblings of one brand and city are rare, F1 at 10k was 0.49
      instead of 0.77.
    - ``labels``: m is estimated from the truth of the very file that is measured, too; Splink takes the
      mean of both estimates.
    """
    splink = import_module("splink")
    _accept_u_of_nothing(import_module("splink.internals.comparison_level").ComparisonLevel)
    logging.getLogger("splink").setLevel(logging.ERROR)
    database = splink.DuckDBAPI()
    linker = splink.Linker(database.register(_table(rows)), _settings(splink))
    same_name, same_code = splink.block_on("name"), splink.block_on("uscc")
    training = linker.training
    training.estimate_probability_two_random_records_match([same_name, same_code], recall=0.4)
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=1, min_count_per_level=20)
    for rule in (same_code, splink.block_on("substr(name, 1, 4)")):
        training.estimate_parameters_using_expectation_maximisation(rule)
    training.estimate_parameters_using_expectation_maximisation(
        splink.block_on("middle"), fix_u_probabilities=False, max_pairs=BLOCKED_PAIRS
    )
    if labels:
        training.estimate_m_from_label_column("entity")
    predicted = linker.inference.predict(threshold_match_probability=LEAST)
    table = predicted.physical_name
    pairs = database._con.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608

    def edges() -> Edges:
        """Leaves Splink as narrow numbers; a pair's order does not matter."""
        columns = "unique_id_l::INTEGER as l, unique_id_r::INTEGER as r, match_weight::FLOAT as weight"
        found = database._con.execute(f"select {columns} from {table}").fetchnumpy()  # noqa: S608
        return Edges(found["l"], found["r"], found["weight"])

    def cluster(weight: float) -> I64:
        made = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_weight=weight
        )
        frame = made.as_pyarrow_table()
        labels = np.empty(len(rows), dtype=np.int64)
        labels[frame["unique_id"].to_numpy()] = frame["cluster_id"].to_numpy()
        return labels

    return Found(cluster, edges, pairs=int(pairs))


def _accept_u_of_nothing(level: Any) -> None:
    given = level.u_probability

    def store(self: Any, value: float | str | None) -> None:
        given.fset(self, LEAST_U if value == 0 else value)

    level.u_probability = given.setter(store)


def _table(rows: Rows) -> pa.Table:
    names = normal_names(rows.names)
    grams = [{name[at : at + GRAM] for at in range(len(name) - GRAM + 1)} for name in names]
    shared = Counter(gram for those in grams for gram in those)
    return pa.table(
        {
            "unique_id": np.arange(len(rows)),
            "name": names,
            "middle": [name[2:4] for name in names],
            "province": pa.array(rows.provinces, pa.string()),
            "city": pa.array(rows.cities, pa.string()),
            "uscc": pa.array(rows.codes, pa.string()),
            "grams": [sorted(one for one in those if 1 < shared[one] <= MOST_SHARED) for those in grams],
            "entity": rows.entity,
        }
    )


def _settings(splink: Any) -> Any:
    comparisons = import_module("splink.comparison_library")
    levels = import_module("splink.comparison_level_library")
    place = comparisons.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            levels.NullLevel("province"),
            levels.ExactMatchLevel("city"),
            levels.CustomLevel("province_l = province_r and (city_l is null or city_r is null)", "province"),
            # No labelled pair is in two places, and a level that training never meets has no weight.
            levels.ElseLevel().configure(m_probability=0.001, fix_m_probability=True),
        ],
    )
    return splink.SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparisons.JaroWinklerAtThresholds("name", SIMILAR),
            place,
            comparisons.ExactMatch("uscc"),
        ],
        blocking_rules_to_generate_predictions=[
            splink.block_on("name"),
            splink.block_on("uscc"),
            splink.block_on("grams", arrays_to_explode=["grams"]),
        ],
    )


trained_by_em = partial(_splink, labels=False)
trained_by_labels = partial(_splink, labels=True)
