"""A file that a clerk brings: published like a page, or refused in one sentence; persons stay out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.opened import Opened
from app.snapshot import find_capture
from app.workbook.imported import write_import_report
from common.errors import UserError
from common.hashing import sha256_hex
from crawlers.archive import Archive
from db.models import Enterprise, ListEntry, Release
from pipeline.extract import read_row
from pipeline.inbox import as_imported
from tests.extract.build import xlsx_body
from tests.identity.build import credit_code
from tests.inbox.build import (
    MAIL,
    PERSON,
    PHONE,
    bring,
    csv_bytes,
    export,
    firm,
    html_bytes,
    in_use,
    ranking,
    releases,
    roster,
    statuses,
)

QCC = {"source": "qcc_export", "day": "2026-10-28", "name": "示例家具导出"}
ROSTER = {"source": "chamber_roster", "day": "2026-10-20", "name": "东莞市示例商会会员名册"}
TOP = {"source": "cec500", "day": "2026-09-15", "edition": "2026"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("导出.xlsx", xlsx_body(export(), [(0, 0, 0, 17)])),
        ("导出.csv", csv_bytes(export())),
        ("导出.xls", html_bytes(export())),
    ],
)
def test_an_export_gives_facts_and_no_person_is_kept(
    opened: Opened, db: Session, tmp_path: Path, name: str, data: bytes
) -> None:
    report = bring(opened, tmp_path / name, data, QCC)
    assert (report.outcome, report.read) == ("published", 3)
    assert statuses(report) == [(4, "新增"), (5, "新增"), (6, "新增")]
    assert set(report.left_out) == {"法定代表人", "电话", "邮箱"}
    entry = db.scalars(select(ListEntry).order_by(ListEntry.row)).first()
    assert entry is not None
    assert (entry.name, entry.fields["uscc"]) == (firm(1), credit_code(1))
    assert entry.fields["status"] == "存续"
    assert (entry.fields["province"], entry.fields["city"]) == ("广东省", "东莞市")
    assert entry.fields["scope"] == "生产、销售：家具。"
    release = db.get(Release, entry.release_id)
    assert release is not None
    assert (release.tier, release.example) == (None, True)
    assert set(db.scalars(select(Enterprise.uscc))) == set(map(credit_code, (1, 2, 3)))
    kept = [path.read_bytes().decode() for path in opened.settings.archive.rglob("*") if path.is_file()]
    kept += [str(row) for row in db.execute(text("SELECT * FROM list_entry"))]
    assert not [word for word in (PERSON, PHONE, MAIL) for text_ in kept if word in text_]
    assert report.original_sha256 == sha256_hex(data)
    assert any(report.original_sha256 in text_ for text_ in kept)


def test_every_entry_can_be_walked_back_to_its_archived_row(
    opened: Opened, db: Session, tmp_path: Path
) -> None:
    report = bring(opened, tmp_path / "导出.xlsx", xlsx_body(export()), QCC)
    capture = find_capture(db, opened, report.sha256)
    assert (capture.via, capture.url, capture.dated) == ("import", "https://list.example/", "2026-10-28")
    data = Archive(opened.settings.archive).read(capture.sha256)
    source = as_imported(opened.sources["qcc_export"], capture, data)
    for entry in db.scalars(select(ListEntry)):
        assert list(read_row(source, capture, data, entry.row)) == entry.cells
        assert entry.cells[1] == entry.name


def test_a_file_without_persons_is_archived_as_it_is(opened: Opened, tmp_path: Path) -> None:
    data = xlsx_body(ranking())
    report = bring(opened, tmp_path / "名单.xlsx", data, TOP)
    assert report.outcome == "published"
    assert report.sha256 == sha256_hex(data)
    assert Archive(opened.settings.archive).read(report.sha256) == data


def test_the_same_file_again_changes_nothing(opened: Opened, db: Session, tmp_path: Path) -> None:
    data = xlsx_body(roster("会长", "会员"))
    assert bring(opened, tmp_path / "名册.xlsx", data, ROSTER).outcome == "published"
    before = releases(db), sorted(opened.settings.archive.rglob("*"))
    captures = list(Archive(opened.settings.archive).captures("chamber_roster"))
    assert bring(opened, tmp_path / "另存.xlsx", data, ROSTER).outcome == "unchanged"
    assert (releases(db), sorted(opened.settings.archive.rglob("*"))) == before
    assert list(Archive(opened.settings.archive).captures("chamber_roster")) == captures


def test_a_trial_writes_nothing(opened: Opened, db: Session, tmp_path: Path) -> None:
    report = bring(opened, tmp_path / "名册.xlsx", xlsx_body(roster("会长")), ROSTER, dry_run=True)
    assert (report.outcome, statuses(report)) == ("published", [(3, "新增")])
    assert releases(db) == 0
    assert not opened.settings.archive.exists()


def test_changes_are_told_row_by_row(opened: Opened, tmp_path: Path) -> None:
    bring(opened, tmp_path / "名册.xlsx", xlsx_body(roster("会长", "副会长", "会员")), ROSTER)
    newer = roster("会长", "常务副会长")
    newer += [[3, "会员", PERSON, "示例新来家具有限公司", "总经理", PHONE], [4, "会员", PERSON, "", "", ""]]
    report = bring(opened, tmp_path / "新.xlsx", xlsx_body(newer), ROSTER | {"day": "2026-11-01"})
    assert statuses(report) == [(3, "已有"), (4, "有变化"), (5, "新增"), (6, "不采用")]
    assert [line.why for line in report.rows][1:] == ["职务 副会长 → 常务副会长", "", "没有企业名称"]
    assert report.gone == [firm(3)]


def test_a_renamed_firm_is_found_by_its_code(opened: Opened, tmp_path: Path) -> None:
    bring(opened, tmp_path / "导出.xlsx", xlsx_body(export()), QCC)
    newer = export(企业名称={2: "示例改名有限公司"}, 登记状态={3: "注销"})
    report = bring(opened, tmp_path / "新.xlsx", xlsx_body(newer), QCC | {"day": "2026-11-02"})
    assert [(line.status, line.why) for line in report.rows] == [
        ("已有", ""),
        ("有变化", f"企业名称 {firm(2)} → 示例改名有限公司"),
        ("有变化", "状态 存续 → 注销"),
    ]


def test_a_wrong_code_costs_the_code_only(opened: Opened, db: Session, tmp_path: Path) -> None:
    bad = credit_code(2)[:-1] + ("0" if credit_code(2)[-1] != "0" else "1")
    rows = export(统一社会信用代码={2: bad, 3: "123"})
    report = bring(opened, tmp_path / "导出.xlsx", xlsx_body(rows), QCC)
    assert report.outcome == "published"
    assert [line.why for line in report.rows] == [
        "",
        f"信用代码 {bad} 校验不过，只是不采用代码",
        "统一社会信用代码“123”没有采用",
    ]
    assert {row.name: row.uscc for row in db.scalars(select(Enterprise))} == {
        firm(1): credit_code(1),
        firm(2): None,
        firm(3): None,
    }


def test_rosters_live_side_by_side_and_the_same_name_replaces(
    opened: Opened, db: Session, tmp_path: Path
) -> None:
    bring(opened, tmp_path / "甲.xlsx", xlsx_body(roster("会长", "会员")), ROSTER)
    bring(opened, tmp_path / "乙.xlsx", xlsx_body(roster("会长")), ROSTER | {"name": "示例协会名册"})
    assert in_use(db, "chamber_roster") == {ROSTER["name"]: [firm(1), firm(2)], "示例协会名册": [firm(1)]}
    third = xlsx_body(roster("会长", "副会长", "会员"))
    report = bring(opened, tmp_path / "丙.xlsx", third, ROSTER | {"day": "2026-11-01"})
    assert report.outcome == "published", report.problems
    assert in_use(db, "chamber_roster")[ROSTER["name"]] == [firm(1), firm(2), firm(3)]


def test_older_data_never_replaces_newer(opened: Opened, db: Session, tmp_path: Path) -> None:
    bring(opened, tmp_path / "新.xlsx", xlsx_body(ranking()), TOP)
    bring(opened, tmp_path / "名册.xlsx", xlsx_body(roster("会长")), ROSTER)
    with pytest.raises(UserError, match=r"在用的是 2026 的.*这份是 2025"):
        bring(opened, tmp_path / "旧.xlsx", xlsx_body(ranking(first=7)), TOP | {"edition": "2025"})
    with pytest.raises(UserError, match="在用的是 2026-10-20 的"):
        bring(opened, tmp_path / "旧.xlsx", xlsx_body(roster("会员")), ROSTER | {"day": "2026-10-19"})
    assert in_use(db, "cec500")[""][0] == firm(1)


def test_a_list_that_is_not_whole_is_refused_whole(opened: Opened, db: Session, tmp_path: Path) -> None:
    report = bring(opened, tmp_path / "名单.xlsx", xlsx_body(ranking(480)), TOP)
    assert report.outcome == "refused"
    assert "读到 480 行" in report.problems[0]
    assert {status for _, status in statuses(report)} == {"不采用"}
    assert releases(db) == 0
    assert not opened.settings.archive.exists()


def test_a_list_of_nearly_the_same_name_is_not_taken_for_another(opened: Opened, tmp_path: Path) -> None:
    data = xlsx_body([["2026中国制造业企业500强"], *ranking()])
    with pytest.raises(UserError, match="写着“中国制造业企业500强”，不是中国企业500强"):
        bring(opened, tmp_path / "名单.xlsx", data, TOP)
    assert bring(opened, tmp_path / "名单.xlsx", data, TOP | {"source": "cec_mfg500"}).read == 500


def test_another_year_in_the_title_is_doubted(opened: Opened, tmp_path: Path) -> None:
    data = xlsx_body([["2025中国企业500强"], *ranking()])
    report = bring(opened, tmp_path / "名单.xlsx", data, TOP, dry_run=True)
    assert any("2025 年，与版次 2026 不同" in warning for warning in report.warnings)


def test_other_sheets_are_not_archived(opened: Opened, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name, rows in (("名单", ranking()), ("联系", [[PERSON, PHONE]])):
            sheet = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                sheet.write_row(at, 0, cells)
    report = bring(opened, tmp_path / "名单.xlsx", buffer.getvalue(), TOP)
    assert report.outcome == "published"
    assert report.left_out == ["工作表“联系”"]
    kept = Archive(opened.settings.archive).read(report.sha256).decode()
    assert firm(500) in kept
    assert PHONE not in kept


def test_the_workbook_holds_every_row(opened: Opened, tmp_path: Path) -> None:
    rows = roster("会长", "会员")
    rows[2][3] = "=示例公式家具有限公司"
    report = bring(opened, tmp_path / "名册.xlsx", csv_bytes(rows), ROSTER)
    path = write_import_report(report, tmp_path)
    assert path.name.startswith("导入报告-chamber_roster-")
    lines = list(load_workbook(path)["逐行"].iter_rows(values_only=True))
    assert lines[0] == ("行", "位置", "企业", "结果", "说明")
    assert [(line[0], line[2], line[3]) for line in lines[1:]] == [
        (3, "=示例公式家具有限公司", "新增"),
        (4, firm(2), "新增"),
    ]
