"""What became of the firms that were contacted: the only labels a bureau has (domain guide, section 15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matching.contact import ENDED, refused
from matching.firm import Firm
from matching.labels.known import Turned
from matching.labels.store import OUTCOMES

GOOD_FROM = "来县考察"
"""The first stage of coverage.yaml at which a firm has moved towards the county."""
TURNED = {"inspected": True, "signed": True, "refused": False}
"""What a label says of how it ended; a visit or an answer is no end."""


@dataclass(frozen=True)
class Outcome:
    """How it ended with one firm: ``good`` it came or signed, else it refused. ``example``: made up.

    ``labelled``: said on the form of labels, not in the ledger.
    """

    enterprise_id: str
    on_date: date
    good: bool
    word: str
    example: bool
    labelled: bool = False


def outcomes_of(
    firms: Iterable[Firm], stages: Sequence[str], until: date, turned: Iterable[Turned] = ()
) -> list[Outcome]:
    """One outcome a firm of which ledger or labels say one up to ``until``: first good one, else refusal.

    ``stages`` are those of coverage.yaml in their order. Undated rows, talks without a result, 暂缓 and
    无回应 are no outcome: unknown is not refused.
    """
    good = set(stages[stages.index(GOOD_FROM) :]) - {ENDED} if GOOD_FROM in stages else set()
    labelled: defaultdict[str, list[Turned]] = defaultdict(list)
    for one in turned:
        labelled[one.firm].append(one)
    found: list[Outcome] = []
    for firm in firms:
        told = [*_in_ledger(firm, good), *_on_labels(firm, labelled[firm.id])]
        dated = sorted((one for one in told if one.on_date <= until), key=lambda one: one.on_date)
        found += [one for one in dated if one.good][:1] or dated[:1]
    return sorted(found, key=lambda one: (one.on_date, one.enterprise_id))


def _in_ledger(firm: Firm, good: set[str]) -> Iterator[Outcome]:
    for touch in firm.touches:
        came = touch.stage in good
        if touch.on_date and (came or refused(touch)):
            word = (touch.stage if came else touch.reason or touch.stage) or ""
            yield Outcome(firm.id, touch.on_date, came, word, firm.example or touch.evidence.example)


def _on_labels(firm: Firm, turned: Sequence[Turned]) -> Iterator[Outcome]:
    for one in turned:
        if one.outcome in TURNED:
            word = one.reason or OUTCOMES[one.outcome]
            yield Outcome(firm.id, one.on_date, TURNED[one.outcome], word, firm.example, labelled=True)
