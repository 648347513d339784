"""The weekly list: what issue “first light” promises, checked on the real run."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl
import pytest
from sqlalchemy import create_engine, text

from common.settings import PROJECT_ROOT
from tests.app.conftest import Week, edit, run_lianzhao

SAMPLE_CAPTURES = PROJECT_ROOT / "sample" / "archive" / "captures"
pytestmark = pytest.mark.slow

LIST_SOURCES = {"html", "json", "xlsx"}


def evidence_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Every evidence that a row cites, wherever it stands."""
    if isinstance(row, dict):
        own = [row] if {"snapshot", "row", "fact"} <= row.keys() else []
        return own + [found for value in row.values() for found in evidence_of(value)]
    if isinstance(row, list):
        return [found for value in row for found in evidence_of(value)]
    return []


@cache
def rows_of(body: bytes) -> list[str]:
    """The text of every row of an archived body, from row 1, found without our own readers."""
    if body.startswith(b"PK"):
        sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
        return [" ".join(str(value) for value in row if value is not None) for row in sheet.values]
    content = body.decode("utf-8", errors="replace")
    if content.count("\ufffd") > len(content) / 1000:
        content = body.decode("gb18030")
    if content.lstrip().startswith("{"):
        data = json.loads(content)
        rows = data["result"] if "result" in data else data["data"]["records"][0]["basicInformation"]
        return [json.dumps(row, ensure_ascii=False) for row in rows]
    tables = [list(table.iter("tr")) for table in lxml.html.fromstring(content).iter("table")]
    return ["".join(str(part) for part in row.itertext()) for row in max(tables, key=len)]


