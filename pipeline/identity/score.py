"""How likely two mentions are one enterprise, by themselves: in the store no table is their company."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.compare import FEATURES, Pairs
from pipeline.identity.material import Material
from pipeline.identity.mentions import Mentions
from pipeline.identity.model import load_model
from pipeline.identity.spans import I64

F64 = NDArray[np.float64]
MODEL_HASH = load_model("pair", tuple(FEATURES)).sha256
"""Of the weights; kept with every decision."""


def score_pairs(table: Mentions, left: I64, right: I64) -> F64:
    """Probability of every pair of rows; valid codes decide alone."""
    pairs = Pairs.between(table, Material.of(table), left, right)
    model = load_model("pair", tuple(FEATURES))
    return by_rules(table, pairs.a, pairs.b, model.probability(pairs.features()))


def by_rules(table: Mentions, a: I64, b: I64, probability: F64) -> F64:
    """Two valid codes decide alone: 1 where they are equal, 0 where not; two ordinals that differ say no."""
    both = (table.code[a] != 0) & (table.code[b] != 0)
    counted = (table.ordinal[a] != 0) & (table.ordinal[b] != 0) & (table.ordinal[a] != table.ordinal[b])
    return np.where(
        both, (table.code[a] == table.code[b]).astype(np.float64), np.where(counted, 0, probability)
    )
