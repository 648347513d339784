"""What two mentions have in common, as small whole numbers a pair: the features that the models weigh.

Of a pair, ``a`` is the side with the shorter core. Every feature is below ``LEVELS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, Indel, Postfix, Prefix
from rapidfuzz.process import cpdist

from pipeline.identity.material import U8, Material, Texts
from pipeline.identity.mentions import Mentions
from pipeline.identity.model import LEVELS
from pipeline.identity.spans import I64
from pipeline.identity.trades import SHORTEST_BRAND, brand_length

SAME, WITHIN, NEIGHBOURS, PROVINCE, ELSEWHERE, UNKNOWN = range(6)
"""How two places stand: one and the same; one may lie in the other; counties of one city; one province."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows of one table, side ``a`` the one with the shorter core."""

    table: Mentions
    of: Material
    a: I64
    b: I64
    known: dict[str, U8] = field(default_factory=dict)
    """Features measured so far; some are made of others."""
    fetched: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    """Both sides' texts of the pairs that are not alike; in a large table, finding them is the dear part."""

    @classmethod
    def between(cls, table: Mentions, material: Material, left: I64, right: I64) -> Pairs:
        """The pairs of rows ``left`` and ``right``, turned where needed."""
        swap = table.core[left] > table.core[right]
        return cls(table, material, np.where(swap, right, left), np.where(swap, left, right))

    @cached_property
    def alike(self) -> NDArray[np.bool_]:
        """Core and branch are equal, so that nothing has to be measured."""
        found: NDArray[np.bool_] = self.of.text_key[self.a] == self.of.text_key[self.b]
        return found

    @cached_property
    def begins(self) -> NDArray[np.bool_]:
        """The longer core begins with the shorter one."""
        spans, size = self.table.spans, self.table.core[self.a]
        found: NDArray[np.bool_] = spans.part(self.a, 0, size) == spans.part(self.b, 0, size)
        return found

    def features(self) -> U8:
        """``len(FEATURES)`` rows, a column a pair."""
        return np.stack([self.feature(name) for name in FEATURES])

    def feature(self, name: str) -> U8:
        """One of ``FEATURES``, measured once."""
        if name not in self.known:
            self.known[name] = FEATURES[name](self)
        return self.known[name]

    def measured(self, kind: str, scorer: Any) -> U8:
        """``scorer`` between both sides' texts of a kind that ``Material`` has, 0 where they are alike."""
        if kind not in self.fetched:
            self.fetched[kind] = self._texts(getattr(self.of, kind), ~self.alike)
        return self._where(~self.alike, *self.fetched[kind], scorer)

    def measured_where(self, texts: Texts, scorer: Any, todo: NDArray[np.bool_]) -> U8:
        """``scorer`` between both sides' texts, 0 where there is nothing to do."""
        return self._where(todo, *self._texts(texts, todo), scorer)

    def _texts(self, texts: Texts, of: NDArray[np.bool_]) -> tuple[list[str], list[str]]:
        return texts[self.a[of]].tolist(), texts[self.b[of]].tolist()

    def _where(self, todo: NDArray[np.bool_], left: list[str], right: list[str], scorer: Any) -> U8:
        found = np.zeros(len(self.a), dtype=np.uint8)
        found[todo] = _distances(left, right, scorer)
        return found

    def counted(self, counts: U8) -> tuple[U8, U8]:
        """A row's count on both sides."""
        return counts[self.a], counts[self.b]


def compare_places(left: NDArray[np.int32], right: NDArray[np.int32]) -> U8:
    """How places of six figures stand to each other; ``UNKNOWN`` where one of them is 0."""
    city_left, city_right = left // 100, right // 100
    found = np.full(len(left), ELSEWHERE, dtype=np.uint8)
    province = left // 10_000 == right // 10_000
    found[province] = PROVINCE
    found[province & ((city_left % 100 == 0) | (city_right % 100 == 0))] = WITHIN
    city = province & (city_left == city_right) & (city_left % 100 != 0)
    found[city] = NEIGHBOURS
    found[city & ((left % 100 == 0) | (right % 100 == 0))] = SAME
    found[left == right] = SAME
    found[(left == 0) | (right == 0)] = UNKNOWN
    return found


