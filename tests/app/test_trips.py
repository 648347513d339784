"""``lianzhao trips`` and ``lianzhao prereview`` as a person runs them, over the sample week."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.app.conftest import Week, run_lianzhao


@pytest.mark.slow
def test_trips_of_the_sample_week(week: Week, tmp_path: Path) -> None:
    first, second = (
        run_lianzhao(week.home, "trips", "--json", "--out", str(tmp_path / name))
        for name in ("a.xlsx", "b.xlsx")
    )
    assert first.code == second.code == 0, first.err
    plan = first.json
    for part in (plan["resident"], plan["delegation"]):
        solver, *people = part["outcomes"]
        assert all(solver["value"] >= other["value"] - 1e-9 for other in people)
    assert len(plan["delegation"]["routes"]) <= 3
    assert plan["what_if"][0]["trips_paid"] == 100
    seen = {v["rank"] for p in ("resident", "delegation") for r in plan[p]["routes"] for v in r["visits"]}
    left = {firm["rank"] for firm in plan["top_dropped"] if firm["reason"]}
    assert (seen - {None}) | left == {target["rank"] for target in week.targets}
    assert not any(visit["leader_only"] for r in plan["resident"]["routes"] for visit in r["visits"])
    assert not any(visit["example"] for r in plan["resident"]["routes"] for visit in r["visits"])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert (tmp_path / "a-地图.png").read_bytes() == (tmp_path / "b-地图.png").read_bytes()
    book = load_workbook(tmp_path / "a.xlsx")
    shown = [row[3].value for row in book["驻点周计划"].iter_rows(min_row=4) if "–" in str(row[2].value)]
    assert shown == [v["enterprise"] for r in plan["resident"]["routes"] for v in r["visits"]]


@pytest.mark.slow
def test_an_appointment_with_nobody_changes_nothing(week: Week, tmp_path: Path) -> None:
    path = tmp_path / "约会.csv"
    path.write_text("企业,日期,时间\n没有这家企业有限公司,2026-11-25,09:00\n", encoding="utf-8")
    ran = run_lianzhao(week.home, "trips", "--appointments", str(path), "--out", str(tmp_path / "a.xlsx"))
    assert ran.code == 2
    assert "第 2 行" in ran.err
    assert "没有这家企业有限公司" in ran.err
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.slow
def test_a_pre_review_of_a_firm_on_the_list(week: Week, tmp_path: Path) -> None:
    target = week.targets[0]
    out = tmp_path / "预审.xlsx"
    ran = run_lianzhao(
        week.home, "prereview", target["enterprise"], "--park", "sjk_forest", "--out", str(out), "--json"
    )
    assert ran.code == 0, ran.err
    assert {item["state"] for item in ran.json["items"]} <= {"满足", "不满足", "有条件", "待核"}
    sheet = load_workbook(out)["预审表"]
    states = [row[2].value for row in sheet.iter_rows(min_row=4) if isinstance(row[0].value, int)]
    assert states == [item["state"] for item in ran.json["items"]]


@pytest.mark.slow
def test_a_wrong_park_or_name_is_answered_with_what_there_is(week: Week, tmp_path: Path) -> None:
    out = tmp_path / "预审.xlsx"
    name = week.targets[0]["enterprise"]
    park = run_lianzhao(week.home, "prereview", name, "--park", "sjk_forst", "--out", str(out))
    assert (park.code, "sjk_forest" in park.err, "green_building" in park.err) == (2, True, True)
    firm = run_lianzhao(
        week.home, "prereview", name[1:-1], "--park", "sjk_forest", "--out", str(tmp_path / "b.xlsx")
    )
    nobody = run_lianzhao(
        week.home, "prereview", f"{name[:3]}呀有限公司", "--park", "sjk_forest", "--out", str(out)
    )
    assert firm.code == 0 or name in firm.err
    assert nobody.code == 2
    assert "相近的有" in nobody.err
    assert not out.exists()
