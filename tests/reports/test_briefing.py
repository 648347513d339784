"""The two-page briefing as python-docx reads it back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from app.reports.briefing import CHANGES_SHOWN, TARGETS_SHOWN, write_briefing
from matching.config.bundle import Config
from matching.hq.changes import compare_weeks
from matching.report import WeekReport
from tests.reports.build import week
from tests.workbook.test_workbook import HOSTILE


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def told(path: Path) -> list[str]:
    """The words that stand for the pictures."""
    return [str(node.get("descr")) for node in Document(str(path)).element.iter(qn("wp:docPr"))]


@pytest.fixture(scope="module")
def written(config: Config, tmp_path_factory: pytest.TempPathFactory) -> tuple[WeekReport, Path]:
    path = tmp_path_factory.mktemp("briefing") / "week.docx"
    report = week(config, "示例不认识", *HOSTILE)
    write_briefing(report, path, "内部")
    return report, path


def test_it_says_the_figures_and_draws_them(written: tuple[WeekReport, Path]) -> None:
    _, path = written
    text = text_of(path)
    for figure in ("37.17%", "33.77 亿元", "8.4%", "855 家（0.50%）", "427 家", "213 家", "110 家（3.87%）"):
        assert figure in text
    assert "这是第一期" in text
    pictures = told(path)
    assert len(pictures) == 4
    assert "现在 37.17%" in pictures[0]
    assert "855 家" in pictures[1]


def test_every_page_carries_its_mark_and_the_fonts_of_the_office(written: tuple[WeekReport, Path]) -> None:
    report, path = written
    document = Document(str(path))
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "内部"
    assert "内部" in section.footer.paragraphs[0].text
    assert report.data_hash[:8] in section.footer.paragraphs[0].text
    assert document.core_properties.category == "内部"
    fonts = {node.get(qn("w:eastAsia")) for node in document.element.iter(qn("w:rFonts"))}
    assert fonts == {"宋体", "微软雅黑"}
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)


def test_the_same_report_gives_the_same_bytes(written: tuple[WeekReport, Path], tmp_path: Path) -> None:
    report, path = written
    write_briefing(report, tmp_path / "again.docx", "内部")
    assert (tmp_path / "again.docx").read_bytes() == path.read_bytes()


def test_nothing_in_it_runs_or_leads_out(written: tuple[WeekReport, Path]) -> None:
    _, path = written
    with zipfile.ZipFile(path) as parts:
        body = parts.read("word/document.xml").decode()
        relations = parts.read("word/_rels/document.xml.rels").decode()
    assert "w:hyperlink" not in body
    assert "w:instrText" not in body
    assert 'TargetMode="External"' not in relations


def test_changes_are_told_with_their_reasons_and_bounded(config: Config, tmp_path: Path) -> None:
    now = week(config)
    before = now.model_copy(
        update={"week": "2026-W47", "targets": [], "data_hash": "0" * 64, "list_entries": 5}
    )
    report = now.model_copy(update={"changes": compare_weeks(before, now)})
    write_briefing(report, tmp_path / "week.docx", "内部")
    text = text_of(tmp_path / "week.docx")
    assert f"对比 2026-W47：进入 {len(now.targets)} 家" in text
    assert "数据变了" in text
    assert text.count("• 进入") <= CHANGES_SHOWN
    assert len(Document(str(tmp_path / "week.docx")).tables[0].rows) <= TARGETS_SHOWN + 1
