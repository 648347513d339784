"""The weights: tables of points by feature values, added up, so that a reason is exact and can be read.

A model file is JSON: features in their order, points to start from, and tables of one feature (a list) or of
two (a list of lists). Points are hundredths of log-odds; values behind a table's end count as its last.
``python -m benchmarks.identity_train`` makes it from boosted trees of depth two, which are just such tables.
Its ``certainty``, where it has one, is a line through [said, right] points, in thousandths, that
``python -m benchmarks.identity_calibrate`` lays through other names than the tables were learnt from.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.hashing import sha256_hex

LEVELS = 16
"""A feature's value is a whole number below it."""
UNIT = 100
FOLDER = Path(__file__).with_name("models")
Points = NDArray[np.float32]


@dataclass(frozen=True)
class Table:
    """Points by the values of one feature, or of two."""

    of: tuple[int, ...]
    points: Points


@dataclass(frozen=True)
class Model:
    """An additive model over features of small whole numbers."""

    features: tuple[str, ...]
    start: float
    tables: tuple[Table, ...]
    said: tuple[float, ...] = (0.0, 1.0)
    right: tuple[float, ...] = (0.0, 1.0)

    def log_odds(self, features: NDArray[np.uint8]) -> Points:
        """Points of every column of ``features`` (one row a feature, in this model's order)."""
        total = np.full(features.shape[1], self.start, dtype=np.float32)
        for table in self.tables:
            total += self.points(table, features)
        return total

    def probability(self, features: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The same as probabilities."""
        found: NDArray[np.float64] = 1 / (1 + np.exp(-self.log_odds(features).astype(np.float64)))
        return found

    def certain(self, probability: NDArray[np.float64]) -> NDArray[np.float64]:
        """How often pairs of this probability are right; never falls where the probability rises."""
        found: NDArray[np.float64] = np.interp(probability, self.said, self.right)
        return found

    @staticmethod
    def points(table: Table, features: NDArray[np.uint8]) -> Points:
        """What one table adds to every column."""
        place = features[table.of[0]].astype(np.intp)
        if len(table.of) > 1:
            place = place * LEVELS + features[table.of[1]]
        added: Points = table.points[place]
        return added

    def shares(self, features: NDArray[np.uint8]) -> Points:
        """Points by feature (a row each) and pair, a table of two halved; together the log-odds."""
        found = np.zeros(features.shape, dtype=np.float32)
        for table in self.tables:
            share = self.points(table, features) / len(table.of)
            for feature in table.of:
                found[feature] += share
        return found


@cache
def load_model(name: str, expected: Sequence[str]) -> Model:
    """A model of this package; its features must be the expected ones, in their order."""
    read = json.loads(_file(name).read_bytes())
    if tuple(read["features"]) != tuple(expected):
        raise ValueError(f"model {name} was made for other features: run python -m benchmarks.identity_train")
    place = {feature: number for number, feature in enumerate(read["features"])}
    tables = (
        Table(tuple(place[feature] for feature in one["of"]), _full(one["points"])) for one in read["tables"]
    )
    line = np.array(read.get("certainty", [[0, 1000], [0, 1000]])) / 1000
    said, right = (tuple(side) for side in line.tolist())
    return Model(tuple(read["features"]), read["start"] / UNIT, tuple(tables), said, right)


def hash_of(name: str) -> str:
    """The SHA-256 of a model's file, whatever features it was made for."""
    return sha256_hex(_file(name).read_bytes())


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _full(points: list[Any]) -> Points:
    """A table of ``LEVELS`` values a side, flat, in log-odds."""
    table: Points = (np.array(points) / UNIT).astype(np.float32)
    missing = [(0, LEVELS - size) for size in table.shape]
    full: Points = np.pad(table, missing, mode="edge").ravel()
    return full
