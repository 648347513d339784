"""The pre-review draft: domain guide, sections 6.4 and 18.15."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.workbook.prereview import write_prereview
from common.errors import UserError
from matching.config.bundle import Config
from matching.context import Context
from matching.firm import Firm
from matching.prereview import Item, PreReview, prereview
from tests.matching.build import REGION, circumstances, firm, listing, touch
from tests.matching.conftest import Changed, Edit

STATES = {"满足", "不满足", "有条件", "待核"}
DYER = firm("示例印染有限公司", products="印染", touches=[touch(40)], listings=[listing("little_giant")])


def draft(one: Firm, park: str, context: Context) -> PreReview:
    return prereview(one, context.config.park(park), context, week="2026-W48", data_hash="0" * 64)


def item_of(made: PreReview, item: str) -> Item:
    return next(one for one in made.items if one.id == item)


@pytest.mark.parametrize("products", ["印染", "全屋定制", "碳酸钙", "废钢", "无关的东西", "松香"])
@pytest.mark.parametrize("park", ["sjk_eco", "sjk_forest", "recycling_park", "green_building"])
def test_every_gate_has_one_of_four_states_a_department_and_evidence(
    context: Context, products: str, park: str
) -> None:
    made = draft(firm("示例某某有限公司", products=products), park, context)
    assert len({item.id for item in made.items}) == len(made.items)
    for item in made.items:
        assert item.state in STATES
        assert item.department
        assert item.reason
        assert item.evidence, item.id
        assert all(one.source and one.date for one in item.evidence)
        assert bool(item.question) == (item.state != "满足")
        assert bool(item.waits_for) == (item.state != "满足")
    rules = {rule.id for rule in context.config.eligibility.rules}
    assert rules <= {item.id for item in made.items}


def test_a_dyer_is_asked_about_wastewater_and_the_environment_office_answers(context: Context) -> None:
    made = draft(DYER, "sjk_eco", context)
    wastewater = item_of(made, "wastewater")
    assert (wastewater.state, wastewater.waits_for) == ("待核", "园区")
    assert "待园区确认" in wastewater.reason
    assert wastewater.department == "生态环境(环评)"
    assert item_of(made, "requires_park_eia_dyeing").department == "生态环境(环评)"
    assert item_of(made, "list_member").department == "工信(目录)"
    assert made.departments["生态环境(环评)"] >= 2
    assert set(context.config.eligibility.pre_review_departments.v or []) <= set(made.departments)


def test_what_the_park_answered_stands_with_its_source_and_date(changed: Changed) -> None:
    answer = 'land_stock_net_mu: {v: 120, as_of: "2026-10-01", source: 示例园区答复, status: confirmed}'
    config = changed(
        Edit("parks.yaml", "land_stock_net_mu: {v: null, status: unknown}", answer, "id: sjk_eco")
    )
    land = item_of(draft(DYER, "sjk_eco", circumstances(config)), "land_or_factory")
    assert (land.state, "120" in land.reason) == ("有条件", True)
    assert [(one.source, one.date) for one in land.evidence] == [("示例园区答复", "2026-10-01")]


def test_a_blocking_gate_does_not_hide_the_others(changed: Changed) -> None:
    answer = 'wwtp_spare_tpd: {v: 0, as_of: "2026-10-01", source: 示例园区答复, status: confirmed}'
    config = changed(Edit("parks.yaml", "wwtp_spare_tpd: {v: null, status: unknown}", answer, "id: sjk_eco"))
    made = draft(DYER, "sjk_eco", circumstances(config))
    assert item_of(made, "wastewater").state == "不满足"
    assert item_of(made, "park_admission").state == "不满足"
    assert {"land_or_factory", "intensity"} <= {item.id for item in made.items}


def test_a_firm_of_the_region_does_not_count_and_another_signer_is_suggested(context: Context) -> None:
    made = draft(firm("示例家居有限公司", province=REGION, city="南宁市"), "sjk_forest", context)
    assert item_of(made, "out_of_region_legal_person").state == "不满足"
    assert {one.indicator: one.result for one in made.indicators}["new_signing"] == "不计入"
    assert "区外公司" in made.signing_entity


def test_a_park_of_another_chain_is_conditional_and_asked(context: Context) -> None:
    assert item_of(draft(DYER, "sjk_eco", context), "park_positioning").state == "满足"
    elsewhere = item_of(draft(DYER, "sjk_forest", context), "park_positioning")
    assert elsewhere.state == "有条件"
    assert "林木" in elsewhere.reason


def test_a_firm_without_a_node_gets_the_question_that_finds_it(context: Context) -> None:
    made = draft(firm("示例咨询有限公司", products="咨询"), "sjk_eco", context)
    assert item_of(made, "park_positioning").state == "待核"
    assert "主营产品" in item_of(made, "park_positioning").question
    assert any("没有对应的产业链环节" in note for note in made.notes)


def test_what_is_known_can_be_walked_back(context: Context) -> None:
    made = draft(DYER, "sjk_eco", context)
    known = {fact.name: fact for fact in made.known}
    assert {"企业名称", "所在省份", "所在城市", "主营产品", "名单", "对接记录"} <= set(known)
    assert all(one.snapshot and one.row for fact in made.known for one in fact.evidence)


def test_the_sheet_shows_every_row_and_leaves_no_state_blank(context: Context, tmp_path: Path) -> None:
    made = draft(DYER, "sjk_eco", context)
    write_prereview(made, tmp_path / "a.xlsx")
    write_prereview(made, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    sheet = load_workbook(tmp_path / "a.xlsx")["预审表"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    shown = [(row[1], row[2], row[5]) for row in rows if isinstance(row[0], int)]
    assert shown == [(item.name, item.state, item.department) for item in made.items]


def test_an_unknown_department_or_item_is_refused(changed: Changed) -> None:
    with pytest.raises(UserError, match="pre_review_departments 里没有 发展"):
        changed(Edit("eligibility.yaml", "    发改: [prohibited_code", "    发展: [prohibited_code"))


def test_an_item_answered_twice_is_refused(changed: Changed) -> None:
    with pytest.raises(UserError, match="fire_safety 写了两次"):
        changed(Edit("eligibility.yaml", "招商: [new_entry", "招商: [fire_safety, new_entry"))


def test_every_gate_need_and_rule_has_somebody_to_answer(config: Config) -> None:
    answered = {item for items in (config.eligibility.pre_review_answers.v or {}).values() for item in items}
    wanted = {gate.id for gate in config.gates.gates} | {need.id for need in config.gates.needs}
    assert wanted | {rule.id for rule in config.eligibility.rules} <= answered
