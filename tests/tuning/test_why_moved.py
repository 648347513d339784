"""A move between two weeks: its parts sum to it exactly, and each stands for what it says."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from app import week as weekly
from app.analysis import Desk, open_desk
from app.opened import open_all
from app.tuning.changes import read_changes
from app.tuning.trial import completed, with_changes
from app.tuning.why_moved import WhyMoved, why_moved
from common.clock import iso_week, now, week_start
from matching.firm import Firm, Known
from tests.app.conftest import Week
from tests.tuning.conftest import settings_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desks(week: Week, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Desk]:
    """The sample's week and the next one, made from the same facts."""
    home = tmp_path_factory.mktemp("weeks") / "home"
    shutil.copytree(week.home, home)
    later, patch = now() + timedelta(days=7), pytest.MonkeyPatch()
    with patch.context() as changed:
        changed.setattr(weekly, "now", lambda: later)
        opened = open_all(settings_of(home))
        weekly.run_week(opened)
        opened.engine.dispose()
    first = week.summary["week"]
    second = iso_week(week_start(first) + timedelta(days=7))
    return open_desk(settings_of(home), first), open_desk(settings_of(home), second)


def summed(moved: WhyMoved) -> None:
    assert sum(part.score_millionths for part in moved.parts) == (
        moved.after.score_millionths - moved.before.score_millionths
    )
    assert sum(part.positions for part in moved.parts) == moved.after.position - moved.before.position


def largest(factors: dict[str, float]) -> str:
    """Axes multiply, so every factor's points move a little with one of them."""
    return max(factors, key=lambda name: abs(factors[name]))


def listed(desk: Desk, at: int) -> str:
    return desk.report.targets[at].enterprise_id


def test_nothing_happened_moves_nobody_and_the_list_stays(desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    ranked = [[one.enterprise for one in desk.report.targets if not one.explore] for desk in desks]
    assert ranked[0] == ranked[1]
    moved = why_moved(old, new, listed(old, 3))
    summed(moved)
    # A week more may age what others are judged by; facts and settings are the same.
    positions = {part.part: part.positions for part in moved.parts if part.part != "time"}
    assert positions == dict.fromkeys(("own_facts", "config", "other_firms"), 0)
    assert moved.facts_added == moved.facts_gone == []


def test_a_changed_setting_is_the_configurations_part(desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    change = read_changes(new.config, None, ["movability.chains.wood_home=0.6"])
    tuned = replace(new, config=with_changes(new.config, completed(new.config, change)))
    moved = why_moved(old, tuned, listed(old, 0))
    summed(moved)
    parts = {part.part: part for part in moved.parts}
    assert moved.after.score_millionths < moved.before.score_millionths
    assert largest(parts["config"].factors) == "行业粘性"
    assert parts["own_facts"].score_millionths == parts["other_firms"].score_millionths == 0
    assert moved.config_changes == ["scoring.movability.chains.wood_home=0.6"]


def with_firms(desk: Desk, firms: dict[str, Firm]) -> Desk:
    """The desk with some firms' facts replaced."""
    fresh = replace(
        desk,
        _drafts={},
        _read={},
        settings=replace(desk.settings, home=desk.settings.home / "x"),
    )
    vars(fresh)["knowledge"] = replace(desk.knowledge, firms=desk.knowledge.firms | firms)
    return fresh


def test_own_facts_and_other_firms_are_told_apart(desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    mine, other = listed(old, 8), listed(old, 0)
    firm = new.knowledge.firms[mine]
    fact = firm.named.model_copy(update={"fact": "示例：主营产品全屋定制", "row": 99})
    richer = replace(firm, chamber=[Known("示例理事", fact)])
    moved = why_moved(old, with_firms(new, {mine: richer}), mine)
    summed(moved)
    parts = {part.part: part for part in moved.parts}
    assert parts["own_facts"].positions < 0
    assert largest(parts["own_facts"].factors) == "乡情商会"
    assert [one.fact for one in moved.facts_added] == ["示例：主营产品全屋定制"]

    passed = why_moved(old, with_firms(new, {mine: richer}), other)
    summed(passed)
    only = {part.part: part.positions for part in passed.parts}
    assert only["own_facts"] == only["config"] == 0
    if only["other_firms"]:
        assert passed.overtaken_by == [firm.name]


def test_who_was_not_known_before_comes_from_behind_everybody(desks: tuple[Desk, Desk]) -> None:
    old, new = desks
    mine = listed(old, 2)
    without = {key: firm for key, firm in old.knowledge.firms.items() if key != mine}
    fresh = with_firms(old, {})
    vars(fresh)["knowledge"] = replace(old.knowledge, firms=without)
    moved = why_moved(fresh, new, mine)
    summed(moved)
    assert not moved.before.known
    assert moved.parts[0].part == "own_facts"
    assert moved.parts[0].score_millionths == moved.after.score_millionths
    assert moved.facts_added
