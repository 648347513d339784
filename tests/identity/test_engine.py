"""The engine's parts against oracles that share no code with them: brute force, networkx, plain sums."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from pipeline.identity.candidates import candidate_pairs
from pipeline.identity.cluster import CHAIN, MOST_TOGETHER, clusters
from pipeline.identity.company import CIRCLE_FEATURES
from pipeline.identity.compare import FEATURES, Pairs
from pipeline.identity.dedupe import JOIN, first_look, silent
from pipeline.identity.explain import COMMON, KINDS, ORDINAL, WORDING, WORDINGS, explain_pairs
from pipeline.identity.material import Material
from pipeline.identity.mentions import read_mentions
from pipeline.identity.model import LEVELS, Model, Table, load_model

EXAMPLES = settings(max_examples=25)
NAMES = (
    "清远市鑫淼科技有限公司", "清远鑫淼科技有限公司", "广东鑫淼科技股份有限公司", "鑫淼科技", "鑫淼",
    "佛山市鑫晟科技有限公司", "佛山市睿骏机械制造有限公司", "佛山市睿峻机械制造有限公司", "睿骏机械厂",
    "佛山市睿骏机械制造有限公司第一分公司", "佛山市睿骏机械制造有限公司第二分公司",
    "鑫淼琦祺（湖南）实业有限公司", "湖南鑫淼琦祺實業有限公司", "琦祺鑫淼实业",
)  # fmt: skip


def partition(cluster: NDArray[np.int64]) -> set[frozenset[int]]:
    """Clusters as sets of rows, whatever they are called."""
    parts = defaultdict(set)
    for row, one in enumerate(cluster.tolist()):
        parts[one].add(row)
    return {frozenset(rows) for rows in parts.values()}


@given(names=st.lists(st.sampled_from(NAMES), max_size=20))
@EXAMPLES
@example(names=list(NAMES))
@example(names=[NAMES[0]] * 30)
def test_equal_and_nearly_equal_names_are_always_proposed(names: list[str]) -> None:
    """Every pair of texts one edit apart at most, in any order, duplicates too, once each."""
    table = read_mentions(names)
    left, right = candidate_pairs(table)
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    wanted = {
        (one, other)
        for other in range(len(names))
        for one in range(other)
        if Levenshtein.distance(table.text[one], table.text[other]) <= 1
    }
    assert wanted <= set(found)
    assert found == sorted(set(found))
    assert all(one < other for one, other in found)


@given(order=st.permutations(range(len(NAMES))))
@EXAMPLES
def test_the_order_of_rows_does_not_change_what_is_proposed(order: list[int]) -> None:
    def proposed(rows: list[int]) -> set[frozenset[int]]:
        pairs = candidate_pairs(read_mentions([NAMES[row] for row in rows]))
        return {frozenset((rows[one], rows[other])) for one, other in zip(*pairs, strict=True)}

    assert proposed(order) == proposed(list(range(len(NAMES))))


Edges = list[tuple[int, int, float]]
ROWS = 12
SURE = st.sampled_from([0.9, 0.95, 0.999])
ANY = st.sampled_from([0.02, 0.3, 0.6, 0.7, 0.9, 0.95, 0.999])


def edges(sureness: st.SearchStrategy[float]) -> st.SearchStrategy[Edges]:
    """Every pair of rows at most once, as candidates are."""
    ends = st.tuples(st.integers(0, ROWS - 1), st.integers(0, ROWS - 1)).filter(
        lambda pair: pair[0] < pair[1]
    )
    return st.dictionaries(ends, sureness, max_size=25).map(
        lambda found: [(*pair, sure) for pair, sure in found.items()]
    )


def _joined(pairs: Edges, codes: list[int]) -> NDArray[np.int64]:
    left, right = (np.array([int(pair[side]) for pair in pairs], dtype=np.int64) for side in (0, 1))
    sure = np.array([pair[2] for pair in pairs], dtype=np.float64)
    return clusters(left, right, sure, np.array(codes, dtype=np.uint64), JOIN)


def _graph(pairs: Edges, rows: int = ROWS) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(rows))
    graph.add_edges_from(pair[:2] for pair in pairs if pair[2] >= CHAIN)
    return graph


@given(pairs=edges(SURE))
@settings(max_examples=200)
def test_undoubted_pairs_make_the_connected_components(pairs: Edges) -> None:
    found = _joined(pairs, [0] * ROWS)
    assert partition(found) == {frozenset(part) for part in nx.connected_components(_graph(pairs))}
    assert all(found[row] == min(np.flatnonzero(found == found[row])) for row in range(ROWS))


@given(pairs=edges(ANY), codes=st.lists(st.integers(0, 4), min_size=ROWS, max_size=ROWS))
@settings(max_examples=400)
@example(pairs=[(0, 1, 0.9), (1, 2, 0.9)], codes=[1, 0, 2] + [0] * 9)
@example(pairs=[(0, 1, 0.7), (1, 2, 0.9), (2, 3, 0.95)], codes=[1, 0, 0, 2] + [1] * 8)
def test_a_cluster_has_one_code_and_a_code_one_cluster(pairs: Edges, codes: list[int]) -> None:
    """And no cluster reaches beyond what likely pairs and codes join."""
    found = _joined(pairs, codes)
    by_code, by_cluster = defaultdict(set), defaultdict(set)
    graph = _graph(pairs)
    for row, code in enumerate(codes):
        if code:
            by_code[code].add(int(found[row]))
            by_cluster[int(found[row])].add(code)
            graph.add_edge(row, codes.index(code))
    assert all(len(one) == 1 for one in (*by_code.values(), *by_cluster.values()))
    whole = [set(part) for part in nx.connected_components(graph)]
    assert all(any(part <= one for one in whole) for part in partition(found))


@given(
    pairs=edges(ANY),
    order=st.permutations(range(ROWS)),
    codes=st.lists(st.integers(0, 4), min_size=ROWS, max_size=ROWS),
)
@settings(max_examples=200)
def test_sure_pairs_and_codes_do_not_depend_on_the_order(
    pairs: Edges, order: list[int], codes: list[int]
) -> None:
    """Whatever the order of rows and pairs; equal averages may fall either way, so there are none here."""
    pairs = [(one, other, sure - (13 * one + other) / 10_007) for one, other, sure in pairs]
    place = {row: at for at, row in enumerate(order)}
    ends = [(place[one], place[other], sure) for one, other, sure in reversed(pairs)]
    turned = [(min(one, other), max(one, other), sure) for one, other, sure in ends]
    here = partition(_joined(pairs, codes))
    there = partition(_joined(turned, [codes[row] for row in order]))
    assert {frozenset(order[at] for at in part) for part in there} == here


@pytest.mark.parametrize("clash", [False, True])
def test_codes_decide_among_very_many_too(clash: bool) -> None:
    """More than are grouped by average linkage: equal codes that no pair joins, and codes that clash."""
    many = MOST_TOGETHER + 100
    coded = many - 11
    pairs = [(row, row + 1, 0.95) for row in range(coded - 1)] + [(0, many - 1, 0.6)]
    codes = [0] * coded + [10**17] * 11
    if clash:
        codes[5] = 10**18
        pairs += [(coded - 1, coded, 0.95)]
    found = _joined(pairs, codes)
    assert set(found[coded:].tolist()) == ({coded - 1} if clash else {coded})
    assert set(found[4:7].tolist()) == ({4} if clash else {0})


def test_no_rows_are_no_clusters() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(clusters(nothing, nothing, np.zeros(0), np.zeros(0, dtype=np.uint64), JOIN)) == 0


POINTS = st.floats(-8, 8, width=32)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Any additive model of four features."""
    tables = []
    for of in draw(st.lists(st.sampled_from([(0,), (3,), (0, 1), (1, 2), (3, 0)]), max_size=5)):
        random = np.random.default_rng(draw(st.integers(0, 1000)))
        tables.append(Table(of, random.normal(size=LEVELS ** len(of)).astype(np.float32)))
    return Model(("a", "b", "c", "d"), draw(POINTS), tuple(tables))


