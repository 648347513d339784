"""Without any label the fit holds its bars on the development half of the listed firms."""

from __future__ import annotations

import pytest

from benchmarks.fit_data import DATA, MEASURES, measures, read_firms
from matching.fit.score import Scorer

BARS = {"NDCG@10": 0.78, "NDCG@50": 0.72, "P@20": 0.90, "AP": 0.66, "R@100": 0.76}


@pytest.mark.shared_data
@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not there")
def test_the_hand_set_fit_holds_its_bars(scorer: Scorer) -> None:
    firms = read_firms(scorer.chain_ids)
    fields = ("name", "main_business", "profile")
    found = scorer.fits(scorer.read(firms.columns(fields), range(len(firms.table))))
    macro = dict(zip(MEASURES, measures(found.fit.astype(float), firms.grades).mean(axis=0), strict=True))
    assert {name for name, bar in BARS.items() if macro[name] < bar} == set(), macro
    alone = scorer.fits(scorer.read(firms.columns(("main_business",)), range(len(firms.table))))
    assert measures(alone.fit.astype(float), firms.grades).mean(axis=0)[1] >= 0.66
