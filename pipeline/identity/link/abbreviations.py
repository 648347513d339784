"""One-character names of places that short names begin with: 渝三峡, 深天马, 穗恒运."""

from __future__ import annotations

from functools import cache

from pipeline.identity.places import gazetteer

PROVINCES = {
    11: "京", 12: "津", 13: "冀", 14: "晋", 15: "蒙", 21: "辽", 22: "吉", 23: "黑龙", 31: "沪申", 32: "苏",
    33: "浙", 34: "皖", 35: "闽", 36: "赣", 37: "鲁", 41: "豫", 42: "鄂楚", 43: "湘", 44: "粤", 45: "桂",
    46: "琼", 50: "渝", 51: "川蜀", 52: "黔贵", 53: "滇云", 54: "藏", 61: "陕秦", 62: "甘陇", 63: "青",
    64: "宁", 65: "新", 71: "台", 81: "港", 82: "澳",
}  # fmt: skip
"""GB/T 2260 province → its short characters."""
CITIES = {
    3201: "宁", 3302: "甬", 3303: "瓯", 3501: "榕", 3502: "厦鹭", 4101: "郑", 4401: "穗", 4403: "深",
    4201: "汉", 4301: "长", 5101: "蓉", 3701: "济", 3702: "青", 2102: "连",
}  # fmt: skip
"""Prefecture → characters that are not simply the first of its name."""
WIDTH = 6
"""Characters of a place's hint, see ``place_hint``."""


@cache
def _city_names() -> dict[int, str]:
    found: dict[int, str] = {}
    for (_, name), code in gazetteer().cities.items():
        short = found.get(code, name)
        found[code] = name if len(name) <= len(short) else short
    return found


@cache
def place_hint(place: int) -> str:
    """What a short name may print instead of this place: its province's characters, its city's, its city.

    ``place`` is a code in six figures; at most ``WIDTH`` characters, "" for 0 or an unknown one.
    """
    city = place // 100
    name = _city_names().get(city * 100, "")[:2] if city % 100 else ""
    return (PROVINCES.get(place // 10_000, "") + CITIES.get(city, "") + name)[:WIDTH]
