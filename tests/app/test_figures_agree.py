"""One number, one function: workbook, briefing, charts and JSON of the sample home say the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.app.conftest import Week, run_lianzhao

pytestmark = pytest.mark.slow

CONTACTS = {"0.50%": 855, "1.00%": 427, "2.00%": 213, "3.87%": 110}
"""Domain guide, section 4.8; 3.87 % is 560 of 14,475."""


def output(week: Week, start: str, end: str) -> Path:
    return next(
        path
        for path in map(Path, week.summary["outputs"])
        if path.name.startswith(start) and path.suffix == end
    )


@pytest.fixture(scope="module")
def book(week: Week) -> Workbook:
    return load_workbook(output(week, "总部工作簿", ".xlsx"), data_only=True)


@pytest.fixture(scope="module")
def data(week: Week) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output(week, "目标清单", ".json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def briefing(week: Week) -> str:
    document = Document(str(output(week, "招商周报", ".docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture(scope="module")
def pictures(week: Week) -> list[str]:
    """The words that stand for the charts: title and every bar with its figure."""
    document = Document(str(output(week, "招商周报", ".docx")))
    return [str(node.get("descr")) for node in document.element.iter(qn("wp:docPr"))]


@pytest.fixture(scope="module")
def coverage(week: Week) -> dict[str, Any]:
    found: dict[str, Any] = run_lianzhao(week.home, "coverage", "--json").json
    return found


@pytest.fixture(scope="module")
def kpi(week: Week) -> dict[str, Any]:
    found: dict[str, Any] = run_lianzhao(week.home, "kpi", "--json").json
    return found


def lines(sheet: Worksheet) -> Iterator[list[Any]]:
    for row in sheet.iter_rows(values_only=True):
        yield [value for value in row if value is not None]


def line(sheet: Worksheet, label: str) -> list[Any]:
    return next(row for row in lines(sheet) if row and row[0] == label)


def test_the_golden_figures_of_the_report(
    book: Workbook, briefing: str, coverage: dict[str, Any], kpi: dict[str, Any]
) -> None:
    page, ledger = kpi["kpi"], coverage["ledger"]
    assert (ledger["rows"], ledger["distinct"], ledger["on_lists"]["k"]) == (112, 112, 34)
    assert (page["list_landed"], page["list_target"]) == (0, 3)
    assert (f"{page['share']:.2%}", f"{page['manufacturing_needed']:.2f}") == ("37.17%", "33.77")
    assert f"{page['landing_upper']:.1%}" == "8.4%"
    found = {f"{row['rate']:.2%}": row["contacts"] for row in kpi["indicators"]["landing"]}
    assert CONTACTS.items() <= found.items()
    assert CONTACTS.items() <= page["contacts_needed"].items()
    sheet = book["指标"]
    assert line(sheet, "现在的占比")[1] == "37.17%"
    assert line(sheet, "还差制造业签约")[1] == "33.77 亿元"
    assert line(sheet, "已落地 / 目标")[1] == "0 / 3 家"
    assert line(sheet, "真实落地率的单侧 95% 精确上限")[1] == "8.4%"
    for rate, contacts in CONTACTS.items():
        assert line(sheet, f"每次对接落地率 {rate}")[1] == f"{contacts} 家"
        assert f"{contacts} 家（{rate}）" in briefing
    for figure in (
        "37.17%",
        "33.77 亿元",
        "8.4%",
        "112 行、112 个对象",
        "34/112 = 30.4%",
        "落地 0 家（目标 3 家）",
    ):
        assert figure in briefing


def test_the_audit_is_the_same_everywhere(
    book: Workbook, data: dict[str, Any], briefing: str, coverage: dict[str, Any]
) -> None:
    audit, ledger, sheet = coverage["audit"], coverage["ledger"], book["对接核查"]
    assert data["hq"]["audit"] == audit
    assert data["ledger"] == ledger
    for label, value in (
        ("台账行数", ledger["rows"]),
        ("去重后对象", ledger["distinct"]),
        ("重复行", ledger["duplicates"]),
        ("商会、协会等", ledger["associations"]),
        ("未对上企业库的企业", audit["unmatched"]),
        ("掉榜", len(audit["delisted"])),
        ("从未回访", ledger["never_followed_up"]),
        ("超过 60 天没有动静", len(audit["stale"])),
        ("终止而没有原因", ledger["no_reason"]),
        ("没有原因码的行", audit["rows_without_reason"]),
    ):
        assert line(sheet, label)[1] == value, label
    assert line(sheet, "现在名单上")[1] == "34 / 112"
    for one in audit["countable"]:
        assert line(sheet, one["name"])[1:4] == [one["counts"], one["open"], one["fails"]]
    assert f"从未回访 {ledger['never_followed_up']} 个" in briefing
    assert f"没有动静 {len(audit['stale'])} 个" in briefing
    assert f"没有原因码 {audit['rows_without_reason']} 行" in briefing


def test_coverage_and_gaps_are_the_same_everywhere(
    week: Week, book: Workbook, data: dict[str, Any], pictures: list[str], coverage: dict[str, Any]
) -> None:
    assert data["hq"]["coverage"] == coverage["coverage"]
    assert data["gaps"] == coverage["gaps"]
    found = coverage["coverage"]
    sheet = book["覆盖率"]
    every = [row for part in ("by_chain", "by_tier", "by_city", "by_node") for row in found[part]]
    shown = {(row[0], *row[1:4]) for row in lines(sheet) if len(row) >= 6}
    for row in every:
        assert (row["name"], row["members"], row["rate"]["n"], row["rate"]["k"]) in shown
    for row in found["by_chain"]:
        told = f"{row['name'].split('(')[0]} {row['rate']['k']}/{row['rate']['n']}"
        assert told in pictures[3]
    team = load_workbook(week.workbook)["覆盖与缺口"]
    for name, rate in data["universe"].items():
        [tier] = [row for row in found["by_tier"] if row["name"] == name]
        assert tier["rate"] == rate
        assert f"{rate['k']}/{rate['n']}" in str(line(team, name)[1]) or not rate["n"]
    nodes = {tuple(row[:2]): row[3:] for row in lines(book["缺口图"]) if len(row) == 9}
    for gap in coverage["gaps"]:
        numbers = [
            gap[key] for key in ("gap_priority", "candidates", "eligible", "touched", "in_talks", "listed")
        ]
        assert nodes[gap["chain_name"], gap["node_name"]] == numbers
    cells = [row for row in lines(book["覆盖明细"]) if len(row) == 7][1:]
    assert [row[4:6] for row in cells] == [[one["rate"]["n"], one["rate"]["k"]] for one in found["cells"]]


def test_the_funnel_is_the_same_everywhere_and_16_is_no_part_of_the_112(
    book: Workbook, pictures: list[str], coverage: dict[str, Any]
) -> None:
    funnel, sheet = coverage["funnel"], book["漏斗"]
    for step in funnel["steps"]:
        assert line(sheet, step["name"])[1:3] == [step["reached"]["k"], step["now"]]
        assert f"{step['name']} {step['reached']['k']}" in pictures[2]
    assert funnel["steps"][0]["reached"]["k"] == 112
    signed = line(sheet, "签约项目")
    assert signed[1:3] == [16, 0]
    assert "不是" in signed[3]
    assert "16（台账对上 0）" in pictures[2]
    assert not any("16/112" in str(value) or "14.3%" in str(value) for row in lines(sheet) for value in row)


def test_charts_and_live_cells_hold_the_figures_of_the_kpi_page(
    book: Workbook, pictures: list[str], kpi: dict[str, Any]
) -> None:
    assert "现在 37.17%" in pictures[0]
    assert "33.77 亿元" in pictures[0]
    for rate, contacts in CONTACTS.items():
        assert f"落地率 {rate} {contacts} 家" in pictures[1]
    sheet = book["试算"]
    assert line(sheet, "现在的占比")[1] == pytest.approx(kpi["kpi"]["share"])
    assert line(sheet, "还差制造业签约")[1] == pytest.approx(kpi["kpi"]["manufacturing_needed"])
    assert line(sheet, "真实落地率的上限（单侧精确）")[1] == pytest.approx(kpi["kpi"]["landing_upper"])
    landing = [row for row in lines(sheet) if len(row) == 6 and row[0] != "每次对接的落地率从哪来"]
    assert [row[1:4] for row in landing] == [
        [row["rate"], row["contacts"], row["weeks_slow"]] for row in kpi["indicators"]["landing"]
    ]


def test_each_file_carries_its_mark_and_is_in_the_export_log(week: Week, data: dict[str, Any]) -> None:
    log = [json.loads(text) for text in (week.home / "log" / "exports.jsonl").read_text("utf-8").splitlines()]
    noted = {entry["file"]: entry for entry in log}
    for path in map(Path, week.summary["outputs"]):
        entry = noted[str(path.resolve())]
        assert entry["sha256"] == sha256_of(path)
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT.*\+08:00", entry["at"])
        assert entry["who"]
        assert entry["mark"] in {"内部", "敏感"}
    assert data["classification"] == "敏感"
    assert load_workbook(week.workbook).properties.category == "内部"


def test_out_writes_the_same_workbook_and_bad_names_are_refused(week: Week, tmp_path: Path) -> None:
    ran = run_lianzhao(week.home, "kpi", "--out", str(tmp_path / "hq.xlsx"))
    assert ran.code == 0, ran.err
    assert "37.17%" in ran.out
    assert (tmp_path / "hq.xlsx").read_bytes() == output(week, "总部工作簿", ".xlsx").read_bytes()
    bad = run_lianzhao(week.home, "coverage", "--out", str(tmp_path / "hq.pdf"))
    assert (bad.code, "xlsx" in bad.err) == (2, True)
    none = run_lianzhao(week.home, "kpi", "--week", "2020-W01")
    assert (none.code, "lianzhao weekly" in none.err) == (2, True)


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
