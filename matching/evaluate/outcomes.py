"""What became of the firms that were contacted: the only labels a bureau has (domain guide, section 15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matching.contact import ENDED, refused
from matching.firm import Firm

GOOD_FROM = "来县考察"
"""The first stage of coverage.yaml at which a firm has moved towards the county."""


@dataclass(frozen=True)
class Outcome:
    """How it ended with one firm: ``good`` it came or signed, else it refused. ``example``: made up."""

    enterprise_id: str
    on_date: date
    good: bool
    word: str
    example: bool


def outcomes_of(firms: Iterable[Firm], stages: Sequence[str], until: date) -> list[Outcome]:
    """One outcome a firm whose ledger rows say one up to ``until``: first good stage, else first refusal.

    ``stages`` are those of coverage.yaml in their order. Undated rows, talks without a result, 暂缓 and
    无回应 are no outcome: unknown is not refused.
    """
    good = set(stages[stages.index(GOOD_FROM) :]) - {ENDED} if GOOD_FROM in stages else set()
    found: list[Outcome] = []
    for firm in firms:
        dated = sorted(
            (touch.on_date, position, touch)
            for position, touch in enumerate(firm.touches)
            if touch.on_date and touch.on_date <= until
        )
        came = next((touch for _, _, touch in dated if touch.stage in good), None)
        left = next((touch for _, _, touch in dated if refused(touch)), None)
        last = came or left
        if last and last.on_date:
            word = (last.stage if came else last.reason or last.stage) or ""
            found.append(
                Outcome(firm.id, last.on_date, last is came, word, firm.example or last.evidence.example)
            )
    return sorted(found, key=lambda one: (one.on_date, one.enterprise_id))
