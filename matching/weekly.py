"""Choose the week's list: ranked places, room for list firms, no chain over its share, exploration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from common.hashing import stable_hash
from matching.config.scoring import WeeklyList
from matching.draft import TIE_DIGITS, Standing
from matching.judge import Judged
from matching.result import Assessment, Removed


@dataclass(frozen=True)
class Placed:
    """The places of a week in numbers: ranked firms first, then those that exploration drew.

    ``ordered`` is everybody, best first; ``notes`` are sentences about the list itself.
    """

    ranked: list[Standing]
    explored: list[Standing]
    ordered: list[Standing]
    notes: list[str]
    cap: int

    @property
    def listed(self) -> list[Standing]:
        """Everybody on the list, in its order."""
        return [*self.ranked, *self.explored]

    @property
    def ranks(self) -> dict[str, int]:
        """Rank from 1 by enterprise id."""
        return {item.id: rank for rank, item in enumerate(self.listed, start=1)}

    @property
    def removed(self) -> list[Removed]:
        """Everybody else who has a node, with the reason."""
        taken = {item.id for item in self.listed}
        return [_removed(item, self.cap) for item in self.ordered if item.chain and item.id not in taken]


@dataclass(frozen=True)
class Chosen:
    """The week's targets in rank order, everybody else who has a node with the reason, and notes."""

    targets: list[Assessment]
    removed: list[Removed]
    notes: list[str]


def choose(judged: Sequence[Judged], rules: WeeklyList, seed: str) -> Chosen:
    """The list of firms that are judged and explained already."""
    explained = {item.assessment.enterprise_id: item.assessment for item in judged}
    placed = place([item.standing for item in judged], rules, seed)
    return explain_places(placed, explained.__getitem__)


def explain_places(placed: Placed, explain: Callable[[str], Assessment]) -> Chosen:
    """The list with its explanations; ``explain`` is asked only for those who have a place."""
    explored = {item.id for item in placed.explored}
    targets = [
        explain(item.id).model_copy(update={"rank": rank, "explore": item.id in explored})
        for rank, item in enumerate(placed.listed, start=1)
    ]
    return Chosen(targets, placed.removed, placed.notes)


def place(
    standings: Sequence[Standing], rules: WeeklyList, seed: str, incumbents: Sequence[str] = ()
) -> Placed:
    """At most ``k`` places (domain guide, section 10.6).

    Ranked places first, then ``explore_slots`` drawn with a fixed seed, rarer nodes and cities more
    likely. At least ``min_kpi_eligible`` list firms are let in if there are that many. A short list
    is released with the reason; nothing pads it. ``incumbents`` are the ids of the last list's ranked
    places in their order: they keep it within ``keep_order_within``.
    """
    ordered = steadied(sorted(standings, key=lambda item: item.order), incumbents, rules.keep_order_within)
    eligible = [item for item in ordered if not item.kept_off]
    cap = int(rules.k * rules.max_share_one_chain)
    ranked = _ranked(eligible, rules, cap)
    explored = _explored(eligible, ranked, rules, cap, seed)
    notes = _notes(ordered, ranked + explored, len(eligible), rules)
    if kept := _kept_in_place(ranked):
        points = 100 * rules.keep_order_within
        notes.append(f"为使清单稳定，与上期分差不到 {points:g} 分（百分制）的不换位：{'、'.join(kept)}")
    return Placed(ranked, explored, ordered, notes, cap)


def steadied(ordered: Sequence[Standing], incumbents: Sequence[str], within: float) -> list[Standing]:
    """The order with the incumbents' own kept wherever scores differ by no more than ``within``.

    Incumbents stand in their old order, all others behind them in the order of their scores; then each in
    turn goes before the first whose score is lower by more than ``within``. So nobody stays behind a score
    that is lower by more than that, and what differs by less stays as it was.
    """
    known = {item.id: item for item in ordered}
    first = [known[identity] for identity in dict.fromkeys(incumbents) if identity in known]
    if within == 0 or not first:
        return list(ordered)
    kept = {item.id for item in first}
    old: list[Standing] = []
    for item in first:
        old.insert(_passes(item, old, within), item)
    # Newcomers come best first, so where one goes none of the next goes before.
    found: list[Standing] = []
    ahead = 0
    for item in ordered:
        if item.id in kept:
            continue
        while ahead < len(old) and item.centre <= old[ahead].centre + within:
            found.append(old[ahead])
            ahead += 1
        found.append(item)
    return [*found, *old[ahead:]]


