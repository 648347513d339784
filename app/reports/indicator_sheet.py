"""Sheet 指标: 双过半, manufacturing share, landings, plan and money, each with what it means."""

from __future__ import annotations

from app.reports.words import BOUND, amount, progress_text, rate_of
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from app.workbook.styles import Style
from matching.hq.model import Headquarters, Indicators
from matching.report import KpiPage, WeekReport

NAME = "指标"
BUDGET = Budget(172)
_COLUMNS = [
    Column("", 40, 40), Column("", 22, 22), Column("", 22, 22), Column("", 16, 16), Column("", 16, 16),
    Column("", 56, 56),
]  # fmt: skip
_HALF: dict[str, Style] = {"达标": "good", "过半": "good", "未过半": "bad", "未达标": "bad", "未知": "open"}


def indicator_sheet(report: WeekReport, hq: Headquarters, heading: Heading) -> Sheet:
    """The KPI page."""
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=False)
    _add_progress(sheet, report.kpi, hq.indicators)
    _add_share(sheet, report.kpi, hq.indicators)
    _add_landing(sheet, report.kpi, hq.indicators)
    _add_money(sheet, report.kpi, hq.indicators)
    return sheet


def section(sheet: Sheet, title: str, *columns: str) -> int:
    """A band with the section's title and a row of column titles; returns the latter's row."""
    sheet.add(Cell(title, "band"))
    return sheet.add(*(Cell(column, "header") for column in columns))


def _add_progress(sheet: Sheet, kpi: KpiPage, one: Indicators) -> None:
    section(
        sheet,
        f"一、双过半（{kpi.period}，截至 {one.as_of}，全年已过 {one.elapsed:.1%}）",
        "指标", "完成", "目标", "完成比例", "是否过半", "说明",
    )  # fmt: skip
    for item in one.progress:
        sheet.add(
            item.name,
            Cell(amount(item.done, item.unit), "centre"),
            Cell(amount(item.target, item.unit) if item.target is not None else "没有单列", "centre"),
            Cell(progress_text(item), "centre"),
            Cell(item.half, _HALF[item.half]),
            item.note,
        )


def _add_share(sheet: Sheet, kpi: KpiPage, one: Indicators) -> None:
    section(sheet, "二、新签约制造业占比", "项目", "数值", "说明")
    sheet.add("现在的占比", Cell(f"{kpi.share:.2%}", "centre"), f"目标 {kpi.share_target:.0%}")
    sheet.add(
        "还差制造业签约", Cell(f"{kpi.manufacturing_needed:.2f} 亿元", "centre"), "其间不再签任何非制造业项目"
    )
    if one.average_project and one.projects_needed:
        sheet.add(
            "折合项目数",
            Cell(f"{one.projects_needed} 个", "centre"),
            f"按已签制造业项目平均 {one.average_project:.2f} 亿元折算",
        )
    sheet.add(
        "每签 1 亿元非制造业须另签",
        Cell(f"{kpi.price_of_other:.2f} 亿元", "centre"),
        "制造业，占比才不下降",
    )
    more, share, needed = one.wind_farm
    sheet.add(
        f"例：再签一个 {more:g} 亿元风电场",
        Cell(f"{share:.2%}", "centre"),
        f"占比降到此数，还差的制造业升到 {needed:.2f} 亿元",
    )
    for plan in one.plans:
        used = "（在用口径）" if plan.in_use else "（另一种读法）"
        told = (
            f"还剩 {plan.remaining:.2f} 亿元，其中制造业须占 {plan.share_of_remaining:.1%}"
            if plan.share_of_remaining is not None
            else "这个总量达不到占比目标"
        )
        sheet.add(
            f"产业链签约 {plan.total:g} 亿元按{plan.basis}算{used}",
            Cell(f"制造业 {plan.manufacturing:.2f} 亿元", "centre"),
            told,
        )


def _add_landing(sheet: Sheet, kpi: KpiPage, one: Indicators) -> None:
    sheet.page_break()
    section(sheet, "三、名单企业落地", "项目", "数值", "说明")
    sheet.add(
        "已落地 / 目标",
        Cell(f"{kpi.list_landed} / {kpi.list_target} 家", "centre"),
        f"还差 {one.list_missing} 家；已对接名单企业 {kpi.list_contacted} 家",
    )
    sheet.add(
        f"真实落地率的{BOUND}",
        Cell(f"{kpi.landing_upper:.1%}", "centre"),
        f"{kpi.list_contacted} 家里 {kpi.list_landed} 家落地；零只说明对接得少，不说明方向错",
    )
    if not one.landing:
        return
    sheet.add(
        *(
            Cell(text, "header")
            for text in (
                f"再落地 {one.list_missing} 家须对接（把握 {one.inputs.probability:.0%}）",
                "须对接",
                f"周数（每周 {one.inputs.pace_slow} / {one.inputs.pace_fast} 家）",
                f"{kpi.list_contacted} 家零落地的可能",
                f"{one.inputs.contacted} 家够数的可能",
                "落地率从哪来",
            )
        )
    )
    for row in one.landing:
        sheet.add(
            f"每次对接落地率 {rate_of(row)}",
            Cell(f"{row.contacts} 家", "centre"),
            Cell(f"{row.weeks_slow} / {row.weeks_fast}", "centre"),
            Cell(f"{row.zero_chance:.0%}", "centre"),
            Cell(f"{row.target_chance:.1%}", "centre"),
            row.basis,
        )
    sheet.add(
        Cell("假设各次对接互不影响；3.87% 以上是全部企业从走访到签约的比例，对名单企业偏乐观。", "label")
    )


def _add_money(sheet: Sheet, kpi: KpiPage, one: Indicators) -> None:
    money = one.budget
    section(sheet, "四、经费与节奏", "项目", "数值", "说明")
    sheet.add(
        "现有经费够外出",
        Cell(f"{money.trips} 次", "centre"),
        f"{money.budget:g} 万元，每次约 {money.cost_per_trip:g} 万元，余 {money.rest:g} 万元",
    )
    if money.times_budget:
        sheet.add(
            f"小分队已外出 {money.team_trips} 次",
            Cell(f"约 {money.team_trips_cost:g} 万元", "centre"),
            f"是经费的 {money.times_budget:.1f} 倍，可见另有出处",
        )
    for wan, trips in money.what_if:
        sheet.add(f"若有 {wan:g} 万元", Cell(f"{trips} 次", "centre"), "按同样的每次费用")
    for travel in money.classes:
        inspection = (
            f"；按全区走访到考察的比例，一次考察约 {travel.cost_per_inspection:,.0f} 元"
            if travel.cost_per_inspection
            else ""
        )
        paid = "从本经费出" if travel.paid_from_budget else "不从本经费出"
        sheet.add(
            f"{travel.name}每次走访",
            Cell(f"约 {travel.cost_per_visit:,.0f} 元", "centre"),
            f"推算，{paid}{inspection}",
        )
    sheet.add("自己的节奏", Cell(f"每周 {one.own_pace:.1f} 家", "centre"), "报告的对接数 ÷ 26 周，含协会")
    if kpi.region_pace is not None:
        sheet.add(
            "全区驻点组参考节奏",
            Cell(f"每组每周 {kpi.region_pace:.2f} 次", "centre"),
            "公开报道的走访数，与“对接家数”不完全可比",
        )
