from __future__ import annotations

from typing import ClassVar

import pytest
from pydantic import Field

from common.settings import PROJECT_ROOT
from common.strict_yaml import StrictModel, read_document
from matching.config.values import ConfigFile, NodeRef
from matching.fit.score import Scorer

LEAST, MOST_POINTS = 0.05, 0.5
"""Fit of what is right; points of what is wrong, of which alone come 0.05 of fit."""


class Case(StrictModel):
    node: NodeRef
    t: str
    wrong: bool = Field(default=False, alias="not")


class Confusables(ConfigFile):
    schema_id: ClassVar[str] = "lianzhao.fit_confusables/1"

    cases: list[Case]


CASES = read_document(PROJECT_ROOT / "tests/fit/confusables.yaml", Confusables).model.cases


def test_there_are_a_hundred_more_cases() -> None:
    assert len({case.t for case in CASES}) >= 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.t)
def test_a_scope_fits_the_node_it_speaks_of(scorer: Scorer, case: Case) -> None:
    chain, node = case.node.split("/")
    fits = scorer.fits(scorer.read({"scope": [case.t]}, range(1)))
    if case.wrong:
        assert fits.nodes[0, scorer.vocabulary.nodes.index((chain, node))] < MOST_POINTS
        return
    best = int(fits.fit[0].argmax())
    assert scorer.chain_ids[best] == chain
    assert scorer.vocabulary.nodes[fits.node[0, best]] == (chain, node)
    assert fits.fit[0, best] > LEAST
