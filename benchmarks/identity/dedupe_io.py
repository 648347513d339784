"""The contender dedupe.io (``dedupe``): active learning, a classifier, and hierarchical clustering."""

from __future__ import annotations

import random
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.identity.rows import I64, Found, Rows
from pipeline.identity.normal import normal_names

QUESTIONS = 100
"""Pairs that are labelled; its documentation asks for some ten of each kind at least."""
SAMPLE = 2_000
GRID = [0.02 * step for step in range(1, 50)]


def dedupe_io(rows: Rows) -> Found:
    """As its documentation shows, with the truth in the place of the person who answers.

    Fields: the name as a String (affine gap distance), province, city and code as Exact, the last three may
    be missing. It asks about the pairs that it is least sure of; all ``QUESTIONS`` are answered from the
    truth of the very file that is measured, which favours it. Then its own blocking, scoring and clustering,
    on one core (its processes need a copy of the data each).
    """
    library, variables = import_module("dedupe"), import_module("dedupe.variables")
    random.seed(0)
    np.random.seed(0)  # the library draws from the global state
    data = _records(rows)
    fields = [variables.String("name")]
    fields += [variables.Exact(one, has_missing=True) for one in ("province", "city", "uscc")]
    deduper = library.Dedupe(fields, num_cores=1)
    deduper.prepare_training(data, sample_size=SAMPLE)
    _answer(deduper, rows.entity)
    deduper.train(recall=1.0)
    scores = deduper.score(deduper.pairs(data))

    def cluster(threshold: float) -> I64:
        labels = np.arange(len(rows), dtype=np.int64)
        for members, _ in deduper.cluster(scores, threshold):
            labels[list(members)] = min(members)
        return labels

    return Found(cluster, grid=GRID, pairs=len(scores))


def _records(rows: Rows) -> dict[int, dict[str, Any]]:
    columns = zip(normal_names(rows.names), rows.provinces, rows.cities, rows.codes, strict=True)
    return {
        row: {"row": row, "name": name, "province": province, "city": city, "uscc": code}
        for row, (name, province, city, code) in enumerate(columns)
    }


def _answer(deduper: Any, entity: I64) -> None:
    for _ in range(QUESTIONS):
        try:
            pairs = deduper.uncertain_pairs()
        except IndexError:  # it has no more questions
            return
        answers: dict[str, list[Any]] = {"match": [], "distinct": []}
        for one, other in pairs:
            same = entity[one["row"]] == entity[other["row"]]
            answers["match" if same else "distinct"].append((one, other))
        deduper.mark_pairs(answers)
