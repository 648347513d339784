"""The week's firms split between the teams: by base, by day, and what is out of reach is called."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from common.settings import PROJECT_ROOT
from matching.config.bundle import load_config
from matching.teams import BY_PHONE, CITIES, Errand, Place, plan_teams, team_name

RESIDENT = load_config(PROJECT_ROOT / "config").trips.classes.resident


def plan(*cities: str | None) -> list[Errand]:
    return plan_teams([Place(f"e{number}", city) for number, city in enumerate(cities)], RESIDENT)


def test_the_nearest_base_takes_the_firm() -> None:
    found = plan("深圳市", "佛山市", "惠州市", "肇庆市", "中山市", "东莞")
    assert [one.team for one in found] == [1, 2, 1, 2, 2, 1]
    assert [one.when for one in found] == [
        "周二 深圳",
        "周二 佛山",
        "周二 惠州",
        "周二 肇庆",
        "周二 中山",
        "周二 东莞",
    ]


def test_a_day_holds_three_and_cities_stay_together() -> None:
    found = plan("惠州市", "深圳市", "深圳市", "惠州市", "深圳市")
    assert [one.when for one in found] == ["周三 惠州", "周二 深圳", "周二 深圳", "周三 惠州", "周二 深圳"]


def test_who_is_out_of_reach_is_called_by_the_team_with_less_to_do() -> None:
    found = plan("深圳市", "北京市", None, "苏州市")
    assert [(one.team, one.when) for one in found] == [
        (1, "周二 深圳"),
        (2, BY_PHONE),
        (1, BY_PHONE),
        (2, BY_PHONE),
    ]


def test_names_of_teams() -> None:
    assert [team_name(1, RESIDENT), team_name(3, RESIDENT)] == ["一组（深圳、东莞）", "三组"]


@given(st.lists(st.sampled_from([*CITIES, "北京", None]), max_size=40))
def test_every_firm_once_and_no_day_too_full(cities: list[str | None]) -> None:
    found = plan(*cities)
    assert [one.firm for one in found] == [f"e{number}" for number in range(len(cities))]
    days = Counter((one.team, one.when[:2]) for one in found if one.when != BY_PHONE)
    assert max(days.values(), default=0) <= RESIDENT.visits_per_day
    assert len(days) <= RESIDENT.days_per_week * len(RESIDENT.bases)
