"""Choose the week's list: ranked places, room for list firms, no chain over its share, exploration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from common.hashing import stable_hash
from matching.config.scoring import WeeklyList
from matching.judge import Judged
from matching.result import Assessment, Removed


@dataclass(frozen=True)
class Chosen:
    """The week's targets in rank order, everybody else who has a node with the reason, and notes."""

    targets: list[Assessment]
    removed: list[Removed]
    notes: list[str]


def choose(judged: Sequence[Judged], rules: WeeklyList, seed: str) -> Chosen:
    """At most ``k`` places (domain guide, section 10.6).

    Ranked places first, then ``explore_slots`` drawn with a fixed seed, rarer nodes and cities more
    likely. At least ``min_kpi_eligible`` list firms are let in if there are that many. A short list
    is released with the reason; nothing pads it.
    """
    ordered = sorted(judged, key=lambda item: item.order)
    eligible = [item for item in ordered if not item.assessment.kept_off]
    cap = int(rules.k * rules.max_share_one_chain)
    ranked = _ranked(eligible, rules, cap)
    explored = _explored(eligible, ranked, rules, cap, seed)
    chosen = [(item, False) for item in ranked] + [(item, True) for item in explored]
    targets = [
        item.assessment.model_copy(update={"rank": rank, "explore": explore})
        for rank, (item, explore) in enumerate(chosen, start=1)
    ]
    taken = {target.enterprise_id for target in targets}
    removed = [
        _removed(item, cap)
        for item in ordered
        if item.assessment.chain and item.assessment.enterprise_id not in taken
    ]
    return Chosen(targets, removed, _notes(ordered, ranked + explored, len(eligible), rules))


def _chain(item: Judged) -> str:
    return item.assessment.chain or ""


def _ranked(eligible: Sequence[Judged], rules: WeeklyList, cap: int) -> list[Judged]:
    places = rules.k - rules.explore_slots
    chosen: list[Judged] = []
    chains: Counter[str] = Counter()
    for item in eligible:
        if len(chosen) < places and chains[_chain(item)] < cap:
            chosen.append(item)
            chains[_chain(item)] += 1
    waiting = [item for item in eligible if item.countable and item not in chosen]
    for item in waiting:
        if sum(other.countable for other in chosen) >= rules.min_kpi_eligible:
            break
        leaving = _replaceable(chosen, item, chains, cap)
        if leaving is None:
            continue
        chosen.remove(leaving)
        chosen.append(item)
        chains[_chain(leaving)] -= 1
        chains[_chain(item)] += 1
    return sorted(chosen, key=lambda item: item.order)


def _replaceable(chosen: Sequence[Judged], entering: Judged, chains: Counter[str], cap: int) -> Judged | None:
    """The last place that is no list firm and whose leaving keeps the chain's share."""
    full = chains[_chain(entering)] >= cap
    for item in reversed(chosen):
        if not item.countable and (not full or _chain(item) == _chain(entering)):
            return item
    return None


def _explored(
    eligible: Sequence[Judged], ranked: Sequence[Judged], rules: WeeklyList, cap: int, seed: str
) -> list[Judged]:
    pool = [item for item in eligible if item not in ranked]
    chains = Counter(_chain(item) for item in ranked)
    seen: Counter[str | None] = Counter()
    for item in ranked:
        seen.update([f"{item.assessment.chain}/{item.assessment.node}", item.assessment.city])
    random = np.random.default_rng(int(stable_hash(seed)[:16], 16))
    found: list[Judged] = []
    while pool and len(found) < rules.explore_slots:
        pool = [item for item in pool if chains[_chain(item)] < cap]
        if not pool:
            break
        rarity = np.array(
            [
                1.0
                / (1 + seen[f"{item.assessment.chain}/{item.assessment.node}"] + seen[item.assessment.city])
                for item in pool
            ]
        )
        item = pool.pop(int(random.choice(len(pool), p=rarity / rarity.sum())))
        found.append(item)
        chains[_chain(item)] += 1
        seen.update([f"{item.assessment.chain}/{item.assessment.node}", item.assessment.city])
    return sorted(found, key=lambda item: item.order)


def _removed(item: Judged, cap: int) -> Removed:
    assessment = item.assessment
    return Removed(
        enterprise=assessment.enterprise,
        enterprise_id=assessment.enterprise_id,
        chain_name=assessment.chain_name,
        node_name=assessment.node_name,
        score=assessment.score.centre,
        reasons=assessment.kept_off or [f"名次在本周席位之外（同一产业链至多 {cap} 家）"],
        example=assessment.example,
    )


def _notes(judged: Sequence[Judged], chosen: Sequence[Judged], eligible: int, rules: WeeklyList) -> list[str]:
    notes = []
    if len(chosen) < rules.k:
        notes.append(
            f"本周只列 {len(chosen)} 家，少于 {rules.k} 家："
            f"达到入选线且有本地依据的企业共 {eligible} 家，不凑数"
        )
    countable = sum(item.countable for item in chosen)
    unplaced = sum(_counts_without_node(item.assessment) for item in judged)
    if countable < rules.min_kpi_eligible:
        notes.append(
            f"可能计入名单企业的只有 {countable} 家，比要求的 {rules.min_kpi_eligible} 家少 "
            f"{rules.min_kpi_eligible - countable} 家；另有 {unplaced} 家在榜企业没有对应环节"
        )
    return notes


def _counts_without_node(firm: Assessment) -> bool:
    return not firm.example and not firm.chain and any(listing.counts for listing in firm.memberships)
