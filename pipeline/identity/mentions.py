"""A table of mentions in columns: what candidates and comparisons read, made once a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from hashlib import blake2b
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.parallel import in_processes
from pipeline.identity.codes import code_keys, code_places
from pipeline.identity.names import parse
from pipeline.identity.normal import normal_names
from pipeline.identity.places import gazetteer, short_form
from pipeline.identity.spans import I64, U64, Spans, first_of, hashes, mixed
from pipeline.identity.trades import brand_lengths

SEPARATOR = "|"
"""Stands between core and branch; no normal name keeps one."""
I32 = NDArray[np.int32]
_ORDINAL = re.compile(r"第[一二三四五六七八九十百零〇0-9]+|[0-9]+(?=[号店分])")
SHORT = 7
"""Characters of a core that may be a brand's short name."""
MOST_SHORT_NAMES = 30
"""More equal short names than that are one: nobody could tell them apart."""
PART = 25_000
"""Names read by one process at a time."""
LEAST_PARTS = 6
"""From so many parts on several processes read."""
FORMS = ("", "有限公司", "股份有限公司", "公司", "股份公司", "总公司", "集团")


@dataclass(frozen=True)
class Mentions:
    """``n`` mentions. Places are GB/T 2260 codes, 0 unknown; ``named`` from the name, ``told`` from its row.

    ``text`` is core, separator, branch; ``brand`` counts the brand's characters, ``core`` the core's.
    ``printed`` is ``text`` behind the places that the name prints.
    """

    normal: list[str]
    text: list[str]
    spans: Spans
    printed: Spans
    core: I64
    brand: I64
    named: I32
    told: I32
    code: U64
    ordinal: I64
    """A number for the ordinals in the name (第十二门市部, 3号店), 0 for none."""
    form: NDArray[np.int8]
    group: NDArray[np.bool_]

    @property
    def branch_length(self) -> I64:
        """Characters of every branch part."""
        return self.spans.length - self.core - 1

    @property
    def short(self) -> NDArray[np.bool_]:
        """Rows that may be another firm's short name: no form, no branch, few characters."""
        found: NDArray[np.bool_] = (self.form == 0) & (self.branch_length == 0) & (self.core <= SHORT)
        return found

    def first_of_equals(self) -> I64:
        """For every row the first that says the very same; a name without a place says too little."""
        first = first_of(mixed(mixed(hashes(self.normal), self.told.astype(np.uint64)), self.code))
        often = (np.bincount(first, minlength=len(self))[first] > MOST_SHORT_NAMES) & (self.core > 1)
        placed = (self.named != 0) | (self.told != 0)
        one_firm = often | (self.code != 0) | (placed & ((self.form != 0) | (self.core > SHORT)))
        return np.where(one_firm, first, np.arange(len(self)))

    def rows(self, rows: I64) -> Mentions:
        """The table of some of its rows."""
        text = [self.text[row] for row in rows]
        return Mentions(
            normal=[self.normal[row] for row in rows],
            text=text,
            spans=self.spans.rows(rows),
            printed=self.printed.rows(rows),
            core=self.core[rows],
            brand=self.brand[rows],
            named=self.named[rows],
            told=self.told[rows],
            code=self.code[rows],
            ordinal=self.ordinal[rows],
            form=self.form[rows],
            group=self.group[rows],
        )

    def __len__(self) -> int:
        return len(self.normal)


def read_mentions(
    names: Sequence[str],
    provinces: Sequence[str | None] | None = None,
    cities: Sequence[str | None] | None = None,
    codes: Sequence[str | None] | None = None,
) -> Mentions:
    """Read a table's columns; the ones that it has not are None."""
    parts = (names[begin : begin + PART] for begin in range(0, max(1, len(names)), PART))
    read = _joined(list(in_processes(_read, parts, LEAST_PARTS)))
    spans = Spans.of(read.text)
    nothing: list[str | None] = [None] * len(names)
    code = code_keys(codes or nothing)
    told = told_places(provinces or nothing, cities or nothing)
    # A code's own division is where the firm was registered first; better than nothing.
    told = np.where((told == 0) & (code != 0), code_places(codes or nothing), told)
    return Mentions(
        normal=read.normal,
        text=read.text,
        spans=spans,
        printed=Spans.of([region + text for region, text in zip(read.region, read.text, strict=True)]),
        core=read.core,
        brand=brand_lengths(spans, np.zeros_like(read.core), read.core),
        named=read.named,
        told=told,
        code=code,
        ordinal=read.ordinal,
        form=read.form,
        group=read.group,
    )


@dataclass(frozen=True)
class _Read:
    """What reading takes from names alone; ``region`` is printed before ``text``."""

    normal: list[str]
    text: list[str]
    region: list[str]
    core: I64
    named: I32
    ordinal: I64
    form: NDArray[np.int8]
    group: NDArray[np.bool_]


def _joined(parts: Sequence[_Read]) -> _Read:
    columns = ([getattr(part, column.name) for part in parts] for column in fields(_Read))
    return _Read(*(_end_to_end(column) for column in columns))


def _end_to_end(column: list[Any]) -> Any:
    return list(chain.from_iterable(column)) if isinstance(column[0], list) else np.concatenate(column)


def _read(names: Sequence[str]) -> _Read:
    normal = normal_names(names)
    parsed = [parse(name) for name in normal]
    text = [one.core + SEPARATOR + one.branch for one in parsed]
    return _Read(
        normal=normal,
        text=text,
        region=[one.region_text for one in parsed],
        core=np.fromiter((len(one.core) for one in parsed), np.int64, len(parsed)),
        named=np.fromiter((one.region.finest for one in parsed), np.int32, len(parsed)),
        ordinal=np.fromiter(map(_ordinal, text), np.int64, len(text)),
        form=np.fromiter((_form(one.form) for one in parsed), np.int8, len(parsed)),
        group=np.fromiter((one.group for one in parsed), np.bool_, len(parsed)),
    )


def ordinals(text: str) -> str:
    """第十二、3 of a text; nothing where it has none."""
    return "、".join(_ORDINAL.findall(text))


def _ordinal(text: str) -> int:
    found = ordinals(text)
    # Of strings, hash differs from process to process, which nothing here may do.
    return int.from_bytes(blake2b(found.encode(), digest_size=7).digest(), "big") if found else 0


def _form(form: str) -> int:
    text = form.replace("集团", "").replace("控股", "").replace("责任", "").replace("有限总公司", "总公司")
    if not text:
        return FORMS.index("集团") if form else 0
    text = text.replace("有限股份", "股份有限")
    return FORMS.index(text) if text in FORMS else FORMS.index("股份有限公司" if "股份" in text else "公司")


def told_places(provinces: Sequence[str | None], cities: Sequence[str | None]) -> I32:
    """Places of the columns 省 and 市; a city that the province has not leaves the province."""
    known: dict[tuple[object, object], int] = {}
    found = np.zeros(len(provinces), dtype=np.int32)
    for row, pair in enumerate(zip(provinces, cities, strict=True)):
        place = known.get(pair)
        if place is None:
            place = known[pair] = place_code(*pair)
        found[row] = place
    return found


def place_code(province: object, city: object) -> int:
    """Six figures of a province's and a city's printed names; 0 when neither is known."""
    names = gazetteer()
    head = names.provinces.get(province.strip()) if isinstance(province, str) else None
    if not isinstance(city, str) or not city:
        return (head or 0) * 10_000
    if head is None:
        return names.only_city.get(short_form(city.strip()), 0)
    return names.cities.get((head, city.strip()), head * 10_000)
