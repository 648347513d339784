"""Firms in numbers: what the list is chosen by, kept so that a changed weight reads no text again.

A draft holds every node that a firm reaches with the values of its factors. Weights, floor, penalties and
the list are applied to it afterwards (``stand``), which takes microseconds a firm. Named tuples, as those
come up from a file in half the time of other objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matching.config.scoring import ScoringFile, WeeklyList
from matching.numbers import Ends, Part, Value, Weights, parts, total_centre

TIE_DIGITS = 9
"""Scores that differ by less than this many digits are equal, so that rounding never orders firms."""


class Sketch(NamedTuple):
    """A firm at one node, in numbers. ``stopped`` are the sentences that rule this node out."""

    chain: str
    chain_name: str
    node: str
    node_name: str
    values: tuple[Value, ...]
    loss: Ends
    penalties: tuple[str, ...]
    stopped: tuple[str, ...]
    strong_terms: int
    countable: bool


class Draft(NamedTuple):
    """A firm at all nodes it reaches, best match first.

    ``kept_off`` holds at whatever node (a reference list, a recent contact), ``listed`` tells whether a list
    that counts holds the firm, ``unmatched`` is the sentence for a firm without a node.
    """

    id: str
    name: str
    city: str | None
    example: bool
    kept_off: tuple[str, ...]
    sketches: tuple[Sketch, ...]
    listed: bool
    unmatched: str


class Standing(NamedTuple):
    """What a firm is placed by in one week under one configuration."""

    id: str
    name: str
    city: str | None
    example: bool
    chain: str | None
    chain_name: str
    node: str | None
    node_name: str
    centre: float
    kept_off: tuple[str, ...]
    countable: bool
    strong_terms: int
    listed: bool

    @property
    def order(self) -> tuple[float, int, bool, str, str]:
        """Sort key: centre first, then concrete hits, list membership, name and id, so ties never flip."""
        centre = round(self.centre, TIE_DIGITS)
        return (-centre, -self.strong_terms, not self.countable, self.name, self.id)


def best_of(sketches: Sequence[Sketch], weights: Weights) -> int:
    """Position of the node that stands for the firm: an open one, the highest total, most concrete hits."""
    if len(sketches) == 1:
        return 0
    ranked = [(not sketch.stopped, centre_of(sketch, weights), sketch.strong_terms) for sketch in sketches]
    return max(range(len(ranked)), key=ranked.__getitem__)


def centre_of(sketch: Sketch, weights: Weights) -> float:
    """The score of the firm at this node."""
    return total_centre(sketch.values, sketch.loss, sketch.penalties, weights)


def kept_off(
    stopped: Sequence[str], always: Sequence[str], centre: float, rules: WeeklyList, *, example: bool
) -> list[str]:
    """Why a firm is not on the week's list, gravest first; empty when it may be."""
    kept = list(stopped)
    if example and not rules.allow_examples:
        kept.append("示例数据，不进清单")
    kept += always
    if centre < rules.stop_if_centre_below:
        kept.append(f"合计 {centre:.3f}，低于 {rules.stop_if_centre_below:g} 的入选线")
    return kept


def stand(draft: Draft, scoring: ScoringFile, weights: Weights) -> Standing:
    """The draft weighed: its best node, score, and what keeps it off the list."""
    if not draft.sketches:
        return Standing(
            draft.id, draft.name, draft.city, draft.example,
            None, "", None, "", 0.0, (draft.unmatched,), False, 0, draft.listed,
        )  # fmt: skip
    best = draft.sketches[best_of(draft.sketches, weights)]
    centre = centre_of(best, weights)
    kept = kept_off(best.stopped, draft.kept_off, centre, scoring.weekly_list, example=draft.example)
    return Standing(
        draft.id, draft.name, draft.city, draft.example,
        best.chain, best.chain_name, best.node, best.node_name,
        centre, tuple(kept), best.countable, best.strong_terms, draft.listed,
    )  # fmt: skip


def parts_of(draft: Draft, weights: Weights) -> list[Part]:
    """The points that sum to 100 × the firm's score, as ``stand`` gives it; none without a node."""
    if not draft.sketches:
        return []
    best = draft.sketches[best_of(draft.sketches, weights)]
    charged = [(penalty, weights.multipliers[penalty]) for penalty in best.penalties]
    return parts(best.values, best.loss, charged, weights)
