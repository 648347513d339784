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


class Registered(StrictModel):
    n: str
    t: str


class Pair(StrictModel):
    node: NodeRef
    first: Registered
    then: Registered


class Confusables(ConfigFile):
    schema_id: ClassVar[str] = "lianzhao.fit_confusables/1"

    cases: list[Case]
    pairs: list[Pair]


CONFUSABLES = read_document(PROJECT_ROOT / "tests/fit/confusables.yaml", Confusables).model
CASES, PAIRS = CONFUSABLES.cases, CONFUSABLES.pairs


def test_there_are_two_hundred_more_cases() -> None:
    assert len({case.t for case in CASES} | {pair.first.t for pair in PAIRS}) >= 200


def test_the_firms_are_made_up() -> None:
    assert all(firm.n.startswith("示例") for pair in PAIRS for firm in (pair.first, pair.then))


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


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.first.n}，{pair.then.n}")
def test_who_makes_or_runs_it_stands_first(scorer: Scorer, pair: Pair) -> None:
    firms = pair.first, pair.then
    columns = {"name": [firm.n for firm in firms], "scope": [firm.t for firm in firms]}
    chain, node = pair.node.split("/")
    fits = scorer.fits(scorer.read(columns, range(2)))
    at = scorer.chain_ids.index(chain)
    named = fits.node[:, at] == scorer.vocabulary.nodes.index((chain, node))
    first, then = (fits.fit[:, at] * named).tolist()
    assert first > max(then, LEAST)
