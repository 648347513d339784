"""Scores by a table of names, so that what follows from a score is tested apart from how it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.identity import fuzzy
from pipeline.identity.mentions import Mentions
from pipeline.identity.normal import normal_name
from pipeline.identity.spans import I64

Scores = Mapping[tuple[str, str], float]
Scored = Callable[[Scores], None]


@pytest.fixture(autouse=True)
def scored(monkeypatch: pytest.MonkeyPatch) -> Scored:
    """Set the scores of pairs of names; all other names are unlike."""
    known: dict[frozenset[str], float] = {}

    def score_pairs(table: Mentions, left: I64, right: I64) -> NDArray[np.float64]:
        pairs = zip(left.tolist(), right.tolist(), strict=True)
        return np.array([known.get(frozenset((table.normal[a], table.normal[b])), 0.0) for a, b in pairs])

    def set_scores(scores: Scores) -> None:
        known.update((frozenset(map(normal_name, pair)), score) for pair, score in scores.items())

    monkeypatch.setattr(fuzzy, "score_pairs", score_pairs)
    return set_scores
