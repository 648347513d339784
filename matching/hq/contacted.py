"""The ledger's rows by the object they speak of: one enterprise, association or unknown name counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from db.models import Contact
from matching.contact import ENDED, refused
from matching.context import Context
from matching.firm import Touch
from matching.load import Knowledge
from matching.result import Evidence

ASSOCIATION = "association"
STEPS = ("触达", "回访", "来访", "洽谈", "预审", "签约", "落地")
"""The funnel that headquarters reads."""
STEP_OF = {
    "已对接": 0,
    "已拜访": 0,
    "已回访": 1,
    "来县考察": 2,
    "洽谈": 3,
    "预审": 4,
    "签约": 5,
    "开工": 6,
    "投产": 6,
}
"""Stage of coverage.yaml → step; 未触达 and 终止 are none."""
LANDED = STEPS.index("落地")
IN_TALKS = range(STEPS.index("洽谈"), STEPS.index("签约"))


@dataclass
class Object:
    """One contacted object with its rows in the ledger's order."""

    key: str
    name: str
    kind: str
    enterprise_id: str | None
    example: bool
    rows: list[tuple[Contact, Evidence]] = field(default_factory=list)

    @property
    def step(self) -> int | None:
        """The furthest step that a row names; None when none does."""
        steps = [STEP_OF[row.stage] for row, _ in self.rows if row.stage in STEP_OF]
        return max(steps, default=None)

    @property
    def latest(self) -> Contact:
        """The newest dated row, or the last one."""
        dated = [row for row, _ in self.rows if row.on_date]
        return max(dated, key=lambda row: (row.on_date or "", row.row), default=self.rows[-1][0])

    @property
    def last_day(self) -> date | None:
        """The day of the newest dated row."""
        return date.fromisoformat(self.latest.on_date) if self.latest.on_date else None

    @property
    def ended(self) -> bool:
        """Whether the newest row is an end or a no."""
        row, evidence = self.latest, self.rows[-1][1]
        return row.stage == ENDED or refused(Touch(None, row.stage, row.reason, None, evidence))


def contacted(knowledge: Knowledge) -> list[Object]:
    """Every object of the ledger, in the order of its first row."""
    found: dict[str, Object] = {}
    for row, evidence in knowledge.contacts:
        key = row.enterprise_id or row.name
        if key not in found:
            firm = knowledge.firms.get(row.enterprise_id or "")
            # A name of the ledger that no list carries is as real as the ledger it stands in.
            example = firm.example if firm else evidence.example
            found[key] = Object(key, firm.name if firm else row.name, row.kind, row.enterprise_id, example)
        found[key].rows.append((row, evidence))
    return list(found.values())


def is_touch(contact: Contact, context: Context) -> bool:
    """Whether the row's channel counts as a touch; one that does not say how is taken for one."""
    return not contact.channel or contact.channel in context.config.coverage.touch.counts


def touched(objects: Sequence[Object], context: Context) -> list[Object]:
    """The objects with at least one touch."""
    return [one for one in objects if any(is_touch(row, context) for row, _ in one.rows)]
