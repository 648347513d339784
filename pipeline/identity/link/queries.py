"""What people type or print for a firm: short names with exchange marks, or whole names with faults."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.codes import code_keys
from pipeline.identity.link.texts import I32, U16, Texts, texts_of
from pipeline.identity.mentions import told_places
from pipeline.identity.names import parse
from pipeline.identity.normal import normal_names
from pipeline.identity.spans import U64

_MARK_BEFORE = re.compile(
    r"^(?:(?:xd|xr|dr)?(?:s?\*?st|g\*?st)|xd|xr|dr|[cnug](?=[\u4e00-\u9fff]{2}))(?=.{2})"
)
_MARK_BEHIND = re.compile(r"(?:-(?:u|w|uw|wd|d|v|b|s|sw)|(?<=[\u4e00-\u9fff])[ab])$")
_ENDING = re.compile(r"(?:公司|厂|店|部|行|社|所|院|站|中心|合伙\)?)$")
SHORTEST_WHOLE = 4
SHORT = 6
"""Characters that a short name has at most (exchanges allow eight half-width ones)."""


@dataclass(frozen=True)
class Queries:
    """``n`` questions. ``told`` is the place of the row's columns, 0 unknown.

    ``short`` marks short names: no legal ending, few characters. ``code`` is 0 where none was given or it
    does not hold; ``doubt`` marks the second. ``marked`` are short names with an exchange's mark (*ST, -U).
    """

    texts: Texts
    short: NDArray[np.bool_]
    marked: NDArray[np.bool_]
    told: I32
    code: U64
    doubt: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.texts)

    def chars(self, row: int) -> U16:
        """One query's text."""
        return self.texts.chars[self.texts.start[row] : self.texts.start[row + 1]]


def read_queries(
    names: Sequence[str],
    provinces: Sequence[str | None] | None = None,
    cities: Sequence[str | None] | None = None,
    codes: Sequence[str | None] | None = None,
) -> Queries:
    """Read columns of one table; those that it has not are None."""
    printed = normal_names(names)
    normal = [unmarked(name) for name in printed]
    nothing: list[str | None] = [None] * len(names)
    code = code_keys(codes or nothing)
    return Queries(
        texts=texts_of([parse(name) for name in normal]),
        short=np.fromiter((is_short(name) for name in normal), np.bool_, len(names)),
        marked=np.fromiter(map(str.__ne__, normal, printed), np.bool_, len(names)),
        told=told_places(provinces or nothing, cities or nothing),
        code=code,
        doubt=np.fromiter((bool(one and one.strip()) for one in codes or nothing), np.bool_, len(names))
        & (code == 0),
    )


def unmarked(normal: str) -> str:
    """A normal name without an exchange's marks: *ST国华, 渝三峡A, 云天励飞-U, C江天."""
    if len(normal) > SHORT + 4 or (len(normal) > SHORT and _ENDING.search(normal)):
        return normal
    return _MARK_BEHIND.sub("", _MARK_BEFORE.sub("", normal)) or normal


def is_short(normal: str) -> bool:
    """Whether this looks like a short name rather than a whole one (国恒科技, not 示例科技有限公司)."""
    if len(normal) <= SHORTEST_WHOLE:  # 建科院, 交通银行, 中金公司
        return True
    return len(normal) <= SHORT + 2 * normal.isascii() and not _ENDING.search(normal)
