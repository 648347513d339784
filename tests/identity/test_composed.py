"""A name composed of known parts is parsed into them, and one spelling is made of many."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.identity.mentions import SEPARATOR
from pipeline.identity.names import parse
from pipeline.identity.normal import normal_name, normal_names
from pipeline.identity.trades import brand_length
from tests.identity.names import BRANDS, FORMS, Composed, Division, bracketed, composed, trades

EXAMPLES = settings(max_examples=150)


@given(made=composed())
@EXAMPLES
def test_parsing_gives_back_what_was_composed(made: Composed) -> None:
    parsed = parse(normal_name(made.name))
    assert parsed.core == made.brand + made.trade
    assert parsed.core[: brand_length(parsed.core)] == made.brand
    assert parsed.form == made.form.replace("(", "").replace(")", "")
    assert parsed.group == ("集团" in made.form)
    assert parsed.branch == made.branch
    assert (parsed.region_text, parsed.region) == (normal_name(made.division.text), made.division.region)


@given(
    division=st.deferred(lambda: st.sampled_from(bracketed())),
    brand=BRANDS,
    trade=st.deferred(lambda: st.sampled_from(trades())),
    form=st.sampled_from(FORMS),
    early=st.booleans(),
    brackets=st.sampled_from(["()", "（）", "[]", "【】"]),
)
@EXAMPLES
def test_a_region_in_brackets_is_the_region_wherever_it_stands(
    division: Division, brand: str, trade: str, form: str, early: bool, brackets: str
) -> None:
    """鑫晟(湖南)科技有限公司 and 鑫晟科技(湖南)有限公司 are both of 湖南 and their core is 鑫晟科技."""
    where = brackets[0] + division.text + brackets[1]
    parsed = parse(normal_name(brand + (where + trade if early else trade + where) + form))
    assert (parsed.core, parsed.region_text, parsed.region) == (brand + trade, division.text, division.region)


CHARACTERS = list(
    "示例纺织广东省清远市有限公司集团(（)）[】1２3、.。．·•*#★①Ａb－- \u3000\u200b\t,，;；_~|/'\"“東風"
)
PIECES = ["(注1)", "（存续）", "(集团)", "NO.1", "公司", "(A区)", "店(二)", "(1)", "1、"]
PRINTED = st.lists(st.sampled_from(CHARACTERS + PIECES), max_size=16).map("".join)


@given(names=st.lists(PRINTED, max_size=5))
@EXAMPLES
@example(names=["1、(2)示例", "示例(存续)。", "示例*(注1)*", "。", "1.", "(存续)"])
def test_a_normal_name_is_its_own_normal_name(names: list[str]) -> None:
    once = normal_names(names)
    assert not any(SEPARATOR in name for name in once)
    assert normal_names(once) == once


@given(names=st.lists(PRINTED | st.text(max_size=8), max_size=6))
@EXAMPLES
@example(names=["", "\n", "a\nb", "\ud800示例\udfff", "示\x00例", "\u2028", "\r\n"])
def test_names_together_are_as_each_by_itself(names: list[str]) -> None:
    """What stands in one row, line breaks and lone surrogates too, never moves another."""
    assert normal_names(names) == [normal_name(name) for name in names]


@given(name=st.text(max_size=12))
@EXAMPLES
def test_any_text_is_parsed_and_nothing_of_it_is_lost_but_brackets(name: str) -> None:
    normal = normal_name(name)
    parsed = parse(normal)
    kept = parsed.region_text + parsed.core + parsed.form + parsed.branch
    assert len(kept) <= len(normal)
    assert bool(parsed.core) == bool(normal)
