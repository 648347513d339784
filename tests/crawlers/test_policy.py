"""config/gather.yaml: what it allows, and how its mistakes are named."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clock import SHANGHAI
from common.errors import UserError
from common.settings import PROJECT_ROOT
from crawlers.policy import Policy, load_policy

SHIPPED = PROJECT_ROOT / "config" / "gather.yaml"
NEW_YEAR = datetime(2026, 1, 1, tzinfo=SHANGHAI)
MOMENTS = st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: NEW_YEAR + timedelta(minutes=minutes))
CLOCKS = st.times().map(lambda time: f"{time:%H:%M}")


def written(folder: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    (folder / "gather.yaml").write_text(text.replace(old, new, 1), "utf-8")
    return folder


def with_window(window: str | None) -> Policy:
    return load_policy(SHIPPED.parent).model_copy(update={"night_window": window})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("delay_seconds: 3", "delay_seconds: 1", "delay_seconds 不能小于 2.0"),
        ("jitter: 0.5", "jitter: 2", "jitter 不能大于 1.0"),
        ("night_window: null", 'night_window: "23-6"', "night_window 写法不对"),
        ("night_window: null", 'night_window: "25:00-06:00"', "night_window 写法不对"),
        ("night_window: null", 'night_window: "06:00-06:00"', "起止时间相同"),
        ("stop_hours: 12", "stop_hours: 0", "stop_hours 不能小于 1.0"),
        ("weekly_at: 周一 07:00", "weekly_at: Monday 7", "weekly_at 写法不对"),
        ("weekly_at: 周一 07:00", "weekly_at: 周一 24:00", "weekly_at 写法不对"),
        ("calls_per_day: 0", "calls_per_day: -1", "registry.qcc.calls_per_day 不能小于 0"),
        ("  qcc:", "  qichacha:", "可用的键：qcc、qixin、tyc"),
        ("stop_hours: 12", "stophours: 12", "可用的键"),
        ("schema: lianzhao.gather/1", "schema: lianzhao.gather/2", "lianzhao.gather/1"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        load_policy(written(tmp_path, old, new))
    assert str(tmp_path / "gather.yaml") in refused.value.where


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gather\.yaml：文件读不到"):
        load_policy(tmp_path)


def test_paid_registries_are_off_as_shipped() -> None:
    registry = load_policy(SHIPPED.parent).registry
    assert {registry.qcc.calls_per_day, registry.tyc.calls_per_day, registry.qixin.calls_per_day} == {0}


@pytest.mark.parametrize(
    ("window", "clock", "inside"),
    [
        (None, "12:00", True),
        ("23:00-06:00", "23:00", True),
        ("23:00-06:00", "05:59", True),
        ("23:00-06:00", "06:00", False),
        ("23:00-06:00", "22:59", False),
        ("01:00-05:00", "00:59", False),
        ("01:00-05:00", "01:00", True),
        ("01:00-05:00", "05:00", False),
    ],
)
def test_the_night_has_a_beginning_and_an_end(window: str | None, clock: str, inside: bool) -> None:
    moment = datetime.fromisoformat(f"2026-11-24T{clock}:00+08:00")
    assert with_window(window).in_window(moment) is inside


@given(MOMENTS, CLOCKS, CLOCKS)
def test_a_night_that_is_on_ends_within_a_day_and_is_over_then(
    moment: datetime, first: str, last: str
) -> None:
    if first == last:
        return
    policy = with_window(f"{first}-{last}")
    end = policy.window_end(moment)
    assert end is not None
    assert 0 < (end - moment).total_seconds() <= 24 * 3600
    assert not policy.in_window(end)
