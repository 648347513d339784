"""The funnel, drawn honestly: domain guide, section 4.7."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matching.config.bundle import Config
from matching.context import Context
from matching.hq.contacted import STEP_OF
from matching.hq.funnel import funnel
from matching.hq.model import Funnel
from matching.load import Knowledge
from tests.hq.build import figures, knows, row
from tests.matching.build import circumstances, firm, listing


def drawn(knowledge: Knowledge, context: Context) -> Funnel:
    objects, judged = figures(knowledge, context)
    return funnel(objects, judged, knowledge, context)


def test_an_object_counts_once_at_the_furthest_step_it_reached(context: Context) -> None:
    known = knows(
        [],
        [
            row("示例甲", stage="已拜访"),
            row("示例甲", stage="洽谈"),
            row("示例甲", stage="终止"),
            row("示例乙", stage="已回访"),
            row("示例丙", stage="终止"),
            row("示例协会", kind="association", stage="来县考察"),
        ],
    )
    found = drawn(known, context)
    assert [step.reached.k for step in found.steps] == [4, 3, 2, 1, 0, 0, 0]
    assert [step.now for step in found.steps] == [1, 1, 1, 1, 0, 0, 0]
    assert all(step.reached.rate is None and step.reached.n == 4 for step in found.steps)
    assert found.associations == 1


def test_the_16_signed_stand_beside_and_are_linked_only_as_far_as_the_ledger_says(context: Context) -> None:
    two = [row("示例甲", stage="签约"), row("示例乙", stage="投产")]
    signed = {one.name: one for one in drawn(knows([], two), context).beside}["签约项目"]
    assert (signed.reported, signed.linked) == (16, 2)
    assert "不是" in signed.caveat
    all_of_them = knows([], [row(f"示例{number}", stage="签约") for number in range(16)])
    linked = {one.name: one for one in drawn(all_of_them, context).beside}["签约项目"]
    assert (linked.linked, linked.caveat) == (16, "")


def test_groups_by_chain_list_team_and_month(context: Context) -> None:
    giant = firm("示例家居有限公司", listings=[listing("china500")])
    known = knows(
        [giant],
        [
            row(giant.name, firm=giant, team="一组", days_ago=40),
            row(giant.name, firm=giant, team="二组", days_ago=5, stage="来县考察"),
            row("示例不认识", team=None, days_ago=None),
        ],
    )
    found = drawn(known, context)
    assert {one.name: one.counts[0] for one in found.by_team} == {"一组": 1, "二组": 1, "（未写小组）": 1}
    assert [one.name for one in found.by_month] == ["2026-10", "（未写日期）"]
    assert {one.name for one in found.by_tier} == {"中国企业500强", "（未对上企业库）"}
    assert found.by_chain[0].name == "林木精深加工与绿色家居"
    assert found.by_chain[0].rate.note == "n<30，不列比率"


@given(stages=st.lists(st.lists(st.sampled_from([*STEP_OF, "终止", "未触达"]), min_size=1, max_size=4)))
def test_no_step_is_wider_than_the_one_before(config: Config, stages: list[list[str]]) -> None:
    rows = [row(f"示例{number}", stage=stage) for number, part in enumerate(stages) for stage in part]
    found = drawn(knows([], rows), circumstances(config))
    reached = [step.reached.k for step in found.steps]
    assert reached == sorted(reached, reverse=True)
    assert sum(step.now for step in found.steps) == reached[0] == len(stages)