def _distances(left: list[str], right: list[str], scorer: Any) -> U8:
    if not left:
        return np.zeros(0, dtype=np.uint8)
    return few(cpdist(left, right, scorer=scorer, dtype=np.uint16, workers=-1))


def few(numbers: NDArray[Any]) -> U8:
    """Whole numbers below ``LEVELS``."""
    found: U8 = np.clip(numbers, 0, LEVELS - 1).astype(np.uint8)
    return found


def _beginning(pairs: Pairs) -> U8:
    """The shorter core against as many first characters of the longer one."""
    found = np.zeros(len(pairs.a), dtype=np.uint8)
    rows = np.flatnonzero(~pairs.begins)
    shorter, longer = pairs.of.core[pairs.a[rows]].tolist(), pairs.of.core[pairs.b[rows]].tolist()
    size = pairs.table.core[pairs.a[rows]].tolist()
    found[rows] = _distances(
        shorter, [text[:at] for text, at in zip(longer, size, strict=True)], OSA.distance
    )
    return found


def _branch(pairs: Pairs) -> U8:
    """0 neither has one, 1 only one, 2 equal, then 2 + how far apart."""
    has = pairs.table.branch_length > 0
    both = has[pairs.a] & has[pairs.b]
    equal = pairs.of.branch_key[pairs.a] == pairs.of.branch_key[pairs.b]
    apart = pairs.measured_where(pairs.of.branch, OSA.distance, both & ~equal)
    one = (has[pairs.a] != has[pairs.b]).astype(np.uint8)
    return few(np.where(both, 2 + apart.astype(np.int64), one))


def _likeness(pairs: Pairs) -> U8:
    """How far apart the whole names are, in steps that split the usual range evenly; 0 equal."""
    left, right = pairs.of.normal[pairs.a].tolist(), pairs.of.normal[pairs.b].tolist()
    if not left:
        return np.zeros(0, dtype=np.uint8)
    alike = cpdist(left, right, scorer=Indel.normalized_distance, dtype=np.float32, workers=-1)
    return np.searchsorted(_UNLIKE, alike).astype(np.uint8)


def _forms(pairs: Pairs) -> U8:
    """0 equal, 1 neither has one, 2 the shorter side has none, 3 the longer, 4 … both, but others."""
    a, b = pairs.table.form[pairs.a], pairs.table.form[pairs.b]
    low, high = np.minimum(a, b), np.maximum(a, b)
    found = np.where(low == high, np.where(a == 0, 1, 0), np.where(a == 0, 2, np.where(b == 0, 3, 4)))
    both = (low > 0) & (low != high)
    # 有限公司 for 股份有限公司 is common, so is 公司 for either; a 总公司 or 集团 is more often another firm.
    found[both & (low <= 2) & (high == 3)] = 5
    found[both & (low == 1) & (high == 2)] = 6
    found[both & (high == 6)] = 7
    return found.astype(np.uint8)


GENERIC = frozenset(
    ("商贸", "贸易", "工贸", "经贸", "工程", "科技", "服务", "管理", "发展", "实业", "设备", "投资",
     "材料", "技术", "机械", "建设", "电子", "信息", "企业", "控股", "国际", "开发", "咨询", "销售")
)  # fmt: skip
"""Trade words that say little, so that lists leave them out."""
NOTHING, GENERIC_WORD, TRADE_WORDS, REST = range(4)


def _surplus(pairs: Pairs) -> U8:
    """What the longer core has behind all of the shorter one."""
    found = np.zeros(len(pairs.a), dtype=np.uint8)
    size = pairs.table.core[pairs.a]
    rows = np.flatnonzero(pairs.begins & (pairs.table.core[pairs.b] > size))
    longer = pairs.of.core[pairs.b[rows]].tolist()
    found[rows] = [_kind_of(core[at:]) for core, at in zip(longer, size[rows].tolist(), strict=True)]
    return found


def _kind_of(surplus: str) -> int:
    if surplus in GENERIC:
        return GENERIC_WORD
    return TRADE_WORDS if brand_length("  " + surplus) == SHORTEST_BRAND else REST


