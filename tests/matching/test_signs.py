"""Signs of expanding and leaving: domain guide, section 9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from common.errors import UserError
from matching.config.bundle import Config
from matching.context import Context, Reading
from matching.firm import Firm, Signal, SignalKind
from matching.judge import judge
from matching.result import Contribution
from tests.matching.build import MONDAY, circumstances, evidence, firm, listing, said
from tests.matching.conftest import Changed, Edit

LISTED = firm(listings=[listing("listed", edition="rolling")], city="杭州市", province="浙江省")
FILED = firm(city="佛山市")
ELSEWHERE = firm(city="杭州市", province="浙江省")
PLAN = "投资建设年产50万套定制家具项目"


def sign(kind: SignalKind, days_ago: int, matter: str = PLAN) -> Signal:
    day = MONDAY - timedelta(days=days_ago)
    return Signal(kind, day, f"关于{matter}的公告", matter, evidence(f"{kind} {matter}", day=f"{day}"))


def with_signs(one: Firm, *signs: Signal) -> Firm:
    return replace(one, signals=list(signs))


def daily(first: int, last: int = 0) -> Sequence[date]:
    """Every day from ``first`` to ``last`` days ago."""
    return [MONDAY - timedelta(days=days) for days in range(first, last - 1, -1)]


def having_read(config: Config, source: str, days: Sequence[date]) -> Context:
    seen = evidence("最后一条")
    return replace(circumstances(config), readings={source: Reading(days, seen)})


def factor(one: Firm, context: Context, name: str = "expansion_action") -> Contribution:
    card = judge(one, context).assessment
    return next(item for item in card.contributions if item.factor == name)


@pytest.mark.parametrize("kind", ["expansion", "new_subsidiary", "raised_funds", "land"])
def test_a_sign_fades_by_its_half_life_and_is_cited(context: Context, kind: SignalKind) -> None:
    found = factor(with_signs(FILED, sign(kind, 90)), context)
    assert found.known
    assert found.value.low == found.value.centre == pytest.approx(0.7071, abs=1e-4)
    assert found.value.high == 1, "a newer plan may have been shown nowhere"
    assert found.evidence[0].fact == f"{kind} {PLAN}"
    assert f"{MONDAY - timedelta(days=90)}" in found.why


def test_an_old_sign_makes_nobody_surer_that_there_is_no_new_one(config: Config, context: Context) -> None:
    old = with_signs(FILED, sign("expansion", 900))
    assert factor(old, context).value.centre == factor(FILED, context).value.centre == pytest.approx(0.2)
    # Where the firm is covered, what could have been missed is older than the first reading.
    read = factor(old, having_read(config, "tzxm_gd_filing", daily(360)))
    assert (read.value.low, read.value.high) == pytest.approx((0.5**5, 0.25))


def test_pressure_to_leave_fades_slower_and_is_another_factor(context: Context) -> None:
    leaving = with_signs(FILED, sign("relocation", 365))
    assert factor(leaving, context, "relocation_push").value.centre == pytest.approx(0.5)
    assert not factor(leaving, context).known


def test_ten_reprints_of_one_story_are_one_sign(context: Context) -> None:
    once = factor(with_signs(FILED, sign("expansion", 30)), context)
    often = factor(with_signs(FILED, *(sign("expansion", 30 + more) for more in range(10))), context)
    assert often.value == once.value
    assert "等 10 条" in often.why


def test_what_is_not_yet_known_in_the_week_is_not_used(context: Context) -> None:
    assert factor(with_signs(FILED, sign("expansion", -6)), context).known
    assert not factor(with_signs(FILED, sign("expansion", -7)), context).known


@pytest.mark.parametrize(
    ("ended", "stands"),
    [
        (sign("negative", 10), False),
        (sign("negative", 10, f"{PLAN}二期"), False),
        (sign("negative", 40), True),
        (sign("negative", 10, "募投项目"), True),
        (sign("negative", 10, "对外投资设立示例子公司"), True),
    ],
    ids=["later", "longer title", "earlier", "too short to tell", "another plan"],
)
def test_giving_up_a_plan_takes_back_that_plan_only(context: Context, ended: Signal, stands: bool) -> None:
    one = with_signs(FILED, sign("expansion", 30), ended)
    assert factor(one, context).known == stands
    text = said(judge(one, context).assessment)
    assert ("投资扩产“" in text) == stands
    assert "计划可能已变" in text


def test_a_plan_given_up_long_ago_is_no_concern_any_more(context: Context) -> None:
    assert "计划可能已变" in said(judge(with_signs(FILED, sign("negative", 180)), context).assessment)
    assert "计划可能已变" not in said(judge(with_signs(FILED, sign("negative", 181)), context).assessment)


def test_unread_is_unknown_and_says_so(context: Context) -> None:
    unread = factor(LISTED, context)
    assert not unread.known
    assert (unread.value.low, unread.value.high) == (0, 1)
    assert "尚未采集" in unread.why


@pytest.mark.parametrize(
    ("one", "source"), [(LISTED, "cninfo_expansion"), (FILED, "tzxm_gd_filing")], ids=["listed", "filed city"]
)
def test_searched_and_not_found_falls_towards_zero(config: Config, one: Firm, source: str) -> None:
    """A plan from before the first reading, 360 days ago, could still be worth a quarter."""
    quiet = factor(one, having_read(config, source, daily(360)))
    assert quiet.known
    assert quiet.value.low == 0
    assert quiet.value.high == pytest.approx(0.25)
    assert quiet.value.centre == pytest.approx(0.2 * 0.25)
    assert quiet.evidence[0].snapshot
    new = factor(one, having_read(config, source, daily(0)))
    assert new.value.centre == pytest.approx(0.2)
    assert new.value.high == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("one", "source"),
    [(ELSEWHERE, "cninfo_expansion"), (ELSEWHERE, "tzxm_gd_filing"), (FILED, "cninfo_expansion")],
    ids=["unlisted", "another province", "unlisted in a filed city"],
)
def test_silence_about_firms_that_a_source_does_not_cover_means_nothing(
    config: Config, one: Firm, source: str
) -> None:
    context = having_read(config, source, daily(720))
    found = factor(one, context)
    assert not found.known
    assert found.value == factor(one, circumstances(config)).value
    assert "没有覆盖这家企业" in found.why


def test_the_card_tells_unread_uncovered_and_quiet_apart(config: Config) -> None:
    """A firm of the teams' own area, so that nothing graver stands before it."""
    read = daily(360)
    told = {
        "环评、备案、公告等来源尚未采集": circumstances(config),
        "已采集的来源没有覆盖这家企业": having_read(config, "cninfo_expansion", read),
        f"{read[0]} 起的公开来源里没有扩产迹象": having_read(config, "tzxm_gd_filing", read),
    }
    for words, context in told.items():
        assert words in said(judge(FILED, context).assessment)


