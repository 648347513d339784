"""Hashes of parts against slices of the strings themselves, and credit codes against python-stdnum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from functools import reduce
from operator import or_

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.identity.codes import code_keys, valid_uscc
from pipeline.identity.spans import Spans, ascending, distinct, first_of, hashes, numbered
from tests.identity.build import credit_code

EXAMPLES = settings(max_examples=120)
TEXTS = st.lists(st.text(st.sampled_from("甲乙a|😀𠀀"), max_size=7), min_size=1, max_size=8)


def agree(keys: Iterable[Hashable], texts: Iterable[Hashable]) -> bool:
    """Whether equal texts have equal keys and other texts other keys."""
    by_key, by_text = defaultdict(set), defaultdict(set)
    for key, text in zip(keys, texts, strict=True):
        by_key[key].add(text)
        by_text[text].add(key)
    return all(len(found) == 1 for found in (*by_key.values(), *by_text.values()))


@given(texts=TEXTS, data=st.data())
@EXAMPLES
def test_the_hash_of_a_part_is_that_of_the_slice(texts: list[str], data: st.DataObject) -> None:
    """Wherever the part stands, and only for it; a part of nothing is a part too."""
    cuts = st.tuples(st.integers(0, 7), st.integers(0, 7))
    rows = data.draw(st.lists(st.tuples(st.integers(0, len(texts) - 1), cuts), min_size=1, max_size=30))
    row, first, last, slices = [], [], [], []
    for at, (one, other) in rows:
        begin, end = sorted(min(cut, len(texts[at])) for cut in (one, other))
        row.append(at)
        first.append(begin)
        last.append(end)
        slices.append(texts[at][begin:end])
    keys = Spans.of(texts).part(np.array(row), np.array(first), np.array(last))
    assert agree(keys.tolist(), slices)


@given(texts=TEXTS)
@EXAMPLES
@example(texts=["", "", "甲"])
def test_a_whole_and_its_bag(texts: list[str]) -> None:
    spans = Spans.of(texts)
    assert agree(spans.whole().tolist(), texts)
    assert agree(spans.bags().tolist(), ["".join(sorted(text)) for text in texts])
    assert spans.length.tolist() == [len(text) for text in texts]


@given(texts=TEXTS, data=st.data())
@EXAMPLES
def test_picked_characters_and_signs(texts: list[str], data: st.DataObject) -> None:
    """Of some rows of a table; signs say which characters there are, whatever the order and how often."""
    rows = np.array(data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=8)))
    some, chosen = Spans.of(texts).rows(rows), [texts[row] for row in rows]
    assert agree(some.picked("乙a").tolist(), ["".join(filter("乙a".__contains__, text)) for text in chosen])
    size = np.array([data.draw(st.integers(0, len(text))) for text in chosen])
    alone = {char: int(Spans.of([char]).signs(np.array([1]))[0]) for char in "".join(texts)}
    assert all(sign.bit_count() == 1 for sign in alone.values())
    for text, end, sign in zip(chosen, size.tolist(), some.signs(size).tolist(), strict=True):
        assert sign == reduce(or_, (alone[char] for char in text[:end]), 0)


@given(texts=TEXTS)
@EXAMPLES
def test_where_a_text_stands_first(texts: list[str]) -> None:
    assert first_of(hashes(texts)).tolist() == [texts.index(text) for text in texts]


@given(texts=TEXTS)
@EXAMPLES
@example(texts=["甲乙乙", "乙", "", "甲乙"])
def test_every_character_is_left_out_once(texts: list[str]) -> None:
    """The rest's hash is that of the rest as a string, so that it meets the whole of another row."""
    spans = Spans.of(texts)
    rows, keys = spans.without_one(np.arange(len(texts)))
    wanted = [(at, text[:gap] + text[gap + 1 :]) for at, text in enumerate(texts) for gap in range(len(text))]
    assert rows.tolist() == [at for at, _ in wanted]
    assert agree([*keys.tolist(), *spans.whole().tolist()], [*(rest for _, rest in wanted), *texts])


def test_no_strings_are_no_spans() -> None:
    nothing = Spans.of([])
    assert len(nothing.whole()) == len(nothing.bags()) == len(nothing.without_one(np.arange(0))[1]) == 0
    assert len(nothing.picked("甲")) == len(nothing.signs(nothing.length)) == 0


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE = st.integers(0, 50).map(credit_code)


@st.composite
def mangled(draw: st.DrawFn) -> str | None:
    """A right code, one with something done to it, or what people write instead."""
    code = draw(CODE)
    place, other = draw(st.integers(0, 17)), draw(st.sampled_from(ALPHABET + "IOSVZ无é９"))
    written = st.sampled_from([
        code, f" {code} ", f"{code[:2]} {code[2:8]}-{code[8:]}", code.lower(), code[:place], code + "0",
        code[:place] + other + code[place + 1 :], code[:place] + code[place + 1 :],
        "0" * 18, "L600519", "暂无",
        "",
        "\ud800" * 18, f"\t{code}\n", f"{code}\x00",
    ])  # fmt: skip
    return draw(st.none() | written)


@given(codes=st.lists(mangled(), max_size=12))
@settings(max_examples=200)
@example(codes=[credit_code(7), credit_code(7).replace("9", "９"), credit_code(7).lower()])
def test_codes_of_a_column_are_those_that_hold_one_by_one(codes: list[str | None]) -> None:
    """A number where ``valid_uscc`` (python-stdnum) accepts, equal where it finds the same code, else 0."""
    valid = [valid_uscc(code) for code in codes]
    keys = code_keys(codes).tolist()
    assert [key != 0 for key in keys] == [code is not None for code in valid]
    assert agree(keys, valid)


KEYS = st.lists(st.one_of(st.integers(0, 3), st.integers(0, (1 << 64) - 1)), max_size=60)


@given(keys=KEYS, shift=st.sampled_from([0, 40]))
@EXAMPLES
def test_keys_are_sorted_as_numpy_sorts_them(keys: list[int], shift: int) -> None:
    array = np.array([key >> shift for key in keys], dtype=np.uint64)
    assert ascending(array).tolist() == np.argsort(array, kind="stable").tolist()
    assert numbered(array).tolist() == np.unique(array, return_inverse=True)[1].tolist()
    small = (array >> np.uint64(1)).astype(np.int64)
    assert distinct(small.copy()).tolist() == sorted(set(small.tolist()))


def test_keys_that_differ_in_their_last_bits_alone_are_told_apart() -> None:
    keys = np.array([(1 << 63) + number for number in (5, 1, 3, 1, 4, 5)], dtype=np.uint64)
    assert ascending(keys).tolist() == [1, 3, 2, 4, 0, 5]
