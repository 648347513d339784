"""A factor's value, and the candidate that factors look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matching.config.place import PlaceFact
from matching.config.scoring import Factor
from matching.context import Context, known, unknown
from matching.firm import Firm, Project
from matching.listing import as_day
from matching.match import NodeMatch
from matching.result import Axis, Evidence, IndicatorVerdict, Interval
from matching.site import Site

CONFIRMED = {"printed", "confirmed"}
"""Statuses of facts that may stand as facts; the rest is shown as still to be confirmed."""

NAMES: dict[str, tuple[Axis, str]] = {
    "node_match": ("fit", "环节匹配"),
    "node_gap": ("fit", "补链缺口"),
    "park_capacity": ("fit", "园区承载"),
    "local_linkage": ("fit", "本地配套"),
    "scale_fit": ("fit", "规模相称"),
    "expansion_action": ("propensity", "扩产动作"),
    "relocation_push": ("propensity", "腾退压力"),
    "region_footprint": ("propensity", "区内布局"),
    "hometown_chamber": ("propensity", "乡情商会"),
    "movability": ("propensity", "行业粘性"),
    "peer_moved": ("propensity", "同行已迁"),
    "warmth": ("propensity", "接触温度"),
    "list_firm_new": ("kpi_value", "名单企业"),
    "mfg_project": ("kpi_value", "制造业项目"),
    "resident_region": ("kpi_value", "驻点片区"),
    "ticket_size": ("kpi_value", "投资体量"),
}
"""Axis and Chinese name of each factor of scoring.yaml."""


@dataclass(frozen=True)
class Factored:
    """One factor's value with its weight (points inside the axis).

    ``question`` is what would narrow it.
    """

    axis: Axis
    id: str
    name: str
    weight: float
    value: Interval
    known: bool
    why: str
    evidence: Sequence[Evidence]
    question: str


@dataclass(frozen=True)
class Candidate:
    """A firm at a node and a site."""

    firm: Firm
    match: NodeMatch
    site: Site
    indicators: Sequence[IndicatorVerdict]
    project: Project
    context: Context

    def found(
        self,
        factor: str,
        value: float | Interval,
        why: str,
        evidence: Sequence[Evidence] = (),
        question: str = "",
    ) -> Factored:
        """A known value, or an interval that is narrower than unknown."""
        axis, name = NAMES[factor]
        interval = value if isinstance(value, Interval) else known(value)
        weight = self._settings(factor).w
        return Factored(axis, factor, name, weight, interval, True, why, evidence, question)

    def missing(
        self, factor: str, why: str, question: str = "", evidence: Sequence[Evidence] = ()
    ) -> Factored:
        """An unknown: its prior as the centre of the whole interval, never 0 and never a guess."""
        if evidence:
            return self._missing(factor, why, question, evidence)
        # Of nothing found there is nothing of the firm in it: one value serves all.
        key = ("missing", factor, why, question)
        return self.context.once(key, lambda: self._missing(factor, why, question, ()))

    def _missing(self, factor: str, why: str, question: str, evidence: Sequence[Evidence]) -> Factored:
        axis, name = NAMES[factor]
        settings = self._settings(factor)
        prior = self.context.setting(
            "scoring", "axes", axis, "factors", factor, fact=f"{name}未知，取先验 {settings.prior:g}"
        )
        value = unknown(settings.prior, self.context)
        return Factored(axis, factor, name, settings.w, value, False, why, [*evidence, prior], question)

    def _settings(self, factor: str) -> Factor:
        def found() -> Factor:
            axis = getattr(self.context.config.scoring.axes, NAMES[factor][0])
            settings: Factor = axis.by_name()[factor]
            return settings

        return self.context.once(("factor", factor), found)


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
