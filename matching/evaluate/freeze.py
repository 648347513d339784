"""A firm as it was known on a day: later facts and fields that know the answer are gone.

Leak guard of every evaluation (domain guide, section 15.3): facts dated after the day, undated facts and
status-like fields are dropped; list membership is that of the day. A source's facts carry the day it was
published, or, where it prints none, the day it was fetched: then it was known.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from matching.config.bundle import Config
from matching.config.scoring import Backtest
from matching.context import Context, ListRead, Reading
from matching.firm import Firm, Known
from matching.load import Knowledge

STAGE, STATUS = "stage", "last_status"
"""Names under which scoring.yaml drops what the ledger says of a contact's end."""


@dataclass(frozen=True)
class Guard:
    """Which facts of a day may be used."""

    day: date
    rules: Backtest

    def allows(self, dated: str | None) -> bool:
        """Whether a fact of that date was certainly known: a year or month counts from its last day."""
        if not dated:
            return not self.rules.drop_undated_facts
        return not self.rules.drop_facts_dated_after_freeze or last_day(dated) <= self.day

    def drops(self, field: str) -> bool:
        """Whether a field knows the answer; ``LAST_STATUS`` and ``last_status_2`` do as well."""
        plain = field.strip().casefold().replace(" ", "_").replace("-", "_")
        return any(name in plain for name in self.rules.drop_fields)


def freeze(firm: Firm, guard: Guard) -> Firm:
    """The firm as known on the guard's day; its name, which says who it is, stays.

    Ties are dropped: they speak to what counts, and evaluations leave that axis out (section 15.4).
    """
    touches = [touch for touch in firm.touches if touch.on_date and guard.allows(touch.on_date.isoformat())]
    if guard.drops(STAGE) or guard.drops(STATUS):
        touches = [
            replace(
                touch,
                stage=None,
                reason=None,
                callback_on=None,
                evidence=touch.evidence.model_copy(update={"fact": f"对接记录：{touch.on_date}"}),
            )
            for touch in touches
        ]
    return replace(
        firm,
        province=_one(firm.province, guard),
        city=_one(firm.city, guard),
        industry=_one(firm.industry, guard),
        codes=_known(firm.codes, guard),
        texts=[
            text for text in firm.texts if text.field == "company_name" or guard.allows(text.evidence.date)
        ],
        listings=[listing for listing in firm.listings if guard.allows(listing.published_on)],
        chamber=_known(firm.chamber, guard),
        touches=touches,
        signals=[signal for signal in firm.signals if guard.allows(signal.on_date.isoformat())],
        ties=[],
    )


def known_then(firm: Firm, guard: Guard) -> bool:
    """Whether anything but the name was known: a firm nobody had heard of could not be ranked."""
    places = [known for known in (firm.province, firm.city) if known]
    told = [fact.evidence.date for fact in [*firm.codes, *places]]
    told += [text.evidence.date for text in firm.texts[1:]]
    told += [listing.evidence.date for listing in firm.listings]
    return any(map(guard.allows, told))


def frozen_context(knowledge: Knowledge, config: Config, guard: Guard) -> Context:
    """The circumstances of the guard's day: lists published until then, readings until then, no ledger.

    Whether somebody was contacted is known from the rows themselves; that a ledger was read later is not.
    """
    lists: dict[str, ListRead] = {}
    for release in knowledge.releases:
        if release.tier and guard.allows(release.published_on or release.known_at[:10]):
            lists[release.tier] = ListRead(release.edition, not release.excerpt, release.example)
    readings = {
        source: Reading([day for day in reading.days if day <= guard.day], reading.seen)
        for source, reading in knowledge.readings.items()
    }
    return Context(
        config=config,
        as_of=guard.day,
        lists=lists,
        ledger=None,
        readings={source: reading for source, reading in readings.items() if reading.days},
    )


def last_day(dated: str) -> date:
    """The last day that a date of a year, a month or a day may mean."""
    parts = [int(part) for part in dated[:10].split("-")]
    month = parts[1] if len(parts) > 1 else 12
    return date(parts[0], month, parts[2] if len(parts) > 2 else calendar.monthrange(parts[0], month)[1])


def _one(fact: Known | None, guard: Guard) -> Known | None:
    return fact if fact and guard.allows(fact.evidence.date) else None


def _known(facts: Iterable[Known], guard: Guard) -> list[Known]:
    return [fact for fact in facts if guard.allows(fact.evidence.date)]
