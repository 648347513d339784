"""The live formulas of the workbook give what Python gives, also after somebody changed an input."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.reports.headquarters import write_headquarters
from app.reports.what_if import NAME, STEPS_NAME, what_if
from matching import kpi
from matching.config.bundle import Config
from tests.matching.conftest import Changed, Edit
from tests.reports.build import week
from tests.reports.formulas import Book, beta_inverse, binomial_below

HEADING = ("", "", "")


def places(config: Config) -> dict[str, str]:
    """Where each named figure stands."""
    hq = week(config).hq
    assert hq is not None
    return what_if(hq.indicators.inputs, hq.indicators.landing, HEADING, HEADING).places


@pytest.fixture(scope="module")
def path(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("what_if") / "hq.xlsx"
    write_headquarters(week(config), found, "敏感")
    return found


@pytest.fixture(scope="module")
def at(config: Config) -> dict[str, str]:
    return places(config)


def test_the_evaluator_knows_its_functions() -> None:
    assert binomial_below(2, 427, 0.01) == pytest.approx(0.1999, abs=5e-4)
    assert beta_inverse(0.95, 1, 34) == pytest.approx(1 - 0.05 ** (1 / 34))


def test_every_formula_gives_its_cached_value(path: Path) -> None:
    cached, formulas = load_workbook(path, data_only=True), load_workbook(path)
    live, checked = Book(formulas), 0
    for name in (NAME, STEPS_NAME):
        for row in formulas[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    shown = cached[name][cell.coordinate].value
                    assert live.value(name, cell.coordinate) == pytest.approx(shown), cell.coordinate
                    checked += 1
    assert checked > 200


def test_the_golden_values_stand_in_the_cells(path: Path, at: dict[str, str]) -> None:
    live = Book(load_workbook(path))
    assert f"{live.value(NAME, at['share_now']):.2%}" == "37.17%"
    assert f"{live.value(NAME, at['needed']):.2f}" == "33.77"
    assert f"{live.value(NAME, at['bound']):.1%}" == "8.4%"
    found = [live.value(NAME, at[f"contacts{number}"]) for number in range(6)]
    assert found == [855, 427, 213, 110, 109, 55]
    assert live.value(NAME, at["trips"]) == 3


def test_changed_inputs_recompute_as_python_does(path: Path, at: dict[str, str]) -> None:
    live = Book(load_workbook(path))
    for key, value in (
        ("other", 63.54), ("signed", 95.21), ("more", 5.0), ("budget", 300.0),
    ):  # fmt: skip
        live.change(NAME, at[key], value)
    assert live.value(NAME, at["share_then"]) == pytest.approx(kpi.manufacturing_share(100.21, 63.54))
    assert live.value(NAME, at["needed"]) == pytest.approx(kpi.manufacturing_needed(100.21, 63.54, 0.55))
    assert live.value(NAME, at["trips"]) == 100
    tries = [(0.003, 0.8), (0.0123, 0.9), (0.25, 0.5), (1.0, 0.8)]
    for landed, (rate, probability) in product([0, 1, 2, 3], tries):
        for key, value in (("landed", float(landed)), ("rate0", rate), ("probability", probability)):
            live.change(NAME, at[key], value)
        missing = 3 - landed
        wanted = kpi.contacts_needed(rate, missing, probability) if missing else 0
        assert live.value(NAME, at["contacts0"]) == wanted
        assert live.value(NAME, at["bound"]) == pytest.approx(kpi.upper_bound(landed, 34))


def test_only_inputs_can_be_edited(path: Path, at: dict[str, str]) -> None:
    sheet = load_workbook(path)[NAME]
    assert sheet.protection.sheet
    guarded = " ".join(str(rule.sqref) for rule in sheet.data_validations.dataValidation).split()
    for key, place in at.items():
        is_input = not str(sheet[place].value).startswith("=")
        assert sheet[place].protection.locked is not is_input, key
        assert (place in guarded) is is_input, key


def test_a_target_reached_leaves_the_page_whole(changed: Changed, tmp_path: Path) -> None:
    done = changed(Edit("kpi.yaml", "list_landed: 0", "list_landed: 3"))
    write_headquarters(week(done), tmp_path / "hq.xlsx", "敏感")
    live = Book(load_workbook(tmp_path / "hq.xlsx"))
    assert live.value(NAME, places(done)["missing"]) == 0
