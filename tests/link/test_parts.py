"""The index and the alignment against plain Python."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity.link.align import align
from pipeline.identity.link.grams import build_grams, text_grams
from pipeline.identity.link.queries import unmarked
from pipeline.identity.link.texts import read_texts
from pipeline.identity.names import parse
from pipeline.identity.normal import normal_name
from pipeline.identity.trades import brand_length

LETTERS = "甲乙丙丁戊己庚辛"
texts = st.text(LETTERS, max_size=8)


def chars(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint16]]:
    return np.array([ord(char) for char in text], dtype=np.uint16)


@given(st.lists(texts, min_size=1, max_size=8))
def test_the_index_has_exactly_the_grams_of_every_text(names: list[str]) -> None:
    flat = np.concatenate([chars(name) for name in names])
    row = np.repeat(np.arange(len(names), dtype=np.int32), [len(name) for name in names])
    index = build_grams(flat, row)
    expected: dict[int, set[int]] = {}
    for number, name in enumerate(names):
        for key in text_grams(chars(name)).tolist():
            expected.setdefault(key, set()).add(number)
    found = {int(key): set(index.rows(place).tolist()) for place, key in enumerate(index.keys)}
    assert found == expected


@given(st.text(LETTERS, min_size=1, max_size=10), st.data())
def test_what_is_left_of_a_name_is_found_in_order(name: str, data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    query = "".join(char for char, keep in zip(name, kept, strict=True) if keep)
    if not query:
        return
    weight = np.ones((1, len(query)), dtype=np.float32)
    bonus = np.zeros((1, len(name)), dtype=np.float32)
    found = align(chars(query)[None], weight, chars(name)[None], bonus)
    place = found.place[0]
    assert (place >= 0).all()
    assert (np.diff(place) > 0).all()
    assert "".join(name[one] for one in place) == query


@given(texts.filter(bool), texts.filter(bool))
def test_matches_keep_the_order(query: str, name: str) -> None:
    weight = np.ones((1, len(query)), dtype=np.float32)
    found = align(chars(query)[None], weight, chars(name)[None], np.zeros((1, len(name)), dtype=np.float32))
    used = found.place[0][found.place[0] >= 0]
    assert (np.diff(used) > 0).all()


def test_parts_agree_with_the_parser() -> None:
    names = [
        "扬州示例晨阳新材料股份有限公司",
        "迪哲示例(江苏)医药股份有限公司",
        "深圳市示例(集团)股份有限公司",
        "重庆示例三江油漆股份有限公司涪陵分公司",
        "示例",
        "",
    ]
    found = read_texts(names)
    for at, name in enumerate(names):
        one = parse(normal_name(name))
        whole = "".join(map(chr, found.chars[found.start[at] : found.start[at + 1]]))
        assert whole == one.region_text + one.core + one.form + one.branch
        assert found.core[at] == len(one.core)
        assert found.brand[at] == brand_length(one.core)


def test_exchange_marks_come_off_and_names_stay() -> None:
    printed = ["*ST示例", "XD示例股", "示例三峡Ａ", "示例励飞-U", "C示例新", "TCL示例", "ST示例科技有限公司"]
    assert [unmarked(normal_name(name)) for name in printed] == [
        "示例",
        "示例股",
        "示例三峡",
        "示例励飞",
        "示例新",
        "tcl示例",
        "st示例科技有限公司",
    ]
