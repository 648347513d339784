"""The Excel form there and back: all of it or nothing, twice is once, and scraped text never runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.workbook.label_form import write_label_form
from common.errors import UserError
from db.labels import Label
from matching.config.bundle import Config
from matching.labels.form import COLUMNS, FIRST_ROW, FormImport, import_form
from matching.labels.store import undo, views
from tests.labels.conftest import CHAIN, HASH, NAMES

FIRST = FIRST_ROW + 1
AT = "2026-11-25T09:00:00+08:00"
CHAINS = [CHAIN]
FREE = ("契合", "结果", "原因", "结果日期", "说明", "标注人")


def read(db: Session, path: Path, config: Config) -> FormImport:
    return import_form(db, path, config.coverage, CHAINS, at=AT)


def first_sheet(path: Path) -> Any:
    return openpyxl.load_workbook(path).active


def filled(path: Path, *rows: dict[str, Any]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    for number, cells in enumerate(rows, start=FIRST):
        for title, value in cells.items():
            sheet.cell(number, COLUMNS.index(title) + 1, value)
    book.save(path)
    return path


def test_only_the_cells_to_fill_in_are_free_and_nothing_runs(form: Path) -> None:
    sheet = first_sheet(form)
    assert sheet.protection.sheet
    free = {COLUMNS[cell.column - 1] for cell in sheet[FIRST] if not cell.protection.locked}
    assert free == set(FREE)
    hidden = [one for one in sheet.column_dimensions.values() if one.hidden]
    assert [(one.min, one.max) for one in hidden] == [(1, 2)]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet.cell(FIRST, COLUMNS.index("企业") + 1).value == NAMES[0]
    rules = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert rules[:2] == ['"2,1,0"', '"已拜访,有回复,来考察,签约,拒绝"']
    assert rules[2].count(",") == 15, "sixteen reasons"


def test_there_and_back_and_twice_is_once(db: Session, form: Path, config: Config) -> None:
    filled(
        form,
        {"契合": 2, "标注人": "示例甲"},
        {"契合": "1", "结果": "拒绝", "原因": "用工难", "结果日期": date(2026, 11, 20), "标注人": "示例甲"},
        {"标注人": "示例甲", "说明": "还没看"},
    )
    done = read(db, form, config)
    assert (len(done.labels), done.known, done.blank) == (3, 0, 1)
    kept = [(one.enterprise, one.kind, one.grade, one.outcome, one.reason, one.on_date) for one in views(db)]
    assert kept[::-1] == [
        (NAMES[0], "fit", 2, None, None, None),
        (NAMES[1], "fit", 1, None, None, None),
        (NAMES[1], "outcome", None, "refused", "用工难", "2026-11-20"),
    ]
    first = views(db)[-1]
    assert (first.shown_rank, first.shown_score, first.week, first.config_hash) == (1, 0.5, "2026-W48", HASH)
    again = read(db, form, config)
    assert (again.labels, again.known, again.blank) == ([], 3, 1)
    undo(db, done.labels[0], who="示例甲", why="看错了")
    assert read(db, form, config).labels == [], "an old form does not say again what was taken back"


def test_a_copy_saved_anew_says_nothing_twice(
    db: Session, form: Path, config: Config, tmp_path: Path
) -> None:
    read(db, filled(form, {"契合": 0, "标注人": "示例甲"}), config)
    book = openpyxl.load_workbook(form)
    book.save(tmp_path / "另存.xlsx")
    assert read(db, tmp_path / "另存.xlsx", config).known == 1
    changed = filled(tmp_path / "另存.xlsx", {"契合": 1})
    assert len(read(db, changed, config).labels) == 1, "another grade is a new label"


def test_every_wrong_row_is_named_and_nothing_is_kept(db: Session, form: Path, config: Config) -> None:
    filled(
        form,
        {"契合": 2, "标注人": "示例甲"},
        {"契合": "很好", "标注人": "示例甲"},
        {"结果": "拒绝", "结果日期": "2026年11月20日"},
    )
    with pytest.raises(
        UserError, match=r"第 5 行：契合“很好”不认识（可填：0、1、2）；第 6 行：没有写标注人.*什么也没有改"
    ):
        read(db, form, config)
    db.rollback()
    assert db.scalars(select(Label)).all() == []


def test_a_day_that_cannot_be_read(db: Session, form: Path, config: Config) -> None:
    filled(form, {"结果": "签约", "结果日期": "上周", "标注人": "示例甲"})
    with pytest.raises(UserError, match="第 4 行：结果日期“上周”读不懂（写成 2026-11-23）"):
        read(db, form, config)


def break_header(sheet: Any) -> None:
    sheet.cell(FIRST_ROW, COLUMNS.index("契合") + 1, "别的")


def break_token(sheet: Any) -> None:
    sheet.cell(FIRST, 1).value = None


def double_row(sheet: Any) -> None:
    for column in (1, 2, COLUMNS.index("企业") + 1):
        sheet.cell(FIRST + 2, column, sheet.cell(FIRST + 1, column).value)


def swap_names(sheet: Any) -> None:
    sheet.cell(FIRST, COLUMNS.index("企业") + 1, NAMES[1])


def rename(sheet: Any) -> None:
    sheet.title = "别的"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (break_header, "不是企业标注的表格"),
        (break_token, "第 4 行：隐藏的标识与企业对不上"),
        (double_row, "第 6 行：这家企业在第 5 行已有"),
        (swap_names, "第 4 行：隐藏的标识与企业对不上"),
        (rename, "没有“企业标注”这张表"),
    ],
)
def test_a_form_that_was_meddled_with(
    db: Session, form: Path, config: Config, change: Callable[[Any], None], message: str
) -> None:
    filled(form, {"契合": 2, "标注人": "示例甲"})
    book = openpyxl.load_workbook(form)
    change(book.active)
    book.save(form)
    with pytest.raises(UserError, match=message):
        read(db, form, config)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_form(db: Session, tmp_path: Path, config: Config, content: bytes) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match="不是能读的 xlsx 表格"):
        read(db, path, config)
    with pytest.raises(UserError, match="表格读不到"):
        read(db, tmp_path / "没有.xlsx", config)


def test_a_form_of_another_home(db: Session, tmp_path: Path, config: Config, form: Path) -> None:
    filled(form, {"契合": 2, "标注人": "示例甲"})
    with pytest.raises(UserError, match="产业链 wood_home 已不在配置里"):
        import_form(db, form, config.coverage, ["other"], at=AT)


def test_without_firms_the_form_is_empty(db: Session, tmp_path: Path, config: Config) -> None:
    path = tmp_path / "空.xlsx"
    write_label_form([], config.coverage.outcome_reasons, "2026-W48", path)
    assert read(db, path, config).labels == []
