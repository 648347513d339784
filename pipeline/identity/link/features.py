"""What speaks for and against each pair, as numbers of about one; the model weighs them by these names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.link.abbreviations import WIDTH
from pipeline.identity.link.align import F32
from pipeline.identity.link.pairs import Pairs
from pipeline.identity.link.queries import Queries
from pipeline.identity.link.universe import JOINT_STOCK, Universe
from pipeline.identity.spans import I64

Bools = NDArray[np.bool_]
_NUMERALS = np.zeros(1 << 16, dtype=np.bool_)
_NUMERALS[[ord(char) for char in "0123456789零〇一二三四五六七八九十百"]] = True


@dataclass(frozen=True)
class Parts:
    """Ends of the parts of one side's rows [p], in places of its padded row; ``begin`` is the region's."""

    begin: int
    region: I64
    brand: I64
    core: I64
    form: I64
    end: I64

    def between(self, low: I64 | int, high: I64, width: int) -> Bools:
        """Which places of a padded row lie in a part."""
        place = np.arange(width)
        first = low[:, None] if isinstance(low, np.ndarray) else low
        inside: Bools = (place >= first) & (place < high[:, None])
        return inside


class Evidence:
    """What the features of a table of pairs are made of; every property is [p] or [p, characters]."""

    def __init__(self, universe: Universe, queries: Queries, pairs: Pairs) -> None:
        self.universe, self.queries, self.pairs = universe, queries, pairs
        self.q = _query_parts(queries, pairs)
        self.n = _name_parts(universe, pairs)
        self.hit = pairs.aligned.place >= 0
        self.asked_core = self.q.between(self.q.region, self.q.core, pairs.query.shape[1])
        self.asked_form = self.q.between(self.q.core, self.q.form, pairs.query.shape[1])
        self.asked_body = self.q.between(0, self.q.core, pairs.query.shape[1])
        self.short = queries.short[pairs.asked]

    @cached_property
    def taken(self) -> Bools:
        """[p, n] which characters of the name the query uses."""
        found = np.zeros(self.pairs.name.shape, dtype=np.bool_)
        row, at = np.nonzero(self.hit)
        found[row, self.pairs.aligned.place[row, at]] = True
        return found

    def name_part(self, low: I64 | int, high: I64) -> Bools:
        """[p, n] which places of the name lie in a part."""
        return self.n.between(low, high, self.pairs.name.shape[1])

    @cached_property
    def core(self) -> Bools:
        """[p, n] the name's core."""
        return self.name_part(self.n.region, self.n.core)

    @cached_property
    def brand(self) -> Bools:
        """[p, n] the name's brand."""
        return self.name_part(self.n.region, self.n.brand)

    def found_in(self, low: I64 | int, high: I64, of: Bools) -> Bools:
        """[p, q] which query characters of ``of`` stand in a part of the name."""
        place = self.pairs.aligned.place
        first = low[:, None] if isinstance(low, np.ndarray) else low
        return of & (place >= first) & (place < high[:, None])

    def share(self, part: Bools | F32, of: Bools, weight: F32) -> F32:
        """Weight of ``part`` in that of ``of``; 0 where that is nothing."""
        whole, found = _sum(weight * of), _sum(weight * part)
        return np.divide(found, whole, out=np.zeros_like(found), where=whole > 0)

    @cached_property
    def first_in_core(self) -> I64:
        """[p] where in the core the first match stands; 9 where none does."""
        place = self.pairs.aligned.place.astype(np.int64)
        inside = (place >= self.n.region[:, None]) & (place < self.n.core[:, None])
        return np.asarray(np.where(inside, place - self.n.region[:, None], 9).min(axis=1, initial=9))

    @cached_property
    def breaks(self) -> F32:
        """[p] how often neighbours in the query are none in the name."""
        place = self.pairs.aligned.place
        both = self.hit[:, 1:] & self.hit[:, :-1]
        return _count(both & (place[:, 1:] != place[:, :-1] + 1))

    @cached_property
    def query_place(self) -> NDArray[np.int32]:
        """[p] where the query says it is: its columns, else its name."""
        told = self.queries.told[self.pairs.asked]
        return np.where(told != 0, told, self.queries.texts.named[self.pairs.asked])

    @cached_property
    def name_places(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """[p] the candidate's place by its columns (or its code), and by its name."""
        return self.pairs.told, np.asarray(self.universe.named[self.pairs.row])

    @cached_property
    def asked_joint(self) -> Bools:
        """[p] the query says 股份."""
        query = self.pairs.query
        first, second = (ord(char) for char in JOINT_STOCK)
        together: Bools = (query[:, :-1] == first) & (query[:, 1:] == second)
        return np.asarray(together.any(axis=1), dtype=np.bool_)

    @cached_property
    def joint(self) -> Bools:
        """[p] the candidate is a joint stock company and no branch."""
        return np.asarray(self.universe.joint[self.pairs.row])

    @cached_property
    def asked_group(self) -> Bools:
        """[p] the query says 集团."""
        return self.queries.texts.group[self.pairs.asked]

    @cached_property
    def group(self) -> Bools:
        """[p] the candidate says 集团."""
        return np.asarray(self.universe.group[self.pairs.row])

    @cached_property
    def branch(self) -> Bools:
        """[p] the candidate is a branch."""
        return self.n.end > self.n.form

    @cached_property
    def asked_branch(self) -> Bools:
        """[p] the query names a branch."""
        return self.q.end > self.q.form


def _query_parts(queries: Queries, pairs: Pairs) -> Parts:
    texts, asked = queries.texts, pairs.asked
    region = texts.region[asked].astype(np.int64)
    core = region + texts.core[asked]
    end = texts.start[asked + 1] - texts.start[asked]
    return Parts(0, region, region + texts.brand[asked], core, core + texts.form[asked], end)


def _name_parts(universe: Universe, pairs: Pairs) -> Parts:
    row = pairs.row
    region = WIDTH + universe.region[row].astype(np.int64)
    core = region + universe.core[row]
    end = WIDTH + universe.start[row + 1] - universe.start[row]
    return Parts(WIDTH, region, region + universe.brand[row], core, core + universe.form[row], end)


def _province(place: NDArray[np.int32]) -> NDArray[np.int32]:
    return place // 10_000


def _same(left: NDArray[np.int32], right: NDArray[np.int32]) -> Bools:
    same: Bools = (left == right) & (left > 0)
    return same


def _other(left: NDArray[np.int32], right: NDArray[np.int32]) -> Bools:
    other: Bools = (left != right) & (left > 0) & (right > 0)
    return other


def _city(place: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.where(place // 100 % 100 > 0, place // 100, 0)


def _sum(values: F32) -> F32:
    """[p] sums of [p, characters]."""
    total: F32 = np.einsum("pc->p", values)
    return total


def _count(part: Bools) -> F32:
    return np.asarray(np.count_nonzero(part, axis=1), dtype=np.float32)


def _lost_weight(e: Evidence) -> F32:
    return _sum(e.pairs.weight * (e.asked_core & ~e.hit))


def _spare(e: Evidence, part: Bools) -> F32:
    return _sum(e.pairs.name_weight * (part & ~e.taken))


def _numerals(e: Evidence) -> F32:
    lost = _NUMERALS[e.pairs.query] & ~e.hit
    spare = _NUMERALS[e.pairs.name] & ~e.taken & (e.pairs.name != 0)
    return np.asarray(np.minimum(_count(lost) + _count(spare), 3), dtype=np.float32)


def _whole_core(e: Evidence) -> F32:
    return np.asarray((_spare(e, e.core) <= 0) & (_lost_weight(e) <= 0) & _exact(e), dtype=np.float32)


def _exact(e: Evidence) -> Bools:
    return np.asarray(~(e.hit & (e.pairs.aligned.worth < 1)).any(axis=1), dtype=np.bool_)


def _spare_region(e: Evidence) -> F32:
    return _count(e.name_part(e.n.begin, e.n.region) & ~e.taken)


def _lost_region(e: Evidence) -> F32:
    return _count(e.asked_body & ~e.asked_core & ~e.hit)


FEATURES: dict[str, Callable[[Evidence], NDArray[np.generic]]] = {
    "found": lambda e: e.share(e.hit * e.pairs.aligned.worth, e.pairs.query != 0, e.pairs.weight),
    "found_core": lambda e: e.share(
        (e.hit & e.asked_core) * e.pairs.aligned.worth, e.asked_core, e.pairs.weight
    ),
    "lost": lambda e: _count(e.asked_core & ~e.hit),
    "lost_weight": _lost_weight,
    "lost_all": lambda e: _count(e.asked_core & ~e.hit) <= 0,
    "sound_or_look": lambda e: _count(e.hit & (e.pairs.aligned.worth < 1)),
    "breaks": lambda e: e.breaks,
    "in_one_piece": lambda e: e.breaks <= 0,
    "in_hint": lambda e: _count(e.found_in(0, np.full(len(e.pairs.row), WIDTH), e.hit)),
    "in_region": lambda e: _count(e.found_in(e.n.begin, e.n.region, e.hit)),
    "core_in_form": lambda e: _count(e.found_in(e.n.core, e.n.form, e.asked_core)),
    "core_in_branch": lambda e: _count(e.found_in(e.n.form, e.n.end, e.asked_core)),
    "at_beginning": lambda e: e.first_in_core == 0,
    "lead": lambda e: e.first_in_core / 5,
    "brand_used": lambda e: e.share(e.brand & e.taken, e.brand, e.pairs.name_weight),
    "brand_spare": lambda e: _spare(e, e.brand),
    "core_used": lambda e: e.share(e.core & e.taken, e.core, e.pairs.name_weight),
    "core_spare": lambda e: _spare(e, e.core),
    "core_spare_count": lambda e: _count(e.core & ~e.taken) / 5,
    "core_whole": _whole_core,
    "region_spare": _spare_region,
    "region_lost": _lost_region,
    "form_spare": lambda e: _count(e.name_part(e.n.core, e.n.form) & ~e.taken) / 2,
    "form_lost": lambda e: _count(e.asked_form & ~e.hit) / 2,
    "joint": lambda e: e.joint,
    "joint_marked": lambda e: e.joint & e.queries.marked[e.pairs.asked],
    "joint_asked": lambda e: e.asked_joint & e.joint,
    "joint_other": lambda e: e.asked_joint != e.joint,
    "group": lambda e: e.group,
    "group_asked": lambda e: e.asked_group & e.group,
    "group_lost": lambda e: e.asked_group & ~e.group,
    "branch": lambda e: e.branch,
    "branch_asked": lambda e: e.asked_branch & e.branch,
    "branch_lost": lambda e: e.asked_branch & ~e.branch,
    "branch_spare": lambda e: _spare(e, e.name_part(e.n.form, e.n.end)),
    "numerals": _numerals,
    "branches": lambda e: np.log1p(e.universe.branches[e.pairs.row]) / 3,
    "province_same": lambda e: _same(_province(e.query_place), _province(e.name_places[0])),
    "province_other": lambda e: _other(_province(e.query_place), _province(e.name_places[0])),
    "city_same": lambda e: _same(_city(e.query_place), _city(e.name_places[0])),
    "city_other": lambda e: _other(_city(e.query_place), _city(e.name_places[0])),
    "printed_other": lambda e: _other(
        _province(e.queries.texts.named[e.pairs.asked]), _province(e.name_places[1])
    ),
}
"""Name → numbers [p]; the order is that of the columns.

None is read from codes: who has one, and of which office, is how a register was collected, not what is meant.
"""


def measure(universe: Universe, queries: Queries, pairs: Pairs) -> F32:
    """All features of all pairs, [p, features]."""
    evidence = Evidence(universe, queries, pairs)
    found = np.empty((len(pairs.row), len(FEATURES)), dtype=np.float32)
    for at, feature in enumerate(FEATURES.values()):
        found[:, at] = feature(evidence)
    return found
