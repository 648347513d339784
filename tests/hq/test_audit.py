"""The contacted firms audited: domain guide, sections 12.1 and 12.2."""

from __future__ import annotations

from matching.context import Context, ListRead
from matching.earlier import Earlier
from matching.hq.audit import contact_audit
from matching.hq.model import ContactAudit
from matching.load import Knowledge
from tests.hq.build import figures, knows, row
from tests.matching.build import circumstances, firm, listing, whole_lists


def audit(knowledge: Knowledge, context: Context) -> ContactAudit:
    objects, judged = figures(knowledge, context)
    return contact_audit(objects, judged, knowledge, context)


def test_a_letter_is_no_touch_and_a_row_without_a_channel_is_said(context: Context) -> None:
    known = knows([], [row("示例甲", channel="发函"), row("示例乙", channel=None), row("示例丙")])
    found = audit(known, context)
    assert (found.touched, found.no_touch_rows, found.channel_unknown_rows) == (2, 1, 1)


def test_stale_is_counted_from_the_newest_row_and_leaves_out_what_has_ended(context: Context) -> None:
    known = knows(
        [],
        [
            row("示例旧", days_ago=400),
            row("示例旧", days_ago=61),
            row("示例新", days_ago=60),
            row("示例已谢绝", days_ago=300, reason="无投资计划"),
            row("示例暂缓", days_ago=90, reason="暂缓"),
            row("示例已终止", days_ago=300, stage="终止"),
            row("示例已投产", days_ago=300, stage="投产"),
            row("示例没写日期", days_ago=None),
        ],
    )
    found = audit(known, context)
    assert [(one.name, one.days) for one in found.stale] == [("示例暂缓", 90), ("示例旧", 61)]
    assert (found.open_objects, found.undated) == (4, 1)


def test_an_expired_title_is_delisted_and_a_list_not_read_whole_leaves_it_open(context: Context) -> None:
    old = listing("little_giant", "第三批", "2021-09-01")
    expired = firm("示例到期有限公司", listings=[old])
    replaced = firm("示例掉榜有限公司", listings=[listing("listed", "rolling")])
    place = Earlier(replaced.name, "china500", "示例榜", "2025", "2025-09-15", example=False)
    rows = [row(expired.name, firm=expired), row(replaced.name, firm=replaced)]
    known = knows([expired, replaced], rows, {replaced.id: [place]})
    whole = circumstances(context.config, lists=whole_lists(context.config))
    gone = {one.enterprise: one.listed for one in audit(known, whole).delisted}
    assert set(gone) == {expired.name, replaced.name}
    assert "已过期" in gone[expired.name]
    assert "2025 在榜" in gone[replaced.name]
    cut = circumstances(context.config, lists={"china500": ListRead("2026", whole=False, example=False)})
    assert [one.enterprise for one in audit(known, cut).delisted] == [expired.name]


def test_a_list_whose_next_edition_is_due_is_neither_on_nor_off(context: Context) -> None:
    due = firm("示例待新榜有限公司", listings=[listing("china500", "2025", "2025-09-15")])
    found = audit(knows([due], [row(due.name, firm=due)]), context)
    assert (found.list_edition_due, found.delisted) == (1, [])


def test_what_counts_and_why_not(context: Context) -> None:
    here = firm("示例区内有限公司", province="广西壮族自治区", city="南宁市")
    out = firm("示例区外有限公司")
    known = knows([here, out], [row(here.name, firm=here), row(out.name, firm=out), row("示例不认识")])
    found = audit(known, context)
    signing = next(one for one in found.countable if one.indicator == "new_signing")
    assert (signing.counts, signing.open, signing.fails) == (1, 0, 1)
    assert [(one.rule, one.result, one.enterprises) for one in signing.why] == [("区外法人", "不计入", 1)]
    assert found.unmatched == 1
