"""Distances against figures that anybody can measure on a map."""

from __future__ import annotations

import pytest

from matching.config.trips import Travel
from matching.trips.places import leg, nearest, place_of, straight_km


def test_a_city_is_found_however_it_is_printed() -> None:
    wanted = place_of("镇江市")
    assert wanted is not None
    assert place_of("江苏镇江市") == wanted
    assert place_of("镇江") == wanted
    assert place_of("铁门关市") is not None
    assert place_of("昌吉回族自治州") is not None
    assert place_of("示例市") is None
    assert place_of(None) is None


@pytest.mark.parametrize(
    ("here", "there", "km"), [("广州", "深圳", 104), ("北京", "上海", 1067), ("佛山", "广州", 19)]
)
def test_straight_lines_are_as_long_as_on_a_map(here: str, there: str, km: float) -> None:
    first, second = place_of(here), place_of(there)
    assert first is not None
    assert second is not None
    assert straight_km(first, second) == pytest.approx(km, rel=0.03)
    assert straight_km(first, second) == pytest.approx(straight_km(second, first))


def test_a_way_is_the_line_times_the_detour_at_the_average_speed() -> None:
    travel = Travel(detour=1.3, road_kmh=60, rail_kmh=160, rail_from_km=200, rail_extra_minutes=90)
    guangzhou, shenzhen, beijing = (place_of(name) for name in ("广州", "深圳", "北京"))
    assert guangzhou is not None
    assert shenzhen is not None
    assert beijing is not None
    by_road = leg(guangzhou, shenzhen, travel)
    assert by_road.km == pytest.approx(104 * 1.3, rel=0.03)
    assert by_road.minutes == pytest.approx(by_road.km, abs=1)  # 60 km/h: a minute a kilometre
    by_rail = leg(guangzhou, beijing, travel)
    assert by_rail.minutes == pytest.approx(by_rail.km / 160 * 60 + 90, abs=1)
    assert leg(guangzhou, guangzhou, travel).minutes == 0
    base, way = nearest((shenzhen, guangzhou), guangzhou, travel)
    assert (base.city, way.km) == ("广州市", 0)