def _passes(item: Standing, ahead: Sequence[Standing], within: float) -> int:
    """Before whom the item goes."""
    for position, other in enumerate(ahead):
        if item.centre > other.centre + within:
            return position
    return len(ahead)


def _kept_in_place(ranked: Sequence[Standing]) -> list[str]:
    """Who stands before a better score."""
    return [
        item.name
        for at, item in enumerate(ranked)
        if any(round(other.centre - item.centre, TIE_DIGITS) > 0 for other in ranked[at + 1 :])
    ]


def _chain(item: Standing) -> str:
    return item.chain or ""


def _ranked(eligible: Sequence[Standing], rules: WeeklyList, cap: int) -> list[Standing]:
    places = rules.k - rules.explore_slots
    order = {item.id: position for position, item in enumerate(eligible)}
    chosen: list[Standing] = []
    chains: Counter[str] = Counter()
    for item in eligible:
        if len(chosen) < places and chains[_chain(item)] < cap:
            chosen.append(item)
            chains[_chain(item)] += 1
    taken = {item.id for item in chosen}
    for item in eligible:
        if sum(other.countable for other in chosen) >= rules.min_kpi_eligible:
            break
        if not item.countable or item.id in taken:
            continue
        leaving = _replaceable(chosen, item, chains, cap)
        if leaving is None:
            continue
        chosen.remove(leaving)
        chosen.append(item)
        chains[_chain(leaving)] -= 1
        chains[_chain(item)] += 1
    return sorted(chosen, key=lambda item: order[item.id])


def _replaceable(
    chosen: Sequence[Standing], entering: Standing, chains: Counter[str], cap: int
) -> Standing | None:
    """The last place that is no list firm and whose leaving keeps the chain's share."""
    full = chains[_chain(entering)] >= cap
    for item in reversed(chosen):
        if not item.countable and (not full or _chain(item) == _chain(entering)):
            return item
    return None


def _explored(
    eligible: Sequence[Standing], ranked: Sequence[Standing], rules: WeeklyList, cap: int, seed: str
) -> list[Standing]:
    taken = {item.id for item in ranked}
    pool = [item for item in eligible if item.id not in taken]
    chains = Counter(_chain(item) for item in ranked)
    seen: Counter[str | None] = Counter()
    for item in ranked:
        seen.update([f"{item.chain}/{item.node}", item.city])
    random = np.random.default_rng(int(stable_hash(seed)[:16], 16))
    found: list[Standing] = []
    while pool and len(found) < rules.explore_slots:
        pool = [item for item in pool if chains[_chain(item)] < cap]
        if not pool:
            break
        rarity = np.array([1.0 / (1 + seen[f"{item.chain}/{item.node}"] + seen[item.city]) for item in pool])
        item = pool.pop(int(random.choice(len(pool), p=rarity / rarity.sum())))
        found.append(item)
        chains[_chain(item)] += 1
        seen.update([f"{item.chain}/{item.node}", item.city])
    return sorted(found, key=lambda item: item.order)


def _removed(item: Standing, cap: int) -> Removed:
    return Removed(
        enterprise=item.name,
        enterprise_id=item.id,
        chain_name=item.chain_name,
        node_name=item.node_name,
        score=item.centre,
        reasons=list(item.kept_off) or [f"名次在本周席位之外（同一产业链至多 {cap} 家）"],
        example=item.example,
    )


def _notes(
    judged: Sequence[Standing], chosen: Sequence[Standing], eligible: int, rules: WeeklyList
) -> list[str]:
    notes = []
    if len(chosen) < rules.k:
        notes.append(
            f"本周只列 {len(chosen)} 家，少于 {rules.k} 家："
            f"达到入选线且有本地依据的企业共 {eligible} 家，不凑数"
        )
    countable = sum(item.countable for item in chosen)
    unplaced = sum(not item.example and not item.chain and item.listed for item in judged)
    if countable < rules.min_kpi_eligible:
        notes.append(
            f"可能计入名单企业的只有 {countable} 家，比要求的 {rules.min_kpi_eligible} 家少 "
            f"{rules.min_kpi_eligible - countable} 家；另有 {unplaced} 家在榜企业没有对应环节"
        )
    return notes
