"""How sure the learned fit is: an interval around it that labels narrow."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.fit.learn import LearnedFits, learn
from matching.fit.logistic import PriorLogistic
from matching.fit.score import Scorer
from tests.fit.test_learn import firms

WORDS = ("家具制造", "榫卯工艺", "印染加工", "床垫、沙发制造", "旅游景区经营", "贸易", "水泥", "")


def fitted(scorer: Scorer, labels: int, columns: dict[str, list[Any]]) -> LearnedFits:
    taught, grades = firms(labels)
    rows = range(len(columns["name"]))
    readings = scorer.read(columns, rows)
    return learn(scorer, taught, grades).apply(scorer.fits(readings), readings, columns, rows)


@given(st.integers(0, 1000), st.integers(3, 40), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
def test_the_fit_lies_within_its_interval(scorer: Scorer, seed: int, labels: int, said: list[str]) -> None:
    random = np.random.default_rng(seed)
    names: list[Any] = [f"示例{at}有限公司" for at in range(len(said))]
    columns: dict[str, list[Any]] = {"name": names, "scope": said}
    if random.random() < 0.5:
        columns["profile"] = said[::-1]
    found = fitted(scorer, labels, columns)
    assert (found.low <= found.surely).all()
    assert (found.surely <= found.fit).all()
    assert (found.fit <= found.possibly).all()
    assert (found.possibly <= found.high + 1e-6).all()
    assert found.low.min() >= 0
    assert found.high.max() <= 1 + 1e-6


@given(st.integers(0, 10_000), st.integers(2, 30), st.integers(1, 30))
def test_a_label_more_never_widens_the_log_odds(seed: int, before: int, more: int) -> None:
    random = np.random.default_rng(seed)
    table = random.normal(size=(before + more + 10, 6)) * (random.random((before + more + 10, 6)) < 0.5)
    truth = random.random(before + more) < 0.5
    truth[:2] = False, True
    few = PriorLogistic().fit(table[:before], truth[:before])
    many = PriorLogistic().fit(table[: before + more], truth)
    asked = table[-10:]
    assert (many.spread(asked) <= few.spread(asked) + 1e-12).all()


def test_more_labels_of_the_same_kind_narrow_the_fit_on_average(scorer: Scorer) -> None:
    asked, _ = firms(30)
    widths = []
    for labels in (6, 20, 60, 180, 240):
        found = fitted(scorer, labels, asked)
        widths.append(float((found.possibly - found.surely)[:, 1].mean()))
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 2


def test_it_is_surer_of_what_labelled_firms_say(scorer: Scorer) -> None:
    columns: dict[str, list[Any]] = {
        "name": ["示例甲有限公司", "示例乙有限公司"],
        "scope": ["家具制造；榫卯工艺", "竹木地板生产；木门制造；胶合板生产"],
    }
    found = fitted(scorer, 60, columns)
    near, far = (found.possibly - found.surely)[:, 1]
    assert near < far


def test_a_chain_without_labels_keeps_its_interval(scorer: Scorer) -> None:
    columns, _ = firms(5)
    readings = scorer.read(columns, range(5))
    before, found = scorer.fits(readings), fitted(scorer, 20, columns)
    other = [chain for chain in range(before.fit.shape[1]) if chain != 1]
    assert np.array_equal(found.low[:, other], before.low[:, other])
    assert np.allclose(found.high[:, other], before.high[:, other])
