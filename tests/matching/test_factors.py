"""Each factor is one file: its name, where its rule stands, why it is asked at all."""

from __future__ import annotations

from importlib import import_module

import pytest

from matching.config.scoring import AXES, FACTORS, ScoringFile
from matching.context import Context
from matching.factors import factor_names
from matching.judge import judge
from tests.matching.build import circumstances, firm
from tests.matching.conftest import Changed, Edit


@pytest.mark.parametrize("factor", FACTORS)
def test_a_factor_says_its_source_and_its_reason(factor: str) -> None:
    told = import_module(f"matching.factors.{factor}").__doc__ or ""
    assert "(domain guide, " in told
    assert "\n\nReason: " in told


def test_every_factor_is_listed_once_and_has_a_name_of_its_own(scoring: ScoringFile) -> None:
    listed = [factor for axis in AXES for factor in scoring.axis(axis).factors]
    assert sorted(listed) == sorted(FACTORS)
    assert len(set(factor_names().values())) == len(FACTORS) == 16


def test_a_factor_judges_on_the_axis_under_which_it_is_written(changed: Changed, context: Context) -> None:
    moved = changed(
        Edit(
            "scoring.yaml",
            "      warmth: {w: 5, prior: 0.1, half_life_days: 90,",
            "      resident_region: {w: 5, prior: 0.0,",
        ),
        Edit(
            "scoring.yaml",
            "      resident_region: {w: 10, prior: 0.0,",
            "      warmth: {w: 10, prior: 0.1, half_life_days: 90,",
            after="kpi_value:",
        ),
    )
    one = firm("示例全屋定制有限公司", city="佛山市")
    before = {item.factor: item.axis for item in judge(one, context).assessment.contributions}
    after = {item.factor: item.axis for item in judge(one, circumstances(moved)).assessment.contributions}
    assert (before["warmth"], before["resident_region"]) == ("propensity", "kpi_value")
    assert (after["warmth"], after["resident_region"]) == ("kpi_value", "propensity")
