"""When somebody has to call again: domain guide, section 12.1, computed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from common.settings import PROJECT_ROOT
from db.models import Contact
from matching.config.bundle import load_config
from matching.followup import LedgerFirm, ledger_firms
from matching.load import Knowledge
from matching.result import Evidence

COVERAGE = load_config(PROJECT_ROOT / "config").coverage
TODAY = date(2026, 11, 28)
COLUMNS = (
    "uscc",
    "enterprise_id",
    "channel",
    "team",
    "role",
    "stage",
    "reason",
    "winner",
    "outcome",
    "on_month",
)


def touch(
    number: int = 1, name: str = "示例甲有限公司", *, on: str | None = "2026-11-20", **said: str
) -> Contact:
    columns: dict[str, str | None] = {**dict.fromkeys(COLUMNS), "callback_on": None, **said}
    return Contact(
        id=number, import_id=1, row=number, name=name, kind="enterprise", why="", on_date=on, **columns
    )


def firms(*touches: Contact) -> list[LedgerFirm]:
    evidence = Evidence(fact="", source="对接台账", url="", snapshot="", row=1, date="", example=True)
    return ledger_firms(Knowledge({}, [], [(one, evidence) for one in touches], ""), COVERAGE, TODAY)


@pytest.mark.parametrize(
    ("said", "due", "state"),
    [
        ({"stage": "已拜访"}, "2026-11-27", "已到期"),
        ({"channel": "拜访", "stage": "已对接"}, "2026-11-27", "已到期"),
        ({"stage": "来县考察", "channel": "来访"}, "2026-11-23", "已到期"),
        ({"stage": "已对接", "outcome": "有意向"}, "2026-12-04", "未到期"),
        ({"stage": "洽谈", "channel": "电话接通"}, "2026-12-04", "未到期"),
        ({"stage": "已对接", "channel": "电话接通"}, "2027-01-19", "未到期"),
        ({"stage": "已拜访", "reason": "暂缓", "callback_on": "2026-12-31"}, "2026-12-31", "未到期"),
        ({"stage": "终止"}, None, "不用跟进"),
        ({"stage": "已拜访", "reason": "用工难"}, None, "不用跟进"),
        ({"stage": "签约"}, None, "不用跟进"),
    ],
)
def test_the_next_follow_up(said: dict[str, str], due: str | None, state: str) -> None:
    [firm] = firms(touch(1, "示例甲有限公司", on="2026-11-20", **said))
    assert (firm.due_on, firm.state, firm.days_since) == (due, state, 8)


def test_one_line_a_firm_with_its_latest_stage_and_what_is_due_first() -> None:
    found = firms(
        touch(1, on="2026-09-01", stage="已对接"),
        touch(2, on="2026-11-20", stage="已拜访"),
        touch(3, on=None, stage="已对接"),
        touch(4, "示例乙有限公司", on="2026-08-01", channel="电话接通", stage="已对接"),
        touch(5, "示例丙有限公司", on=None, stage="已对接"),
    )
    assert [(firm.name, firm.touches, firm.stage, firm.last_on) for firm in found] == [
        ("示例乙有限公司", 1, "已对接", "2026-08-01"),
        ("示例甲有限公司", 3, "已拜访", "2026-11-20"),
        ("示例丙有限公司", 1, "已对接", None),
    ]
    assert [firm.stale for firm in found] == [True, False, False]
    assert (found[2].state, found[2].why_due, found[2].days_since) == ("未知", "没有写对接日期", None)


@pytest.mark.parametrize(("on", "stale"), [("2026-09-29", False), ("2026-09-28", True)])
def test_stale_after_sixty_days(on: str, stale: bool) -> None:
    [firm] = firms(touch(on=on, stage="已对接"))
    assert firm.stale is stale
