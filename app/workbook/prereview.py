"""The 预审 draft as a workbook: the sheet for the meeting, what counts, what is known, what to ask whom."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from app.packing import portable
from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet
from app.workbook.styles import Styles, tone, workbook_options
from app.workbook.words import NOTHING, RULE_KINDS, firm_name, source_text, trail, week_text
from common.clock import week_start
from common.files import write_atomic
from matching.prereview import PreReview
from matching.result import Evidence

_ITEMS = [
    Column("序号", 6, 6),
    Column("事项", 16, 26),
    Column("状态", 9, 9),
    Column("情况", 24, 40),
    Column("要问的话", 24, 44),
    Column("谁能回答", 16, 22),
    Column("依据：来源、日期、快照与行", 30, 60),
    Column("部门意见（会上填）", 18, 18),
]
_COUNTS = [
    Column("规则或指标", 26, 26),
    Column("类别", 10, 10),
    Column("结果", 10, 10),
    Column("理由", 56, 56),
    Column("要问的话", 54, 54),
]
_KNOWN = [Column("项目", 14, 14), Column("内容", 60, 60), Column("依据：来源、日期、快照与行", 86, 86)]
_ASKS = [
    Column("谁能回答", 30, 30),
    Column("事项", 34, 34),
    Column("状态", 10, 10),
    Column("要问的话", 90, 90),
]


def write_prereview(made: PreReview, path: Path) -> None:
    """Write the workbook whole or not at all; one draft gives the same bytes."""
    buffer = io.BytesIO()
    workbook = Workbook(buffer, workbook_options())
    workbook.set_properties(
        {
            "title": f"预审表 {made.enterprise} {made.park_name}",
            "subject": f"数据 {made.data_hash}，配置 {made.config_hash}",
            "author": "链招 lianzhao",
            "created": datetime.combine(week_start(made.week), time()),
        }
    )
    styles = Styles(workbook)
    left = f"预审草稿　数据 {made.data_hash[:8]}　配置 {made.config_hash[:8]}"
    for sheet in (_items(made), _asks(made), _counts(made), _known(made)):
        sheet.finish(workbook, styles, footer=f"&L&8 {left}&C&8 内部&R&8 第 &P 页，共 &N 页")
    workbook.close()
    write_atomic(path, portable(buffer.getvalue()))


def _heading(made: PreReview, name: str) -> Heading:
    node = f"{made.chain_name} / {made.node_name}" if made.chain_name else "未对应产业链环节"
    title = f"{name}　{firm_name(made.enterprise, made.example)}　{made.park_name}"
    warning = "注意：含示例数据，不得作为审查依据" if any(_examples(made)) else ""
    code = made.uscc or "未知"
    return title, warning, f"{node}；统一社会信用代码 {code}；按 {week_text(made.week)} 已知的情况起草"


def _examples(made: PreReview) -> Iterator[bool]:
    yield made.example
    trails: list[list[Evidence]] = [item.evidence for item in made.items]
    trails += [fact.evidence for fact in made.known]
    yield from (one.example for evidence in trails for one in evidence)


def _items(made: PreReview) -> Sheet:
    sheet = Sheet(
        "预审表", _ITEMS, _heading(made, "项目预审表（草稿）"), budget=Budget(170, 220, pages=3), header=True
    )
    part = ""
    for number, item in enumerate(made.items, start=1):
        if item.part != part:
            part = item.part
            sheet.add(Cell("", "band"), Cell(part, "band"))
        sheet.add(
            Cell(number, "centre"),
            Cell(item.name, "name"),
            Cell(item.state, tone(item.state)),
            item.reason,
            item.question or NOTHING,
            item.department,
            _short_trail(item.evidence),
            "",
        )
    sheet.add(Cell("", "band"), Cell("说明", "band"))
    for note in (*made.notes, f"建议签约主体：{made.signing_entity}"):
        sheet.add("", note)
    return sheet


def _short_trail(evidence: list[Evidence]) -> str:
    """Source, date and place of each evidence; several of one source once."""
    lines = [f"{source_text(one)}；快照 {one.snapshot[:12]} 第 {one.row} 行" for one in evidence]
    return "\n".join(list(dict.fromkeys(lines))[:3]) or NOTHING


def _asks(made: PreReview) -> Sheet:
    sheet = Sheet("问谁", _ASKS, _heading(made, "还要谁回答什么"), budget=Budget(164), header=True)
    for department, count in made.departments.items():
        rows = [item for item in made.items if item.department == department and item.state != "满足"]
        if rows:
            sheet.add(Cell(f"{department}：{count} 条", "band"))
        for item in rows:
            sheet.add(department, Cell(item.name, "name"), Cell(item.state, tone(item.state)), item.question)
    idle = [department for department, count in made.departments.items() if not count]
    if idle:
        sheet.add(Cell("本表没有要问的部门", "band"))
        sheet.add("、".join(idle))
    return sheet


def _counts(made: PreReview) -> Sheet:
    sheet = Sheet("算不算数", _COUNTS, _heading(made, "签下来算不算数"), budget=Budget(156), header=True)
    sheet.add(Cell("指标", "band"))
    names = {verdict.rule: verdict.name for verdict in made.verdicts}
    for one in made.indicators:
        rules = "、".join(names[rule] for rule in one.rules)
        sheet.add(
            Cell(one.name, "name"),
            Cell("指标", "centre"),
            Cell(one.result, tone(one.result)),
            f"由以下规则得出：{rules}",
        )
    sheet.add(Cell("规则", "band"))
    for verdict in made.verdicts:
        sheet.add(
            Cell(verdict.name, "name"),
            Cell(RULE_KINDS[verdict.kind], "centre"),
            Cell(verdict.result, tone(verdict.result)),
            verdict.reason,
            verdict.question or NOTHING,
        )
    sheet.add(Cell("建议签约主体", "band"))
    sheet.add(made.signing_entity)
    return sheet


def _known(made: PreReview) -> Sheet:
    sheet = Sheet("已知情况", _KNOWN, _heading(made, "已知情况"), budget=Budget(160), header=True)
    for fact in made.known:
        sheet.add(Cell(fact.name, "name"), fact.value, trail(fact.evidence, fact.value))
    return sheet
