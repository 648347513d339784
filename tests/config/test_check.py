"""Mistakes that only show between files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from common.errors import UserError
from matching.config.bundle import Config, load_config
from matching.config.check import check_config, load_checked
from tests.config.conftest import SHIPPED, Workshop


@dataclass
class Mistake:
    file: str
    old: str
    new: str
    says: tuple[str, ...]
    at: str = ""
    """Text that marks the reported line; empty: ``new``."""
    reported_in: str = ""
    """File of the report; empty: ``file``."""

    def __str__(self) -> str:
        return f"{self.file}: {self.new.strip()}"


CHAINS = "可用的产业链：textile_dyeing、wood_home、calcium_building"

ERRORS = [
    # an id used and not defined
    Mistake("parks.yaml", "chains: [recycling]", "chains: [recyling]", ("没有这个产业链：recyling", CHAINS)),
    Mistake("place.yaml", "chains: [wood_home]", "chains: [wood_hom]", ("没有这个产业链：wood_hom", CHAINS)),
    Mistake("chains.yaml", "synergies: [modern_agri]", "synergies: [agri]", ("没有这个产业链：agri", CHAINS)),
    Mistake("scoring.yaml", "wood_home: 0.7", "wood_hom: 0.7", ("没有这个产业链：wood_hom", CHAINS)),
    Mistake(
        "scoring.yaml", "{wood_home: [5, 15]", "{wood_hom: [5, 15]", ("没有这个产业链：wood_hom", CHAINS)
    ),
    Mistake(
        "place.yaml",
        "[tourism_health/biopharma]",
        "[tourism_health/bio]",
        ("没有这个环节：tourism_health/bio",),
    ),
    Mistake(
        "gates.yaml",
        "nodes: [wood_home/panel]",
        "nodes: [wood_home/panels]",
        ("没有这个环节", "wood_home/panel、"),
    ),
    Mistake("scoring.yaml", "tourism_health/biopharma: 0.3", "tourism_health/pharma: 0.3", ("没有这个环节",)),
    Mistake(
        "chains.yaml",
        "group: other4",
        "group: other5",
        ("没有这个分组：other5", "可用的分组：industrial_core2、industrial_plus3、other4"),
    ),
    Mistake(
        "chains.yaml",
        "parks: [sjk_eco]",
        "parks: [sjk]",
        ("没有这个园区：sjk", "可用的园区：sjk_eco、sjk_forest"),
    ),
    Mistake("place.yaml", "park: sjk_forest", "park: forest", ("没有这个园区：forest",)),
    Mistake("chains.yaml", "rivals: [luzhai_wood,", "rivals: [luzhai,", ("没有这个竞品园区：luzhai",)),
    Mistake("chains.yaml", "gates: [livestock_zoning]", "gates: [zoning]", ("没有这个准入条件：zoning",)),
    Mistake("chains.yaml", "flags: [odour]", "flags: [odor]", ("没有这个标记：odor",)),
    Mistake("chains.yaml", "needs: {co2_loop: preferred}", "needs: {co2: preferred}", ("没有这个需求：co2",)),
    Mistake("gates.yaml", "park_field: co2_source", "park_field: co2_src", ("没有这个园区字段：co2_src",)),
    Mistake(
        "gates.yaml", "reads: [park.plan_eia_doc,", "reads: [park.plan_eia,", ("没有这个园区字段：plan_eia",)
    ),
    Mistake("gates.yaml", "{need: wastewater,", "{need: waste_water,", ("没有这个需求：waste_water",)),
    Mistake(
        "lists.yaml",
        "counts_for: [strong_firm_new]",
        "counts_for: [strong_firm]",
        ("没有这个指标：strong_firm",),
    ),
    Mistake(
        "lists.yaml",
        "unicorn_counts, indicators: [list_firm_new]",
        "unicorn_counts, indicators: [list_firm]",
        ("没有这个指标：list_firm",),
    ),
    Mistake(
        "eligibility.yaml",
        "indicators: [list_firm_new]",
        "indicators: [list_new]",
        ("没有这个指标：list_new",),
    ),
    Mistake(
        "eligibility.yaml",
        "china_private500, china_mfg500]",
        "china_private500, china_manufacturing]",
        ("没有这个榜单：china_manufacturing",),
    ),
    Mistake(
        "eligibility.yaml",
        "list_set_in_use: {v: four",
        "list_set_in_use: {v: five",
        ("没有这个榜单组合：five", "four、three"),
    ),
    Mistake(
        "scoring.yaml",
        "reference_positives: relocated_peers",
        "reference_positives: movers",
        ("没有这个榜单：movers",),
    ),
    Mistake(
        "coverage.yaml",
        "暂缓: callback_date",
        "缓一缓: callback_date",
        ("没有这个结果代码：缓一缓",),
        at="reason_needs:",
    ),
    # defined and not used, or twice
    Mistake(
        "chains.yaml",
        "        gates: [livestock_zoning]\n",
        "",
        ("准入条件 livestock_zoning 定义了", "没有用到"),
        at="- id: livestock_zoning",
        reported_in="gates.yaml",
    ),
    Mistake(
        "chains.yaml",
        "        flags: [odour]\n",
        "",
        ("标记 odour 定义了",),
        at="{id: odour",
        reported_in="gates.yaml",
    ),
    Mistake(
        "chains.yaml",
        "needs: {co2_loop: preferred}",
        "needs: {}",
        ("需求 co2_loop 定义了",),
        at="{id: co2_loop",
        reported_in="gates.yaml",
    ),
    Mistake(
        "chains.yaml",
        "- id: reeling",
        "- id: sericulture",
        ("环节 textile_dyeing/sericulture 定义了两次",),
        at="- id: sericulture\n        name: 缫丝",
    ),
    Mistake(
        "gates.yaml",
        "- id: fire_safety",
        "- id: energy_quota",
        ("准入条件 energy_quota 定义了两次",),
        at="- id: energy_quota\n    name: 能耗指标",
    ),
    # codes and manufacturing
    Mistake(
        "chains.yaml",
        'core: ["1741"]',
        'core: ["5131"]',
        ("textile_dyeing/reeling 写 mfg: true", "5131 在 C13–C43 之外", "mixed"),
        at="mfg: true",
    ),
    Mistake(
        "chains.yaml",
        'codes: {core: [], adjacent: ["0399"',
        'codes: {core: ["1741"], adjacent: ["0399"',
        ("mfg: false", "1741 属 C13–C43"),
        at="mfg: false",
    ),
    # parks as forms
    Mistake(
        "parks.yaml",
        "      wwtp_tpd: {v: null, status: unknown}\n",
        "",
        ("sjk_eco 缺少字段 wwtp_tpd（污水厂设计规模）",),
        at="    values:",
    ),
    Mistake(
        "parks.yaml",
        "      wwtp_tpd: {v: null,",
        "      wwtp_tons: {v: null,",
        ("没有这个园区字段：wwtp_tons", "wwtp_tpd"),
    ),
    Mistake(
        "parks.yaml",
        "land_total_mu: {v: 5000,",
        "land_total_mu: {v: 约5000,",
        ("规划工业用地应是数字", "约5000"),
    ),
    Mistake(
        "parks.yaml", "land_total_mu: {v: 5000,", "land_total_mu: {v: true,", ("规划工业用地应是数字", "True")
    ),
    Mistake(
        "chains.yaml",
        "needs: {steam: preferred}",
        "needs: {steam: high}",
        ("需求 steam 没有 high 这一级", "required、preferred"),
    ),
    # sums and agreements
    Mistake("scoring.yaml", "weight: 0.45", "weight: 0.5", ("合计应为 1，现在是 1.05",), at="axes:"),
    Mistake(
        "scoring.yaml",
        "node_match: {w: 30",
        "node_match: {w: 31",
        ("fit 各因素的 w 合计应为 100，现在是 101",),
        at="    factors:",
    ),
    Mistake(
        "scoring.yaml",
        "node_gap: {w: 15",
        "node_gapp: {w: 15",
        ("没有这个因素：node_gapp", "node_gap"),
        at="      node_gapp:",
    ),
    Mistake(
        "scoring.yaml",
        "      warmth: {w: 5,",
        "      node_gap: {w: 5,",
        ("node_gap 在两个轴里都有", "只留一处"),
        at="      node_gap: {w: 5,",
    ),
    Mistake(
        "scoring.yaml",
        "gates: [active_entity, not_dishonest, ",
        "gates: [active_entity, ",
        (
            "gates 与 eligibility.yaml",
            "应为：active_entity、not_dishonest、industry_catalogue、park_admission",
        ),
    ),
    Mistake(
        "scoring.yaml",
        "list_member, excluded_types]",
        "list_member]",
        (
            "kpi_gates 与 eligibility.yaml",
            "out_of_region_legal_person、new_entry、list_member、excluded_types",
        ),
        at="kpi_gates:",
    ),
    Mistake(
        "trips.yaml",
        "no_repeat_within_days: 28",
        "no_repeat_within_days: 14",
        ("no_repeat_within_days 是 14", "recent_touch 是 28"),
    ),
    Mistake(
        "kpi.yaml",
        "mfg_share_contract_pct: 37.17",
        "mfg_share_contract_pct: 37.2",
        ("印的是 37.2%", "算得 37.17%"),
    ),
    Mistake(
        "place.yaml",
        "nodes: [tourism_health/biopharma]",
        "nodes: [wood_home/panel]",
        ("theme_biopharma 的环节 wood_home/panel 不属于", "tourism_health"),
    ),
]

WARNINGS = [
    Mistake("trips.yaml", "budget_yuan: 100000", "budget_yuan: 120000", ("120000", "所印的 100000")),
    Mistake("trips.yaml", "teams: 2", "teams: 3", ("teams 是 3", "所印的 2")),
    Mistake("trips.yaml", "people: 7", "people: 6", ("people 是 6", "所印的 7")),
    Mistake(
        "trips.yaml", "cost_per_trip_yuan: 30000", "cost_per_trip_yuan: 28500", ("28500", "所印的 30000")
    ),
    Mistake(
        "chains.yaml",
        "parks: [recycling_park]",
        "parks: []",
        ("园区 recycling_park 写了产业链 recycling",),
        at="chains: [recycling]",
        reported_in="parks.yaml",
    ),
    Mistake(
        "parks.yaml",
        "chains: [recycling]",
        "chains: []",
        ("产业链 recycling 写了园区 recycling_park",),
        at="parks: [recycling_park]",
        reported_in="chains.yaml",
    ),
]


@pytest.mark.parametrize(
    ("mistake", "level"),
    [(case, "error") for case in ERRORS] + [(case, "warning") for case in WARNINGS],
    ids=str,
)
def test_a_mistake_is_found_at_its_line(workshop: Workshop, mistake: Mistake, level: str) -> None:
    workshop.edit(mistake.file, mistake.old, mistake.new)
    file = mistake.reported_in or mistake.file
    where = f"config/{file} 第 {workshop.line(file, mistake.at or mistake.new)} 行"
    found = [
        problem
        for problem in check_config(load_config(workshop.folder))
        if problem.level == level and problem.where.endswith(where)
    ]
    assert any(all(text in problem.message + problem.fix for text in mistake.says) for problem in found), (
        found
    )


def test_the_shipped_configuration_has_nothing_to_report(shipped: Config) -> None:
    assert check_config(shipped) == []


def test_an_error_stops_the_run_and_says_how_many_more(workshop: Workshop) -> None:
    workshop.edit("parks.yaml", "chains: [recycling]", "chains: [recyling]")
    workshop.edit("trips.yaml", "no_repeat_within_days: 28", "no_repeat_within_days: 14")
    with pytest.raises(UserError, match=r"parks\.yaml 第 \d+ 行：没有这个产业链：recyling.*另有 1 处错误"):
        load_checked(workshop.folder)


def test_a_warning_does_not_stop_the_run(workshop: Workshop) -> None:
    workshop.edit("trips.yaml", "teams: 2", "teams: 3")
    assert load_checked(workshop.folder).trips.classes.resident.teams == 3


def test_mixed_nodes_may_carry_codes_of_both_kinds(workshop: Workshop) -> None:
    workshop.edit("chains.yaml", 'core: ["2542"]', 'core: ["2542", "4417"]')
    assert check_config(load_config(workshop.folder)) == []


@pytest.mark.parametrize("name", ["chain.yaml", "chains.yml"])
def test_a_file_nobody_reads_is_reported(workshop: Workshop, name: str) -> None:
    (workshop.folder / name).write_text("a: 1\n", encoding="utf-8")
    [problem] = check_config(load_config(workshop.folder))
    assert (problem.level, Path(problem.where).name) == ("warning", name)
    assert "chains.yaml" in problem.fix


def test_the_shipped_configuration_is_accepted_as_a_whole() -> None:
    assert load_checked(SHIPPED).folder == SHIPPED
