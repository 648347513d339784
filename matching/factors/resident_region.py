"""Whether the firm sits where the resident teams are (domain guide, 10.3).

Reason: a visit there costs a ride, elsewhere a delegation.
"""

from __future__ import annotations

from matching.candidate import Candidate, Finding, found, missing
from matching.config.scoring import Factor

NAME = "驻点片区"
RESIDENT_PROVINCE = "广东省"
"""The resident teams' area lies in this province: a firm of another one sits outside it."""


def judge(c: Candidate, _own: Factor) -> Finding:
    """1 inside, 0 outside, by city, else by province."""
    area = c.context.config.trips.classes.resident.area
    line = c.context.setting("trips", "classes", "resident", "area", fact=f"驻点片区：{'、'.join(area)}")
    city, province = c.firm.city, c.firm.province
    if city:
        inside = city.value.removesuffix("市") in area
        why = f"{city.value}{'在' if inside else '不在'}驻点小组片区"
        return found(float(inside), why, [city.evidence, line])
    if province and province.value != RESIDENT_PROVINCE:
        why = f"{province.value}不在驻点小组片区"
        return found(0.0, why, [province.evidence, line])
    return missing("所在城市未知", "企业总部和主要工厂在哪个城市？")
