"""The voice that knows only pairs of characters."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge

from matching.fit.grams import grams_of
from matching.fit.voice import RIDGE, VIEWS, Voice

NAMES = [
    f"示例{trade}{place}有限公司" for trade in ("木门", "印染", "光伏", "中药") for place in "甲乙丙丁戊"
]
TRADE = np.repeat(np.arange(4), 5)
ANSWERS = (TRADE[:, None] == np.arange(4)).astype(float)


def test_it_says_what_the_usual_tools_say() -> None:
    """Names alone fill two views alike: scikit-learn's TF-IDF and ridge are the truth."""
    pairs = grams_of({"name": NAMES}, range(len(NAMES)))
    share = sum(view.share for view in VIEWS if "name" in view.fields)
    table = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True, min_df=2)
    known = table.fit_transform(NAMES) * np.sqrt(share)
    usual = Ridge(alpha=RIDGE).fit(known, ANSWERS).predict(known)
    assert Voice.learn(pairs, ANSWERS).votes(pairs) == pytest.approx(usual - 0.5, abs=0.01)


def test_a_question_is_learnt_from_the_firms_that_answered_it() -> None:
    pairs = grams_of({"name": NAMES}, range(len(NAMES)))
    some = ANSWERS.copy()
    some[::2, 0] = np.nan
    both = Voice.learn(pairs, some)
    odd = np.arange(1, len(NAMES), 2)
    alone = Voice.learn(pairs, np.where(np.isnan(some[:, :1]), np.nan, ANSWERS[:, :1]))
    assert both.votes(pairs)[:, 0] == pytest.approx(alone.votes(pairs)[:, 0], abs=1e-6)
    assert both.votes(pairs)[:, 1] == pytest.approx(Voice.learn(pairs, ANSWERS).votes(pairs)[:, 1], abs=0.01)
    assert both.votes(pairs)[odd, 0].argmax() < 3


def test_a_vote_does_not_depend_on_the_other_firms_asked() -> None:
    voice = Voice.learn(grams_of({"name": NAMES}, range(len(NAMES))), ANSWERS)
    asked = {"name": [*NAMES[:3], None, "", "示例木门印染有限公司"]}
    together = voice.votes(grams_of(asked, range(6)))
    for at in range(6):
        alone = voice.votes(grams_of(asked, range(at, at + 1)))
        assert alone[0] == pytest.approx(together[at], abs=1e-6)
    assert (together[3] == together[4]).all()
