"""Where a city lies, how far it is and how long the way takes; no map service is asked."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt

from matching.config.trips import Travel

EARTH_KM = 6371.0
_TABLE = "cities.csv"
_SUFFIX = re.compile(r"(?:市|地区|盟|特别行政区|自治州)$")


@dataclass(frozen=True)
class Place:
    """A city as a point: degrees of its government's seat, to two decimals (about a kilometre)."""

    city: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Leg:
    """A way: kilometres of road and whole minutes."""

    km: float
    minutes: int


NO_WAY = Leg(0.0, 0)


def place_of(city: str | None) -> Place | None:
    """The place of a city as a source prints it (``广州市``, ``广州``, ``江苏镇江市``); None when not known.

    The table holds cities of prefecture level, municipalities and counties ruled directly; a firm's
    street is not known, so every firm of a city stands at its centre.
    """
    if not city:
        return None
    table, text = _table(), city.strip()
    if text in table:
        return table[text]
    short = _SUFFIX.sub("", text)
    found = _short_names().get(short)
    if found:
        return table[found]
    # A source may print the province before the city.
    ending = [name for name in table if text.endswith(name)]
    return table[max(ending, key=len)] if ending else None


@cache
def _table() -> dict[str, Place]:
    text = files("matching.trips").joinpath(_TABLE).read_text(encoding="utf-8")
    return {
        row["city"]: Place(row["city"], float(row["longitude"]), float(row["latitude"]))
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _short_names() -> dict[str, str]:
    """Names without 市 and the like; one that two places share leads nowhere."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for name in _table():
        short = _SUFFIX.sub("", name)
        if short in found:
            twice.add(short)
        found[short] = name
    return {short: name for short, name in found.items() if short not in twice}


def straight_km(here: Place, there: Place) -> float:
    """Kilometres along the great circle."""
    north, south = radians(here.latitude), radians(there.latitude)
    rise, turn = (south - north) / 2, radians(there.longitude - here.longitude) / 2
    return 2 * EARTH_KM * asin(sqrt(sin(rise) ** 2 + cos(north) * cos(south) * sin(turn) ** 2))


def leg(here: Place, there: Place, travel: Travel) -> Leg:
    """Straight line × detour at an average speed (domain guide, section 13); by train where that is quicker.

    Inside one city the way is part of the visit's own minutes, so it is 0 here.
    """
    if here == there:
        return NO_WAY
    km = straight_km(here, there) * travel.detour
    minutes = km / travel.road_kmh * 60
    if km >= travel.rail_from_km:
        minutes = min(minutes, km / travel.rail_kmh * 60 + travel.rail_extra_minutes)
    return Leg(round(km, 1), round(minutes))


def nearest(bases: Iterable[Place], there: Place, travel: Travel) -> tuple[Place, Leg]:
    """The base from which ``there`` is reached soonest; of equals the one named first."""
    ways = [(base, leg(base, there, travel)) for base in bases]
    return min(ways, key=lambda way: (way[1].minutes, way[1].km))
