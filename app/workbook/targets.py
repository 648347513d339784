"""Sheet 目标清单: one row a firm, for a team on the road."""

from __future__ import annotations

from app.workbook.layout import Budget, Cell, Column
from app.workbook.sheet import Heading, Sheet, Value
from app.workbook.styles import tone
from app.workbook.words import NOTHING, axis_text, firm_name, mark, membership_text, place, sentence, span
from matching.report import WeekReport
from matching.result import AXIS_NAMES, Assessment, Gate, Statement

NAME = "目标清单"
BUDGET = Budget(165, 250, pages=3)
"""As large a print as twenty firms on three A4 pages allow."""
FROZEN_COLUMNS = 3
FIRST_ROW = 3
"""Index of the first firm's row, below title, subtitle and column titles."""
INDICATORS = {"new_signing": "新签约", "mfg_share_contract": "制造业占比", "list_firm_new": "名单企业"}
"""Indicators of kpi.yaml that a team asks about on the phone, with their short names."""

_COLUMNS = [
    Column("序号", 5, 5),
    Column("标记", 5, 5),
    Column("企业名称", 12, 22),
    Column("省市", 7, 11),
    Column("对口产业链", 7, 13),
    Column("环节", 7, 13),
    Column("对口园区", 7, 15),
    Column("合计", 5, 5),
    Column("合计区间", 10, 10),
    *(Column(title, 10.5, 10.5) for title in ("适配", "意愿", "考核")),
    Column("资料完整度", 6, 6),
    Column("名单", 10, 28),
    *(Column(title, 8, 8) for title in INDICATORS.values()),
    *(Column(title, 12, 44) for title in ("理由一", "理由二", "理由三", "顾虑一", "顾虑二")),
    Column("园区待确认", 12, 50),
    Column("先问什么", 9, 30),
    Column("建议签约主体", 9, 30),
]


def targets_sheet(report: WeekReport, heading: Heading, places: dict[str, str]) -> Sheet:
    """Every target, or why there is none, then the notes.

    ``places`` maps an enterprise id to the link of its block on sheet 逐家说明.
    """
    sheet = Sheet(NAME, _COLUMNS, heading, budget=BUDGET, header=True)
    for firm in report.targets:
        sheet.add(*_cells(firm, places[firm.enterprise_id]))
    sheet.filter_rows(FIRST_ROW - 1)
    if not report.targets:
        reasons = report.notes or ["没有企业达到入选条件"]
        sheet.add(Cell("\n".join(("本周没有入选企业：", *reasons)), "notice"))
    elif report.notes:
        sheet.add(Cell("说明", "part"))
        for note in report.notes:
            sheet.add(note)
    return sheet


def _cells(firm: Assessment, link: str) -> list[Value]:
    verdicts = {verdict.indicator: verdict.result for verdict in firm.indicators}
    words = [verdicts.get(indicator, NOTHING) for indicator in INDICATORS]
    return [
        Cell(firm.rank if firm.rank is not None else NOTHING, "link", link),
        Cell(mark(firm).replace("·", "\n"), "centre"),
        Cell(firm_name(firm.enterprise, firm.example), "name"),
        place(firm),
        firm.chain_name or NOTHING,
        firm.node_name or NOTHING,
        firm.park_name if firm.park else "园区待定",
        Cell(firm.score.centre, "score"),
        Cell(span(firm.score), "centre"),
        *(Cell(axis_text(firm.axes[axis]), "centre") for axis in AXIS_NAMES),
        Cell(firm.completeness, "percent"),
        "\n".join(map(membership_text, firm.memberships)) or NOTHING,
        *(Cell(word, tone(word)) for word in words),
        *_sentences(firm.reasons, 3),
        *_sentences(firm.concerns, 2),
        _open_gates(firm.gates),
        firm.next_question or NOTHING,
        firm.signing_entity or NOTHING,
    ]


def _sentences(statements: list[Statement], columns: int) -> list[str]:
    texts = [sentence(statement) for statement in statements[:columns]]
    return texts + [NOTHING] * (columns - len(texts))


def _open_gates(gates: list[Gate]) -> str:
    """What is not 满足, by state; the questions stand on sheet 逐家说明."""
    states = dict.fromkeys(gate.state for gate in gates if gate.state != "满足")
    lines = (f"{state}：{'、'.join(gate.name for gate in gates if gate.state == state)}" for state in states)
    return "\n".join(lines) or NOTHING
