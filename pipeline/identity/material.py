"""What comparing needs of every row of a table, worked out once: texts to measure and how common they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.identity.candidates import PREFIXES
from pipeline.identity.mentions import Mentions
from pipeline.identity.sounds import heard, looked
from pipeline.identity.spans import I64, U64, ascending, first_of, hashes, mixed, numbered

U8 = NDArray[np.uint8]
Texts = NDArray[np.object_]
NUMBERS = "一二三四五六七八九十百千零〇0123456789壹贰叁甲乙丙丁东南西北"


@dataclass(frozen=True)
class Material:
    """Columns beside those of ``Mentions``; counts are of distinct names in the table, in powers of two."""

    normal: Texts
    text: Texts
    core: Texts
    heard: Texts
    looked: Texts
    brand: Texts
    branch: Texts
    text_key: U64
    brand_key: U64
    branch_key: U64
    numbers: U64
    letters: U64
    same_text: U8
    same_brand: U8
    begin_so: U8
    begin_so_there: U8
    core_signs: U64
    brand_signs: U64

    @classmethod
    def of(cls, table: Mentions) -> Material:
        """Work it out; about as long as reading the names."""
        spans, rows = table.spans, np.arange(len(table), dtype=np.int64)
        cores = [text[:size] for text, size in zip(table.text, table.core, strict=True)]
        distinct = first_of(hashes(table.normal)) == rows
        text_key, brand_key = spans.whole(), spans.part(rows, 0, table.brand)
        begins, begins_there = _beginnings(table, distinct)
        return cls(
            normal=_texts(table.normal),
            text=_texts(table.text),
            core=_texts(cores),
            heard=_texts(heard(table.text)),
            looked=_texts(looked(table.text)),
            brand=_texts([text[:size] for text, size in zip(table.text, table.brand, strict=True)]),
            branch=_texts([text[size + 1 :] for text, size in zip(table.text, table.core, strict=True)]),
            text_key=text_key,
            brand_key=brand_key,
            branch_key=spans.part(rows, table.core + 1, spans.length),
            numbers=spans.picked(NUMBERS),
            letters=spans.bags(),
            same_text=_rarity(text_key, distinct),
            same_brand=_rarity(brand_key, distinct),
            begin_so=begins,
            begin_so_there=begins_there,
            core_signs=spans.signs(table.core),
            brand_signs=spans.signs(table.brand),
        )


def _texts(texts: Sequence[str]) -> Texts:
    column = np.empty(len(texts), dtype=np.object_)
    column[:] = texts
    return column


def magnitude(counts: I64) -> U8:
    """0, 1, 2, 3–4, 5–8 … as 0, 1, 2, 3, 4 …: a count to the next power of two."""
    up = np.ceil(np.log2(np.maximum(counts, 1))) + 1
    return np.where(counts > 0, up.clip(max=15), 0).astype(np.uint8)


def _rarity(keys: U64, distinct: NDArray[np.bool_]) -> U8:
    place = numbered(keys)
    return magnitude(np.bincount(place[distinct], minlength=int(place.max(initial=0)) + 1)[place])


def _beginnings(table: Mentions, distinct: NDArray[np.bool_]) -> tuple[U8, U8]:
    """How many names begin with a row's core; and how many of those are of the row's own province."""
    spans = table.spans
    province = (table.told // 10_000).astype(np.uint64)
    keys, there = [], []
    for size in PREFIXES:
        rows = np.flatnonzero(distinct & (table.core >= size))
        keys.append(spans.part(rows, 0, size))
        there.append(mixed(keys[-1], province[rows]))
    own = spans.part(np.arange(len(table), dtype=np.int64), 0, table.core)
    return _counted(own, np.concatenate(keys)), _counted(mixed(own, province), np.concatenate(there))


def _counted(wanted: U64, keys: U64) -> U8:
    keys.sort()
    order = ascending(wanted)  # looked up in order, neighbours lie near each other in memory
    wanted = wanted[order]
    found = np.empty(len(order), dtype=np.int64)
    found[order] = np.searchsorted(keys, wanted, "right") - np.searchsorted(keys, wanted, "left")
    return magnitude(found)
