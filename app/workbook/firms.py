"""Sheet 逐家说明: one block a firm after domain.md §11, then the firms that did not make the list."""

from __future__ import annotations

from collections.abc import Iterator

from app.workbook import targets
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from app.workbook.styles import Style, tone
from app.workbook.words import (
    NOTHING,
    RULE_KINDS,
    firm_name,
    mark,
    membership_text,
    place,
    sentence,
    span,
    trail,
)
from matching.report import WeekReport
from matching.result import AXIS_NAMES, Assessment, Gate, Statement, Verdict

NAME = "逐家说明"
BUDGET = Budget(223)
REMOVED_SHOWN = 200
AXIS_SHORT = {"fit": "适配", "propensity": "意愿", "kpi_value": "考核"}

_COLUMNS = [
    Column("序号", 6, 6),
    Column("栏目", 14, 14),
    Column("项目", 30, 30),
    Column("结果", 12, 12),
    Column("分值", 7, 7),
    Column("说明", 70, 70),
    Column("依据：事实、来源、日期、快照与行、网址", 84, 84),
]
"""Every row of a block fills these, so that the filter can show one firm or one part of all."""

Line = tuple[str, str, str, str | float, str, str]
"""部分, 项目, 结果, 分值, 说明, 依据."""


def firms_sheet(report: WeekReport, heading: Heading) -> tuple[Sheet, dict[str, str]]:
    """The sheet, and for each target's enterprise id the link to its block."""
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=True)
    header_row = sheet.next_row - 1
    places = {}
    for index, firm in enumerate(report.targets):
        if index:
            sheet.page_break()
        places[firm.enterprise_id] = sheet.place(_add_block(sheet, firm, targets.FIRST_ROW + index))
    if report.targets:
        sheet.page_break()
    _add_removed(sheet, report)
    sheet.filter_rows(header_row)
    return sheet, places


def _add_block(sheet: Sheet, firm: Assessment, list_row: int) -> int:
    """Add one firm; returns the row of its header line."""
    number = firm.rank if firm.rank is not None else NOTHING
    title = "　".join(
        (
            firm_name(firm.enterprise, firm.example),
            place(firm),
            f"{firm.chain_name or NOTHING} / {firm.node_name or NOTHING}",
            mark(firm),
        )
    )
    back = f"internal:'{targets.NAME}'!C{list_row + 1}"
    first = sheet.add(Cell(number, "band_link", back), Cell(title, "band"))
    previous = ""
    for part, name, result, points, text, basis in _lines(firm):
        part_style: Style = "part" if part != previous else "label"
        points_style: Style = "score" if part == "评分" else "points"
        sheet.add(
            Cell(number, "centre"),
            Cell(part, part_style),
            name,
            Cell(result, tone(result)),
            Cell(points, points_style),
            text,
            basis,
        )
        previous = part
    return first


def _lines(firm: Assessment) -> Iterator[Line]:
    yield from _list_lines(firm)
    yield from _score_lines(firm)
    yield from _statement_lines("来我县的理由", "理由", firm.reasons)
    yield from _statement_lines("不来的顾虑", "顾虑", firm.concerns)
    yield from _park_lines(firm)
    yield from _verdict_lines(firm)
    for item in sorted(firm.contributions, key=lambda item: (-item.points, item.factor)):
        known = "已知" if item.known else "先验"
        text = f"{item.why}（取值 {item.value.centre:.2f}，区间 {span(item.value)}）"
        name = f"{AXIS_SHORT[item.axis]}：{item.name}"
        yield "得分构成", name, known, item.points, text, trail(item.evidence, item.why)
    yield "建议签约主体", "", "", "", firm.signing_entity or NOTHING, ""
    yield "建议话题", "", "", "", "；".join(firm.topics) or NOTHING, ""
    for number, question in enumerate(dict.fromkeys((firm.next_question, *firm.questions)), start=1):
        if question:
            yield "需要先问", "先问这一条" if number == 1 else f"问题 {number}", "", "", question, ""


