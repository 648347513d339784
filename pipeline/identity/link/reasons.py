"""Why a firm is proposed, in words a clerk understands; one sentence part a thing compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.identity.link.abbreviations import PROVINCES, WIDTH
from pipeline.identity.link.pairs import Pairs
from pipeline.identity.link.queries import Queries
from pipeline.identity.link.texts import U16
from pipeline.identity.link.universe import Universe
from pipeline.identity.places import gazetteer, short_form

SEPARATOR = "；"


@dataclass(frozen=True)
class _Side:
    """One name's parts as text."""

    region: str
    brand: str
    trade: str
    form: str
    branch: str

    @property
    def core(self) -> str:
        return self.brand + self.trade


def reasons(universe: Universe, queries: Queries, pairs: Pairs, at: int) -> str:
    """What is the same and what differs between the pair ``at`` and its query."""
    asked, row = int(pairs.asked[at]), int(pairs.row[at])
    left, right = _query_side(queries, asked), _name_side(universe, row)
    parts = [*_names(left, right), *_typing(pairs, at), *_places(queries, asked, left, universe, row, right)]
    parts += _forms(left, right, short=bool(queries.short[asked]))
    parts += _branches(left, right)
    return SEPARATOR.join(parts)


def _names(left: _Side, right: _Side) -> Iterator[str]:
    if left.core == right.core:
        yield f"字号和行业相同：{right.core}"
    elif left.brand == right.brand:
        yield f"字号相同：{right.brand}"
        if left.trade and right.trade:
            yield f"行业不同：{left.trade}/{right.trade}"
        else:
            yield f"全称另有行业：{right.trade}" if right.trade else f"登记名称没有行业：{left.trade}"
    elif right.core.startswith(left.core) and left.core:
        yield f"全称以“{left.core}”开头，另有“{right.core[len(left.core) :]}”"
    elif left.core and left.core in right.region + right.core:
        yield f"全称含“{left.core}”：{right.region}{right.core}"
    elif _in_order(left.region + left.core, right.region + right.core + right.form):
        yield f"“{left.region}{left.core}”各字依次见于全称：{right.region}{right.core}"
    else:
        yield f"名称部分相同：{left.core or left.region}/{right.core}"


def _in_order(few: str, many: str) -> bool:
    rest = iter(many)
    return bool(few) and all(char in rest for char in few)


def _typing(pairs: Pairs, at: int) -> Iterator[str]:
    place, worth = pairs.aligned.place[at], pairs.aligned.worth[at]
    wrong = [
        f"{chr(pairs.query[at, one])}/{chr(pairs.name[at, place[one]])}"
        for one in np.flatnonzero((place >= 0) & (worth < 1))
    ]
    if wrong:
        yield f"疑似错字：{'、'.join(wrong)}"
    hinted = [
        f"{chr(pairs.query[at, one])}"
        for one in np.flatnonzero((place >= 0) & (place < WIDTH) & (worth == 1))
    ]
    if hinted:
        yield f"“{''.join(hinted)}”指所在地"


def _places(
    queries: Queries, asked: int, left: _Side, universe: Universe, row: int, right: _Side
) -> Iterator[str]:
    told, there = int(queries.told[asked]), int(universe.told[row]) or int(universe.named[row])
    if told and there:
        if told // 10_000 != there // 10_000:
            yield f"省份不同：{place_name(told)}/{place_name(there)}"
        elif told // 100 % 100 and there // 100 % 100 and told // 100 != there // 100:
            yield f"地区不同：{place_name(told)}/{place_name(there)}"
        else:
            yield f"地区相同：{place_name(min(told, there))}"
    elif left.region and right.region and left.region != right.region:
        if left.region in right.region or right.region in left.region:
            yield f"地区写法不同：{left.region}/{right.region}"
        else:
            yield f"地区不同：{left.region}/{right.region}"
    elif left.region and left.region == right.region:
        yield f"地区相同：{right.region}"


def _forms(left: _Side, right: _Side, *, short: bool) -> Iterator[str]:
    if left.form == right.form:
        if right.form:
            yield f"组织形式相同：{right.form}"
    elif not left.form or short:
        yield f"组织形式：{right.form or '未写'}"
    else:
        yield f"组织形式不同：{left.form}/{right.form or '未写'}"


def _branches(left: _Side, right: _Side) -> Iterator[str]:
    if left.branch != right.branch:
        if left.branch and right.branch:
            yield f"分支机构不同：{left.branch}/{right.branch}"
        elif right.branch:
            yield f"登记的是分支机构：{right.branch}"
        else:
            yield f"查询的是分支机构：{left.branch}"
    elif right.branch:
        yield f"分支机构相同：{right.branch}"


def place_name(place: int) -> str:
    """A code's short name: province, or province and city."""
    province = _provinces().get(place // 10_000, "")
    city = _cities().get(place // 100 * 100, "") if place // 100 % 100 else ""
    return province if not city or city == province else f"{province}{city}"


@cache
def _provinces() -> dict[int, str]:
    return {code: short_form(name) for name, code in gazetteer().provinces.items() if code in PROVINCES}


@cache
def _cities() -> dict[int, str]:
    return {code: short_form(name) for (_, name), code in gazetteer().cities.items()}


def _query_side(queries: Queries, asked: int) -> _Side:
    texts = queries.texts
    region, brand, core = int(texts.region[asked]), int(texts.brand[asked]), int(texts.core[asked])
    return _side(queries.chars(asked), region, brand, core, int(texts.form[asked]))


def _name_side(universe: Universe, row: int) -> _Side:
    chars = universe.chars[universe.start[row] : universe.start[row + 1]]
    region, brand, core = int(universe.region[row]), int(universe.brand[row]), int(universe.core[row])
    return _side(chars, region, brand, core, int(universe.form[row]))


def _side(chars: U16, region: int, brand: int, core: int, form: int) -> _Side:
    text = chars.tobytes().decode("utf-16-le", "replace")
    core, form = region + core, region + core + form
    return _Side(
        text[:region],
        text[region : region + brand],
        text[region + brand : core],
        text[core:form],
        text[form:],
    )
