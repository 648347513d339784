"""Names as rows of characters with the lengths of their parts: what is indexed, aligned and compared.

A text is region, core (brand and trade), organisation form and branch, one behind the other and without
brackets. Brackets of a region are resolved: 迪哲(江苏)医药 becomes 江苏 + 迪哲医药.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.names import ParsedName, parse
from pipeline.identity.normal import normal_names
from pipeline.identity.spans import I64, U64, Spans
from pipeline.identity.trades import brand_lengths

LONGEST = 60
"""Characters of a text that are compared; registered names are shorter, what is cut tells nothing."""
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
I32 = NDArray[np.int32]


@dataclass(frozen=True)
class Texts:
    """``n`` names; every array has one value a name but ``chars``, which ``start`` (n + 1) cuts.

    ``region``, ``core`` and ``form`` count the characters of the parts, ``brand`` those of the core's brand;
    what follows is the branch. ``named`` is the finest place that the name prints (GB/T 2260, 0 none).
    ``key`` is a hash of the text, ``head`` one of the text before its branch.
    """

    chars: U16
    start: I64
    region: U8
    core: U8
    brand: U8
    form: U8
    group: NDArray[np.bool_]
    named: I32
    key: U64
    head: U64

    def __len__(self) -> int:
        return len(self.region)


def read_texts(names: Sequence[str]) -> Texts:
    """Normalise and parse names; an empty name is a text of no characters."""
    return texts_of([parse(name) for name in normal_names(names)])


def texts_of(parsed: Sequence[ParsedName]) -> Texts:
    """The texts of names that are parsed already."""
    parts = [(one.region_text, one.core, one.form) for one in parsed]
    whole = [
        f"{region}{core}{form}{one.branch}"[:LONGEST]
        for (region, core, form), one in zip(parts, parsed, strict=True)
    ]
    count = len(parsed)
    length = np.fromiter(map(len, whole), np.int64, count)
    sizes = np.array([[len(part) for part in one] for one in parts], dtype=np.int64).reshape(count, 3)
    ends = np.minimum(np.cumsum(sizes, axis=1), length[:, None])
    region, core, form = np.diff(ends, axis=1, prepend=0).T
    spans = Spans.of(whole)
    rows = np.arange(count, dtype=np.int64)
    return Texts(
        chars=spans.chars,
        start=np.concatenate([[0], np.cumsum(length)]).astype(np.int64),
        region=region.astype(np.uint8),
        core=core.astype(np.uint8),
        brand=brand_lengths(spans, region, core).astype(np.uint8),
        form=form.astype(np.uint8),
        group=np.fromiter((one.group for one in parsed), np.bool_, count),
        named=np.fromiter((one.region.finest for one in parsed), np.int32, count),
        key=spans.whole(),
        head=spans.part(rows, np.zeros_like(length), ends[:, 2]),
    )
