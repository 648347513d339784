"""What labels teach, and that they take nothing away from the hand-set fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from matching.fit.learn import learn
from matching.fit.logistic import PriorLogistic
from matching.fit.score import Scorer


@parametrize_with_checks([PriorLogistic(), PriorLogistic(prior=False)])  # type: ignore[untyped-decorator]
def test_scikit_learn_accepts_it(estimator: Any, check: Any) -> None:
    check(estimator)


def test_without_evidence_the_prior_stays() -> None:
    prior = np.linspace(-3, 3, 40)
    noise = np.random.default_rng(0).normal(size=(40, 3))
    labels = np.tile([0, 1], 20)
    model = PriorLogistic(alpha=1e9).fit(np.column_stack([prior, noise]), labels)
    assert model.coef_ == pytest.approx([1, 0, 0, 0], abs=1e-6)


def firms(count: int) -> tuple[dict[str, list[object]], np.ndarray[Any, Any]]:
    """Made-up firms of two trades; the label of wood_home is 2 for those that also name 榫卯."""
    scope = [f"家具制造{'；榫卯工艺' if at % 2 else ''}" if at % 3 else "印染加工" for at in range(count)]
    names: list[object] = [f"示例{at}有限公司" for at in range(count)]
    grades = np.full((count, 9), np.nan)
    grades[:, 1] = [2.0 * (at % 2) if at % 3 else 0.0 for at in range(count)]
    return {"name": names, "scope": list(scope)}, grades


def test_labels_raise_what_words_do_not_know(scorer: Scorer) -> None:
    columns, grades = firms(240)
    learned = learn(scorer, columns, grades)
    readings = scorer.read(columns, range(240))
    before = scorer.fits(readings)
    after = learned.apply(before, readings, columns, range(240))
    liked = grades[:, 1] == 2
    made = np.array(["家具" in str(scope) for scope in columns["scope"]])
    assert after.fit[liked, 1].min() > after.fit[made & ~liked, 1].max()
    assert np.array_equal(np.delete(after.fit, 1, axis=1), np.delete(before.fit, 1, axis=1))


def test_labels_of_one_kind_change_nothing(scorer: Scorer) -> None:
    columns, grades = firms(10)
    grades[:] = np.nan
    grades[:, 1] = 0
    assert learn(scorer, columns, grades).models == {}


def test_a_few_labels_keep_the_order_of_the_hand_set_fit(scorer: Scorer) -> None:
    columns, grades = firms(6)
    learned = learn(scorer, columns, grades)
    other = {"name": ["示例甲有限公司", "示例乙有限公司"], "scope": ["床垫、沙发制造", "旅游景区经营"]}
    readings = scorer.read(other, range(2))
    fit = learned.apply(scorer.fits(readings), readings, other, range(2)).fit[:, 1]
    assert fit[0] > fit[1]


def test_a_voice_weighs_by_the_labels_of_its_own_chain(scorer: Scorer) -> None:
    """240 firms labelled for one chain do not make a dozen labels of another one loud."""
    columns, grades = firms(240)
    grades[:12, 0] = [2.0 if "印染" in str(scope) else 0.0 for scope in columns["scope"][:12]]
    learned = learn(scorer, columns, grades)
    assert learned.voice
    assert learned.voice.firms.tolist() == [12] * 2 + [240] * 2
    readings = scorer.read(columns, range(240))
    fit = learned.apply(scorer.fits(readings), readings, columns, range(240)).fit
    dyed = np.array(["印染" in str(scope) for scope in columns["scope"]])
    assert fit[dyed, 0].min() > fit[~dyed, 0].max()
