"""The 73 confusable texts: written by the same hand as the words, so regressions only, no accuracy."""

from __future__ import annotations

from typing import ClassVar

import pytest
from pydantic import model_validator

from common.settings import PROJECT_ROOT
from common.strict_yaml import StrictModel, read_document
from matching.config.bundle import Config, load_config
from matching.config.chains import Chain
from matching.config.values import ConfigFile
from matching.lexicon import Lexicon


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


CASES = read_document(PROJECT_ROOT / "tests/lexicon/confusables.yaml", Confusables).model.cases
NEED_THE_NEG_LISTS = [
    "森林公园、林业旅游、森林康养基地",
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
def config() -> Config:
    return load_config(PROJECT_ROOT / "config")


@pytest.fixture(scope="module")
def lexicon(config: Config) -> Lexicon:
    return Lexicon(config.chains.chains)


@pytest.fixture(scope="module")
def bare(config: Config) -> Lexicon:
    return Lexicon(without_neg(chain) for chain in config.chains.chains)


def passes(lexicon: Lexicon, case: Case) -> bool:
    found = lexicon.scan(case.t)
    reached = {chain for chain, hits in found.items() if lexicon.reached(hits)}
    if case.want_not:
        return case.want_not not in reached
    if case.want is None:
        return not reached
    nodes = {hit.node for hit in found.get(case.want, [])}
    return (
        case.want in reached
        and (case.node is None or case.node in nodes)
        and (case.not_node is None or case.not_node not in nodes)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.t)
def test_words_alone_reach_the_right_chain(lexicon: Lexicon, case: Case) -> None:
    assert passes(lexicon, case), lexicon.scan(case.t)


def test_the_neg_lists_are_what_these_cases_stand_on(bare: Lexicon) -> None:
    assert [case.t for case in CASES if not passes(bare, case)] == NEED_THE_NEG_LISTS


def test_cases_name_chains_and_nodes_that_exist(config: Config) -> None:
    chains = {chain.id: {node.id for node in chain.nodes} for chain in config.chains.chains}
    for case in CASES:
        assert {case.want, case.want_not} <= {None, *chains}
        assert {case.node, case.not_node} <= {None, *chains.get(case.want or "", set())}
