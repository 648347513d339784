from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from matching.config.chains import Chain, Codes, Node, Words
from matching.fit.letters import normalise
from matching.lexicon import Hit, Lexicon


def node(name: str, strong: list[str], weak: list[str], neg: list[str]) -> Node:
    return Node(
        id=name,
        name=f"示例{name}",
        seg="mid",
        mfg=True,
        local="unknown",
        gap_priority=1,
        codes=Codes(core=[], adjacent=[]),
        kw=Words(strong=strong, weak=weak, neg=neg),
    )


def chain(*nodes: Node, name: str = "demo") -> Chain:
    return Chain(
        id=name, name="示例链", group="demo", confidence=1, parks=[], origin_regions=[], nodes=list(nodes)
    )


def hits(text: str, *nodes: Node) -> list[Hit]:
    return Lexicon([chain(*nodes)]).scan(text).get("demo", [])


def test_the_longest_term_wins_and_a_neg_gives_nothing() -> None:
    wood = node("wood", ["木门"], ["门窗"], ["木门窗安装"])
    assert hits("木门窗安装与木门", wood) == [Hit("wood", "木门", "strong", 6, 8)]


def test_of_equal_length_strong_beats_weak_beats_neg() -> None:
    assert hits("甲乙丙", node("a", ["乙丙"], ["甲乙"], [])) == [Hit("a", "乙丙", "strong", 1, 3)]
    assert hits("甲乙丙", node("a", [], ["乙丙"], ["甲乙"])) == [Hit("a", "乙丙", "weak", 1, 3)]
    assert hits("甲乙甲", node("a", ["甲乙", "乙甲"], [], [])) == [Hit("a", "甲乙", "strong", 0, 2)]


def test_one_spelling_serves_every_node_that_has_it_and_a_neg_elsewhere_takes_nothing_away() -> None:
    found = hits(
        "印染助剂",
        node("aux", ["印染助剂"], [], []),
        node("dye", ["印染"], [], ["印染助剂"]),
        node("x", [], ["印染助剂"], []),
    )
    assert [(hit.node, hit.strength) for hit in found] == [("aux", "strong"), ("x", "weak")]


def test_latin_and_digit_edges_need_a_word_edge() -> None:
    plant = node("plant", ["MES", "3000吨级", "LED模组"], [], [])
    assert [hit.term for hit in hits("mes系统", plant)] == ["MES"]
    assert [hit.term for hit in hits("用ＭＥＳ管理", plant)] == ["MES"]
    assert hits("Games电竞、Messenger、13000吨级、OLED模组、2MES", plant) == []
    assert [hit.term for hit in hits("MES、3000吨级泊位、LED模组厂", plant)] == ["MES", "3000吨级", "LED模组"]


def test_chains_do_not_blank_each_other() -> None:
    first = chain(node("a", ["再生资源"], [], []), name="first")
    second = chain(node("b", [], [], ["再生资源"]), name="second")
    assert list(Lexicon([first, second]).scan("再生资源回收")) == ["first"]


def test_two_distinct_weak_words_reach_a_chain_and_one_does_not() -> None:
    goods = node("goods", ["木门"], ["家具", "门窗"], [])
    assert Lexicon.reached(hits("木门", goods))
    assert Lexicon.reached(hits("家具、门窗", goods))
    assert not Lexicon.reached(hits("家具、家具", goods))
    assert not Lexicon.reached([])


def test_one_weak_word_of_two_nodes_is_one_word() -> None:
    shared = hits("碳酸钙", node("gcc", [], ["碳酸钙"], []), node("pcc", [], ["碳酸钙"], []))
    assert len(shared) == 2
    assert not Lexicon.reached(shared)


def test_a_weak_word_beside_a_code_of_its_node_reaches_the_chain() -> None:
    found = hits("家具", node("goods", [], ["家具"], []))
    assert Lexicon.reached(found, coded_nodes={"goods"})
    assert not Lexicon.reached(found, coded_nodes={"other"})


