"""What a clerk gets for a name: the right firm first, a decision, and reasons that can be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.identity.link import Batch, LinkIndex, build_index
from tests.link.build import CHEN, CODES, HENGYUN, SANJIANG, SANJIANG_SHOP, TWIN, batch, small_index


@pytest.fixture(scope="module")
def index() -> LinkIndex:
    return small_index()


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("示例晨阳", CHEN),
        ("晨阳股份", CHEN),
        ("*ST晨阳", CHEN),
        ("渝三江Ａ", SANJIANG),
        ("穗恒云Ａ", HENGYUN),
        ("三江油漆-U", SANJIANG),
        (CHEN, CHEN),
        ("扬州示例晨阳新材料有限公司", CHEN),
        ("揚州示例晨陽新材料股份有限公司", CHEN),
        ("１、扬州示例晨阳新材料股份有限公司 ", CHEN),
        ("扬州示例晨杨新材料股份有限公司", CHEN),
        ("扬州示例阳晨新材料股份有限公司", CHEN),
        ("重庆示例三江油漆股份有限公司涪陵分公司", SANJIANG_SHOP),
        ("示例第七十三纺织厂", "示例第七十三纺织厂"),
    ],
)
def test_the_right_firm_comes_first(index: LinkIndex, query: str, answer: str) -> None:
    first = index.link([query])[0]
    assert first.name == answer, first
    assert first.rank == 1
    assert first.decision != "none"


def test_the_whole_name_is_a_match_and_says_why(index: LinkIndex) -> None:
    first = index.link([CHEN], ["江苏"])[0]
    assert first.decision == "match"
    assert "字号和行业相同" in first.why
    assert "组织形式相同：股份有限公司" in first.why
    assert "地区相同" in first.why


def test_a_typing_error_is_named(index: LinkIndex) -> None:
    assert "疑似错字：杨/阳" in index.link(["扬州示例晨杨新材料股份有限公司"])[0].why


def test_the_province_decides_between_firms_of_one_name(index: LinkIndex) -> None:
    there = index.link([TWIN], ["湖北"])
    assert index.universe.told[there[0].row] // 10_000 == 42
    alone = index.link([TWIN])
    assert {alone[0].name, alone[1].name} == {TWIN}
    assert alone[0].decision == "review"
    assert "同名 2 家" in alone[0].why


def test_an_equal_code_decides_whatever_the_name_says(index: LinkIndex) -> None:
    first, *others = index.link(["完全不同的名字"], codes=[CODES[SANJIANG].lower()])
    assert (first.name, first.decision, first.score) == (SANJIANG, "match", 1.0)
    assert "统一社会信用代码相同" in first.why
    assert all(other.decision != "match" for other in others)


def test_two_different_valid_codes_never_match(index: LinkIndex) -> None:
    valid_but_unknown = "9150000010000019X9"
    links = index.link([CHEN], codes=[valid_but_unknown], top=20)
    same = next(link for link in links if link.name == CHEN)
    assert same.decision == "none"
    assert "统一社会信用代码不同" in same.why


def test_an_invalid_code_is_only_a_doubt(index: LinkIndex) -> None:
    first = index.link([CHEN], ["江苏"], codes=["913210001000000990"])[0]
    assert (first.name, first.decision) == (CHEN, "match")
    assert "信用代码校验不过" in first.why


def test_an_alias_finds_what_no_comparison_could() -> None:
    known = small_index({"旧名字股份": [CHEN], "示例集合": [CHEN, SANJIANG], "不在名录": ["示例没有的公司"]})
    first = known.link(["旧名字股份"])[0]
    assert (first.name, first.decision) == (CHEN, "match")
    assert "别名表" in first.why
    several = known.link(["示例集合"])
    assert {CHEN, SANJIANG} <= {link.name for link in several}
    assert several[0].decision != "match"
    assert known.link(["不在名录"])[0].decision != "match"


def test_an_alias_does_not_take_another_firms_own_name() -> None:
    known = small_index({HENGYUN: [CHEN]})
    assert known.link([HENGYUN])[0].name == HENGYUN


@pytest.mark.parametrize(
    "name", ["", "   ", "\u200b\x00", "😀😀", "()", "*ST", "A" * 500, "示例" * 250, "\ud800"]
)
def test_odd_names_get_an_answer(index: LinkIndex, name: str) -> None:
    links = index.link([name])
    assert links[0].rank == 1
    assert links[0].decision in {"review", "none"}
    assert links[0].why


def test_nothing_alike_says_so(index: LinkIndex) -> None:
    only = index.link(["", "qqqq"])
    assert [(link.name, link.why) for link in only] == [("", "没有写名称"), ("", "库中没有相近的名称")]


def test_a_name_repeated_by_the_thousand_is_one_firm_or_a_question() -> None:
    same = build_index([Batch(["示例甲乙科技有限公司"] * 5_000)])
    assert len(same.universe) == 1
    other = build_index([Batch(["示例甲乙科技有限公司"] * 3, [*CODES.values(), None])])
    links = other.link(["示例甲乙科技有限公司"])
    assert len(links) == 3
    assert links[0].decision == "review"


def test_a_universe_without_names_is_refused() -> None:
    with pytest.raises(ValueError, match="names"):
        build_index([Batch(["", "  "])])


SHARED = small_index()


@given(st.lists(st.text(max_size=40), max_size=5))
@settings(max_examples=40)
def test_any_text_gets_ranks_and_falling_scores(names: list[str]) -> None:
    links = SHARED.link(names, top=3)
    assert sorted({link.query for link in links}) == list(range(len(names)))
    for query in range(len(names)):
        mine = [link for link in links if link.query == query]
        assert [link.rank for link in mine] == list(range(1, len(mine) + 1))
        assert len(mine) <= 3
        scores = [link.score for link in mine]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_a_query_does_not_depend_on_its_neighbours(index: LinkIndex) -> None:
    names = ["示例晨阳", "三江油漆-U", CHEN, "示例第七十三纺织厂"]
    together = [(link.name, link.score) for link in index.link(names, top=1)]
    alone = [(link.name, link.score) for name in names for link in index.link([name], top=1)]
    assert together == alone


def test_batches_of_a_universe_do_not_matter(index: LinkIndex) -> None:
    whole = batch()
    cut = [
        Batch(
            whole.names[low : low + 3],
            (whole.codes or [])[low : low + 3],
            (whole.provinces or [])[low : low + 3],
            (whole.cities or [])[low : low + 3],
        )
        for low in range(0, len(whole.names), 3)
    ]
    other = build_index(cut)
    assert [link.name for link in other.link(["晨阳股份"])] == [
        link.name for link in index.link(["晨阳股份"])
    ]
