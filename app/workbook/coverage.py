"""Sheet 覆盖与缺口: the figures headquarters asks for, each with what it means."""

from __future__ import annotations

from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from app.workbook.styles import Style
from app.workbook.words import rate_text
from matching.report import KpiPage, LedgerAudit, NodeGap, WeekReport

NAME = "覆盖与缺口"
BUDGET = Budget(182)

_COLUMNS = [
    Column("", 42, 42),
    Column("", 40, 40),
    *(Column("", 20, 20) for _ in range(5)),
]
LOCAL: dict[str, tuple[str, Style]] = {
    "present": ("已有", "good"),
    "partial": ("部分", "open"),
    "announced": ("已签约在谈", "open"),
    "gap": ("缺口", "bad"),
    "unknown": ("未知", "centre"),
}


def coverage_sheet(report: WeekReport, heading: Heading) -> Sheet:
    """Indicators, landing arithmetic, ledger audit, coverage of the lists and the gap map."""
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=False)
    _add_kpi(sheet, report.kpi)
    _add_ledger(sheet, report.ledger)
    _section(sheet, "三、榜单覆盖率（已触达 / 符合条件）", "名单", "覆盖率（双侧 95% Wilson 区间）")
    for name, rate in report.universe.items():
        sheet.add(name, rate_text(rate))
    if not report.universe:
        sheet.add("没有可算覆盖率的名单")
    sheet.page_break()
    _add_gaps(sheet, report.gaps)
    return sheet


def _section(sheet: Sheet, title: str, *columns: str) -> int:
    """A band with the section's title and a row of column titles; returns the latter's row."""
    sheet.add(Cell(title, "band"))
    return sheet.add(*(Cell(column, "header") for column in columns))


def _add_kpi(sheet: Sheet, kpi: KpiPage) -> None:
    _section(sheet, f"一、指标与差距（{kpi.period}）", "指标", "数值", "含义")
    reached = kpi.manufacturing_needed <= 0
    need = "已达目标" if reached else f"还差制造业签约 {kpi.manufacturing_needed:.2f} 亿元"
    sheet.add("新签约制造业占比", f"{kpi.share:.2%}（目标 {kpi.share_target:.0%}）", need)
    sheet.add(
        "每签 1 亿元非制造业",
        f"{kpi.price_of_other:.2f} 亿元",
        "要保持目标占比须另签的制造业",
    )
    landing = (
        f"已对接名单企业 {kpi.list_contacted} 家中落地 {kpi.list_landed} 家；"
        f"真实落地率的单侧 95% 精确上限 {kpi.landing_upper:.1%}"
    )
    if kpi.list_landed == 0:
        landing += "。零只说明对接得少，不说明方向错"
    sheet.add("名单企业落地", f"{kpi.list_landed} 家（目标 {kpi.list_target} 家）", landing)
    missing = max(kpi.list_target - kpi.list_landed, 0)
    for rate, contacts in kpi.contacts_needed.items():
        sheet.add(
            f"每次对接落地率为 {rate} 时",
            f"需对接 {contacts} 家",
            f"按设定的成功概率落地所差的 {missing} 家（假设各次对接互不影响）",
        )
    plan = kpi.plan
    share = f"{plan.manufacturing / plan.remaining:.1%}" if plan.remaining else "—"
    sheet.add(
        f"产业链签约计划 {plan.total:g} 亿元（按{plan.basis}口径）",
        f"还剩 {plan.remaining:.2f} 亿元",
        f"其中制造业须签 {plan.manufacturing:.2f} 亿元（{share}）"
        if plan.reachable
        else f"制造业须签 {plan.manufacturing:.2f} 亿元，超过剩余计划，这个总量达不到占比目标",
    )
    if kpi.region_pace is not None:
        sheet.add(
            "全区驻点组参考节奏", f"每组每周 {kpi.region_pace:.2f} 次走访", "公开报道的全区平均，供比较"
        )
    sheet.add("现有经费可支持外出", f"{kpi.trips_affordable} 次", "按单次外出费用整除，余数不计")


def _add_ledger(sheet: Sheet, ledger: LedgerAudit) -> None:
    title = "二、对接台账核查" + ("（示例台账）" if ledger.example else "")
    _section(sheet, title, "项目", "数值", "含义")
    for name, value, meaning in (
        ("台账行数", ledger.rows, "一行一次对接"),
        ("去重后对象", ledger.distinct, "同一对象一期只算一次"),
        ("重复行", ledger.duplicates, "与前面的行是同一对象"),
        ("对上企业库", ledger.matched, "能认定为哪一家企业"),
        ("未对上", ledger.unmatched, "名称认定不了，请补全称或统一社会信用代码"),
        ("商会、协会等", ledger.associations, "不是企业，不计入企业触达"),
        ("从未回访", ledger.never_followed_up, "对接后没有下文"),
        ("没有结果原因", ledger.no_reason, "该写原因而没有写"),
    ):
        sheet.add(name, Cell(value, "centre"), meaning)
    sheet.add("其中名单企业", rate_text(ledger.on_lists))
    stages = "，".join(f"{stage} {count}" for stage, count in ledger.by_stage.items())
    sheet.add("各阶段对象数", stages or "台账为空")


def _add_gaps(sheet: Sheet, gaps: list[NodeGap]) -> None:
    header = _section(
        sheet,
        "四、链条缺口图",
        "产业链",
        "环节",
        "本县现状",
        "补链优先级",
        "候选企业",
        "本周入选",
        "已触达",
    )
    for gap in gaps:
        word, style = LOCAL.get(gap.local, (gap.local, "centre"))
        numbers = (gap.gap_priority, gap.candidates, gap.listed, gap.touched)
        sheet.add(
            gap.chain_name, gap.node_name, Cell(word, style), *(Cell(number, "centre") for number in numbers)
        )
    sheet.filter_rows(header)
