"""What a visit is worth, and who may go.

    prize = P(visit leads to an inspection here) × value × (1 − recency) × 1.5 if it could count

(domain guide, section 13). Nothing was ever measured that P could be fitted to, so two figures of the
judged week stand in for it, and the plan says so:

- **P is a proxy**: the centre of the axis 来不来 (propensity). It orders firms; it is no frequency.
- **value is a proxy**: the centre of the score. Propensity is one of its axes, so it weighs a second time.
- recency = 0.5^(days since the latest contact / half-life of warmth in scoring.yaml); 0 for a firm never
  touched, for one whose call-back is due, and for a contact without a date (said in a note).
- 1.5 is ``prize.kpi_eligible_list_firm_factor``, while list firms are missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matching.contact import contact_state
from matching.context import Context
from matching.firm import Firm, Touch
from matching.judge import Judged
from matching.listing import HOLDS, standing
from matching.trips.model import Candidate, TripClass
from matching.trips.places import place_of

PRIZE_DIGITS = 6
"""Prizes are rounded, so that a difference in the last bit of a float never changes a plan."""


@dataclass(frozen=True)
class Booking:
    """An appointment with an enterprise: day and minute of the day."""

    enterprise_id: str
    on_date: date
    minute: int

    def told(self) -> str:
        """``2026-11-25 09:30``."""
        return f"{self.on_date} {self.minute // 60:02d}:{self.minute % 60:02d}"


def candidates(
    judged: Sequence[Judged],
    firms: Mapping[str, Firm],
    ranks: Mapping[str, int],
    bookings: Mapping[str, Booking],
    context: Context,
) -> list[Candidate]:
    """The week's list in rank order, then by score whoever else may be offered, up to ``max_candidates``.

    A firm with an appointment is always among them, except a made-up one.
    """
    most = context.config.trips.solver.max_candidates
    allow_examples = context.config.scoring.weekly_list.allow_examples

    def wanted(item: Judged) -> bool:
        firm = item.assessment
        if firm.example and not allow_examples:
            return False
        return firm.enterprise_id in ranks or firm.enterprise_id in bookings or not firm.kept_off

    def order(item: Judged) -> tuple[object, ...]:
        identity = item.assessment.enterprise_id
        return (identity not in ranks, ranks.get(identity, 0), identity not in bookings, item.order)

    chosen = sorted(filter(wanted, judged), key=order)[:most]
    return [
        _candidate(item, firms[item.assessment.enterprise_id], ranks, bookings, context) for item in chosen
    ]


def _candidate(
    item: Judged,
    firm: Firm,
    ranks: Mapping[str, int],
    bookings: Mapping[str, Booking],
    context: Context,
) -> Candidate:
    row, booking = item.assessment, bookings.get(item.assessment.enterprise_id)
    chance, value = row.axes["propensity"].centre, row.score.centre
    recency = 0.0 if booking else recency_of(firm, context)
    counts = item.countable and context.list_target_open
    factor = context.config.trips.prize.kpi_eligible_list_firm_factor if counts else 1.0
    only = leader_only(firm, context)
    why_not = "" if booking else _rests(firm, context)
    travels, nowhere = _travels(row.city, only, context)
    return Candidate(
        enterprise=row.enterprise,
        enterprise_id=row.enterprise_id,
        city=row.city,
        rank=ranks.get(row.enterprise_id),
        chain_name=row.chain_name,
        example=row.example,
        contact_status=row.contact_status,
        chance=chance,
        value=value,
        recency=recency,
        factor=factor,
        prize=round(chance * value * (1 - recency) * factor, PRIZE_DIGITS),
        countable=item.countable,
        leader_only=only,
        travels=None if why_not else travels,
        why_not=why_not or nowhere,
        booked=booking.told() if booking else None,
    )


def recency_of(firm: Firm, context: Context) -> float:
    """How fresh the latest contact is: 1 today, half after the half-life of warmth, 0 when never."""
    latest, age = _latest(firm, context)
    if latest is None or age is None or contact_state(firm, context).status == "回访":
        return 0.0
    half_life = context.config.scoring.factor("warmth").half_life_days
    return float(0.5 ** (max(age, 0) / half_life)) if half_life else 0.0


def _latest(firm: Firm, context: Context) -> tuple[Touch | None, int | None]:
    """The latest contact and its age in days; an age of None for contacts without a date."""
    dated = [touch for touch in firm.touches if touch.on_date and touch.on_date <= context.week_ends]
    if not dated:
        return (firm.touches[-1], None) if firm.touches else (None, None)
    latest = max(dated, key=lambda touch: (touch.on_date, touch.evidence.row))
    assert latest.on_date is not None
    return latest, (context.as_of - latest.on_date).days


def _rests(firm: Firm, context: Context) -> str:
    """Why the firm is left alone for now; the days of trips.yaml hold beside those of scoring.yaml."""
    state = contact_state(firm, context)
    if state.rests:
        return state.rests
    _, age = _latest(firm, context)
    days = context.config.trips.constraints.no_repeat_within_days
    if age is not None and age < days and state.status != "回访":
        return f"{age} 天前刚对接过，{days} 天内不重复走访"
    return ""


def leader_only(firm: Firm, context: Context) -> str:
    """Why only a leader is received (``delegation.leader_only`` of trips.yaml); empty when anybody is."""
    rules = context.config.trips.classes.delegation.leader_only
    if firm.name in rules.firms:
        return "县里列为须领导出面"
    for listing in firm.listings:
        tier = context.config.tier(listing.tier)
        if tier.id in rules.lists and standing(tier, listing, context.as_of) in HOLDS:
            return f"{tier.name}企业，须领导出面"
    latest, _ = _latest(firm, context)
    if latest and latest.reason in rules.reasons:
        return f"上次对接结果为“{latest.reason}”，须领导出面"
    return ""


def _travels(city: str | None, only: str, context: Context) -> tuple[TripClass | None, str]:
    """Who goes there, or why nobody can."""
    classes = context.config.trips.classes
    place = place_of(city)
    if place is None:
        return None, "所在城市未知，排不了路线" if not city else f"{city}不在城市坐标表中，排不了路线"
    if only:
        return "delegation", ""
    area = [place_of(name) for name in classes.resident.area]
    if place in area:
        return "resident", ""
    if classes.delegation.takes_outside_area:
        return "delegation", ""
    return None, f"{place.city}不在驻点小组片区，外出团组只看须领导出面的企业"