VALUES = st.lists(st.tuples(*[st.integers(0, LEVELS - 1)] * 4), min_size=1, max_size=6)


@given(model=models(), values=VALUES)
@EXAMPLES
def test_log_odds_are_the_start_and_the_shares(model: Model, values: list[tuple[int, ...]]) -> None:
    features = np.array(values, dtype=np.uint8).T
    found = model.log_odds(features)
    assert found == pytest.approx(model.start + model.shares(features).sum(axis=0), abs=1e-3)
    by_hand = [
        model.start
        + sum(
            float(table.points.reshape([LEVELS] * len(table.of))[tuple(row[place] for place in table.of)])
            for table in model.tables
        )
        for row in values
    ]
    assert found == pytest.approx(np.array(by_hand), abs=1e-3)
    assert model.probability(features) == pytest.approx(1 / (1 + np.exp(-np.array(by_hand))), abs=1e-4)


@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=8))
@EXAMPLES
def test_the_scores_of_reasons_add_up_to_the_log_odds(names: list[str]) -> None:
    """What a clerk sees is the whole sum: no feature moves the score unseen."""
    table = read_mentions(names)
    left, right = candidate_pairs(table)
    material = Material.of(table)
    model = load_model("pair", tuple(FEATURES))
    features = Pairs.between(table, material, left, right).features()
    shares = model.shares(features)
    assert model.log_odds(features) == pytest.approx(model.start + shares.sum(axis=0), abs=1e-3)
    assert features.max(initial=0) < LEVELS
    for at, evidence in enumerate(explain_pairs(table, left, right, material)):
        points: defaultdict[str, float] = defaultdict(float)
        for feature, share in zip(FEATURES, shares[:, at], strict=True):
            points[KINDS.get(feature, COMMON)] += float(share)
        told = {WORDING if one.feature in WORDINGS else one.feature: one.score for one in evidence}
        told = {kind: told.get(kind, 0.0) for kind in {*points, *told} - {ORDINAL}}
        assert told == pytest.approx(points, abs=0.01)
        assert float(model.log_odds(features)[at]) == pytest.approx(
            model.start + sum(told.values()), abs=0.05
        )


def test_what_is_told_of_a_pair_rises_with_what_the_model_says() -> None:
    """From never to always, so that a code that decides alone stays certain."""
    model = load_model("circle", CIRCLE_FEATURES)
    told = model.certain(np.linspace(0, 1, 1001))
    assert told[0] == 0
    assert told[-1] == 1
    assert (np.diff(told) >= 0).all()


@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=20))
@EXAMPLES
@example(names=list(NAMES))
def test_what_a_glance_rules_out_is_worth_nothing(names: list[str]) -> None:
    """Whoever compares every candidate finds the same pairs, the same probabilities."""
    table = read_mentions(names)
    material, pairs = Material.of(table), candidate_pairs(table)
    every = first_look(table, material, *pairs, silent, worth=0.0)
    glanced = first_look(table, material, *pairs, silent)
    likely = every.probability >= JOIN
    told = dict(zip(zip(every.a.tolist(), every.b.tolist(), strict=True), every.probability, strict=True))
    kept = dict(
        zip(zip(glanced.a.tolist(), glanced.b.tolist(), strict=True), glanced.probability, strict=True)
    )
    assert kept.items() <= told.items()
    assert kept.keys() >= {pair for pair, sure in zip(told, likely, strict=True) if sure}
