"""A glance at candidate pairs: what comparing would surely find worth nothing is not compared.

Nine in ten candidates of a large table have little in common but the key that proposed them. What is told of
the pair by counts and places, without touching a text, tells most of these; a small model of the same kind as
the others was taught by the pairs' model which of them to leave.
"""

from __future__ import annotations

import numpy as np

from pipeline.identity.compare import Pairs, compare_places, few
from pipeline.identity.material import U8, Material
from pipeline.identity.mentions import Mentions
from pipeline.identity.model import load_model
from pipeline.identity.spans import I64

SCREEN_FEATURES = (
    "shared", "only_a", "only_b", "brand_only_a", "brand_only_b", "begins", "shorter",
    "named", "told", "named_told", "told_named", "brand_count_a", "begin_so_a", "numbers",
)  # fmt: skip
"""``shared``: characters of both cores, whatever their order; ``only_a``: of the shorter one alone."""


def screen_features(pairs: Pairs) -> U8:
    """``SCREEN_FEATURES`` of the pairs, a row each."""
    table, of, a, b = pairs.table, pairs.of, pairs.a, pairs.b
    core, brand = (of.core_signs[a], of.core_signs[b]), (of.brand_signs[a], of.brand_signs[b])
    named, told = (table.named[a], table.named[b]), (table.told[a], table.told[b])
    signs = (
        core[0] & core[1],
        core[0] & ~core[1],
        core[1] & ~core[0],
        brand[0] & ~brand[1],
        brand[1] & ~brand[0],
    )
    return np.stack(
        [
            *(few(np.bitwise_count(one)) for one in signs),
            pairs.begins.astype(np.uint8),
            few(table.core[a]),
            compare_places(*named),
            compare_places(*told),
            compare_places(named[0], told[1]),
            compare_places(told[0], named[1]),
            of.same_brand[a],
            of.begin_so[a],
            (of.numbers[a] != of.numbers[b]).astype(np.uint8),
        ]
    )


def worth_comparing(table: Mentions, material: Material, left: I64, right: I64) -> Pairs:
    """Those of the pairs that are; two codes say so without a look at the names."""
    one, other = table.code[left], table.code[right]
    coded, same = (one != 0) & (other != 0), one == other
    pairs = Pairs.between(table, material, left, right)
    likely = load_model("screen", SCREEN_FEATURES).log_odds(screen_features(pairs)) >= 0
    kept = np.where(coded, same, likely)
    return Pairs(table, material, pairs.a[kept], pairs.b[kept])
