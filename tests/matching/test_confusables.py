"""The 73 confusable texts: written by the same hand as the words, so regressions only, no accuracy."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest
from pydantic import model_validator

from common.settings import PROJECT_ROOT
from common.strict_yaml import StrictModel, read_document
from matching.config.bundle import Config
from matching.config.chains import Chain
from matching.config.values import ConfigFile
from matching.context import Context
from matching.match import main_nodes
from tests.matching.build import circumstances, firm


class Case(StrictModel):
    t: str
    want: str | None = None
    want_not: str | None = None
    node: str | None = None
    not_node: str | None = None


class Confusables(ConfigFile):
    schema_id: ClassVar[str] = "lianzhao.confusables/1"

    cases: list[Case]

    @model_validator(mode="after")
    def _known_size(self) -> Confusables:
        assert len(self.cases) == 73
        return self


CASES = read_document(PROJECT_ROOT / "tests/matching/confusables.yaml", Confusables).model.cases
NEED_THE_NEG_LISTS = [
    "森林公园、林业旅游、森林康养基地",
    "碳酸钙片、维生素D、补钙保健品",
    "服装批发、针织品批发",
    "丝绸之路旅游、服装零售",
    "水洗标、印花税",
    "家具零售、铝合金门窗",
    "板材批发、家具卖场",
    "碳酸钙片、石材批发",
    "陶瓷电容、涂料销售",
    "橡胶贸易、饲料造粒",
    "光伏安装、电缆桥架销售",
    "饲料机械、农机维修",
    "港口机械制造、危化品仓储",
    "文旅地产、医疗器械销售",
    "电子产品批发、人工智能培训",
]


def without_neg(chain: Chain) -> Chain:
    nodes = [
        node.model_copy(update={"kw": node.kw.model_copy(update={"neg": list[str]()})})
        for node in chain.nodes
    ]
    return chain.model_copy(update={"nodes": nodes})


@pytest.fixture(scope="module")
def bare(config: Config) -> Context:
    chains = config.chains.model_copy(update={"chains": list(map(without_neg, config.chains.chains))})
    return circumstances(replace(config, chains=chains))


def reached_nodes(context: Context, text: str) -> dict[str, set[str]]:
    """By reached chain, the nodes that a product list of just this text speaks of."""
    found = main_nodes(firm("示例有限公司", products=text), context)
    return {match.chain.id: {part.node for part in match.parts} for match in found}


def passes(context: Context, case: Case) -> bool:
    reached = reached_nodes(context, case.t)
    if case.want_not:
        return case.want_not not in reached
    if case.want is None:
        return not reached
    nodes = reached.get(case.want, set())
    return (
        case.want in reached
        and (case.node is None or case.node in nodes)
        and (case.not_node is None or case.not_node not in nodes)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.t)
def test_words_alone_reach_the_right_chain(context: Context, case: Case) -> None:
    assert passes(context, case), reached_nodes(context, case.t)


def test_the_neg_lists_are_what_these_cases_stand_on(bare: Context) -> None:
    assert [case.t for case in CASES if not passes(bare, case)] == NEED_THE_NEG_LISTS


def test_cases_name_chains_and_nodes_that_exist(config: Config) -> None:
    chains = {chain.id: {node.id for node in chain.nodes} for chain in config.chains.chains}
    for case in CASES:
        assert {case.want, case.want_not} <= {None, *chains}
        assert {case.node, case.not_node} <= {None, *chains.get(case.want or "", set())}
