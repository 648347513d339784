"""What changed on the list since the week before, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matching.hq.model import Change, Changes, FigureChange
from matching.report import WeekReport
from matching.result import Assessment, Contribution, Removed

OWN_UNCHANGED = "自身得分未变，别家变动"
SAME_POINTS = 0.05
"""Points (of 100) below which a factor is taken for unchanged: less is not shown on the list either."""


def compare_weeks(was: WeekReport, now: WeekReport) -> Changes:
    """Who entered, left and moved, and which figures beside the list are not what they were."""
    old = {one.enterprise_id: one for one in was.targets}
    new = {one.enterprise_id: one for one in now.targets}
    left_out = {one.enterprise_id: one for one in was.removed}
    removed = {one.enterprise_id: one for one in now.removed}
    changes = [_entered(one, left_out.get(key)) for key, one in new.items() if key not in old]
    changes += [_left(one, removed.get(key)) for key, one in old.items() if key not in new]
    changes += [_moved(old[key], one) for key, one in new.items() if key in old and old[key].rank != one.rank]
    return Changes(
        week=was.week,
        same_data=was.data_hash == now.data_hash,
        same_config=was.config_hash == now.config_hash,
        stayed=sum(key in old for key in new),
        changes=changes,
        figures=[
            FigureChange(name=name, before=before, after=after)
            for (name, before), (_, after) in zip(_figures(was), _figures(now), strict=True)
            if before != after
        ],
    )


def _figures(week: WeekReport) -> list[tuple[str, float]]:
    return [
        ("榜单记录（条）", week.list_entries),
        ("企业（家）", week.enterprises),
        ("台账（行）", week.ledger.rows),
        ("对接对象（个）", week.ledger.distinct),
        ("名单上的对接对象（个）", week.ledger.on_lists.k),
        ("从未回访（个）", week.ledger.never_followed_up),
    ]


def _entered(one: Assessment, before: Removed | None) -> Change:
    reason = before.reasons[0] if before and before.reasons else "上期还没有对应环节或不在库里"
    told = f"上期：{reason}" if before else reason
    return Change(
        enterprise=one.enterprise, example=one.example, kind="进入", was=None, now=one.rank, why=told
    )


def _left(one: Assessment, after: Removed | None) -> Change:
    why = after.reasons[0] if after and after.reasons else "本期没有对应环节或不在已读名单里"
    return Change(
        enterprise=one.enterprise, example=one.example, kind="退出", was=one.rank, now=None, why=why
    )


def _moved(was: Assessment, now: Assessment) -> Change:
    up = (now.rank or 0) < (was.rank or 0)
    return Change(
        enterprise=now.enterprise,
        example=now.example,
        kind="上升" if up else "下降",
        was=was.rank,
        now=now.rank,
        why=_largest_difference(was.contributions, now.contributions),
    )


def _largest_difference(before: Sequence[Contribution], after: Sequence[Contribution]) -> str:
    """``来不来·扩产迹象 +3.1 分``: the factor whose points changed most."""
    names = {item.factor: item.name for item in [*before, *after]}
    old, new = _points(before), _points(after)
    # A factor that one side lacks adds nothing there: points sum to the score without it.
    changes = {factor: new.get(factor, 0.0) - old.get(factor, 0.0) for factor in names}
    factor = max(changes, key=lambda one: abs(changes[one]), default="")
    if abs(changes.get(factor, 0.0)) < SAME_POINTS:
        return OWN_UNCHANGED
    return f"{names[factor]} {changes[factor]:+.1f} 分"


def _points(parts: Sequence[Contribution]) -> Mapping[str, float]:
    return {item.factor: item.points for item in parts}
