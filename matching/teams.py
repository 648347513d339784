"""Which team takes which firm of the week, and on which day: by the teams' bases and the days they have.

A plan to start from on Monday morning, not a route: ``lianzhao trips`` plans routes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from matching.config.trips import Resident

CITIES: Mapping[str, tuple[float, float]] = {
    "广州": (23.13, 113.26),
    "深圳": (22.54, 114.06),
    "珠海": (22.27, 113.58),
    "佛山": (23.02, 113.12),
    "惠州": (23.11, 114.42),
    "东莞": (23.02, 113.75),
    "中山": (22.52, 113.39),
    "江门": (22.58, 113.08),
    "肇庆": (23.05, 112.47),
}
"""Seats of the nine mainland cities of 粤港澳大湾区, degrees north and east, to a hundredth."""
KM_A_DEGREE = 111.2
DAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
FIRST_DAY = 1
"""Monday is for calls and bookings (domain guide, section 2.2)."""
BY_PHONE = "电话或线上"


@dataclass(frozen=True)
class Place:
    """A firm to be planned: its id and its city as printed, None unknown."""

    firm: str
    city: str | None


@dataclass(frozen=True)
class Errand:
    """A firm in a team's week: the team's number from 1, and the day with its city, or 电话或线上."""

    firm: str
    team: int
    when: str


def plan_teams(firms: Sequence[Place], resident: Resident) -> list[Errand]:
    """Every firm once, in the order given; a team's days hold ``visits_per_day`` firms each.

    A firm in reach goes to the team with the nearest base, days to the nearest cities first; who lies outside
    the area, in a city nobody knows, or beyond the week's days is called, by the team with less to do.
    """
    bases = resident.bases or [[]]
    near = {place.firm: _nearest(_city(place.city), bases, resident.area) for place in firms}
    load = Counter(team for team in near.values() if team is not None)
    teams: dict[str, int] = {}
    for place in firms:
        team = near[place.firm]
        if team is None:
            team = min(range(len(bases)), key=lambda one: (load[one], one))
            load[team] += 1
        teams[place.firm] = team
    when: dict[str, str] = {}
    for number, base in enumerate(bases):
        mine = [place for place in firms if teams[place.firm] == number and near[place.firm] is not None]
        when |= _days(mine, base, resident)
    return [Errand(place.firm, teams[place.firm] + 1, when.get(place.firm, BY_PHONE)) for place in firms]


def team_name(number: int, resident: Resident) -> str:
    """``一组（深圳、东莞）``."""
    figures = "一二三四五六七八九十"
    name = figures[number - 1] if number <= len(figures) else str(number)
    base = resident.bases[number - 1] if number <= len(resident.bases) else []
    return f"{name}组（{'、'.join(base)}）" if base else f"{name}组"


def _days(mine: Sequence[Place], base: Sequence[str], resident: Resident) -> dict[str, str]:
    """Firms by day: cities near the base first, firms of one city together, in the order given within it."""
    cities = sorted({_city(place.city) for place in mine}, key=lambda city: (_away(city, base), city))
    ordered = [place for city in cities for place in mine if _city(place.city) == city]
    found: dict[str, str] = {}
    for at, place in enumerate(ordered):
        day = at // resident.visits_per_day if resident.visits_per_day else resident.days_per_week
        if day < resident.days_per_week:
            found[place.firm] = f"{DAYS[(FIRST_DAY + day) % len(DAYS)]} {_city(place.city)}"
    return found


def _nearest(city: str, bases: Sequence[Sequence[str]], area: Sequence[str]) -> int | None:
    if city not in area:
        return None
    return min(range(len(bases)), key=lambda one: (_away(city, bases[one]), one))


def _away(city: str, base: Sequence[str]) -> float:
    """Kilometres as the crow flies to the nearest city of a base; far where a place is not known."""
    return min((_distance(city, one) for one in base), default=float("inf"))


def _distance(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one not in CITIES or other not in CITIES:
        return float("inf")
    (north, east), (to_north, to_east) = CITIES[one], CITIES[other]
    return KM_A_DEGREE * hypot(to_north - north, (to_east - east) * cos(radians((north + to_north) / 2)))


def _city(printed: str | None) -> str:
    return (printed or "").strip().removesuffix("市")
