"""Coverage and its denominator: domain guide, sections 12.2 and 15.1."""

from __future__ import annotations

from dataclasses import replace

from matching.context import Context, ListRead
from matching.firm import Firm
from matching.hq.contacted import contacted
from matching.hq.coverage import coverage
from matching.hq.headquarters import headquarters, reached_ids
from matching.hq.model import Coverage, CoverageRow
from matching.lean import Lean
from matching.load import Knowledge
from tests.hq.build import figures, knows, row
from tests.matching.build import circumstances, firm, listing, whole_lists


def covered(knowledge: Knowledge, context: Context) -> Coverage:
    _, judged = figures(knowledge, context)
    return coverage(judged, reached_ids(contacted(knowledge), context), knowledge, context)


def members(number: int, *, tier: str = "china500", city: str = "佛山市") -> list[Firm]:
    return [
        firm(f"示例{tier}{city}{one}有限公司", listings=[listing(tier)], city=city) for one in range(number)
    ]


def named(rows: list[CoverageRow], name: str) -> CoverageRow:
    return next(one for one in rows if one.name == name)


def test_touched_of_eligible_with_an_interval_when_every_list_is_whole(context: Context) -> None:
    firms = members(40)
    whole = circumstances(context.config, lists=whole_lists(context.config))
    found = covered(knows(firms, [row(one.name, firm=one) for one in firms[:12]]), whole)
    assert (found.partial, found.total.rate.k, found.total.rate.n) == ("", 12, 40)
    # Wilson 95 % of 12 in 40, by hand: centre (12 + 1.92) / 43.84, half 1.96 / 43.84 · √(12·28/40 + 0.96)
    assert (f"{found.total.rate.low:.3f}", f"{found.total.rate.high:.3f}") == ("0.181", "0.454")
    assert named(found.by_tier, "中国企业500强").rate == found.total.rate
    assert named(found.by_city, "广东省·佛山市").rate.rate == 0.3


def test_5_of_20_stays_a_count(context: Context) -> None:
    firms = members(20)
    whole = circumstances(context.config, lists=whole_lists(context.config))
    rate = covered(knows(firms, [row(one.name, firm=one) for one in firms[:5]]), whole).total.rate
    assert (rate.k, rate.n, rate.rate, rate.note) == (5, 20, None, "n<30，不列比率")


def test_one_list_missing_takes_the_rate_of_the_whole_but_not_of_another_list(context: Context) -> None:
    firms = members(40)
    lists = whole_lists(context.config)
    del lists["fortune_global500"]
    found = covered(knows(firms, []), circumstances(context.config, lists=lists))
    assert found.total.rate.rate is None
    assert found.partial == "1 份榜单未采全，不列比率"
    assert named(found.by_tier, "中国企业500强").rate.rate == 0.0
    assert named(found.by_tier, "世界500强").rate.note == "未采集"
    cut = dict(whole_lists(context.config), china500=ListRead("2026", whole=False, example=False))
    excerpt = covered(knows(firms, []), circumstances(context.config, lists=cut))
    assert named(excerpt.by_tier, "中国企业500强").rate.note == "榜单未采全，不列比率"


def test_who_is_ruled_out_is_no_part_of_the_denominator_and_is_said(context: Context) -> None:
    here = firm("示例区内有限公司", province="广西壮族自治区", city="南宁市", listings=[listing("china500")])
    other = firm("示例无关有限公司", products="宠物寄养", listings=[listing("china500")])
    unknown = firm("示例省份未知有限公司", province=None, city=None, listings=[listing("china500")])
    found = covered(knows([here, other, unknown, *members(2)], []), context)
    assert (found.total.members, found.total.rate.n, found.total.open) == (5, 3, 1)
    assert {one.reason: one.enterprises for one in found.excluded} == {
        "没有对应的产业链环节": 1,
        "签约不计入：区外法人": 1,
    }


def test_made_up_firms_are_counted_apart(context: Context) -> None:
    real, made_up = members(3), [replace(one, id=f"x{one.id}", example=True) for one in members(2)]
    rows = [row(one.name, firm=one) for one in made_up]
    total = covered(knows([*real, *made_up], rows), context).total
    assert (total.rate.k, total.rate.n, total.example_touched, total.example_eligible) == (0, 3, 2, 2)


def test_cells_meet_in_chain_node_list_and_city(context: Context) -> None:
    both = firm(listings=[listing("china500"), listing("china_private500")])
    found = covered(knows([both, *members(2, city="东莞市")], [row(both.name, firm=both)]), context)
    cells = {(one.tier_name, one.city): (one.rate.k, one.rate.n) for one in found.cells}
    assert cells == {
        ("中国企业500强", "广东省·佛山市"): (1, 1),
        ("中国民营企业500强", "广东省·佛山市"): (1, 1),
        ("中国企业500强", "广东省·东莞市"): (0, 2),
    }


def test_figures_are_the_same_without_what_explains_them(context: Context) -> None:
    firms = [
        *members(5),
        *members(3, tier="little_giant", city="东莞市"),
        firm("示例区内有限公司", province="广西壮族自治区"),
    ]
    knowledge = knows(firms, [row(one.name, firm=one) for one in firms[:2]])
    objects, judged = figures(knowledge, context)
    lean = Lean()
    bare = [lean(one) for one in judged.values()]
    assert headquarters(objects, knowledge, bare, context) == headquarters(
        objects, knowledge, list(judged.values()), context
    )
    assert [one.order for one in bare] == [one.order for one in judged.values()]
