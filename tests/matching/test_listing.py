"""Dated titles: the latest word wins, a proposal never counts, and a review that was passed over ends it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import Release
from matching.config.bundle import Config
from matching.firm import Firm, Listing, Word
from matching.judge import judge
from matching.listing import last_words
from matching.load import Knowledge
from matching.regions import region_of
from matching.reviews import note_lapsed
from matching.week import make_context
from tests.matching.build import circumstances, evidence, firm, rule_of

GIANT = "little_giant"
FIFTH = "第五批"


def word(kind: Word, day: str, edition: str = FIFTH, region: str = "浙江省", tier: str = GIANT) -> Listing:
    return Listing(tier, edition, None, day, evidence(f"{edition} {kind}", day=day), kind, region)


def result(config: Config, day: str, *words: Listing) -> tuple[str, str]:
    """Result and question of the list rule on a day."""
    judged = judge(firm(listings=words), circumstances(config, as_of=date.fromisoformat(day)))
    verdict = next(one for one in judged.assessment.verdicts if one.rule == "list_member")
    return verdict.result, verdict.question


PROPOSED = word("announced", "2023-07-14")
DECIDED = word("recognised", "2023-08-25")
REVIEWED = word("recertified", "2026-09-10", "2026")


def test_the_life_of_a_title(config: Config) -> None:
    assert result(config, "2023-08-01", PROPOSED)[0] == "待核"
    assert "公告了没有" in result(config, "2023-08-01", PROPOSED)[1]
    assert result(config, "2023-09-01", PROPOSED, DECIDED)[0] == "计入"
    assert result(config, "2026-08-25", PROPOSED, DECIDED)[0] == "计入"
    assert result(config, "2026-08-26", PROPOSED, DECIDED)[0] == "不计入"
    assert result(config, "2026-09-11", PROPOSED, DECIDED, REVIEWED)[0] == "计入"
    assert result(config, "2029-09-10", PROPOSED, DECIDED, REVIEWED)[0] == "计入"
    assert result(config, "2029-09-11", PROPOSED, DECIDED, REVIEWED)[0] == "不计入"
    struck_off = word("withdrawn", "2024-03-01", "2024")
    assert result(config, "2024-03-02", PROPOSED, DECIDED, struck_off)[0] == "不计入"
    again = word("recognised", "2025-10-20", "第七批")
    assert result(config, "2025-10-21", DECIDED, struck_off, again)[0] == "计入"


def test_a_review_that_is_only_proposed_keeps_what_is_in_force_and_asks_when_it_has_ended(
    config: Config,
) -> None:
    review = word("announced", "2026-08-01", "2026")
    assert result(config, "2026-08-10", DECIDED, review)[0] == "计入"
    assert result(config, "2026-08-26", DECIDED, review)[0] == "待核"
    assert result(config, "2029-08-02", DECIDED, review)[0] == "不计入"


def test_a_proposal_is_no_membership_and_asks_first(config: Config) -> None:
    judged = judge(firm(listings=[PROPOSED]), circumstances(config, as_of=date(2023, 8, 7)))
    [member] = judged.assessment.memberships
    assert (member.counts, member.state) == (False, "仅公示（2023-07-14）")
    assert rule_of(judged, "list_member")[1].endswith("未见公告")
    settled = judge(firm(listings=[PROPOSED, DECIDED]), circumstances(config, as_of=date(2023, 9, 4)))
    [member] = settled.assessment.memberships
    assert (member.counts, member.state) == (True, "有效至 2026-08-25")


WORDS = st.sampled_from([PROPOSED, DECIDED, REVIEWED, word("withdrawn", "2024-03-01", "2024")])


@given(st.lists(WORDS, min_size=1), st.dates(date(2023, 1, 1), date(2030, 1, 1)), st.integers(1, 900))
def test_posting_a_notice_again_changes_nothing(
    config: Config, words: list[Listing], day: date, later: int
) -> None:
    def deciding(listings: list[Listing]) -> list[Listing]:
        return last_words(listings, config.tier, day)

    once = deciding(words)
    assert len(once) == 1
    assert deciding(words[::-1]) == once
    repeats = [one for one in words if one.word == "recognised"]
    moved = [
        word("recognised", (date.fromisoformat(one.published_on) + timedelta(later)).isoformat())
        for one in repeats
    ]
    assert deciding(words + moved) == once


def lapsed(*firms: Firm) -> list[str]:
    note_lapsed(firms)
    return [one.name for one in firms if any(listing.word == "lapsed" for listing in one.listings)]


def test_who_is_not_on_the_review_list_of_the_own_region_has_lapsed(config: Config) -> None:
    passed = firm("示例甲厂", listings=[DECIDED, REVIEWED])
    missing = firm("示例乙厂", listings=[DECIDED])
    elsewhere = firm("示例丙厂", listings=[word("recognised", "2023-08-25", region="宁波市")])
    other_batch = firm("示例丁厂", listings=[word("recognised", "2024-09-02", "第六批")])
    provincial = firm("示例戊厂", listings=[word("recognised", "2023-08-25", tier="provincial_srdi")])
    anew = firm("示例壬厂", listings=[DECIDED, word("recognised", "2026-09-10", "第八批")])
    reviewed_before = firm("示例己厂", listings=[word("recertified", "2023-08-25", "2023")])
    assert lapsed(passed, missing, elsewhere, other_batch, provincial, anew, reviewed_before) == [
        "示例乙厂",
        "示例己厂",
    ]
    # The title would last until 2026-08-25: what came of the review is known before, and shown.
    early = firm("示例庚厂", listings=[DECIDED])
    note_lapsed([early, firm("示例辛厂", listings=[word("recertified", "2026-06-01", "2026")])])
    judged = judge(early, circumstances(config, as_of=date(2026, 7, 1)))
    assert rule_of(judged, "list_member") == (
        "不计入",
        f"{config.tier(GIANT).name} 2026：未在复核通过名单上（2026-06-01）",
    )


def test_a_proposed_review_list_and_an_excerpt_tell_nothing_of_who_is_missing() -> None:
    proposed = firm("示例甲厂", listings=[word("announced", "2026-08-01", "2026")])
    nowhere = firm(
        "示例乙厂", listings=[Listing(GIANT, "2026", None, "2026-09-10", evidence("摘录"), "recertified")]
    )
    assert lapsed(proposed, nowhere, firm("示例丙厂", listings=[DECIDED])) == []


@pytest.mark.parametrize(
    ("province", "city", "cells", "region"),
    [
        ("广东省", "佛山市", ["1", "佛山"], "广东省"),
        ("广东省", None, ["1", "深圳"], "深圳市"),
        ("浙江省", "宁波市", ["浙江省\n宁波市"], "宁波市"),
        ("新疆维吾尔自治区", None, ["新疆生产建设\n兵团"], "新疆生产建设兵团"),
        ("新疆维吾尔自治区", None, ["新疆生产建设兵团第八师天业有限公司"], "新疆维吾尔自治区"),
        ("福建省", None, ["示例（厦门）有限公司"], "福建省"),
        (None, "东莞市", ["东莞市"], None),
    ],
)
def test_regions_that_publish_for_themselves(
    province: str | None, city: str | None, cells: list[str], region: str | None
) -> None:
    assert region_of(province, city, cells) == region


def test_a_register_without_editions_is_what_it_says_today(config: Config) -> None:
    member = Listing("chamber_member", "rolling", None, "2024-05-01", evidence("在册"))
    [shown] = judge(firm(listings=[member]), circumstances(config)).assessment.memberships
    assert (shown.edition, shown.state) == ("rolling", "")


def test_notices_never_make_a_list_whole(config: Config) -> None:
    release = Release(
        source="miit_giant", tier=GIANT, edition="第六批", excerpt=False, example=False, standing="recognised"
    )
    context = make_context(Knowledge({}, [release], [], ""), config, "2026-W48")
    result, reason = rule_of(judge(firm(), context), "list_member")
    assert (result, f"{config.tier(GIANT).name}" in reason, "未采全" in reason) == ("待核", True, True)
