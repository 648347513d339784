"""How likely two mentions are one enterprise, by themselves: in the store no table is their company."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.compare import FEATURES, Pairs
from pipeline.identity.material import Material
from pipeline.identity.mentions import Mentions
from pipeline.identity.model import hash_of, load_model
from pipeline.identity.spans import I64

F64 = NDArray[np.float64]
SHORTEST_NAME = 2
"""Characters of a core below which a name says nothing."""
MODEL_HASH = hash_of("pair")
"""Of the weights; kept with every decision."""


def score_pairs(table: Mentions, left: I64, right: I64) -> F64:
    """Probability of every pair of rows; valid codes decide alone."""
    pairs = Pairs.between(table, Material.of(table), left, right)
    model = load_model("pair", tuple(FEATURES))
    return by_rules(table, pairs.a, pairs.b, model.probability(pairs.features()))


def by_rules(table: Mentions, a: I64, b: I64, probability: F64) -> F64:
    """What no weighing changes: two valid codes decide alone; else other ordinals, or no name, say no."""
    coded = (table.code[a] != 0) & (table.code[b] != 0)
    counted = (table.ordinal[a] != 0) & (table.ordinal[b] != 0) & (table.ordinal[a] != table.ordinal[b])
    nameless = np.minimum(table.core[a], table.core[b]) < SHORTEST_NAME
    same_code = (table.code[a] == table.code[b]).astype(np.float64)
    return np.where(coded, same_code, np.where(counted | nameless, 0.0, probability))
