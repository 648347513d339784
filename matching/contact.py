"""What the ledger says of a firm: new, to be pursued, due for a call-back, or cooled down."""

from __future__ import annotations

from dataclasses import dataclass

from matching.context import Context
from matching.firm import Firm, Touch
from matching.result import ContactStatus

WAITING = "暂缓"
ENDED = "终止"
NO_ANSWER = "无回应"


@dataclass(frozen=True)
class Contacted:
    """The mark on the list; ``rests`` says why the firm is not offered now (empty: it may be)."""

    status: ContactStatus
    rests: str
    latest: Touch | None


def refused(touch: Touch) -> bool:
    """Whether the touch ended with a no, or with a reason that amounts to one."""
    return touch.stage == ENDED or (touch.reason is not None and touch.reason not in {WAITING, NO_ANSWER})


def contact_state(firm: Firm, context: Context) -> Contacted:
    """新增 when never touched, 回访 when a call-back is due, else 续推.

    A touch within ``recent_touch`` days or a refusal within ``refused`` days rests the firm, unless
    a promised call-back day has come (domain guide, section 10.5). Undated touches never rest a
    firm, but it is no longer new.
    """
    if not firm.touches:
        return Contacted("新增", "", None)
    today, cool = context.as_of, context.config.scoring.cooldown_days
    dated = [touch for touch in firm.touches if touch.on_date and touch.on_date <= context.week_ends]
    latest = max(dated, key=lambda touch: (touch.on_date, touch.evidence.row), default=firm.touches[-1])
    if latest.callback_on and latest.callback_on <= context.week_ends:
        return Contacted("回访", "", latest)
    if latest.on_date:
        age = (today - latest.on_date).days
        if refused(latest) and age < cool.refused:
            return Contacted(
                "续推",
                f"{latest.on_date} 已谢绝（{latest.reason or latest.stage}），{cool.refused} 天内不再推荐",
                latest,
            )
        if age < cool.recent_touch:
            return Contacted("续推", f"{latest.on_date} 刚对接过，{cool.recent_touch} 天内不再推荐", latest)
    if latest.callback_on:
        return Contacted("续推", f"约定 {latest.callback_on} 回访，未到日期", latest)
    return Contacted("续推", "", latest)
