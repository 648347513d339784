"""The reading aid shows who stands first, and reads what a person thought of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.fit_top import tops, verdicts
from common.settings import PROJECT_ROOT
from matching.config.bundle import load_config
from matching.fit.score import make_scorer


def test_a_nodes_firms_stand_by_their_fit_with_reasons() -> None:
    config = load_config(PROJECT_ROOT / "config")
    columns = {
        "name": ["示例甲有限公司", "示例光伏制造有限公司", "示例乙有限公司"],
        "scope": ["光伏组件制造；纸箱制造；玩具制造", "光伏组件制造", "光伏组件销售"],
    }
    found = dict(tops(make_scorer(config.chains, config.reading), columns, 10))["pv_equipment"]
    assert [place.firm for place in found] == ["示例光伏制造有限公司", "示例甲有限公司"]
    assert "光伏" in found[0].why


def test_the_last_verdict_counts_and_others_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.csv"
    head = "who,when,node,firm,verdict\n"
    path.write_text(head + "甲,1,panel,示例,0\n乙,2,panel,示例,1\n", encoding="utf-8")
    assert verdicts(path) == {("panel", "示例"): 1}
    path.write_text(head + "甲,1,panel,示例,对\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="verdict"):
        verdicts(path)