def _list_lines(firm: Assessment) -> Iterator[Line]:
    code = firm.uscc or "未知"
    yield "企业", "统一社会信用代码", "", "", code, ""
    if not firm.memberships:
        yield "名单", NOTHING, "", "", "不在已读名单上", ""
    for member in firm.memberships:
        counts = "名单目标可计的榜单" if member.counts else "名单目标不计的榜单"
        basis = trail([member.evidence], membership_text(member))
        yield "名单", membership_text(member), "", "", counts, basis


def _score_lines(firm: Assessment) -> Iterator[Line]:
    for axis, name in AXIS_NAMES.items():
        value = firm.axes[axis]
        yield "评分", f"{AXIS_SHORT[axis]}（{name}）", "", value.centre, f"区间 {span(value)}", ""
    known = f"区间 {span(firm.score)}；资料完整度 {firm.completeness:.0%}"
    yield "评分", "合计", "", firm.score.centre, known, ""


def _statement_lines(part: str, word: str, statements: list[Statement]) -> Iterator[Line]:
    for number, statement in enumerate(statements, start=1):
        kind = "本县事实" if statement.place else ""
        basis = trail(statement.evidence, statement.text)
        yield part, f"{word} {number}", kind, "", sentence(statement), basis
    if not statements:
        yield part, NOTHING, "", "", NOTHING, ""


def _park_lines(firm: Assessment) -> Iterator[Line]:
    park = firm.park_name if firm.park else "园区待定"
    yield "对口园区", park, "", "", NOTHING if firm.gates else "没有已登记的园区条件", ""
    for gate in firm.gates:
        yield "对口园区", gate.name, gate.state, "", _with_question(gate), ""


def _verdict_lines(firm: Assessment) -> Iterator[Line]:
    names = {verdict.indicator: verdict.name for verdict in firm.indicators}
    rule_names = {verdict.rule: verdict.name for verdict in firm.verdicts}
    for indicator in firm.indicators:
        rules = "、".join(rule_names[rule] for rule in indicator.rules)
        text = f"由以下规则得出：{rules}" if rules else NOTHING
        yield "算不算数", f"指标：{indicator.name}", indicator.result, "", text, ""
    for verdict in firm.verdicts:
        serves = "、".join(names.get(item, item) for item in verdict.indicators)
        name = f"{RULE_KINDS[verdict.kind]}：{verdict.name}"
        text = _with_question(verdict) + (f"\n关系指标：{serves}" if serves else "")
        yield "算不算数", name, verdict.result, "", text, trail(verdict.evidence, verdict.reason)


def _with_question(judged: Gate | Verdict) -> str:
    """The reason, and what to ask while the answer is open."""
    settled: set[str] = {"满足", "计入"}
    state = judged.state if isinstance(judged, Gate) else judged.result
    if state in settled or not judged.question:
        return judged.reason
    return f"{judged.reason}\n问：{judged.question}"


def _add_removed(sheet: Sheet, report: WeekReport) -> None:
    removed = sorted(report.removed, key=lambda firm: (-firm.score, firm.enterprise_id))
    sheet.add(Cell("", "band"), Cell(f"未入选企业与原因（{len(removed)} 家，按合计排序）", "band"))
    for number, firm in enumerate(removed[:REMOVED_SHOWN], start=1):
        sheet.add(
            Cell(number, "centre"),
            Cell("未入选", "label"),
            firm_name(firm.enterprise, firm.example),
            Cell("未入选", "centre"),
            Cell(firm.score, "score"),
            "；".join(firm.reasons) or NOTHING,
            f"{firm.chain_name} / {firm.node_name}",
        )
    more = len(removed) - REMOVED_SHOWN
    if more > 0:
        sheet.add("", Cell(f"另有 {more} 家合计更低的企业未列出", "label"))
    if not removed:
        sheet.add("", Cell("没有对上产业链而未入选的企业", "label"))
