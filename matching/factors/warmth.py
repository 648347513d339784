"""The bureau's own last good contact (domain guide, 9).

Reason: practice; the ledger says it, and what it does not hold is a known 0 once it was read.
"""

from __future__ import annotations

from datetime import date

from matching.candidate import Candidate, Finding, decayed, found, missing
from matching.config.scoring import Factor

NAME = "接触温度"


def judge(c: Candidate, own: Factor) -> Finding:
    """What is left of the newest contact up to the week's end."""
    dated: list[tuple[date, int]] = [
        (touch.on_date, position)
        for position, touch in enumerate(c.firm.touches)
        if touch.on_date and touch.on_date <= c.context.week_ends
    ]
    if dated:
        day, position = max(dated)
        value = decayed(1.0, day, c.context.as_of, own.half_life_days)
        return found(value, f"最近对接 {day}", [c.firm.touches[position].evidence])
    if ledger := c.context.ledger:
        read = ledger.model_copy(update={"fact": "台账已读，没有这家企业的对接记录"})
        return found(0.0, "台账中没有对接记录", [read])
    return missing("尚未导入真实台账", "以前有没有人对接过这家企业？")