def plain(name: str) -> str:
    """A name without brackets' widths and white space, by our test's own rule."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def test_summary_has_the_promised_size(week: Week) -> None:
    summary = week.summary
    assert summary["list_entries"] >= 750
    assert summary["enterprises"] >= 600
    assert summary["targets"] == len(week.targets)
    gathered = [source for source in summary["sources"] if source["status"] != "missing"]
    assert {source["id"] for source in gathered} == {path.stem for path in SAMPLE_CAPTURES.glob("*.jsonl")}
    assert {source["status"] for source in gathered} == {"ok"}
    assert all(source["entries"] > 0 and source["snapshot_at"] for source in gathered)
    assert week.workbook.name == f"目标清单-{summary['week']}.xlsx"


def test_no_enterprise_stands_twice(week: Week) -> None:
    engine = create_engine(f"sqlite:///{week.home / 'lianzhao.db'}")
    with engine.connect() as connection:
        names = [plain(name) for (name,) in connection.execute(text("select name from enterprise"))]
    assert len(names) == len(set(names)) >= 600
    assert len({target["enterprise_id"] for target in week.targets}) == len(week.targets)


def test_every_evidence_is_archived_and_unaltered(week: Week) -> None:
    cited = {item["snapshot"] for target in week.targets for item in evidence_of(target)}
    assert len(cited) > len(week.targets), "each target has a profile of its own, besides shared lists"
    for sha256 in cited:
        assert hashlib.sha256(week.body(sha256)).hexdigest() == sha256


def test_every_row_number_leads_to_the_firm(week: Week) -> None:
    checked = 0
    for target in week.targets:
        for item in evidence_of(target):
            if item["url"].startswith("http"):
                assert plain(target["enterprise"]) in plain(
                    rows_of(week.body(item["snapshot"]))[item["row"] - 1]
                )
                checked += 1
    assert checked >= 2 * len(week.targets)


def test_every_list_entry_stands_in_its_row(week: Week) -> None:
    engine = create_engine(f"sqlite:///{week.home / 'lianzhao.db'}")
    query = "select e.name, e.row, c.sha256 from list_entry e join capture c on c.id = e.capture_id"
    with engine.connect() as connection:
        entries = connection.execute(text(query)).all()
    assert len(entries) == week.summary["list_entries"]
    for name, row, sha256 in entries:
        assert plain(name) in plain(rows_of(week.body(sha256))[row - 1])


def test_every_setting_cited_stands_on_its_line(week: Week) -> None:
    for target in week.targets:
        for item in target["contributions"]:
            for cited in item["evidence"]:
                if cited["url"] == "config/scoring.yaml" and not item["known"]:
                    line = week.body(cited["snapshot"]).decode("utf-8").splitlines()[cited["row"] - 1]
                    assert item["factor"] in line


def test_each_target_can_be_defended(week: Week) -> None:
    for target in week.targets:
        places = [reason for reason in target["reasons"] if reason["place"]]
        assert len(target["reasons"]) == 3
        assert len(target["concerns"]) == 2
        assert len(places) >= 2
        for statement in [*target["reasons"], *target["concerns"]]:
            assert statement["evidence"], statement["text"]
            assert all(item["source"] and re.match(r"\d{4}", item["date"]) for item in statement["evidence"])
        assert target["next_question"]
        assert not target["example"], "a made-up firm never takes a place"
        assert not target["kept_off"]


def test_numbers_hold_together(week: Week) -> None:
    for target in week.targets:
        score = target["score"]
        assert 0 <= score["low"] <= score["centre"] <= score["high"] <= 1
        assert sum(item["points"] for item in target["contributions"]) == pytest.approx(100 * score["centre"])
        assert all(item["evidence"] for item in target["contributions"]), (
            "what cannot be walked back is not shown"
        )
        assert set(target["axes"]) == {"fit", "propensity", "kpi_value"}
        assert {verdict["result"] for verdict in target["verdicts"]} <= {"计入", "不计入", "待核"}
    assert [target["rank"] for target in week.targets] == list(range(1, len(week.targets) + 1))


def test_a_park_that_has_not_answered_is_never_a_pass(week: Week) -> None:
    states = {gate["state"] for target in week.targets for gate in target["gates"]}
    assert "待园区确认" in states
    assert "满足" not in states, "no park has answered anything yet"


def test_report_arithmetic_stands_in_the_workbook(week: Week) -> None:
    book = openpyxl.load_workbook(week.workbook)
    cells = [
        str(cell.value) for row in book["覆盖与缺口"].iter_rows() for cell in row if cell.value is not None
    ]
    joined = "\n".join(cells)
    for figure in ("37.17", "33.77", "8.4", "855", "427", "213", "110"):
        assert figure in joined


def test_ledger_of_the_report_is_imported_and_audited(week: Week) -> None:
    report = json.loads(week.workbook.with_suffix(".json").read_text(encoding="utf-8"))
    ledger = report["ledger"]
    assert (ledger["rows"], ledger["distinct"], ledger["example"]) == (112, 112, True)
    assert (ledger["on_lists"]["k"], ledger["on_lists"]["n"]) == (34, 112)
    assert ledger["on_lists"]["low"] == pytest.approx(0.226, abs=5e-4)
    assert ledger["on_lists"]["high"] == pytest.approx(0.394, abs=5e-4)


def test_second_run_and_another_home_give_the_same_bytes(week: Week, tmp_path: Path) -> None:
    before = week.workbook.read_bytes()
    again = run_lianzhao(week.home, "weekly", "--json")
    assert again.code == 0, again.err
    assert week.workbook.read_bytes() == before
    elsewhere = run_lianzhao(tmp_path / "other", "weekly", "--json")
    assert elsewhere.json["data_hash"] == week.summary["data_hash"]
    other = next(Path(name) for name in elsewhere.json["outputs"] if name.endswith(".xlsx"))
    assert other.read_bytes() == before


def copied(week: Week, folder: Path) -> Path:
    """A home in which the week has run, to be changed."""
    return shutil.copytree(week.home, folder / "home")


def test_an_edited_weight_gives_another_ranking(week: Week, tmp_path: Path, config_copy: Path) -> None:
    edit(
        config_copy / "scoring.yaml",
        "textile_dyeing: 0.8, wood_home: 0.7",
        "textile_dyeing: 0.8, wood_home: 0.1",
    )
    home = copied(week, tmp_path)
    ran = run_lianzhao(home, "weekly", "--json", config=config_copy)
    assert ran.code == 0, ran.err
    assert ran.json["data_hash"] == week.summary["data_hash"]
    assert ran.json["config_hash"] != week.summary["config_hash"]
    ranked = run_lianzhao(home, "targets", "--json", config=config_copy).json
    first = [target["chain"] for target in ranked][:5]
    assert [target["chain"] for target in week.targets][:5] == ["wood_home"] * 5
    assert "wood_home" not in first


def test_a_comment_changes_nothing(week: Week, tmp_path: Path, config_copy: Path) -> None:
    path = config_copy / "kpi.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    ran = run_lianzhao(copied(week, tmp_path), "weekly", "--json", config=config_copy)
    assert ran.json["config_hash"] == week.summary["config_hash"]


def test_explain_walks_back_from_the_list(week: Week) -> None:
    first = week.targets[0]
    assert run_lianzhao(week.home, "explain", first["enterprise"], "--json").json == first
    shown = run_lianzhao(week.home, "explain", first["enterprise"])
    assert shown.code == 0
    profile = next(item for item in evidence_of(first["reasons"][0]))
    for part in (profile["snapshot"], f"第 {profile['row']} 行", profile["url"], profile["date"]):
        assert part in shown.out
    row = run_lianzhao(
        week.home, "snapshot", "show", profile["snapshot"][:12], "--row", str(profile["row"]), "--json"
    ).json
    assert any(plain(first["enterprise"]) in plain(cell) for cell in row["cells"])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("示例恒锦印染有限公司", "示例数据"),
        ("华为投资控股有限公司", "没有命中任何产业链环节"),
        ("百洋产业投资集团股份有限公司", ""),
    ],
)
def test_explain_says_what_keeps_a_firm_off(week: Week, name: str, why: str) -> None:
    row = run_lianzhao(week.home, "explain", name, "--json").json
    assert row["enterprise"] == name
    assert row["rank"] is None
    assert row["kept_off"]
    assert why in "".join(row["kept_off"])


def test_explain_finds_short_names_and_suggests_near_ones(week: Week) -> None:
    assert (
        run_lianzhao(week.home, "explain", "索菲亚", "--json").json["enterprise"] == "索菲亚家居股份有限公司"
    )
    unknown = run_lianzhao(week.home, "explain", "索菲雅家居股份公司")
    assert unknown.code == 2
    assert "索菲亚家居股份有限公司" in unknown.err


def test_in_region_firm_never_counts_as_new_signing(week: Week) -> None:
    row = run_lianzhao(week.home, "explain", "百洋产业投资集团股份有限公司", "--json").json
    results = {item["indicator"]: item["result"] for item in row["indicators"]}
    assert row["province"] == "广西壮族自治区"
    assert results["new_signing"] == "不计入"


def test_doctor_finds_nothing_broken_in_a_fresh_week_but_says_what_is_stale(week: Week) -> None:
    ran = run_lianzhao(week.home, "doctor", "--json")
    assert ran.code == 0
    warned = {finding["topic"]: finding["message"] for finding in ran.json if finding["level"] != "ok"}
    assert warned.keys() >= {"对接台账", "联网采集"}
    sources = {topic: said for topic, said in warned.items() if topic.startswith("来源")}
    stale = [topic for topic, said in sources.items() if "年榜应已发布" in said]
    assert len(stale) == 4, "the four yearly lists of 2025: newer ones must be out"
    assert all("没有可用数据" in said for topic, said in sources.items() if topic not in stale)
    assert len(warned) == 2 + len(sources)
