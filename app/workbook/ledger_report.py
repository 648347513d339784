"""The report of a ledger import: every row with what became of it, and cells to correct it by."""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path

from xlsxwriter import Workbook

from app.workbook.form import FormColumn, FormSheet
from app.workbook.pack import input_columns
from app.workbook.styles import Style, Styles, workbook_options
from app.workbook.text import clean, looks_like_formula
from common.files import write_atomic
from pipeline.import_ledger import Imported
from pipeline.ledger import Vocabulary
from pipeline.ledger.forms import CASES, IS, NEW_CODE, NEW_NAME, line_identity
from pipeline.ledger.outcome import STATUSES, Candidate, Outcome
from pipeline.ledger.team_sheets import ANSWERS
from pipeline.ledger.values import NOTE, TYPED

SHEET, LEFT_OUT, SUMMARY = "核对", "没有导入的行", "导入报告"
_ORDER = {"待核对": 0, "新企业": 1, "不是企业": 2, "已对上": 3}
_FIGURES = "一二三"


def write_ledger_report(done: Imported, file: str, at: str, words: Vocabulary, path: Path) -> None:
    """Write the report whole or not at all; what needs a look stands first."""
    buffer = io.BytesIO()
    with Workbook(buffer, workbook_options()) as workbook:
        styles = Styles(workbook)
        _rows(workbook, styles, done, file, words)
        _left_out(workbook, styles, done)
        _summary(workbook, styles, done, file, at)
    write_atomic(path, buffer.getvalue())


def _rows(workbook: Workbook, styles: Styles, done: Imported, file: str, words: Vocabulary) -> None:
    inputs = [column for column in input_columns(words) if column.title != TYPED[NOTE]]
    columns = [
        FormColumn(CASES, 4, hidden=True),
        FormColumn("原表行", 9, style="centre"),
        FormColumn(TYPED["name"], 24, style="name"),
        FormColumn("导入结果", 9, style="centre"),
        FormColumn("对上的企业", 24),
        FormColumn("候选", 40),
        FormColumn("为什么", 24),
        FormColumn("要改的地方", 30),
        FormColumn(IS, 12, open=True, words=ANSWERS),
        FormColumn(NEW_NAME, 22, open=True),
        FormColumn(NEW_CODE, 20, open=True),
        *inputs,
    ]
    remarks: defaultdict[tuple[str | None, int], list[str]] = defaultdict(list)
    first = done.first_sheet
    for name, row, text in done.problems:
        remarks[None if name == first else name, row].append(text)
    sheet = FormSheet(workbook, styles, SHEET, columns, frozen=3)
    counts = "，".join(f"{status} {done.statuses.get(status, 0)}" for status in STATUSES)
    text = f"{file}：{counts}。在黄色格子里改好、选好，再用 lianzhao ledger import 导入这张表，改动就生效。"
    sheet.heading("台账导入核对", _warning(done), text, halves=True)
    for one in sorted(done.outcomes, key=lambda one: (_ORDER[one.status], not one.problems, one.line)):
        sheet.add(line_identity(one.line, one.key, one.version), _cells(one, remarks[one.sheet, one.row]))
    sheet.finish("&C&8 内部&R&8 第 &P 页，共 &N 页", page_break=IS, scale=75)


def _cells(one: Outcome, remarks: list[str]) -> dict[str, str | float]:
    problems = [f"请改：{text}" for text in one.problems]
    said = list(dict.fromkeys((*problems, *(text for text in remarks if text not in one.problems))))
    return {
        CASES: ",".join(str(candidate.case) for candidate in one.candidates),
        "原表行": f"{one.sheet} {one.row}" if one.sheet else one.row,
        TYPED["name"]: one.values.get("name", ""),
        "导入结果": one.status,
        "对上的企业": "\n".join(
            filter(None, (_mark(one) + one.enterprise if one.enterprise else "", one.uscc or ""))
        ),
        "候选": "\n".join(_candidate(at, candidate) for at, candidate in enumerate(one.candidates)),
        "为什么": one.why,
        "要改的地方": "\n".join(said),
        **{TYPED[name]: text for name, text in one.values.items() if name in TYPED and name != "name"},
    }


def _mark(one: Outcome) -> str:
    return "【示例】" if one.example else ""


def _candidate(at: int, candidate: Candidate) -> str:
    score = "" if candidate.score is None else f"，相似度 {candidate.score:.2f}"
    code = f"（{candidate.uscc}）" if candidate.uscc else ""
    return f"候选{_FIGURES[at]}：{candidate.name}{code}{score}；{candidate.why}"


def _warning(done: Imported) -> str:
    made_up = any(one.example for one in done.outcomes)
    return "注意：含示例数据（已标示）" if made_up else ""


def _left_out(workbook: Workbook, styles: Styles, done: Imported) -> None:
    if not done.left_out:
        return
    sheet = workbook.add_worksheet(LEFT_OUT)
    for column, (title, width) in enumerate((("工作表", 16), ("行", 8), ("内容", 80), ("为什么", 30))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, styles.get("header"))
    for at, one in enumerate(done.left_out, start=1):
        sheet.write_number(at, 1, one.row, styles.get("centre"))
        for column, text in ((0, one.sheet), (2, one.text), (3, one.why)):
            shown = clean(text)
            look: Style = "body"
            sheet.write_string(at, column, shown, styles.get(look, quoted=looks_like_formula(shown)))
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _summary(workbook: Workbook, styles: Styles, done: Imported, file: str, at: str) -> None:
    sheet = workbook.add_worksheet(SUMMARY)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 110)
    said = [
        ("文件", file),
        ("导入时间", at[:16].replace("T", " ")),
        ("新增", f"{done.new} 行"),
        ("更新", f"{done.changed} 行"),
        ("没有变化", f"{done.same} 行"),
        *((status, f"{done.statuses.get(status, 0)} 行") for status in STATUSES),
        ("没有导入", f"{len(done.left_out)} 行，见“{LEFT_OUT}”" if done.left_out else "0 行"),
        *(("说明", note) for note in done.notes),
    ]
    sheet.write_string(0, 0, "台账导入报告", styles.get("title"))
    for row, (label, text) in enumerate(said, start=2):
        sheet.write_string(row, 0, label, styles.get("label"))
        shown = clean(text)
        sheet.write_string(row, 1, shown, styles.get("body", quoted=looks_like_formula(shown)))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
