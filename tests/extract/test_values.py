from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.amounts import Amount, amount, number, whole
from pipeline.extract.fields import short_name
from pipeline.extract.names import SEVERAL, clean_name
from pipeline.extract.places import Place, place_of

NAME_PARTS = st.one_of(
    st.sampled_from(
        ["示例重工", "（集团）", "(中国)", "有限公司", "（原名：示例旧公司）", "（SAMPLE HEAVY)", "TCL 科技"]
    ),
    st.sampled_from(
        ["*", "★", "[1]", " ", "\n", "\u3000", "\u200b", "A", "（", ")", "、", "原", "①", "（公示期5天）"]
    ),
)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("国家电网有限公司（STATE GRID)", "国家电网有限公司"),
        ("样板重工（集团）有限公司（SAMPLE HEAVY)", "样板重工（集团）有限公司"),
        ("中国人寿保险（集团）公司", "中国人寿保险（集团）公司"),
        ("阿里巴巴(中国)有限公司", "阿里巴巴(中国)有限公司"),
        ("北京三快在线科技有限公司(美团)", "北京三快在线科技有限公司(美团)"),
        ("沃尔玛（WALMART", "沃尔玛"),
        ("样板集团股份有限公司\nSAMPLE GROUP", "样板集团股份有限公司"),
        ("样板集团股份有限公司 SAMPLE GROUP", "样板集团股份有限公司"),
        ("样乙\n橡塑有限公司", "样乙橡塑有限公司"),
        ("CWT International Limited", "CWT International Limited"),
        ("TCL 科技 集团\u3000股份有限公司", "TCL科技集团股份有限公司"),
        ("★样板\u200b建材有限公司*", "样板建材有限公司"),
        ("样板建材有限公司[1]", "样板建材有限公司"),
        ("样板建材有限公司①", "样板建材有限公司"),
        ("样板建材有限公司（公示期7天）", "样板建材有限公司"),
        ("舟山市7412工厂", "舟山市7412工厂"),
        ("样板药业有限公司（原料药）", "样板药业有限公司（原料药）"),
        ("（原示例公司）", "（原示例公司）"),
    ],
)
def test_a_name_keeps_what_belongs_to_it(printed: str, name: str) -> None:
    assert clean_name(printed).name == name


@pytest.mark.parametrize(
    ("printed", "former"),
    [
        ("样乙橡塑制品有限公司（原名：样乙\n橡塑有限公司）", ("样乙橡塑有限公司",)),
        ("样板科技有限公司（更名自样板实业有限公司)", ("样板实业有限公司",)),
        ("样板科技有限公司（由样板实业有限公司更名）", ("样板实业有限公司",)),
        ("样板科技有限公司（曾用名：样板一厂、样板二厂）", ("样板一厂", "样板二厂")),
        ("样板科技有限公司（原样板实业公司）（SAMPLE)", ("样板实业公司",)),
        ("样板科技有限公司（原产地）", ()),
    ],
)
def test_former_names_leave_the_name(printed: str, former: tuple[str, ...]) -> None:
    assert clean_name(printed).former == former


def test_several_entities_in_one_name_are_flagged_and_not_split() -> None:
    printed = "成都蛟龙港（成都蛟龙投资有限责任公司、成都蛟龙经济开发有限公司）"
    cleaned = clean_name(printed)
    assert cleaned.name == printed
    assert cleaned.notes == (SEVERAL,)
    assert clean_name("样板重工（集团）有限公司").notes == ()


@given(st.one_of(st.lists(NAME_PARTS, max_size=8).map("".join), st.text(max_size=40)))
def test_cleaning_a_name_twice_changes_nothing_more(text: str) -> None:
    once = clean_name(text).name
    assert clean_name(once).name == once


@pytest.mark.parametrize(
    ("printed", "unit", "expected"),
    [
        ("680,985", "百万美元", Amount(680985, "百万美元")),
        ("10,204.8", "百万美元", Amount(10204.8, "百万美元")),
        ("-123.4", "百万美元", Amount(-123.4, "百万美元")),
        ("（123.4）", "万元", Amount(-123.4, "万元")),
        ("479.60", "亿元", Amount(4796000, "万元")),
        ("12.3亿元", "万元", Amount(123000, "万元")),
        ("１２３", "万元", Amount(123, "万元")),
        ("0", "万元", Amount(0, "万元")),
        ("--", "万元", None),
        ("1,23", "万元", None),
        ("约100", "万元", None),
        ("100", None, None),
    ],
)
def test_amounts(printed: str, unit: str | None, expected: Amount | None) -> None:
    assert amount(printed, unit) == expected


@given(st.integers(-(10**15), 10**15))
def test_thousands_commas_do_not_change_a_number(value: int) -> None:
    assert number(f"{value:,}") == number(str(value)) == value


@pytest.mark.parametrize(
    ("printed", "value"),
    [("1", 1), ("1.0", 1), ("第3名", 3), ("1,234人", 1234), ("1.5", None), ("—", None), ("", None)],
)
def test_whole_numbers(printed: str, value: int | None) -> None:
    assert whole(printed) == value


@pytest.mark.parametrize(
    ("printed", "short"),
    [
        ("<a href='x'><u>样板股份</u></a>", "样板股份"),
        ("*ST样板", "样板"),
        ("ST样板", "样板"),
        ("样板Ａ", "样板"),
        ("样 板 B", "样板"),
        ("TCL样板", "TCL样板"),
    ],
)
def test_short_names_lose_their_marks(printed: str, short: str) -> None:
    assert short_name(printed) == short


@pytest.mark.parametrize(
    ("text", "province", "city"),
    [
        ("广东省深圳市南山区科技路1号", "广东省", "深圳市"),
        ("广东深圳市", "广东省", "深圳市"),
        ("深圳市", "广东省", "深圳市"),
        ("宁波", "浙江省", None),
        ("浙江省宁波市", "浙江省", "宁波市"),
        ("广西", "广西壮族自治区", None),
        ("广西壮族自治区防城港市上思县", "广西壮族自治区", "防城港市"),
        ("内蒙古锡林郭勒盟", "内蒙古自治区", "锡林郭勒盟"),
        ("新疆喀什地区", "新疆维吾尔自治区", "喀什地区"),
        ("新疆生产建设兵团", "新疆维吾尔自治区", None),
        ("吉林省延边朝鲜族自治州延吉市", "吉林省", "延边朝鲜族自治州"),
        ("湖北恩施州", "湖北省", "恩施州"),
        ("北京市海淀区", "北京市", "北京市"),
        ("北京", "北京市", None),
        ("上海上海市", "上海市", "上海市"),
        ("中国-北京", "北京市", None),
        ("中国（上海）自由贸易试验区", "上海市", None),
        ("广东省工业和信息化厅", "广东省", None),
        ("吉林市昌邑区", None, "吉林市"),
        ("海南藏族自治州", None, "海南藏族自治州"),
        ("广东省广州天河区", "广东省", None),
        ("河南路12号", None, None),
        ("华南", None, None),
        ("", None, None),
    ],
)
def test_province_and_city_as_printed(text: str, province: str | None, city: str | None) -> None:
    assert place_of(text) == Place(province, city)
