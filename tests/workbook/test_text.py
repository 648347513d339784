from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workbook.text import CELL_LIMIT, CUT, clean, looks_like_formula, wrapped_lines


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_ordinary_text_stays_as_it_is() -> None:
    text = "三江口园区\t工业用水 1.3 元/吨\n（2023-06-20 确认）😀"

    assert clean(text) == text


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\u2028"])
def test_every_line_end_becomes_one(end: str) -> None:
    assert clean(f"上{end}下") == "上\n下"


def test_overlong_text_is_cut_and_says_so() -> None:
    cut = clean("好" * (CELL_LIMIT + 1))

    assert cut.endswith(CUT)
    assert utf16_units(cut) == CELL_LIMIT


def test_the_cut_never_splits_a_surrogate_pair() -> None:
    cut = clean("x" + "😀" * CELL_LIMIT)

    assert cut.removesuffix(CUT).strip("😀") == "x"
    assert utf16_units(cut) <= CELL_LIMIT


@given(st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=0x2FFFF)))
def test_cleaned_text_is_valid_xml_and_clean_twice_changes_nothing(text: str) -> None:
    once = clean(text)

    assert re.search("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", once) is None
    assert clean(once) == once


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1"])
def test_what_a_spreadsheet_might_run_is_recognised(text: str) -> None:
    assert looks_like_formula(text)


def test_a_name_is_no_formula() -> None:
    assert not looks_like_formula("示例=有限公司")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("甲乙丙丁", 8, 1),
        ("甲乙丙丁戊", 8, 2),
        ("上\n\n下", 8, 3),
        ("甲乙abcdef", 8, 2),
        ("甲乙丙丁。", 8, 2),
        ("a" * 40, 10, 5),
    ],
)
def test_lines_of_wrapped_text(text: str, width: float, lines: int) -> None:
    assert wrapped_lines(text, width) == lines


@given(st.text(max_size=80), st.integers(4, 60))
def test_a_wider_column_never_needs_more_paper_than_the_text_is_long(text: str, width: int) -> None:
    assert 1 <= wrapped_lines(text, width) <= 1 + text.count("\n") + len(text)
