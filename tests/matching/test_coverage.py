"""Headquarters' tables: domain guide, sections 12.2 and 18.8."""

from __future__ import annotations

import pytest

from db.models import Contact
from matching.context import Context
from matching.coverage import gap_map, kpi_page, ledger_audit
from matching.firm import Firm
from matching.judge import judge
from matching.load import Knowledge
from matching.rate import rate
from matching.week import judge_each
from tests.matching.build import circumstances, evidence, firm, listing, touch
from tests.matching.conftest import Changed, Edit


def knows(*firms: Firm, contacts: tuple[Contact, ...] = ()) -> Knowledge:
    return Knowledge(
        firms={one.id: one for one in firms},
        releases=[],
        contacts=[(contact, evidence("对接记录", row)) for row, contact in enumerate(contacts, start=1)],
        data_hash="",
    )


def met(
    name: str, *, enterprise: Firm | None = None, stage: str = "已拜访", kind: str = "enterprise"
) -> Contact:
    return Contact(
        name=name, enterprise_id=enterprise.id if enterprise else None, stage=stage, reason=None, kind=kind
    )


def test_34_of_112_with_its_interval(context: Context) -> None:
    found = rate(34, 112, context)
    assert (found.rate, found.low, found.high) == pytest.approx((0.304, 0.226, 0.394), abs=5e-4)
    assert found.note == ""


def test_5_of_20_is_a_count_and_no_rate(context: Context) -> None:
    found = rate(5, 20, context)
    assert (found.k, found.n, found.rate, found.low, found.high) == (5, 20, None, None, None)
    assert "n<30" in found.note
    assert rate(5, 30, context).rate == pytest.approx(1 / 6)


def test_a_partial_list_gives_no_rate_however_long_it_is(context: Context) -> None:
    found = rate(40, 431, context, partial="榜单为摘录，不列比率")
    assert (found.k, found.n, found.rate) == (40, 431, None)
    assert found.note == "榜单为摘录，不列比率"


def test_contacts_for_three_landings_and_the_bound_behind_the_zero(context: Context) -> None:
    page = kpi_page(context)
    assert page.contacts_needed == {
        "0.50%": 855,
        "1.00%": 427,
        "2.00%": 213,
        "3.87%": 110,
        "3.90%": 109,
        "7.70%": 55,
    }
    assert f"{page.landing_upper:.1%}" == "8.4%"
    assert (f"{page.share:.2%}", f"{page.manufacturing_needed:.2f}") == ("37.17%", "33.77")
    assert page.trips_affordable == 3


def test_after_a_landing_bound_and_contacts_follow(context: Context, changed: Changed) -> None:
    page = kpi_page(circumstances(changed(Edit("kpi.yaml", "list_landed: 0", "list_landed: 1"))))
    before = kpi_page(context)
    assert page.landing_upper > before.landing_upper
    assert page.contacts_needed["1.00%"] < before.contacts_needed["1.00%"]
    done = kpi_page(circumstances(changed(Edit("kpi.yaml", "list_landed: 1", "list_landed: 3"))))
    assert done.contacts_needed == {}


def test_the_plan_is_read_as_configured_and_named(context: Context, changed: Changed) -> None:
    year = kpi_page(context).plan
    assert year is not None
    assert year.basis == "全年"
    assert (f"{year.remaining:.2f}", f"{year.manufacturing:.2f}", year.reachable) == ("34.79", "34.33", True)
    half = kpi_page(
        circumstances(changed(Edit("kpi.yaml", "basis: {v: year,", "basis: {v: half_year,")))
    ).plan
    assert half is not None
    assert half.basis == "下半年"
    assert (f"{half.remaining:.2f}", f"{half.manufacturing:.2f}") == ("120.00", "81.20")


def test_a_plan_too_small_for_the_target_is_said_to_be_out_of_reach(changed: Changed) -> None:
    small = kpi_page(
        circumstances(changed(Edit("kpi.yaml", "chain_signing_yi: 120", "chain_signing_yi: 100")))
    ).plan
    assert small is not None
    assert small.manufacturing > small.remaining
    assert not small.reachable


def test_one_enterprise_counts_once_in_the_audit(context: Context) -> None:
    giant = firm("示例甲有限公司", listings=[listing("china500")], touches=[touch(60), touch(30)])
    other = firm("示例乙有限公司", touches=[touch(60)])
    contacts = (
        met("示例甲有限公司", enterprise=giant),
        met("示例甲", enterprise=giant),
        met("示例乙有限公司", enterprise=other),
        met("示例丙有限公司", stage="终止"),
        met("示例商会", kind="association", stage="洽谈"),
    )
    audit = ledger_audit(knows(giant, other, contacts=contacts), context)
    assert (audit.rows, audit.distinct, audit.duplicates) == (5, 4, 1)
    assert (audit.matched, audit.unmatched, audit.associations) == (3, 1, 1)
    assert (audit.on_lists.k, audit.on_lists.n, audit.on_lists.rate) == (1, 4, None)
    assert audit.never_followed_up == 1
    assert audit.no_reason == 1


def test_the_gap_map_shows_every_node_and_counts_real_firms_only(context: Context, changed: Changed) -> None:
    firms = [firm("示例甲有限公司"), firm("示例乙有限公司"), firm("示例丙有限公司", example=True)]
    known = knows(*firms)
    judged = list(judge_each(known, context))
    listed = [judge(firms[1], context).assessment]
    reached = {firms[0].id, firms[1].id, firms[2].id}
    gaps = gap_map(judged, listed, reached, {firms[1].id}, context)
    assert len(gaps) == sum(1 for _ in context.config.chains.nodes())
    row = next(gap for gap in gaps if gap.node_name == "木质家具/全屋定制")
    assert (row.local, row.gap_priority) == ("gap", 3)
    assert (row.candidates, row.eligible, row.touched, row.in_talks, row.listed) == (2, 2, 2, 1, 1)
    unknown = circumstances(changed(Edit("chains.yaml", "local: gap", "local: unknown", "- id: furniture")))
    after = gap_map(list(judge_each(known, unknown)), [], set(), set(), unknown)
    assert next(gap for gap in after if gap.node_name == row.node_name).local == "unknown"
