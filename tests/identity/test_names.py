"""What makes two names or two codes the same, before any database is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identity import has_legal_form, is_association, valid_uscc
from pipeline.names import name_key
from tests.identity.build import credit_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: 31 characters, without I, O, S, V and Z."""
NUMBERS = st.integers(0, 999_999_999)


@given(number=NUMBERS, place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(number: int, place: int, other: str) -> None:
    """31 is a prime and no weight is a multiple of it, so a changed character always changes the sum.

    The standard promises this for any one character of its alphabet, at any place, the check digit
    included; other characters are refused for what they are.
    """
    code = credit_code(number)
    changed = code[:place] + other + code[place + 1 :]
    assert valid_uscc(changed) == (code if changed == code else None)


@given(number=NUMBERS, place=st.integers(0, 16))
def test_two_neighbours_swapped_are_always_found(number: int, place: int) -> None:
    """Neighbouring weights differ modulo 31, so a swap of two unlike neighbours changes the sum."""
    code = credit_code(number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert valid_uscc(swapped) == (code if swapped == code else None)


@given(number=NUMBERS, place=st.integers(0, 17), other=st.sampled_from("IOSVZ#公"))
def test_characters_outside_the_alphabet_are_refused(number: int, place: int, other: str) -> None:
    code = credit_code(number)
    assert valid_uscc(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize("written", ["{}", " {} ", "{}\n", "\u3000{}"])
def test_spaces_around_a_code_do_not_matter(written: str) -> None:
    assert valid_uscc(written.format(credit_code(7))) == credit_code(7)


def test_a_code_may_be_written_in_groups_small_letters_and_wide_digits() -> None:
    code = next(made for made in map(credit_code, range(1000)) if made[-1].isalpha())
    assert valid_uscc(f"{code[:2]} {code[2:8]} {code[8:].lower()}") == code
    assert valid_uscc(code.replace("9", "９")) == code


@pytest.mark.parametrize("nothing", [None, "", " ", "暂无", "91990000"])
def test_no_code_is_no_code(nothing: str | None) -> None:
    assert valid_uscc(nothing) is None


NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)
SPACES = st.sampled_from(["", " ", "\u3000", "\u00a0", "\n", "\u200b", "\ufeff"])


@given(first=NAMES, second=NAMES, spaces=st.tuples(SPACES, SPACES, SPACES), latin=st.sampled_from("ABZ"))
def test_width_and_spaces_do_not_make_another_name(
    first: str, second: str, spaces: tuple[str, str, str], latin: str
) -> None:
    before, between, after = spaces
    wide = chr(ord(latin) + 0xFEE0)
    half = f"{first}({second}){latin}股份有限公司"
    full = f"{before}{first}（{between}{second}）{wide}股份有限公司{after}"
    assert name_key(half) == name_key(full)


@given(first=NAMES, second=NAMES)
def test_other_words_are_another_name(first: str, second: str) -> None:
    assert (name_key(f"{first}有限公司") == name_key(f"{second}有限公司")) == (first == second)
    assert name_key(f"{first}集团有限公司") != name_key(f"{first}有限公司")


@pytest.mark.parametrize(
    ("name", "legal", "association"),
    [
        ("示例纺织集团股份有限公司", True, False),
        ("示例（中国）有限公司", True, False),
        ("示例投资中心（有限合伙）", True, False),
        ("示例集团", False, False),
        ("示例科技", False, False),
        ("示例纺织有限公司三江口分公司", True, False),
        ("示例银行示例支行", False, False),
        ("示例市纺织行业协会", True, True),
        ("示例市广西商会", True, True),
    ],
)
def test_what_a_name_says_of_its_bearer(name: str, legal: bool, association: bool) -> None:
    assert (has_legal_form(name), is_association(name)) == (legal, association)
