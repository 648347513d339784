"""Two rankings of one week compared: who enters, leaves and moves, and through which factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from matching.config.bundle import Config
from matching.draft import Draft, Standing, parts_of
from matching.factors import factor_names
from matching.numbers import Weights
from matching.score import ADJUSTMENTS
from matching.weekly import Placed

NO_CHAIN = "未对应产业链"
OWN_UNCHANGED = "自身未变"
SAME_POINTS = 1e-9
PART_NAMES: Mapping[str, str] = {
    **factor_names(),
    **ADJUSTMENTS,
    "shell_trade_risk": "空壳贸易风险",
    "scope_inflation_only": "仅经营范围命中",
}
"""Chinese name of everything that adds points."""


class Ranked(Protocol):
    """A ranking: everybody's standing, the places, and the drafts they were made of."""

    @property
    def config(self) -> Config:
        """The settings."""

    @property
    def standings(self) -> Mapping[str, Standing]:
        """By enterprise id."""

    @property
    def placed(self) -> Placed:
        """The places of the week."""

    @property
    def drafts(self) -> Mapping[str, Draft]:
        """By enterprise id."""


@dataclass(frozen=True)
class Move:
    """One firm's change of place. Scores are 0–1; ``points`` (of 100) is the change of ``factor``."""

    id: str
    name: str
    chain_name: str
    word: str
    old_rank: int | None
    new_rank: int | None
    old_score: float
    new_score: float
    factor: str
    factor_name: str
    points: float
    why_left: str


def moves(before: Ranked, after: Ranked) -> Iterator[Move]:
    """The new list in its order, then those who left in theirs; who keeps the place is left out."""
    old, new = before.placed.ranks, after.placed.ranks
    reasons = {item.enterprise_id: "；".join(item.reasons) for item in after.placed.removed}
    for identity in [*new, *(identity for identity in old if identity not in new)]:
        was, now = old.get(identity), new.get(identity)
        if was == now:
            continue
        first, second = before.standings[identity], after.standings[identity]
        shown = after if now else before
        mark = "·探索" if identity in {item.id for item in shown.placed.explored} else ""
        factor, points = largest_difference(points_of(before, identity), points_of(after, identity))
        yield Move(
            id=identity,
            name=second.name,
            chain_name=second.chain_name or NO_CHAIN,
            word=_word(was, now) + mark,
            old_rank=was,
            new_rank=now,
            old_score=first.centre,
            new_score=second.centre,
            factor=factor,
            factor_name=PART_NAMES.get(factor, OWN_UNCHANGED),
            points=points,
            why_left="" if now else reasons.get(identity, NO_CHAIN),
        )


def points_of(ranking: Ranked, identity: str) -> dict[str, float]:
    """Points (of 100) of a firm by factor; they sum to 100 × its score."""
    weights = Weights.of(ranking.config.scoring)
    return {part.id: part.points for part in parts_of(ranking.drafts[identity], weights)}


def largest_difference(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[str, float]:
    """Factor and difference of the points that changed most; "" when none did."""
    # A factor that one side lacks adds nothing there: points sum to the score without it.
    changes = {
        factor: after.get(factor, 0.0) - before.get(factor, 0.0)
        for factor in dict.fromkeys([*before, *after])
    }
    factor = max(changes, key=lambda one: abs(changes[one]), default="")
    if abs(changes.get(factor, 0.0)) < SAME_POINTS:
        return "", 0.0
    return factor, changes[factor]


def _word(was: int | None, now: int | None) -> str:
    if was and now:
        return "上升" if now < was else "下降"
    return "进入" if now else "退出"
