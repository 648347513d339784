"""What every judgement of one week shares: configuration, date, lists read, and the way back to settings."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from matching import kpi
from matching.config.bundle import Config
from matching.fit.score import Scorer, scorer_of
from matching.result import Evidence, Interval

if TYPE_CHECKING:
    from matching.fit.learn import Learned
    from matching.labels.teach import Lesson

Found = TypeVar("Found")


@dataclass(frozen=True)
class ListRead:
    """A list that was read: its edition and whether it was whole or an excerpt."""

    edition: str
    whole: bool
    example: bool


@dataclass(frozen=True)
class Reading:
    """The days on which a feed was read whole, oldest first; ``seen`` is a row of the newest reading."""

    days: Sequence[date]
    seen: Evidence

    def since(self, today: date, gap: timedelta) -> date | None:
        """From when on nothing was missed up to ``today``: no two readings lie further apart than ``gap``."""
        first: date | None = None
        for day in reversed(self.days):
            if (first or today) - day > gap:
                break
            first = day
        return first


@dataclass(frozen=True)
class Context:
    """Settings and circumstances of one week.

    ``lists`` holds the lists read, by tier. ``ledger`` is a row of the newest real ledger, None while
    none was imported: then "never contacted" is unknown, not a fact. ``readings`` tell when the feeds of
    signs were read, by source. ``lesson`` is what people have labelled until then.
    """

    config: Config
    as_of: date
    lists: Mapping[str, ListRead]
    ledger: Evidence | None
    readings: Mapping[str, Reading] = field(default_factory=dict)
    lesson: Lesson | None = None
    _memo: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out for one firm and holds for all of the week; a copy of the context starts anew."""

    def once(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What ``make`` gives, made once for this context; it must depend on nothing but key and context."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast("Found", self._memo[key])

    def setting(
        self, file: str, *location: str | int, fact: str, source: str = "", day: str | None = None
    ) -> Evidence:
        """Evidence that stands in a configuration file: its archived bytes and the line.

        Without a date of its own a setting is dated by the week it is applied in.
        """

        def cited() -> Evidence:
            document = self.config.documents[f"{file}.yaml"]
            return Evidence(
                fact=fact,
                source=source or f"县级配置 {file}.yaml",
                url=f"config/{file}.yaml",
                snapshot=document.sha256,
                row=document.line(*location),
                date=day or self.as_of.isoformat(),
            )

        return self.once(("setting", file, location, fact, source, day), cited)

    @property
    def scorer(self) -> Scorer:
        """How texts are read for fit, under this configuration."""
        return scorer_of(self.config.chains, self.config.reading)

    @property
    def learned(self) -> Learned | None:
        """What the labels teach on top of it; None without labels, or where they teach nothing yet."""
        return self.lesson.learned(self.scorer) if self.lesson else None

    @property
    def week_ends(self) -> date:
        """Sunday: what is known of the week may be as late as that when the list is made again."""
        return self.as_of + timedelta(days=6)

    @property
    def region(self) -> str:
        """The region (自治区) whose legal persons do not count."""
        return self.config.eligibility.params.region.v or ""

    @cached_property
    def share_gap_open(self) -> bool:
        """Whether the manufacturing share is still below its target."""
        facts, target = self.config.kpi.facts, self.config.kpi.targets.mfg_share_contract
        return kpi.manufacturing_share(facts.signed.yi, facts.largest_non_mfg_yi) < target

    @property
    def list_target_open(self) -> bool:
        """Whether list firms are still missing."""
        return self.config.kpi.facts.list_landed < self.config.kpi.targets.list_firm_new


def known(value: float) -> Interval:
    """An interval without width."""
    return Interval(centre=value, low=value, high=value)


def unknown(prior: float, context: Context) -> Interval:
    """The interval of an unknown factor: its prior between the configured ends."""
    missing = context.config.scoring.missing
    return Interval(centre=prior, low=min(missing.low, prior), high=max(missing.high, prior))