def test_a_lexicon_without_words_finds_nothing() -> None:
    assert Lexicon([]).scan("印染") == {}


TERMS = st.lists(st.text("木门窗ab1", min_size=1, max_size=4), max_size=4)
NODES = st.lists(st.tuples(TERMS, TERMS, TERMS), min_size=1, max_size=3).map(
    lambda words: [node(f"n{index}", *lists) for index, lists in enumerate(words)]
)
TEXTS = st.text("木门窗aAｂb1 、", max_size=24)


def by_the_book(text: str, nodes: list[Node]) -> set[Hit]:
    """Domain guide §5.3 items 2 and 4, word for word and slowly: an independent oracle."""
    text = normalise(text)
    found = []
    for owner in nodes:
        for rank, terms in enumerate((owner.kw.strong, owner.kw.weak, owner.kw.neg)):
            for term in set(terms):
                size = len(term)
                for at in range(len(text) - size + 1):
                    around = text[max(0, at - 1) : at], text[at + size : at + size + 1]
                    glued = any(
                        edge.isascii() and edge.isalnum() and other.isascii() and other.isalnum()
                        for edge, other in zip((term[0], term[-1]), around, strict=True)
                    )
                    if text[at : at + size] == term and not glued:
                        found.append((-size, rank, at, owner.id, term))
    taken: set[tuple[int, int]] = set()
    accepted = set()
    for minus, rank, at, owner_id, term in sorted(found):
        span = (at, at - minus)
        if span in taken or all(span[1] <= start or end <= span[0] for start, end in taken):
            taken.add(span)
            if rank == 0:
                accepted.add(Hit(owner_id, term, "strong", *span))
            elif rank == 1:
                accepted.add(Hit(owner_id, term, "weak", *span))
    return accepted


@given(TEXTS, NODES)
def test_the_automaton_agrees_with_the_rule_read_slowly(text: str, nodes: list[Node]) -> None:
    assert set(hits(text, *nodes)) == by_the_book(text, nodes)


@given(TEXTS, NODES)
def test_accepted_spans_overlap_only_when_they_are_the_same(text: str, nodes: list[Node]) -> None:
    for one, other in product(hits(text, *nodes), repeat=2):
        same = (one.start, one.end) == (other.start, other.end)
        assert same or one.end <= other.start or other.end <= one.start


@given(TEXTS, NODES)
def test_a_hit_stands_where_it_says(text: str, nodes: list[Node]) -> None:
    for hit in hits(text, *nodes):
        assert normalise(text)[hit.start : hit.end] == normalise(hit.term)


@given(TEXTS, NODES, st.text("木门窗ab1", min_size=1, max_size=6))
def test_a_new_neg_term_adds_no_hit_but_where_it_took_one_away(
    text: str, nodes: list[Node], neg: str
) -> None:
    bare = [node(item.id, item.kw.strong, item.kw.weak, []) for item in nodes]
    before = set(hits(text, *bare))
    after = set(hits(text, *bare, node("new", [], [], [neg])))
    lost = before - after
    for gained in after - before:
        assert any(gained.start < old.end and old.start < gained.end for old in lost)


@given(TEXTS, NODES)
def test_a_neg_term_over_the_whole_text_silences_it(text: str, nodes: list[Node]) -> None:
    whole = normalise(f"{text.strip()}木")
    shorter = [
        node(item.id, [t for t in item.kw.strong if t != whole], [t for t in item.kw.weak if t != whole], [])
        for item in nodes
    ]
    assert hits(whole, *shorter, node("new", [], [], [whole])) == []


@given(TEXTS, NODES.flatmap(lambda nodes: st.tuples(st.just(nodes), st.permutations(nodes))))
def test_the_order_of_the_nodes_does_not_matter(text: str, orders: tuple[list[Node], list[Node]]) -> None:
    assert hits(text, *orders[0]) == hits(text, *orders[1])
