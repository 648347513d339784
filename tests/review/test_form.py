"""The Excel form there and back: all of it or nothing, twice is once, and scraped text never runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.workbook.review_form import write_review_form
from common.errors import UserError
from db.decisions import Judgement
from pipeline.review import case_views, propose, undo
from pipeline.review.form import COLUMNS, DESPITE_CODES, FIRST_ROW, SAME, import_form
from tests.identity.build import credit_code, firms, mention
from tests.review.build import HISTORY, dump

ANSWER, WHY, WHO = (COLUMNS.index(name) + 1 for name in ("结论", "理由", "判断人"))
FIRST = FIRST_ROW + 1
NAMES = ("=示例1+1有限公司", "示例乙有限公司", "示例丙有限公司")
Fill = Callable[[Any], None]


@pytest.fixture
def form(db: Session, tmp_path: Path) -> Path:
    """An exported form of two cases."""
    firms(db, *map(mention, NAMES))
    propose(db, NAMES[0], NAMES[1])
    propose(db, NAMES[0], NAMES[2])
    db.commit()
    path = tmp_path / "待判.xlsx"
    write_review_form(case_views(db), path)
    return path


def first_sheet(path: Path) -> Any:
    return openpyxl.load_workbook(path).active


def filled(path: Path, *rows: tuple[str, str, str]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    for number, (answer, why, who) in enumerate(rows, start=FIRST):
        for column, text in ((ANSWER, answer), (WHY, why), (WHO, who)):
            sheet.cell(number, column, text or None)
    book.save(path)
    return path


def test_only_three_cells_a_row_are_free_and_nothing_runs(form: Path) -> None:
    sheet = first_sheet(form)
    assert sheet.protection.sheet
    free = {cell.column for cell in sheet[FIRST] if not cell.protection.locked}
    assert free == {ANSWER, WHY, WHO}
    hidden = [one for one in sheet.column_dimensions.values() if one.hidden]
    assert [(one.min, one.max) for one in hidden] == [(1, 2)], "the case and its two sides"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert any(str(cell.value).startswith("=示例") for cell in sheet[FIRST])
    assert '"同一家,不是同一家,不确定"' in {rule.formula1 for rule in sheet.data_validations.dataValidation}


def test_there_and_back_and_twice_is_once(db: Session, form: Path) -> None:
    filled(form, ("同一家", "查过营业执照", "示例判断人"), ("", "", ""))
    done = import_form(db, form)
    assert (len(done.judged), done.known, done.blank) == (1, 0, 1)
    kept = dump(db, without=set())
    again = import_form(db, form)
    assert (again.judged, again.known, again.blank) == ([], 1, 1)
    assert dump(db, without=set()) == kept
    undo(db, done.judged[0], who="示例判断人", why="看错了")
    assert import_form(db, form).judged == [], "an old form does not judge again what was undone"


def test_a_copy_saved_anew_judges_nothing_twice(db: Session, form: Path, tmp_path: Path) -> None:
    filled(form, ("不是同一家", "两块牌子", "示例判断人"))
    import_form(db, form)
    book = openpyxl.load_workbook(form)
    book.save(tmp_path / "另存.xlsx")
    assert import_form(db, tmp_path / "另存.xlsx").known == 1


def test_every_wrong_row_is_named_and_nothing_is_judged(db: Session, form: Path) -> None:
    filled(form, ("同一家", "", "示例判断人"), ("也许", "理由", "示例判断人"))
    with pytest.raises(UserError, match=r"第 4 行：没有写理由.*第 5 行：结论“也许”不认识.*什么也没有改"):
        import_form(db, form)
    db.rollback()
    assert db.scalars(select(Judgement)).all() == []


def test_a_good_row_beside_a_wrong_one_is_not_kept(db: Session, form: Path) -> None:
    before = dump(db, without=set())
    filled(form, ("同一家", "查过营业执照", "示例判断人"), ("同一家", "查过营业执照", ""))
    with pytest.raises(UserError, match="第 5 行：没有写判断人"):
        import_form(db, form)
    db.rollback()
    assert dump(db, without=set()) == before


def test_two_codes_need_the_other_answer(db: Session, tmp_path: Path) -> None:
    firms(db, mention(NAMES[1], credit_code(1)), mention(NAMES[2], credit_code(2)))
    propose(db, NAMES[1], NAMES[2])
    path = tmp_path / "待判.xlsx"
    write_review_form(case_views(db), path)
    rules = first_sheet(path).data_validations.dataValidation
    assert {rule.formula1 for rule in rules} == {f'"{DESPITE_CODES},不是同一家,不确定"'}
    with pytest.raises(UserError, match="信用代码不同"):
        import_form(db, filled(path, (SAME, "查过营业执照", "示例判断人")))
    assert import_form(db, filled(path, (DESPITE_CODES, "查过营业执照", "示例判断人"))).judged


def break_header(sheet: Any) -> None:
    sheet.cell(FIRST_ROW, ANSWER, "别的")


def break_number(sheet: Any) -> None:
    sheet.cell(FIRST, 1).value = None


def double_number(sheet: Any) -> None:
    sheet.cell(FIRST + 1, 1, sheet.cell(FIRST, 1).value)


def swap_pairs(sheet: Any) -> None:
    sheet.cell(FIRST, 2, sheet.cell(FIRST + 1, 2).value)


def rename(sheet: Any) -> None:
    sheet.title = "别的"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (break_header, "不是待判案例的表格"),
        (break_number, "隐藏的案例编号没有了"),
        (double_number, "在第 4 行已有"),
        (swap_pairs, "案例编号与两边的企业对不上"),
        (rename, "没有“待判案例”这张表"),
    ],
)
def test_a_form_that_was_meddled_with(db: Session, form: Path, change: Fill, message: str) -> None:
    filled(form, ("同一家", "查过营业执照", "示例判断人"))
    book = openpyxl.load_workbook(form)
    change(book.active)
    book.save(form)
    with pytest.raises(UserError, match=message):
        import_form(db, form)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_form(db: Session, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match="不是能读的 xlsx 表格"):
        import_form(db, path)
    with pytest.raises(UserError, match="表格读不到"):
        import_form(db, tmp_path / "没有.xlsx")


def test_without_cases_the_form_is_empty(db: Session, tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    write_review_form([], path)
    assert import_form(db, path).blank == 0
    assert dump(db, without=set()).keys() >= HISTORY
