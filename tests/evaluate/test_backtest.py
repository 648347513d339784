"""The past as it was known: what is dated later and what knows the answer must change no measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.config.bundle import Config
from matching.config.scoring import Backtest
from matching.evaluate.backtest import LIST_RANK, OURS, RANDOM, BacktestReport, Column, backtest
from matching.evaluate.freeze import Guard, freeze, last_day
from matching.evaluate.history import coded, history_of
from matching.evaluate.measures import concordance, figures, lift, ndcg
from matching.evaluate.outcomes import Outcome, outcomes_of
from matching.firm import Firm, Signal
from matching.load import Knowledge
from tests.matching.build import evidence, firm, listing, touch
from tests.matching.conftest import config

__all__ = ["config"]
CAME = date(2026, 10, 20)
"""The day of every outcome; its quarter begins on 1 October, so facts are frozen on 3 July."""
FROZEN = date(2026, 7, 3)


def dated(one: Firm, day: str) -> Firm:
    """The firm with every fact of that day."""
    texts = [replace(text, evidence=text.evidence.model_copy(update={"date": day})) for text in one.texts]
    places = {
        name: replace(known, evidence=known.evidence.model_copy(update={"date": day}))
        for name in ("province", "city")
        if (known := getattr(one, name))
    }
    return replace(one, texts=texts, **places)


def world(count: int = 80, movers: int = 40) -> tuple[Knowledge, list[Outcome]]:
    """Firms of one chain, every second of the first ones came; those with a list place stand higher there."""
    firms = {}
    for number in range(count):
        one = dated(
            firm(
                f"示例家居{number:03}有限公司",
                products="全屋定制" if number % 3 else "旋切单板",
                city="佛山市" if number % 2 else "示例市",
                listings=[listing("china_private500", "2025", "2025-08-28")] if number % 4 == 0 else [],
            ),
            "2026-03-01",
        )
        firms[one.id] = one
    ids = list(firms)
    found = [Outcome(ids[at], CAME, at % 2 == 0, "来县考察", True) for at in range(movers)]
    return Knowledge(firms, [], [], "hash"), found


def run(config: Config, knowledge: Knowledge, outcomes: list[Outcome], *columns: Column) -> BacktestReport:
    return backtest(knowledge, config, outcomes, columns)


def test_a_race_is_everybody_of_the_chain_known_then(config: Config) -> None:
    knowledge, outcomes = world()
    report = run(config, knowledge, outcomes)
    [race] = report.races
    assert (race.freeze, race.firms, race.came) == (FROZEN.isoformat(), 80, 20)
    assert {one.contender for one in report.figures} == {OURS, LIST_RANK, "行业代码加地区", RANDOM}
    assert (report.came, report.refused, report.usable) == (20, 20, 40)
    assert {"员工人数", "注册资本"} == set(report.unknown)


def test_few_outcomes_are_counted_and_no_rate_is_given(config: Config) -> None:
    knowledge, outcomes = world(movers=40)
    for one in run(config, knowledge, outcomes).figures:
        assert one.value is None
        assert one.low is None
        assert "少于 30" in one.note
    knowledge, outcomes = world(movers=80)
    for one in run(config, knowledge, outcomes).figures:
        assert one.value is not None
        assert one.low is not None
        assert one.high is not None
        assert one.low <= one.value <= one.high


def leaking(knowledge: Knowledge, outcomes: list[Outcome]) -> Knowledge:
    """The same firms, with everything that knows the answer planted in those who came."""
    came = {one.enterprise_id for one in outcomes if one.good}
    after = (CAME - timedelta(days=30)).isoformat()
    told = evidence("示例：新厂开工", day=after)
    firms = dict(knowledge.firms)
    for identity in came:
        one = firms[identity]
        signed = touch(0, stage="签约")
        firms[identity] = replace(
            one,
            signals=[Signal("relocation", date.fromisoformat(after), "示例搬迁", "示例", told)],
            chamber=[replace(one.province, evidence=told)] if one.province else [],
            texts=[*one.texts, replace(one.texts[1], text="全屋定制、家具、胶合板", evidence=told)],
            listings=[*one.listings, listing("little_giant", "第八批", after)],
            touches=[replace(signed, on_date=CAME, evidence=told)],
        )
    return replace(knowledge, firms=firms)


def test_facts_dated_after_the_freeze_change_no_measure(config: Config) -> None:
    knowledge, outcomes = world(movers=80)
    clean, leaky = run(config, knowledge, outcomes), run(config, leaking(knowledge, outcomes), outcomes)
    assert leaky.figures == clean.figures
    assert leaky.races == clean.races
    assert leaky.dropped != clean.dropped


def test_without_the_guard_the_same_leak_would_be_seen(config: Config) -> None:
    """So that the test above tests something."""
    knowledge, outcomes = world(movers=80)
    rules = config.scoring.evaluation.backtest.model_copy(
        update={"drop_facts_dated_after_freeze": False, "freeze_days_before": 0}
    )
    evaluation = config.scoring.evaluation.model_copy(update={"backtest": rules})
    careless = replace(config, scoring=config.scoring.model_copy(update={"evaluation": evaluation}))
    clean, leaky = run(careless, knowledge, outcomes), run(careless, leaking(knowledge, outcomes), outcomes)
    assert [one for one in leaky.figures if one.contender == OURS] != [
        one for one in clean.figures if one.contender == OURS
    ]


@pytest.mark.parametrize(
    "planted",
    [
        ("示例预测", CAME.isoformat()),
        ("last_status", "2026-01-01"),
        ("Lead_Source", "2026-01-01"),
        ("stage 2", "2026-01-01"),
        ("没有日期的一列", None),
    ],
)
def test_a_column_that_knows_the_answer_is_kept_out(config: Config, planted: tuple[str, str | None]) -> None:
    knowledge, outcomes = world(movers=80)
    answer = {one.enterprise_id: float(one.good) for one in outcomes}
    honest = Column("员工人数", "2026-01-01", dict.fromkeys(answer, 1.0))
    clean = run(config, knowledge, outcomes, honest)
    leaky = run(config, knowledge, outcomes, honest, Column(planted[0], planted[1], answer))
    assert leaky.figures == clean.figures
    assert any(planted[0] in one for one in leaky.dropped)
    assert "员工人数" in {one.contender for one in clean.figures}


def test_what_the_ledger_says_of_the_end_is_dropped_but_not_that_it_was_touched() -> None:
    guard = Guard(FROZEN, Backtest(
        freeze_days_before=90,
        drop_facts_dated_after_freeze=True,
        drop_undated_facts=True,
        drop_fields=["last_status", "lead_source", "stage"],
    ))  # fmt: skip
    early = replace(touch(0, stage="签约", reason="已有布局"), on_date=date(2026, 5, 1))
    late = replace(early, on_date=date(2026, 9, 1))
    [kept] = freeze(firm(touches=[early, late, touch(None)]), guard).touches
    assert (kept.on_date, kept.stage, kept.reason) == (date(2026, 5, 1), None, None)
    assert "签约" not in kept.evidence.fact


@pytest.mark.parametrize(
    ("printed", "day"),
    [("2025", "2025-12-31"), ("2024-02", "2024-02-29"), ("2025-08-28", "2025-08-28")],
)
def test_a_year_counts_from_its_last_day(printed: str, day: str) -> None:
    assert last_day(printed) == date.fromisoformat(day)


def test_outcomes_are_first_good_stages_else_refusals(config: Config) -> None:
    came = firm("示例甲有限公司", touches=[touch(90, reason="无投资计划"), touch(30, stage="签约")])
    left = firm("示例乙有限公司", touches=[touch(50, reason="用工难")])
    waiting = firm("示例丙有限公司", touches=[touch(50, reason="暂缓"), touch(None, stage="签约")])
    found = outcomes_of([came, left, waiting], config.coverage.stages, date(2026, 11, 29))
    assert {one.enterprise_id: one.good for one in found} == {came.id: True, left.id: False}


def test_history_counts_pairs_and_gives_no_rate_below_thirty(config: Config) -> None:
    knowledge, outcomes = world(movers=20)
    said = history_of(coded(knowledge, outcomes), config, outcomes)
    assert (said.came, said.refused, said.pairs, said.value) == (10, 10, 100, None)
    knowledge, outcomes = world(movers=60)
    sure = history_of(coded(knowledge, outcomes), config, outcomes)
    assert sure.value is not None
    assert sure.value == pytest.approx(sure.above / sure.pairs)


def test_measures_against_hand_computed_values() -> None:
    race = np.array([1, 0, 1, *[0] * 27], dtype=np.int64)
    assert ndcg([race]) == pytest.approx((1 + 1 / 2) / (1 + 1 / np.log2(3)))
    assert lift([race]) == pytest.approx((2 / 3) / (2 / 30))
    precision, recall, *_ = figures("示例", [race], enough=1)
    assert (precision.hits, precision.of, precision.value) == (2, 20, 0.1)
    assert (recall.hits, recall.of, recall.value) == (2, 2, 1.0)
    assert concordance([3, 2], [1, 2])[0] == pytest.approx(3.5 / 4)


@given(st.lists(st.lists(st.integers(0, 1), min_size=1, max_size=60), min_size=1, max_size=4))
def test_every_share_lies_between_its_ends(races: list[list[int]]) -> None:
    for one in figures("示例", [np.array(race, dtype=np.int64) for race in races], enough=1)[:2]:
        if one.value is not None and one.low is not None and one.high is not None:
            assert 0 <= one.low <= one.value <= one.high <= 1
