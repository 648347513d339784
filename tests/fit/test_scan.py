"""Which words are found, and what the text says is done with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.fit.letters import END, OTHER, PLANE, joined, normalise
from matching.fit.scan import Hits, scan
from matching.fit.score import Scorer
from matching.fit.texts import LONGEST, clean
from matching.fit.vocabulary import Role


def said(scorer: Scorer, text: str) -> list[tuple[str, Role]]:
    hits = scan([text], scorer.vocabulary)
    words = scorer.vocabulary.words
    return [(words[word], Role(int(role))) for word, role in zip(hits.word, hits.role, strict=True)]


def role(scorer: Scorer, text: str, word: str) -> Role:
    return next(found for term, found in said(scorer, text) if term == word)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("光伏组件制造", "光伏组件", Role.MAKE),
        ("光伏组件、逆变器的生产", "光伏组件", Role.MAKE),
        ("光伏组件的研发、生产、销售", "光伏组件", Role.RESEARCH | Role.MAKE | Role.TRADE),
        ("生产、销售：光伏组件", "光伏组件", Role.MAKE | Role.TRADE),
        ("光伏组件销售；五金加工", "光伏组件", Role.TRADE),
        ("光伏组件销售、五金加工", "光伏组件", Role.TRADE),
        ("五金加工，光伏组件、逆变器销售", "光伏组件", Role.TRADE),
        ("销售光伏组件、逆变器，五金加工", "逆变器", Role.TRADE),
        ("五金加工、逆变器", "逆变器", Role(0)),
        ("五金销售、逆变器", "逆变器", Role.TRADE),
        ("逆变器、光伏组件（太阳能用）的生产、销售", "逆变器", Role.MAKE | Role.TRADE),
        ("一般项目：生产、销售：光伏组件、逆变器", "逆变器", Role.MAKE | Role.TRADE),
        ("研发、生产、销售光伏组件、逆变器", "逆变器", Role.RESEARCH | Role.MAKE | Role.TRADE),
        ("逆变器，依法须经批准的项目，经相关部门批准后方可开展经营活动", "逆变器", Role(0)),
        ("对锂电池、光伏组件项目的投资", "锂电池", Role.INVEST),
        ("饲料及饮料生产设备", "饲料", Role.MAKE | Role.SHIFT),
        ("光伏组件", "光伏组件", Role(0)),
        ("钢材加工（光伏组件）", "光伏组件", Role(0)),
        ("光伏组件设备制造", "光伏组件", Role.MAKE | Role.SHIFT),
        ("光伏组件生产设备", "光伏组件", Role.MAKE | Role.SHIFT),
        ("纺织品加工（不含印染、漂染）", "漂染", Role.EXCLUDE),
        ("纺织品加工（印染除外）", "印染", Role.EXCLUDE),
        ("不从事印染", "印染", Role.EXCLUDE),
        ("纺织品（不含印染）的生产", "纺织品", Role.MAKE),
    ],
)
def test_the_words_around_say_what_is_done(scorer: Scorer, text: str, word: str, expected: Role) -> None:
    assert role(scorer, text, word) == expected


def test_a_longer_word_takes_the_place_of_those_inside_it(scorer: Scorer) -> None:
    assert [word for word, _ in said(scorer, "印染设备")] == ["印染设备"]
    assert said(scorer, "丝绸之路") == []


def test_latin_words_stand_alone(scorer: Scorer) -> None:
    assert said(scorer, "LEDS、MESSENGER、OLED") == []
    assert [word for word, _ in said(scorer, "ＭＥＳ、ＬＥＤ")] == ["mes", "led"]


TEXTS = st.lists(
    st.text(
        st.sampled_from("光伏组件生产销售设备不含（）()、，；。ＭES印染㈱㎡é\u0301\u1100\u1161\x1e\n𬭩"),
        max_size=24,
    )
    | st.text(max_size=16),
    max_size=6,
)


@given(texts=TEXTS)
def test_texts_together_are_as_each_by_itself(scorer: Scorer, texts: list[str]) -> None:
    together = scan(texts, scorer.vocabulary)
    alone = [scan([text], scorer.vocabulary) for text in texts]
    for at, one in enumerate(alone):
        mine = together.text == at
        for column in ("word", "at", "role", "inherited"):
            assert np.array_equal(getattr(together, column)[mine], getattr(one, column))
    assert len(together) == sum(map(len, alone))
    assert isinstance(together, Hits)


@given(texts=TEXTS)
def test_letters_are_normalised_as_unicode_says(texts: list[str]) -> None:
    tidy = [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
    expected = [normalise(text.replace(chr(END), " ")).replace(chr(END), " ") for text in tidy]
    spelled = "".join(map(chr, joined(tidy)))
    assert [_plain(text) for text in spelled.split(chr(END))] == [_plain(text) for text in expected or [""]]


def _plain(text: str) -> str:
    """What lies beyond the basic plane is one character there; normalising twice may still move some."""
    return normalise("".join(char if ord(char) < PLANE else chr(OTHER) for char in text))


@given(text=st.text(max_size=60))
def test_a_word_is_found_where_the_text_has_it(scorer: Scorer, text: str) -> None:
    hits = scan([f"{text}；逆变器"], scorer.vocabulary)
    words = scorer.vocabulary.words
    normal = normalise(f"{text}；逆变器")
    for word, at in zip(hits.word, hits.at, strict=True):
        assert normal[at : at + len(words[word])] == words[word] or len(normal) != len(text) + 4
    assert "逆变器" in [words[word] for word in hits.word]


def test_markup_and_endless_cells_are_cut() -> None:
    assert clean("<p>光伏<b>组件</b></p>&nbsp;制造").split() == ["光伏", "组件", "制造"]
    assert clean("<script>var 光伏 = 1</script>制造") == "制造"
    assert len(clean("光" * 1_000_000)) == LONGEST
