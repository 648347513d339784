"""Sheet 试算: the report's arithmetic with live formulas; whoever changes an input sees what follows.

Every formula's cached value is Python's own (``matching.kpi``). Functions are those that Excel 2007, WPS and
LibreOffice know. Contacts are found by halving an interval on sheet 试算过程, since no function gives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from xlsxwriter.worksheet import Worksheet

from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from app.workbook.styles import Style
from matching import kpi
from matching.hq.model import Inputs, Landing

NAME = "试算"
STEPS_NAME = "试算过程"
STEPS = 20
"""Halvings: enough for up to 2 ** 20 contacts."""
FAR = 2**STEPS
BUDGET = Budget(154)
LIMITS: dict[str, tuple[float, float]] = {
    "signed": (0.01, 1e6), "other": (0, 1e6), "target": (0, 0.99), "more": (0, 1e6), "more_other": (0, 1e6),
    "contacted": (1, 1e5), "landed": (0, 1e5), "wanted": (0, 30), "probability": (0.01, 0.99),
    "confidence": (0.5, 0.999), "slow": (1, 1000), "fast": (1, 1000), "rate": (0.001, 1),
    "budget": (0, 1e6), "cost": (0.01, 1e6),
}  # fmt: skip
"""What each input may be; outside, a formula would divide by zero or not end."""
_COLUMNS = [Column("", 46, 46), *(Column("", 17, 17) for _ in range(4)), Column("", 40, 40)]


@dataclass(frozen=True)
class WhatIf:
    """The two sheets, and where each named figure stands: name → cell like ``B5``."""

    page: Sheet
    steps: Sheet
    places: dict[str, str]

    def guard(self, sheet: Worksheet) -> None:
        """Refuse inputs of the written page that no formula can work with."""
        for key, place in self.places.items():
            kind = "rate" if key.startswith("rate") else key
            if kind in LIMITS:
                low, high = LIMITS[kind]
                rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
                told = f"请填 {low:g} 到 {high:g} 之间的数" + ("（1% 写 0.01 或 1%）" if high <= 1 else "")
                sheet.data_validation(place, {**rule, "error_title": "填不了", "error_message": told})


def what_if(inputs: Inputs, landing: list[Landing], page: Heading, steps: Heading) -> WhatIf:
    """The page with inputs and results, and the page of halvings behind it."""
    sheet = Sheet(NAME, _COLUMNS, page, budget=BUDGET, header=False)
    at: dict[str, str] = {}
    sheet.add(Cell("浅蓝底、虚线框、标“可改”的格子可以改，其余自动重算；本页只锁格子不设密码。", "notice"))
    _share(sheet, inputs, at)
    _landing(sheet, inputs, landing, at)
    _money(sheet, inputs, at)
    halving = _halvings(sheet, inputs, landing, steps, at)
    return WhatIf(sheet, halving, at)


def _section(sheet: Sheet, title: str) -> None:
    sheet.add(Cell(title, "band"))
    sheet.add(*(Cell(text, "header") for text in ("项目", "数值", "说明")))


def _row(sheet: Sheet, at: dict[str, str], key: str, name: str, cell: Cell, meaning: str) -> None:
    row = sheet.add(name, cell, meaning)
    at[key] = f"B{row + 1}"


def _input(
    sheet: Sheet, at: dict[str, str], key: str, name: str, value: float, style: Style, meaning: str
) -> None:
    _row(sheet, at, key, f"可改：{name}", Cell(value, style), meaning)


def _formula(
    sheet: Sheet, at: dict[str, str], key: str, name: str, formula: str, value: float | str,
    style: Style, meaning: str,
) -> None:  # fmt: skip
    _row(sheet, at, key, name, Cell(value, style, formula=f"={formula.format(**at)}"), meaning)


def _share(sheet: Sheet, i: Inputs, at: dict[str, str]) -> None:
    _section(sheet, "一、制造业占比（亿元）")
    _input(sheet, at, "signed", "新签约总额", i.signed, "input", "报告数")
    _input(sheet, at, "other", "其中不算制造业的", i.other, "input", "报告数：被认定为非制造业的能源基地项目")
    _input(sheet, at, "target", "目标占比", i.target, "input_rate", "报告数")
    _input(sheet, at, "more", "再签制造业", 0.0, "input", "假设")
    _input(sheet, at, "more_other", "再签非制造业", 0.0, "input", "假设，例如一个 10 亿元的风电场填 10")
    _formula(
        sheet, at, "share_now", "现在的占比", "({signed}-{other})/{signed}",
        kpi.manufacturing_share(i.signed, i.other), "rate", "制造业 ÷ 总额",
    )  # fmt: skip
    _formula(
        sheet, at, "share_then", "签了以后的占比",
        "({signed}-{other}+{more})/({signed}+{more}+{more_other})",
        kpi.manufacturing_share(i.signed, i.other), "rate", "把上面两个假设加进去",
    )  # fmt: skip
    _formula(
        sheet, at, "needed", "还差制造业签约",
        "MAX(0,({target}*({signed}+{more}+{more_other})-({signed}-{other}+{more}))/(1-{target}))",
        kpi.manufacturing_needed(i.signed, i.other, i.target), "number", "达到目标占比还要再签的制造业",
    )  # fmt: skip
    _formula(
        sheet, at, "price", "每签 1 亿元非制造业须另签", "{target}/(1-{target})",
        kpi.price_of_other(i.target), "number", "占比不下降的代价",
    )  # fmt: skip


def _landing(sheet: Sheet, i: Inputs, landing: list[Landing], at: dict[str, str]) -> None:
    sheet.page_break()
    _section(sheet, "二、名单企业落地")
    _input(sheet, at, "contacted", "已对接名单企业（家）", i.list_contacted, "input_count", "报告数")
    _input(sheet, at, "landed", "其中已落地（家）", i.list_landed, "input_count", "报告数")
    _input(sheet, at, "wanted", "落地目标（家）", i.list_target, "input_count", "报告数")
    _input(sheet, at, "probability", "要有多大把握", i.probability, "input_rate", "设定")
    _input(sheet, at, "confidence", "上限的置信度（单侧）", i.confidence, "input_rate", "设定")
    _input(sheet, at, "slow", "每周对接（较慢，家）", i.pace_slow, "input_count", "两组每周约 15 次见面")
    _input(sheet, at, "fast", "每周对接（较快，家）", i.pace_fast, "input_count", "每周清单的席位")
    missing = max(0, i.list_target - i.list_landed)
    _formula(
        sheet, at, "missing", "还差落地（家）", "MAX(0,{wanted}-{landed})", float(missing),
        "count", "目标减已落地",
    )  # fmt: skip
    _formula(
        sheet, at, "bound", "真实落地率的上限（单侧精确）",
        "IF({landed}>={contacted},1,BETAINV({confidence},{landed}+1,{contacted}-{landed}))",
        kpi.upper_bound(i.list_landed, i.list_contacted, i.confidence), "rate",
        "零落地只说明真实落地率不高于此，不说明方向错",
    )  # fmt: skip
    titles = (
        "每次对接的落地率从哪来",
        "可改：落地率",
        "须对接（家）",
        "周数（慢）",
        "周数（快）",
        "至今一家未落地的可能",
    )
    sheet.add(*(Cell(title, "header") for title in titles))
    for number, one in enumerate(landing):
        row = sheet.next_row + 1
        at[f"rate{number}"], at[f"contacts{number}"] = f"B{row}", f"C{row}"
        at[f"slow{number}"], at[f"fast{number}"], at[f"none{number}"] = f"D{row}", f"E{row}", f"F{row}"
        # The halvings stand at fixed places: two columns a rate, the last row holds the answer.
        high = f"'{STEPS_NAME}'!{_high(number)}{_first_row() + STEPS}"
        contacts, none = float(one.contacts), kpi.chance_of_none(one.rate, i.list_contacted)
        sheet.add(
            one.basis,
            Cell(one.rate, "input_rate"),
            Cell(contacts, "count", formula=f"=IF({at['missing']}=0,0,{high})"),
            Cell(float(ceil(contacts / i.pace_slow)), "count", formula=f"=ROUNDUP(C{row}/{at['slow']},0)"),
            Cell(float(ceil(contacts / i.pace_fast)), "count", formula=f"=ROUNDUP(C{row}/{at['fast']},0)"),
            Cell(none, "rate", formula=f"=(1-B{row})^{at['contacted']}"),
        )
    sheet.add(Cell("各次对接互不影响的假设偏乐观；3.87% 以上是全部企业从走访到签约的比例。", "label"))


def _money(sheet: Sheet, i: Inputs, at: dict[str, str]) -> None:
    _section(sheet, "三、外出经费（万元）")
    _input(sheet, at, "budget", "全年经费", i.budget, "input", "报告数；申请数 300 万元可填 300")
    _input(sheet, at, "cost", "每次外出", i.cost_per_trip, "input", "报告数，约 3 万元")
    trips = kpi.trips_affordable(i.budget, i.cost_per_trip) if i.cost_per_trip else 0
    _formula(
        sheet, at, "trips", "够外出（次）", "INT({budget}/{cost})", float(trips), "count", "整次，余数不计"
    )
    _formula(
        sheet, at, "rest", "余下", "{budget}-{trips}*{cost}", i.budget - trips * i.cost_per_trip, "number", ""
    )


def _first_row() -> int:
    """Excel row of the start: it stands below title, subtitle, explanation and header."""
    return 5


def _low(number: int) -> str:
    return chr(ord("B") + 2 * number)


def _high(number: int) -> str:
    return chr(ord("B") + 2 * number + 1)


def _halvings(page: Sheet, i: Inputs, landing: list[Landing], heading: Heading, at: dict[str, str]) -> Sheet:
    """Low and high of every rate, halved until they meet: high is the fewest contacts that suffice."""
    columns = [Column("", 10, 10), *(Column("", 12, 12) for _ in range(2 * max(len(landing), 1)))]
    sheet = Sheet(STEPS_NAME, columns, heading, budget=Budget(130), header=False)
    sheet.add(
        Cell(
            "每步取中点：若按该落地率对接“中点”家、达到所差家数的把握已够，上界移到中点，否则下界移到中点；"
            "最后的上界就是“试算”页的须对接家数。",
            "notice",
        )
    )
    sheet.add(
        Cell("步", "header"),
        *(Cell(f"落地率 {n + 1} {side}", "header") for n in range(len(landing)) for side in ("下界", "上界")),
    )
    wanted = f"MAX(1,'{page.name}'!{at['missing']})"
    ends = [(float(max(1, i.list_target - i.list_landed) - 1), float(FAR)) for _ in landing]
    first = sheet.add(
        Cell(0, "centre"),
        *(
            cell
            for low, high in ends
            for cell in (Cell(low, "count", formula=f"={wanted}-1"), Cell(high, "count", formula=f"={FAR}"))
        ),
    )
    assert first + 1 == _first_row(), "the page of halvings has moved"
    for step in range(1, STEPS + 1):
        row, cells = first + step, [Cell(step, "centre")]
        for number, one in enumerate(landing):
            low, high = ends[number]
            ends[number] = _halved(low, high, one.rate, i)
            a, b = f"{_low(number)}{row}", f"{_high(number)}{row}"
            rate, sure = (f"'{page.name}'!{at[key]}" for key in (f"rate{number}", "probability"))
            reached = f"1-BINOMDIST({wanted}-1,INT(({a}+{b})/2),{rate},TRUE)>={sure}"
            cells += [
                Cell(
                    ends[number][0],
                    "count",
                    formula=f"=IF({b}-{a}<=1,{a},IF({reached},{a},INT(({a}+{b})/2)))",
                ),
                Cell(
                    ends[number][1],
                    "count",
                    formula=f"=IF({b}-{a}<=1,{b},IF({reached},INT(({a}+{b})/2),{b}))",
                ),
            ]
        sheet.add(*cells)
    return sheet


def _halved(low: float, high: float, rate: float, i: Inputs) -> tuple[float, float]:
    if high - low <= 1:
        return low, high
    middle = (low + high) // 2
    missing = max(1, i.list_target - i.list_landed)
    if kpi.chance_of_at_least(missing, int(middle), rate) >= i.probability:
        return low, middle
    return middle, high
