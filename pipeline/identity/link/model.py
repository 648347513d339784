"""The judging: two small sets of weights, kept as JSON that a person can read, and the certainty from them.

``python -m benchmarks.identity_link_train`` makes model.json.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from common.hashing import sha256_hex
from pipeline.identity.link.align import F32
from pipeline.identity.link.features import FEATURES
from pipeline.identity.spans import I64

MODEL = Path(__file__).with_name("model.json")
F64 = NDArray[np.float64]
SURE = 12.0
"""Log odds beyond which a share of one says no more."""
LEAST_FOUND = 0.5
CALIBRATION = (
    "share", "total", "found", "lost_weight", "core_spare", "core_whole", "sound_or_look", "breaks",
    "region_spare", "region_lost", "form_lost", "numerals", "branch_spare", "joint", "province_same",
    "province_other",
)  # fmt: skip
"""What the certainty is made of: log odds of the candidate's share among all, its points, some evidence."""


class Weights(BaseModel):
    """Of one kind of query: points a feature, then weights and constant of the certainty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    points: dict[str, float]
    certainty: dict[str, float]
    constant: float
    match_from: float
    """Certainty from which a first rank is a match."""
    said: tuple[float, ...] = (0.0, 1.0)
    """Where the line bends that turns what is computed into how often that is ``right``; it always rises."""
    right: tuple[float, ...] = (0.0, 1.0)


class Model(BaseModel):
    """Weights for short names and for whole names. Below ``review_from`` nothing is proposed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    command: str
    short: Weights
    whole: Weights
    review_from: float

    def of(self, *, short: bool) -> Weights:
        """The weights of a kind of query."""
        return self.short if short else self.whole


@cache
def shipped_model() -> tuple[Model, str]:
    """The model of this version and its hash, which goes into results."""
    data = MODEL.read_bytes()
    return Model.model_validate_json(data), sha256_hex(data)[:12]


def points(weights: Weights, features: F32) -> F64:
    """Points of every pair [p]; the more, the likelier."""
    vector = np.array([weights.points.get(name, 0.0) for name in FEATURES])
    total: F64 = features.astype(np.float64) @ vector
    return total


def shares(total: F64, begin: I64) -> F64:
    """Share [p] of every pair among those of its query (softmax); queries begin at ``begin``."""
    if not len(total):
        return total
    size = np.diff(np.concatenate([begin, [len(total)]]))
    raised = np.exp(total - np.repeat(np.maximum.reduceat(total, begin), size))
    share: F64 = raised / np.repeat(np.add.reduceat(raised, begin), size)
    return share


def calibration_columns(features: F32, total: F64, share: F64) -> F64:
    """What the certainty is computed from, [p, CALIBRATION]."""
    odds = np.log(np.maximum(share, 1e-9)) - np.log(np.maximum(1 - share, 1e-9))
    columns = {"share": np.clip(odds, -SURE, SURE), "total": total / 10}
    at = {name: place for place, name in enumerate(FEATURES)}
    return np.stack(
        [columns[name] if name in columns else features[:, at[name]] for name in CALIBRATION], axis=1
    ).astype(np.float64)


def certainty(weights: Weights, features: F32, total: F64, share: F64) -> F64:
    """How often first ranks that look like each pair are right, 0 to 1.

    Of what is likely at most the share among the candidates, and never more likely than not where less than
    half of what the query says is found: those two hold for texts unlike any that the weights were learnt
    from. The line begins at 0.5, so that of firms which look alike together no more than one is right.
    """
    columns = calibration_columns(features, total, share)
    vector = np.array([weights.certainty.get(name, 0.0) for name in CALIBRATION])
    likely: F64 = 1 / (1 + np.exp(-(columns @ vector + weights.constant)))
    found = features[:, list(FEATURES).index("found_core")]
    least = np.minimum(np.minimum(likely, share), np.where(found < LEAST_FOUND, 0.5, 1.0))
    told: F64 = np.interp(least, weights.said, weights.right)
    return told
