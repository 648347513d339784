"""Parks as sets of pipes and permits: domain guide, sections 6.2 and 18.4."""

from __future__ import annotations

import pytest

from matching.config.bundle import Config
from matching.context import Context
from matching.firm import Project
from matching.judge import Judged, judge
from matching.result import Gate
from matching.site import wastewater_demand
from tests.matching.build import circumstances, firm, rule_of, said
from tests.matching.conftest import Changed, Edit

HUNDRED_MILLION_METRES = Project(output_m=100_000_000)
DYER = firm("示例印染有限公司", products="印染")


def answered(field: str, value: str, park: str = "sjk_eco") -> Edit:
    """The park office has answered one line of its form."""
    answer = f'{field}: {{v: {value}, as_of: "2026-10-01", source: 示例园区答复, status: confirmed}}'
    return Edit("parks.yaml", f"{field}: {{v: null, status: unknown}}", answer, f"id: {park}")


def gate_of(judged: Judged, gate: str) -> Gate:
    return next(item for item in judged.assessment.gates if item.gate == gate)


def dyer(config: Config) -> Judged:
    return judge(DYER, circumstances(config), HUNDRED_MILLION_METRES)


def test_a_hundred_million_metres_ask_for_4384_tonnes_a_day() -> None:
    assert round(wastewater_demand(HUNDRED_MILLION_METRES) or 0) == 4384
    assert wastewater_demand(Project()) is None


def test_too_little_spare_capacity_removes_the_dyer_with_both_figures(changed: Changed) -> None:
    judged = dyer(changed(answered("wwtp_spare_tpd", "3000")))
    assert gate_of(judged, "wastewater").state == "不满足"
    assert rule_of(judged, "park_admission")[0] == "不计入"
    assert any("4384" in reason and "3000" in reason for reason in judged.assessment.kept_off)


def test_enough_spare_capacity_passes(changed: Changed) -> None:
    judged = dyer(changed(answered("wwtp_spare_tpd", "5000")))
    assert gate_of(judged, "wastewater").state == "满足"
    assert judged.assessment.kept_off == []


def test_an_unanswered_capacity_is_asked_for_and_gets_no_tick(config: Config) -> None:
    gate = gate_of(dyer(config), "wastewater")
    assert gate.state == "待园区确认"
    assert "污水厂剩余" in gate.question
    assert dyer(config).assessment.kept_off == []


@pytest.mark.parametrize("field", ["wwtp_spare_tpd", "land_stock_net_mu", "min_invest_wan_per_mu"])
def test_a_planned_figure_is_neither_capacity_nor_threshold(
    config: Config, changed: Changed, field: str
) -> None:
    edit = answered(field, "6000")
    planned = changed(edit._replace(new=edit.new.replace("}", ", plan: true}")))
    assert dyer(planned).assessment.gates == dyer(config).assessment.gates


def test_a_park_without_central_steam_takes_no_dyer(changed: Changed) -> None:
    judged = dyer(changed(answered("steam_spare_tph", "0")))
    assert rule_of(judged, "park_admission")[0] == "不计入"


@pytest.mark.parametrize(("value", "state"), [("true", "满足"), ("false", "不满足")])
def test_dyestuffs_wait_for_the_chemical_park_to_be_confirmed(
    config: Config, changed: Changed, value: str, state: str
) -> None:
    maker = firm("示例染料有限公司", products="活性染料")
    waiting = judge(maker, circumstances(config))
    assert gate_of(waiting, "requires_chemical_park").state == "待园区确认"
    assert any("化工园区" in reason for reason in waiting.assessment.kept_off)
    assert rule_of(waiting, "park_admission")[0] == "待核"

    decided = judge(maker, circumstances(changed(answered("chemical_park", value))))
    assert gate_of(decided, "requires_chemical_park").state == state
    assert (decided.assessment.kept_off == []) == (value == "true")


def test_in_a_chemical_park_it_does_not_matter_what_kind_of_sealant(changed: Changed) -> None:
    """须进化工园区，除非水性: either answer is enough, so one known answer settles it."""
    sealant = firm("示例密封胶有限公司", products="硅酮密封胶")
    yes = judge(sealant, circumstances(changed(answered("chemical_park", "true", "green_building"))))
    assert gate_of(yes, "requires_chemical_park_unless_waterborne").state == "满足"
    assert yes.assessment.kept_off == []


