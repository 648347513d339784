"""Who entered, left and moved, and why."""

from __future__ import annotations

from matching.hq.changes import OWN_UNCHANGED, compare_weeks
from matching.report import WeekReport
from matching.result import Assessment, Removed
from tests.workbook.made_up import target, week_report


def weeks(old: list[Assessment], new: list[Assessment]) -> tuple[WeekReport, WeekReport]:
    return week_report(0, week="2026-W47", targets=old, removed=[]), week_report(0, targets=new, removed=[])


def named(rank: int, identity: str) -> Assessment:
    return target(rank).model_copy(
        update={"enterprise_id": identity, "enterprise": f"示例{identity}", "rank": rank}
    )


def gone(identity: str, reason: str) -> Removed:
    return Removed(
        enterprise=f"示例{identity}", enterprise_id=identity, chain_name="", node_name="", score=0.1,
        reasons=[reason], example=True,
    )  # fmt: skip


def test_entering_leaving_and_moving_with_the_reason() -> None:
    before, now = weeks(
        [named(1, "甲"), named(2, "乙"), named(3, "丙")],
        [named(1, "丙"), named(2, "甲"), named(3, "丁")],
    )
    now = now.model_copy(update={"removed": [gone("乙", "刚对接过")]})
    before = before.model_copy(update={"removed": [gone("丁", "低于入选线")]})
    found = compare_weeks(before, now)
    assert {(one.enterprise, one.kind, one.was, one.now) for one in found.changes} == {
        ("示例丁", "进入", None, 3),
        ("示例乙", "退出", 2, None),
        ("示例丙", "上升", 3, 1),
        ("示例甲", "下降", 1, 2),
    }
    why = {one.enterprise: one.why for one in found.changes}
    assert why["示例丁"] == "上期：低于入选线"
    assert why["示例乙"] == "刚对接过"
    assert found.stayed == 2


def test_the_factor_that_moved_it_is_named() -> None:
    first = named(2, "甲")
    part = first.contributions[0]
    grown = [part.model_copy(update={"points": part.points + 3.1}), *first.contributions[1:]]
    before, now = weeks([first], [first.model_copy(update={"rank": 1, "contributions": grown})])
    assert compare_weeks(before, now).changes[0].why == f"{part.name} +3.1 分"
    before, now = weeks([first], [first.model_copy(update={"rank": 1})])
    assert compare_weeks(before, now).changes[0].why == OWN_UNCHANGED


def test_a_week_compared_with_itself_has_no_change() -> None:
    before, now = weeks([named(1, "甲")], [named(1, "甲")])
    found = compare_weeks(before, now)
    assert (found.changes, found.figures, found.same_data, found.stayed) == ([], [], True, 1)
