"""The benchmark at a small size: the bar holds, and nothing is left out in silence."""

from __future__ import annotations

import pytest

from benchmarks.watch import FIXED, MEAN, OURS, Comparison, compare, record_of
from benchmarks.watch_faults import FAULTS
from benchmarks.watch_world import WORLDS, World, pages

RUNS = 30


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(seeds=range(2), tuned_on=[100], runs=RUNS, injections=2, scale=0.25)


@pytest.mark.slow
def test_ours_sees_the_faults_and_is_quiet_otherwise(compared: Comparison) -> None:
    ours = compared.results[OURS]
    assert ours.detected(named=True).share >= 0.95
    assert ours.false_alarms.share <= 0.02
    for rival in (compared.results[FIXED], compared.results[MEAN]):
        assert rival.detected(named=True).share < ours.detected(named=True).share
        assert rival.detected(named=False).share < ours.detected(named=False).share
        assert rival.false_alarms.share > ours.false_alarms.share


@pytest.mark.slow
def test_every_fault_is_tried_in_every_kind_of_source_or_said_to_be_hopeless(compared: Comparison) -> None:
    for fault in FAULTS:
        for world in WORLDS:
            tried = (fault.name, world) in compared.results[OURS].seen
            assert tried != (world in fault.hopeless)
    excuses = next(table for table in record_of(compared).tables if "Not applicable" in table.title)
    assert len(excuses.rows) == sum(len(fault.hopeless) for fault in FAULTS)


@pytest.mark.parametrize("world", WORLDS)
def test_the_same_seed_publishes_the_same_and_another_seed_something_else(world: World) -> None:
    assert pages(world, 1, 8, 0.1) == pages(world, 1, 8, 0.1)
    assert pages(world, 1, 8, 0.1) != pages(world, 2, 8, 0.1)


def test_every_made_up_firm_can_be_told_from_a_real_one() -> None:
    for world in WORLDS:
        for page in pages(world, 3, 8, 0.1):
            name = page.header.index("建设单位" if world == "feed" else "企业名称")
            assert all(row[name].startswith("示例") for row in page.rows)
