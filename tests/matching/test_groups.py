"""Does a signing by this one count through those above it: walked, with verdict and evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.config.bundle import Config
from matching.firm import Firm, Tie
from matching.groups import paths_up
from matching.membership import counting_path
from tests.matching.build import circumstances, evidence, firm, listing
from tests.matching.conftest import Changed, Edit

CONFIRMED = Edit("eligibility.yaml", "needs_confirmation: true", "needs_confirmation: false")


def tied(below: Firm, kind: str, above: Firm, share: float | None = None) -> Firm:
    below.ties.append(Tie(kind, kind, above, share, evidence(f"{below.name} {kind} {above.name}")))
    return below


@pytest.fixture
def group() -> Firm:
    """A group on a counting list of this year."""
    return firm("示例集团有限公司", listings=[listing("china_private500")])


def test_without_anybody_above_there_is_no_path(config: Config, group: Firm) -> None:
    context = circumstances(config)
    assert counting_path(firm(), context) is None
    assert counting_path(tied(firm(), "subsidiary", firm("示例乙有限公司")), context) is None


@pytest.mark.parametrize(
    ("share", "result", "word"), [(0.6, "计入", "持股达到"), (0.3, "不计入", "不足"), (None, "待核", "未知")]
)
def test_a_subsidiary_counts_by_its_share(
    changed: Changed, group: Firm, share: float | None, result: str, word: str
) -> None:
    found = counting_path(tied(firm(), "subsidiary", group, share), circumstances(changed(CONFIRMED)))
    assert found
    assert found.result == result
    assert word in found.reason
    assert [item.fact for item in found.evidence][-1] == group.listings[0].evidence.fact
    assert len(found.evidence) == 2


def test_while_the_rule_is_not_confirmed_nothing_counts_for_certain(config: Config, group: Firm) -> None:
    found = counting_path(tied(firm(), "subsidiary", group, 1.0), circumstances(config))
    assert found
    assert found.result == "待核"
    assert "上级" in found.question


def test_too_many_levels_do_not_count(changed: Changed, group: Firm) -> None:
    context, below = circumstances(changed(CONFIRMED)), group
    for level in range(1, 5):
        below = tied(firm(f"示例{level}级有限公司"), "subsidiary", below, 0.9)
        found = counting_path(below, context)
        assert found
        assert found.result == ("计入" if level <= 3 else "不计入")


def test_a_branch_has_to_let_its_head_sign(config: Config, group: Firm) -> None:
    found = counting_path(tied(firm("示例集团有限公司三江口分公司"), "branch", group), circumstances(config))
    assert found
    assert found.result == "待核"
    assert found.question == "能否由总公司示例集团有限公司签约？"


def test_a_former_name_is_the_same_legal_person(config: Config, group: Firm) -> None:
    found = counting_path(tied(firm("示例旧有限公司"), "former_name", group), circumstances(config))
    assert found
    assert found.result == "计入"


def test_relations_in_a_circle_end(config: Config) -> None:
    one, two = firm("示例甲有限公司"), firm("示例乙有限公司")
    tied(one, "subsidiary", two)
    tied(two, "subsidiary", one)
    assert [path.holder.name for path in paths_up(one)] == ["示例乙有限公司"]
    assert counting_path(replace(one), circumstances(config)) is None