def test_outside_a_chemical_park_a_sealant_is_asked_about_not_refused(changed: Changed) -> None:
    sealant = firm("示例密封胶有限公司", products="硅酮密封胶")
    no = judge(sealant, circumstances(changed(answered("chemical_park", "false", "green_building"))))
    assert gate_of(no, "requires_chemical_park_unless_waterborne").state == "待核"
    assert rule_of(no, "park_admission")[0] == "待核"
    assert no.assessment.kept_off != []


@pytest.mark.parametrize("field", ["min_tax_wan_per_mu", "min_invest_wan_per_mu"])
def test_a_threshold_of_one_park_does_not_touch_another(config: Config, changed: Changed, field: str) -> None:
    wood = firm()
    before = judge(wood, circumstances(config))
    strict = changed(answered(field, "30"))
    after = judge(wood, circumstances(strict))
    # The settings' own archived bytes differ; what is said of the firm does not.
    assert after.assessment.gates == before.assessment.gates
    assert after.assessment.score == before.assessment.score
    assert "不否决" in gate_of(after, "intensity").reason
    assert "30" in gate_of(dyer(strict), "intensity").reason
    assert gate_of(dyer(strict), "intensity").state == "待核"
    cited = next(v for v in dyer(strict).assessment.verdicts if v.rule == "park_admission").evidence
    form = strict.documents["parks.yaml"]
    assert form.line("parks", "sjk_eco", "values", field) in {item.row for item in cited}


def test_a_need_that_is_met_is_no_concern_any_more(config: Config, changed: Changed) -> None:
    maker = firm("示例碳酸钙有限公司", products="纳米碳酸钙")
    assert "二氧化碳回用" in said(judge(maker, circumstances(config)).assessment)
    answer = changed(answered("co2_source", "示例电厂烟气", "green_building"))
    after = judge(maker, circumstances(answer))
    assert gate_of(after, "co2_loop").state == "满足"
    assert "二氧化碳回用" not in said(after.assessment)
    assert "可供净地" in said(after.assessment)


def test_of_two_trades_the_one_that_may_be_proposed_is_judged(context: Context) -> None:
    """Dyestuffs fit better than sugar here, but wait for a chemical park."""
    both = judge(firm("示例有限公司", products="活性染料、制糖"), context).assessment
    dyestuffs = judge(firm("示例有限公司", products="活性染料"), context).assessment
    assert dyestuffs.kept_off != []
    assert dyestuffs.score.centre > both.score.centre
    assert (both.node, both.kept_off) == ("sugar", [])


def test_a_chain_without_a_park_is_undecided_and_not_refused(context: Context) -> None:
    judged = judge(firm("示例制糖有限公司", products="制糖"), context)
    assert judged.assessment.park_name == "园区待定"
    assert rule_of(judged, "park_admission") == ("待核", "本链尚未落到园区，园区待定")
    assert judged.assessment.kept_off == []


def test_a_prohibited_trade_is_refused_and_a_partly_prohibited_one_is_conditional(
    config: Config, changed: Changed
) -> None:
    codes = ", ".join(f'"{code}"' for code in config.node("textile_dyeing", "dyeing_finishing").codes.core)
    none = dyer(changed(Edit("parks.yaml", "prohibit: null", f"prohibit: [{codes}]")))
    assert any("禁止类" in reason for reason in none.assessment.kept_off)
    some = dyer(changed(Edit("parks.yaml", f"prohibit: [{codes}]", 'prohibit: ["1713"]')))
    assert gate_of(some, "prohibited_code").state == "有条件"


def test_every_open_gate_carries_a_question(context: Context) -> None:
    for products in ("印染", "全屋定制", "纳米碳酸钙", "再生塑料", "废轮胎", "活性染料"):
        gates = judge(firm("示例有限公司", products=products), context).assessment.gates
        assert gates
        assert all(gate.question for gate in gates if gate.state != "满足")
        assert all(not gate.question for gate in gates if gate.state == "满足")
