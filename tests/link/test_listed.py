"""Listed companies' short names, the half that the model was not made from, in a universe of 60,000."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.link_data import NAMES, half_of, registry_batches, short_names
from pipeline.identity.link import Batch, build_index

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.slow,
    pytest.mark.skipif(not NAMES.exists(), reason="no shared data here"),
]


def test_most_short_names_find_their_firm_and_matches_are_right() -> None:
    asked = [one for one in short_names() if one.kind == "cur_short" and half_of(one.answer) == 1][:500]
    answers = Batch(sorted({one.answer for one in short_names()}))
    index = build_index([answers, *islice(registry_batches(), 1)])
    links = index.link([one.query for one in asked], top=1)
    right = [link.name == asked[link.query].answer for link in links]
    assert sum(right) / len(right) >= 0.94
    sure = [ok for ok, link in zip(right, links, strict=True) if link.decision == "match"]
    assert len(sure) > 100
    assert sum(sure) / len(sure) >= 0.985
