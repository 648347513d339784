"""The candidate that factors look at, and what a factor finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matching.config.place import PlaceFact
from matching.context import Context, known
from matching.firm import Firm, Project
from matching.listing import as_day
from matching.match import NodeMatch
from matching.result import Axis, Evidence, IndicatorVerdict, Interval
from matching.site import Site

CONFIRMED = {"printed", "confirmed"}
"""Statuses of facts that may stand as facts; the rest is shown as still to be confirmed."""


@dataclass(frozen=True)
class Candidate:
    """A firm at a node and a site."""

    firm: Firm
    match: NodeMatch
    site: Site
    indicators: Sequence[IndicatorVerdict]
    project: Project
    context: Context


@dataclass(frozen=True)
class Finding:
    """What a factor says of a candidate.

    ``value`` None is unknown: the factor's prior then stands as the centre of the whole interval, never 0
    and never a guess. ``question`` is what would narrow it.
    """

    value: Interval | None
    why: str
    evidence: Sequence[Evidence] = ()
    question: str = ""


def found(
    value: float | Interval, why: str, evidence: Sequence[Evidence] = (), question: str = ""
) -> Finding:
    """A known value (0–1), or an interval that is narrower than unknown."""
    return Finding(value if isinstance(value, Interval) else known(value), why, evidence, question)


def missing(why: str, question: str = "", evidence: Sequence[Evidence] = ()) -> Finding:
    """Unknown, why, and whom or what to ask."""
    return Finding(None, why, evidence, question)


@dataclass(frozen=True)
class Factored:
    """A finding in its place: the factor's axis, name and weight (points inside the axis), its interval."""

    axis: Axis
    id: str
    name: str
    weight: float
    value: Interval
    known: bool
    why: str
    evidence: Sequence[Evidence]
    question: str


def place_facts(match: NodeMatch, site: Site, context: Context) -> list[PlaceFact]:
    """Facts about this county that speak to the node: not later than the week, not of another park."""
    here = site.park.id if site.park else None
    key = ("place facts", match.chain.id, match.node.id, here)
    return context.once(key, lambda: _place_facts(match, here, context))


def _place_facts(match: NodeMatch, here: str | None, context: Context) -> list[PlaceFact]:
    return [
        fact
        for fact in context.config.place.facts
        if fact.speaks_to(match.chain.id, match.node.id)
        and fact.park in {None, here}
        and fact.status != "unknown"
        and as_day(fact.as_of) <= context.as_of
    ]


def fact_evidence(fact: PlaceFact, context: Context) -> Evidence:
    """The way back of a place fact."""
    return context.setting("place", "facts", fact.id, fact=fact.text, source=fact.source, day=fact.as_of)


def decayed(value: float, signed_on: date, today: date, half_life_days: int | None) -> float:
    """``value × 0.5^(age / half-life)``; a sign without half-life does not fade."""
    if half_life_days is None:
        return value
    age = max(0, (today - signed_on).days)
    return float(value * 0.5 ** (age / half_life_days))
