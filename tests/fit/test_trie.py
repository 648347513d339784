"""The words that the trie finds are those that a regular expression finds, which tries long words first."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.fit.letters import OTHER, PLANE
from matching.fit.score import Scorer
from matching.fit.trie import make_trie

LETTERS = "印染整机"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=5), max_size=12, unique=True)
TEXT = st.text(LETTERS + "、的", max_size=60)


def found(words: list[str], text: str) -> list[tuple[int, int, int]]:
    codes = np.array([ord(char) for char in text], dtype=np.uint16)
    return list(zip(*(column.tolist() for column in make_trie(words).find(codes)), strict=True))


def expected(words: list[str], text: str) -> list[tuple[int, int, int]]:
    if not words:
        return []
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    return [(words.index(match.group()), *match.span()) for match in pattern.finditer(text)]


@given(words=WORDS, text=TEXT)
def test_it_finds_what_a_regular_expression_finds(words: list[str], text: str) -> None:
    assert found(words, text) == expected(words, text)


@pytest.mark.parametrize("length", [1, 2, 999, 20_000])
def test_words_that_overlap_without_end_are_taken_in_turn(length: int) -> None:
    text = ("印染" * length)[:length]
    assert found(["印染", "染印"], text) == expected(["印染", "染印"], text)


@given(parts=st.lists(st.integers(0, 10_000), max_size=30), cut=st.integers(0, 3))
def test_the_countys_words_strung_together_read_alike(scorer: Scorer, parts: list[int], cut: int) -> None:
    words = list(scorer.vocabulary.words)
    text = "".join(words[part % len(words)][cut and part % cut :] for part in parts)
    codes = np.array([ord(char) for char in text], dtype=np.uint16)
    columns = scorer.vocabulary.trie.find(codes)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == expected(words, text)


def test_characters_beyond_the_basic_plane_are_refused() -> None:
    with pytest.raises(ValueError, match="basic plane"):
        make_trie([chr(PLANE)])
    with pytest.raises(ValueError, match="basic plane"):
        make_trie([chr(OTHER)])
