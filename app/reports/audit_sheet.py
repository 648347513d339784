"""Sheet 对接核查: what stands behind the number of contacts."""

from __future__ import annotations

from app.reports.indicator_sheet import section
from app.reports.words import object_name
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from app.workbook.words import NOTHING, rate_text
from matching.hq.model import ContactAudit, Headquarters
from matching.report import LedgerAudit, WeekReport

NAME = "对接核查"
BUDGET = Budget(156)
_COLUMNS = [
    Column("", 46, 46), Column("", 16, 16), Column("", 16, 16), Column("", 16, 16), Column("", 62, 62),
]  # fmt: skip


def audit_sheet(report: WeekReport, hq: Headquarters, heading: Heading) -> Sheet:
    """Rows, objects, lists, what counts and why not, what was forgotten."""
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=False)
    _add_counts(sheet, report.ledger, hq.audit)
    _add_countable(sheet, hq.audit)
    _add_delisted(sheet, hq.audit)
    _add_stale(sheet, hq.audit)
    return sheet


def _add_counts(sheet: Sheet, ledger: LedgerAudit, audit: ContactAudit) -> None:
    title = "一、台账里有什么" + ("（示例台账，虚构）" if ledger.example else "")
    section(sheet, title, "项目", "数值", "含义")
    for name, value, meaning in (
        ("台账行数", ledger.rows, "一行一次对接"),
        ("去重后对象", ledger.distinct, "同一对象一期只算一次，含商会、协会"),
        ("重复行", ledger.duplicates, "与前面的行是同一对象"),
        ("算得上触达的对象", audit.touched, "方式属于电话接通、拜访、商会见面、线上会、来访"),
        ("不算触达的行", audit.no_touch_rows, "发函、未接通等"),
        ("没写方式的行", audit.channel_unknown_rows, "按触达计，补写后可能变少"),
        ("商会、协会等", ledger.associations, "不是企业，不计入企业触达"),
        ("未对上企业库的企业", audit.unmatched, "名称认定不了，是否在榜、是否计入都判断不了"),
        ("掉榜", len(audit.delisted), "对接过、现已不在计入的名单上，名单见下"),
        ("榜单已有新版、尚未采集", audit.list_edition_due, "是否仍在榜待核"),
        ("从未回访", ledger.never_followed_up, "只有一行，停在已对接或已拜访"),
        (f"超过 {audit.stale_days} 天没有动静", len(audit.stale), f"未了结的 {audit.open_objects} 个对象里"),
        ("没写日期、无从判断", audit.undated, "未了结而没有任何日期"),
        ("终止而没有原因", ledger.no_reason, "该写原因码而没有写"),
        ("没有原因码的行", audit.rows_without_reason, "全部行里，不论阶段"),
    ):
        sheet.add(name, Cell(value, "centre"), meaning)
    sheet.add(
        "现在名单上", Cell(f"{ledger.on_lists.k} / {ledger.on_lists.n}", "centre"), rate_text(ledger.on_lists)
    )
    stages = "，".join(f"{stage} {count}" for stage, count in ledger.by_stage.items())
    sheet.add("各阶段行数", stages or "台账为空")


def _add_countable(sheet: Sheet, audit: ContactAudit) -> None:
    section(
        sheet,
        f"二、算不算数（对上企业库的企业；另有 {audit.unmatched} 家未对上）",
        "指标", "计入", "待核", "不计入", "不计入、待核的原因（家数，一家可有几条）",
    )  # fmt: skip
    for item in audit.countable:
        why = "；".join(f"{one.rule}{one.result} {one.enterprises}" for one in item.why)
        sheet.add(
            item.name,
            Cell(item.counts, "centre"),
            Cell(item.open, "centre"),
            Cell(item.fails, "centre"),
            why or NOTHING,
        )


def _add_delisted(sheet: Sheet, audit: ContactAudit) -> None:
    section(sheet, "三、掉榜的企业", "企业", "原来在哪、怎么掉的")
    for item in audit.delisted:
        sheet.add(object_name(item.enterprise, item.example), item.listed)
    if not audit.delisted:
        sheet.add("没有", "已读的名单里没有掉榜；没有采全的名单不能断定")


def _add_stale(sheet: Sheet, audit: ContactAudit) -> None:
    sheet.page_break()
    header = section(
        sheet,
        f"四、超过 {audit.stale_days} 天没有动静的对象（最久的在前）",
        "对象", "小组", "阶段", "最近一次", "已过天数",
    )  # fmt: skip
    for item in audit.stale:
        sheet.add(
            object_name(item.name, item.example),
            Cell(item.team or NOTHING, "centre"),
            Cell(item.stage or NOTHING, "centre"),
            Cell(item.last, "centre"),
            Cell(item.days, "centre"),
        )
    if audit.stale:
        sheet.filter_rows(header)
    else:
        sheet.add("没有")
