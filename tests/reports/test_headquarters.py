"""The workbook for headquarters as openpyxl reads it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.reports import coverage_sheets
from app.reports.headquarters import figures_of, headquarters_name, write_headquarters
from app.reports.what_if import NAME, STEPS_NAME
from common.errors import UserError
from matching.config.bundle import Config
from matching.hq.model import CoverageCell
from matching.report import WeekReport
from tests.reports.build import WEEK, week
from tests.workbook.made_up import week_report
from tests.workbook.test_workbook import HOSTILE

SHEETS = ["指标", "试算", "对接核查", "漏斗", "覆盖率", "缺口图", "覆盖明细", "试算过程"]


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[value for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]


def row_of(sheet: Worksheet, label: str) -> list[object]:
    return next(row for row in rows(sheet) if row and row[0] == label)


@pytest.fixture(scope="module")
def report(config: Config) -> WeekReport:
    return week(config, "示例不认识", *HOSTILE)


@pytest.fixture(scope="module")
def path(report: WeekReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("headquarters") / "hq.xlsx"
    write_headquarters(report, found, "敏感")
    return found


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def test_every_sheet_carries_week_mark_and_hashes_and_fits_a4(report: WeekReport, book: Workbook) -> None:
    assert book.sheetnames == SHEETS
    assert book.properties.category == "敏感"
    for sheet in book:
        assert WEEK in str(sheet["A1"].value)
        assert "敏感" in str(sheet["A2"].value)
        footer = sheet.oddFooter
        assert footer is not None
        assert footer.center is not None
        assert footer.left is not None
        assert "敏感" in str(footer.center.text)
        assert report.data_hash[:8] in str(footer.left.text)
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)


def test_the_same_report_gives_the_same_bytes(report: WeekReport, path: Path, tmp_path: Path) -> None:
    write_headquarters(report, tmp_path / "again.xlsx", "敏感")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_names_of_the_ledger_never_run(book: Workbook) -> None:
    for sheet in book:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.hyperlink is None
                if sheet.title not in {NAME, STEPS_NAME}:
                    assert cell.data_type != "f", cell.coordinate
    assert "=HYPERLINK(" in " ".join(str(row) for row in rows(book["对接核查"]))


def test_what_is_stale_and_what_counts_stand_there(book: Workbook) -> None:
    sheet, number = book["对接核查"], 9 + len(HOSTILE)
    assert row_of(sheet, "台账行数")[1] == number
    assert row_of(sheet, "超过 60 天没有动静")[1] == number
    assert row_of(sheet, "未对上企业库的企业")[1] == number - 8
    assert row_of(sheet, "示例不认识")[1:] == ["一组", "洽谈", "2026-01-27", 300]


def test_a_week_of_an_older_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    old = week_report(0)
    with pytest.raises(UserError, match="旧版本") as error:
        write_headquarters(old, tmp_path / "hq.xlsx", "敏感")
    assert "lianzhao weekly --week" in error.value.fix
    assert not (tmp_path / "hq.xlsx").exists()


def test_a_name_that_is_no_week_is_refused() -> None:
    with pytest.raises(UserError):
        headquarters_name("../2026")


def test_of_very_many_cells_the_touched_and_the_largest_are_listed_and_the_rest_is_said(
    report: WeekReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage_sheets, "MOST_CELLS", 3)
    hq = figures_of(report)
    [cell, *_] = hq.coverage.cells

    def made(city: str, touched: int, firms: int) -> CoverageCell:
        rate = cell.rate.model_copy(update={"k": touched, "n": firms})
        return cell.model_copy(update={"city": city, "rate": rate})

    cells = [
        made("甲市", 0, 5),
        made("乙市", 1, 1),
        made("丙市", 0, 9),
        made("丁市", 0, 2),
        made("戊市", 2, 2),
    ]
    coverage = hq.coverage.model_copy(update={"cells": cells})
    many = report.model_copy(update={"hq": hq.model_copy(update={"coverage": coverage})})
    write_headquarters(many, tmp_path / "hq.xlsx", "敏感")
    shown = rows(load_workbook(tmp_path / "hq.xlsx")["覆盖明细"])[3:]
    assert [row[3] for row in shown[:-1]] == ["乙市", "丙市", "戊市"]
    assert "另有 2 格没有列出" in str(shown[-1][0])
    assert "共 7 家次" in str(shown[-1][0])
