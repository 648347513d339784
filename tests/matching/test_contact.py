"""The ledger steers the list: domain guide, sections 10.5 and 18.7."""

from __future__ import annotations

import pytest

from matching.context import Context
from matching.firm import Touch
from matching.judge import judge
from matching.result import ContactStatus
from tests.matching.build import circumstances, factor_of, firm, touch

CASES: dict[str, tuple[list[Touch], ContactStatus, bool]] = {
    "never touched": ([], "新增", True),
    "10 days ago": ([touch(10)], "续推", False),
    "27 days ago": ([touch(27)], "续推", False),
    "28 days ago": ([touch(28)], "续推", True),
    "this Wednesday": ([touch(60), touch(-2, row=2)], "续推", False),
    "10 days ago, call-back due on Friday": (
        [touch(10, reason="暂缓", callback_in=4)],
        "回访",
        True,
    ),
    "10 days ago, call-back was due": ([touch(10, reason="暂缓", callback_in=-3)], "回访", True),
    "60 days ago, call-back next month": ([touch(60, reason="暂缓", callback_in=30)], "续推", False),
    "refused 200 days ago": ([touch(200, stage="终止", reason="用工难")], "续推", False),
    "refused 400 days ago": ([touch(400, stage="终止", reason="用工难")], "续推", True),
    "refused, but asked to call again by now": (
        [touch(200, reason="土地与厂房不合", callback_in=0)],
        "回访",
        True,
    ),
    "no answer 40 days ago": ([touch(40, reason="无回应")], "续推", True),
    "refused, then received us": (
        [touch(200, stage="终止", reason="用工难"), touch(40, row=2)],
        "续推",
        True,
    ),
    "without a date": ([touch(None)], "续推", True),
}


@pytest.mark.parametrize("case", CASES)
def test_a_touch_marks_the_firm_or_rests_it(context: Context, case: str) -> None:
    touches, status, offered = CASES[case]
    card = judge(firm(touches=touches), context).assessment
    assert card.contact_status == status
    assert (card.kept_off == []) is offered


def test_a_resting_firm_is_named_with_the_day_and_the_rule(context: Context) -> None:
    refused = judge(firm(touches=[touch(200, reason="用工难")]), context).assessment
    assert refused.kept_off == ["2026-05-07 已谢绝（用工难），365 天内不再推荐"]


def test_a_real_ledger_turns_never_contacted_into_a_fact(context: Context) -> None:
    real = circumstances(context.config, ledger=touch(30).evidence)
    unread = factor_of(judge(firm(), context), "warmth")
    assert unread.high - unread.low == 1
    read = judge(firm(), real)
    assert factor_of(read, "warmth").high == 0
    warm = judge(firm(touches=[touch(90), touch(400, row=2)]), real)
    assert factor_of(warm, "warmth").centre == pytest.approx(0.5)