def test_readings_count_back_to_the_first_gap_and_not_when_they_have_stopped(config: Config) -> None:
    gap = factor(LISTED, having_read(config, "cninfo_expansion", [*daily(400, 100), *daily(90)]))
    assert gap.value.high == pytest.approx(0.5 ** (90 / 180))
    assert not factor(LISTED, having_read(config, "cninfo_expansion", daily(400, 8))).known
    assert factor(LISTED, having_read(config, "cninfo_expansion", daily(400, 7))).known


def test_nobody_is_at_rest_because_no_notice_says_it_must_leave(config: Config) -> None:
    found = factor(LISTED, having_read(config, "cninfo_expansion", daily(720)), "relocation_push")
    assert not found.known
    assert "尚未采集" in found.why


def test_the_first_reason_cites_the_newest_sign(context: Context) -> None:
    one = with_signs(FILED, sign("expansion", 60), sign("land", 5, "竞得土地使用权"))
    reason = judge(one, context).assessment.reasons[0]
    assert reason.text.endswith(f"{MONDAY - timedelta(days=5)} 取得土地“关于竞得土地使用权的公告”")
    assert reason.evidence[-1].fact == "land 竞得土地使用权"
    assert not reason.place


def test_a_source_that_covers_an_unknown_list_is_refused(changed: Changed) -> None:
    with pytest.raises(UserError, match="没有这个榜单：nowhere"):
        changed(Edit("scoring.yaml", "tier: listed", "tier: nowhere"))
