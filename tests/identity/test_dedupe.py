"""The whole engine: order and duplicates do not matter, codes decide, and bad input gives a right result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.identity.candidates import candidate_pairs
from pipeline.identity.dedupe import Deduplicated, dedupe
from pipeline.identity.explain import explain_pairs
from pipeline.identity.mentions import read_mentions
from tests.identity.build import credit_code
from tests.identity.test_cases import cases
from tests.identity.test_engine import partition

Row = tuple[str, str | None, str | None, str | None]
SIDES = [side for case in cases()[::9] for side in case.sides]
"""Real names as the case file prints them, alike and not."""
ROWS = st.lists(st.sampled_from(SIDES), min_size=1, max_size=24)


def deduped(rows: list[Row]) -> Deduplicated:
    columns = list(zip(*rows, strict=True))
    return dedupe([row[0] for row in rows], *columns[1:])


def named(rows: list[Row]) -> set[frozenset[Row]]:
    """Enterprises as sets of what is printed."""
    return {frozenset(rows[at] for at in part) for part in partition(deduped(rows).cluster)}


@given(rows=ROWS, random=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_the_order_of_rows_does_not_matter(rows: list[Row], random: object) -> None:
    rows = list(dict.fromkeys(rows))
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert named(shuffled) == named(rows)


@given(rows=ROWS, times=st.integers(2, 4))
@settings(max_examples=25)
def test_duplicates_of_the_input_do_not_matter(rows: list[Row], times: int) -> None:
    rows = list(dict.fromkeys(rows))
    assert named(rows * times) == named(rows)


@given(rows=ROWS)
@settings(max_examples=25)
def test_codes_decide_and_certainty_is_a_probability(rows: list[Row]) -> None:
    found = deduped(rows)
    code = found.table.code
    for one in range(len(rows)):
        for other in range(one):
            if code[one] and code[other]:
                assert (found.cluster[one] == found.cluster[other]) == (code[one] == code[other])
    assert ((found.certainty >= 0) & (found.certainty <= 1)).all()
    assert (found.cluster <= np.arange(len(rows))).all()


def test_no_rows_and_one_row() -> None:
    assert dedupe([]).cluster.tolist() == []
    assert dedupe(["清远市鑫淼科技有限公司"]).cluster.tolist() == [0]
    assert dedupe([""], [None], [None], [None]).cluster.tolist() == [0]


NOTHING = ("", " ", "\u3000", "\u200b", "\n", "\x00", "\ud800")
ODD = (
    "()", "（）", "((", ")", "。。。", "---", "|", "1、", "😀", "\x01\x02", "公司", "有限公司", "集团",
    "(集团)", "广东", "广东省", "第一分公司", "鑫" * 500, "(" * 500,
    "鑫淼\n科技有限公司", "鑫淼\x00科技有限公司", "鑫\udfff淼", "ﷺ" * 500,
)  # fmt: skip


def test_odd_names_are_rows_like_others() -> None:
    """Every one alone, and all at once, in columns of which some are missing."""
    for name in (*NOTHING, *ODD):
        assert dedupe([name]).cluster.tolist() == [0]
    names = [*NOTHING, *ODD, "清远市鑫淼科技有限公司", "清远市鑫淼科技有限责任公司"]
    found = dedupe(names)
    assert found.cluster[-1] == found.cluster[-2]
    assert (
        found.cluster[names.index("鑫淼\n科技有限公司")] == found.cluster[names.index("鑫淼\x00科技有限公司")]
    )
    assert found.cluster[names.index("鑫" * 500)] != found.cluster[names.index("(" * 500)]
    left, right = candidate_pairs(found.table)
    assert len(explain_pairs(found.table, left, right)) == len(left)
    for columns in ([None] * len(names), [""] * len(names), ["火星"] * len(names)):
        assert partition(dedupe(names, columns, columns, columns).cluster) == partition(found.cluster)


def test_names_that_say_nothing_are_not_one_enterprise() -> None:
    found = dedupe(list(NOTHING))
    assert len(set(found.cluster.tolist())) == len(NOTHING)


@pytest.mark.parametrize("place", [None, "广东"])
def test_two_thousand_rows_of_one_name_are_one_enterprise_at_little_cost(place: str | None) -> None:
    """Not two million pairs; the others of the table stay what they are."""
    many = 2_000
    names = ["清远市鑫淼科技有限公司"] * many + [
        "佛山市睿骏机械制造有限公司",
        "佛山市睿骏机械制造有限责任公司",
    ]
    found = dedupe(names, [place] * len(names))
    assert set(found.cluster[:many].tolist()) == {0}
    assert found.cluster[many:].tolist() == [many, many]
    assert len(found.pairs.left) < 100 * many


def test_two_thousand_rows_of_one_name_with_two_codes_are_two_enterprises() -> None:
    names = ["假日酒店（中国）有限公司"] * 2_000
    codes = [credit_code(row % 2) for row in range(2_000)]
    assert dedupe(names, None, None, codes).cluster.tolist() == [row % 2 for row in range(2_000)]


def test_long_names_are_compared_by_their_beginning() -> None:
    """500 characters are read; what stands behind the first 200 tells nothing."""
    long = "清远市" + "鑫淼琦祺睿骏翔宸" * 60 + "科技有限公司"
    table = read_mentions([long, long[:300], "清远市睿骏科技有限公司"])
    assert table.normal[0] == table.normal[1] == long[:200]
    assert dedupe([long, long[:300], "清远市睿骏科技有限公司"]).cluster.tolist() == [0, 0, 2]
