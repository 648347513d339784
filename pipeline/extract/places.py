"""Province and city out of an address or region text; nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

MUNICIPALITIES = ("北京", "天津", "上海", "重庆")
_PLAIN_PROVINCES = (
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南"
    " 四川 贵州 云南 陕西 甘肃 青海 台湾"
)
_LONG = {
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
    "香港": "香港特别行政区",
    "澳门": "澳门特别行政区",
    **{name: f"{name}市" for name in MUNICIPALITIES},
    **{name: f"{name}省" for name in _PLAIN_PROVINCES.split()},
}
PROVINCES = tuple(sorted(_LONG.values()))
"""The 34 provinces in their long form."""

_PLAN_CITIES = {"大连": "辽宁", "宁波": "浙江", "厦门": "福建", "青岛": "山东", "深圳": "广东"}
"""计划单列市: lists name them beside the provinces, without their province (sources.md 2.5)."""
_SHORT_PREFECTURES = (
    "延边 恩施 湘西 阿坝 甘孜 凉山 黔西南 黔东南 黔南 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 临夏 甘南"
    " 海北 黄南 海南 果洛 玉树 海西 昌吉 伊犁"
)

_PREFIX = re.compile(r"^(?:中国[-－—·,，\s]*)?[（(]?")
_LONG_FORM = re.compile("|".join(PROVINCES))
# 吉林市 is a city, 海南州 a prefecture and 河南路 a street: a short form is no province before those.
_SHORT_FORM = re.compile(
    f"({'|'.join(sorted(_LONG, key=len, reverse=True))})(?:省|自治区)?"
    "(?![市州路街镇县藏蒙]|大道|[东南西北中]路)"
)
_CITY = re.compile(
    r"[\u4e00-\u9fff]{2,9}?自治州|(?:(?!省|县|旗|街|路|号|区)[\u4e00-\u9fff]){1,6}?(?:市(?!场|辖)|盟)|[\u4e00-\u9fff]{2,4}地区"
    f"|(?:{'|'.join(_SHORT_PREFECTURES.split())})州"
)


@dataclass(frozen=True)
class Place:
    """Province in the long form (广东省) and city as printed (深圳市); None where not printed."""

    province: str | None = None
    city: str | None = None


def place_of(text: str) -> Place:
    """Province and city at the head of ``text``: 广东省深圳市…, 广东深圳市…, 深圳市, 中国-北京.

    Forms of 中国（上海）自由贸易试验区 are understood. A 计划单列市 stands for its province.
    """
    rest = _PREFIX.sub("", re.sub(r"\s+", "", text))
    province = None
    long_form, short_form = _LONG_FORM.match(rest), _SHORT_FORM.match(rest)
    if long_form:
        province, rest = long_form[0], rest[long_form.end() :]
    elif short_form:
        province, rest = _LONG[short_form[1]], rest[short_form.end() :]
    city = _CITY.match(rest.lstrip("-－—·）)"))
    if city:
        return Place(province or _province_of(city[0]), city[0])
    if long_form and province and province.endswith("市"):
        return Place(province, province)
    return Place(province or _province_of(rest))


def _province_of(city: str) -> str | None:
    short = city.removesuffix("市")
    return _LONG[_PLAN_CITIES[short]] if short in _PLAN_CITIES else None
