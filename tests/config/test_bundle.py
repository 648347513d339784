from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from common.errors import UserError
from common.strict_yaml import read_document
from matching.config.bundle import Config, load_config
from matching.config.trips import TripsFile
from tests.config.conftest import SHIPPED, Workshop


def test_look_ups_find_by_id_and_refuse_what_is_not_there(shipped: Config) -> None:
    assert shipped.node("wood_home", "panel").name.startswith("胶合板")
    assert shipped.chain("wood_home").parks == ["sjk_forest"]
    assert shipped.park("sjk_forest").name == "三江口森林工业城"
    assert shipped.gate("fire_safety").on_fail == "flag"
    assert shipped.tier("little_giant").validity.months == 36
    assert shipped.rival("guigang_textile").facts[0].as_of == "2024-09-21"
    assert shipped.rule("new_entry").kind == "counting"
    with pytest.raises(KeyError):
        shipped.node("wood_home", "reeling")


def test_a_value_is_walked_back_to_its_line(shipped: Config) -> None:
    where = shipped.where("chains", "chains", "wood_home", "nodes", "panel", "gap_priority")
    path, _, line = where.removesuffix(" 行").partition(" 第 ")
    assert path == str(SHIPPED / "chains.yaml")
    lines = (SHIPPED / "chains.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[int(line) - 1].strip() == "gap_priority: 2"
    assert "- id: panel" in lines[int(line) - 6]


def test_the_hash_follows_the_content_and_not_the_comments(workshop: Workshop, shipped: Config) -> None:
    workshop.edit("scoring.yaml", "# Expert start weights.", "# Weights.\n#")
    assert load_config(workshop.folder).config_hash == shipped.config_hash
    workshop.edit("scoring.yaml", "prior: 0.15", "prior: 0.16")
    assert load_config(workshop.folder).config_hash != shipped.config_hash


def test_movability_takes_the_most_specific_value(shipped: Config) -> None:
    movability = shipped.scoring.movability
    assert movability.of("digital_economy", "electronics_mfg") == 0.7
    assert movability.of("textile_dyeing", "weaving") == 0.8
    assert movability.of("digital_economy", "bpo") == 0.5


def test_points_and_local_factors_can_be_read_by_name(shipped: Config) -> None:
    points = {name: factor.w for name, factor in shipped.scoring.axes.kpi_value.factors.items()}
    assert points == {"list_firm_new": 50, "mfg_project": 30, "resident_region": 10, "ticket_size": 10}
    assert shipped.scoring.local_factor.of("partial") == 0.4


def test_place_facts_speak_to_their_nodes_only(shipped: Config) -> None:
    facts = {fact.id: fact for fact in shipped.place.facts}
    assert facts["three_wood_firms"].speaks_to("wood_home", "furniture")
    assert not facts["three_wood_firms"].speaks_to("recycling", "plastic")
    assert facts["energy_base"].speaks_to("clean_energy_equipment", "storage_battery")
    assert not facts["energy_base"].speaks_to("clean_energy_equipment", "generation")


def test_every_place_fact_is_printed_and_dated(shipped: Config) -> None:
    assert {(fact.status, fact.as_of) for fact in shipped.place.facts} == {("printed", "2023-06-30")}


def test_the_look_alike_list_earns_no_credit_and_examples_no_place(shipped: Config) -> None:
    assert shipped.tier("fortune_china500").counts_for == []
    assert shipped.tier("china500").counts_for == ["list_firm_new"]
    assert "fortune_china500" not in {
        tier for listed in shipped.eligibility.list_sets for tier in listed.members
    }
    assert shipped.scoring.weekly_list.allow_examples is False


def test_a_comma_in_a_flow_mapping_does_not_cut_a_sentence(shipped: Config) -> None:
    pressure = shipped.chain("calcium_building").relocation_pressure
    assert pressure is not None
    assert pressure.why == "资源导向, 看矿与水运而非腾退"


TRIPS = (SHIPPED / "trips.yaml").read_text(encoding="utf-8")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(0, len(TRIPS)),
    cut=st.integers(0, 40),
    insert=st.text(st.sampled_from(" \n\t:,-[]{}'\"#&*!|>%@`?~0aé中\x00\ufeff"), max_size=6),
)
@example(start=0, cut=len(TRIPS), insert="")
@example(start=0, cut=len(TRIPS), insert="[]")
def test_any_damage_gives_a_sentence_and_no_traceback(
    tmp_path_factory: pytest.TempPathFactory, start: int, cut: int, insert: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "trips.yaml"
    path.write_text(TRIPS[:start] + insert + TRIPS[start + cut :], encoding="utf-8")
    with suppress(UserError):  # anything else is a traceback on the user's screen
        assert read_document(path, TripsFile).model.classes.resident.teams >= 0