def _slip(pairs: Pairs) -> U8:
    """What kind of slip of the pen would make one text of the other.

    0 none, 1 same sounds, 2 same looks, 3 other order, 4 one character for another without reason, 5 one left
    out or added, 6 partly explained by sound or looks, 7 more than that, 8 the same in the branch alone.
    """
    core, heard, looked = (pairs.feature(name) for name in ("core", "heard", "looked"))
    texts = pairs.measured("text", OSA.distance)
    longer_by = pairs.table.spans.length[pairs.b] - pairs.table.spans.length[pairs.a]
    turned = pairs.of.letters[pairs.a] == pairs.of.letters[pairs.b]
    kinds = [
        (texts == 0, 0),
        (heard == 0, 1),
        (looked == 0, 2),
        (turned, 3),
        ((texts == 1) & (longer_by == 0), 4),
        (texts == 1, 5),
        (np.minimum(heard, looked) < texts, 6),
        (core < texts, 8),
    ]
    return np.select([one for one, _ in kinds], [kind for _, kind in kinds], 7).astype(np.uint8)


_UNLIKE = np.array([0, 0.03, 0.06, 0.09, 0.115, 0.14, 0.165, 0.19, 0.22, 0.25, 0.29, 0.33, 0.38, 0.45, 0.55])

Measure = Callable[[Pairs], U8]
FEATURES: dict[str, Measure] = {
    "core": lambda p: p.measured("core", OSA.distance),
    "letters_apart": lambda p: p.measured("core", Indel.distance),
    "heard": lambda p: p.measured("heard", OSA.distance),
    "looked": lambda p: p.measured("looked", OSA.distance),
    "slip": _slip,
    "surplus": _surplus,
    "beginning": _beginning,
    "brand": lambda p: p.measured_where(p.of.brand, OSA.distance, p.of.brand_key[p.a] != p.of.brand_key[p.b]),
    "branch": _branch,
    "likeness": _likeness,
    "same_start": lambda p: p.measured("core", Prefix.similarity),
    "same_end": lambda p: p.measured("core", Postfix.similarity),
    "shorter": lambda p: few(p.table.core[p.a]),
    "longer_by": lambda p: few(p.table.core[p.b] - p.table.core[p.a]),
    "brand_shorter": lambda p: few(p.table.brand[p.a]),
    "brand_longer": lambda p: few(p.table.brand[p.b]),
    "numbers": lambda p: (p.of.numbers[p.a] != p.of.numbers[p.b]).astype(np.uint8),
    "letters": lambda p: (p.of.letters[p.a] != p.of.letters[p.b]).astype(np.uint8),
    "named": lambda p: compare_places(p.table.named[p.a], p.table.named[p.b]),
    "told": lambda p: compare_places(p.table.told[p.a], p.table.told[p.b]),
    "named_told": lambda p: compare_places(p.table.named[p.a], p.table.told[p.b]),
    "told_named": lambda p: compare_places(p.table.told[p.a], p.table.named[p.b]),
    "forms": _forms,
    "form_a": lambda p: p.table.form[p.a].astype(np.uint8),
    "form_b": lambda p: p.table.form[p.b].astype(np.uint8),
    "own_a": lambda p: compare_places(p.table.named[p.a], p.table.told[p.a]),
    "own_b": lambda p: compare_places(p.table.named[p.b], p.table.told[p.b]),
    "branch_b": lambda p: few(p.table.branch_length[p.b]),
    "groups": lambda p: p.table.group[p.a].astype(np.uint8) + p.table.group[p.b],
    "text_count_a": lambda p: p.of.same_text[p.a],
    "text_count_b": lambda p: p.of.same_text[p.b],
    "brand_count_a": lambda p: p.of.same_brand[p.a],
    "brand_count_b": lambda p: p.of.same_brand[p.b],
    "begin_so_a": lambda p: p.of.begin_so[p.a],
    "begin_so_b": lambda p: p.of.begin_so[p.b],
    "begin_there_a": lambda p: p.of.begin_so_there[p.a],
    "begin_there_b": lambda p: p.of.begin_so_there[p.b],
}
