"""The made-up contact ledger: 112 contacts, one row an enterprise, as the report counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from stdnum.cn import uscc
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from sample.firms import ASSOCIATIONS, MEMBERS, OTHERS, giant_names
from sample.workbook import workbook_bytes

FILE_NAME = "示例对接台账.xlsx"
TITLE = "示例数据（虚构）：对接台账，2023年上半年，112家企业和协会，仅供演示"
HEADER = (
    *("序号", "企业名称", "统一社会信用代码", "对接日期", "方式", "小组", "对方岗位", "阶段"),
    *("原因", "竞品", "约定回访日期", "备注"),
)
FIRST, LAST = date(2023, 1, 3), date(2023, 6, 29)
HOLIDAY = (date(2023, 1, 20), date(2023, 1, 29))
MEMBERS_CONTACTED = 30
CODE_EVERY = 7
"""Every seventh firm carries a credit code; the others leave it blank, as real ledgers do."""
POSTS = ("总经理", "董事长", "副总经理", "投资总监", "办公室主任")


@dataclass(frozen=True)
class Contact:
    """How a contact went: stage, channel, reason, rival, and days until the call-back asked for."""

    stage: str
    channel: str
    reason: str = ""
    rival: str = ""
    callback_days: int | None = None


PATTERN = (
    Contact("已对接", "电话接通"),
    Contact("已拜访", "拜访", "暂缓", callback_days=120),
    Contact("已对接", "商会见面"),
    Contact("已对接", "电话接通", "无投资计划"),
    Contact("已回访", "线上会"),
    Contact("已对接", "线上会"),
    Contact("已拜访", "拜访", "产业配套不足"),
    Contact("已对接", "电话接通", "已有布局"),
    Contact("来县考察", "来访"),
    Contact("已对接", "商会见面"),
    Contact("已回访", "电话接通", "竞品县市胜出", rival="示例邻市甲县"),
    Contact("已拜访", "拜访", "用工难"),
    Contact("已对接", "电话接通", "无回应"),
    Contact("洽谈", "来访"),
    Contact("已拜访", "拜访", "区位与物流"),
    Contact("终止", "电话接通", "主体不计入"),
    Contact("已回访", "线上会", "暂缓", callback_days=180),
)


def ledger() -> bytes:
    """The workbook: a title row, the header in row 2, then the contacts by date."""
    firms = giant_names() + MEMBERS[:MEMBERS_CONTACTED] + OTHERS
    # Interleaved, so that no kind of contact sits in one month.
    names = sorted(firms + ASSOCIATIONS, key=lambda name: (sum(map(ord, name)) % 97, name))
    days = _working_days()

    def fill(book: Workbook, sheet: Worksheet) -> None:
        as_date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.merge_range(0, 0, 0, len(HEADER) - 1, TITLE, book.add_format({"bold": True}))
        sheet.write_row(1, 0, HEADER)
        for number, (name, contact) in enumerate(zip(names, cycle(PATTERN), strict=False), start=1):
            at = number + 1
            day = days[(number - 1) * (len(days) - 1) // (len(names) - 1)]
            is_firm = name not in ASSOCIATIONS
            sheet.write_number(at, 0, number)
            sheet.write_string(at, 1, name)
            if is_firm and number % CODE_EVERY == 0:
                sheet.write_string(at, 2, _credit_code(number))
            sheet.write_datetime(at, 3, day, as_date)
            post = POSTS[number % len(POSTS)] if is_firm else "秘书长"
            team = "一组" if number % 2 else "二组"
            words = (contact.channel, team, post, contact.stage, contact.reason, contact.rival)
            for column, word in enumerate(words, start=4):
                if word:
                    sheet.write_string(at, column, word)
            if contact.callback_days is not None:
                sheet.write_datetime(at, 10, day + timedelta(days=contact.callback_days), as_date)
            sheet.write_string(at, 11, "示例数据")

    return workbook_bytes("对接台账", TITLE, fill)


def _working_days() -> list[date]:
    days = [FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]
    return [day for day in days if day.weekday() < 5 and not HOLIDAY[0] <= day <= HOLIDAY[1]]


def _credit_code(number: int) -> str:
    """A code with a right check digit that nobody can hold: 990000 is no administrative division."""
    body = f"91990000{number:09d}"
    return body + uscc.calc_check_digit(body)
