"""The regions that publish 小巨人 notices of their own: provinces, 计划单列市 and 兵团 (sources.md 2.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable

CORPS = "新疆生产建设兵团"
PROVINCES = (
    *("北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省", "黑龙江省"),
    *("上海市", "江苏省", "浙江省", "安徽省", "福建省", "江西省", "山东省", "河南省", "湖北省", "湖南省"),
    *("广东省", "广西壮族自治区", "海南省", "重庆市", "四川省", "贵州省", "云南省", "西藏自治区", "陕西省"),
    *("甘肃省", "青海省", "宁夏回族自治区", "新疆维吾尔自治区", CORPS),
)
"""The 31 provinces of the mainland and 兵团, in the order of official tables."""
PLAN_CITIES = ("大连市", "宁波市", "厦门市", "青岛市", "深圳市")
REGIONS = (*PROVINCES, *PLAN_CITIES)

_PLAN_CITY = re.compile("(?:大连|宁波|厦门|青岛|深圳)(?=市?$)")
_CORPS = re.compile("新疆(?:生产建设)?兵团")


def region_of(province: str | None, city: str | None, cells: Iterable[str]) -> str | None:
    """The region of a row: a 计划单列市 and 兵团 are regions apart from their province.

    ``cells`` are the row as printed: 深圳 may stand there alone, and 兵团 is a region but no province.
    """
    for text in (city or "", *cells):
        printed = re.sub(r"\s", "", text)
        if len(printed) <= len("新疆生产建设兵团") and _CORPS.match(printed):
            return CORPS
        if len(printed) <= len("浙江省宁波市") and (found := _PLAN_CITY.search(printed)):
            return f"{found[0]}市"
    return province
