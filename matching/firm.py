"""What is known of one enterprise at a moment, every value with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from matching.result import Evidence


@dataclass(frozen=True)
class Known:
    """A text value and where it is printed."""

    value: str
    evidence: Evidence


@dataclass(frozen=True)
class Text:
    """A text to look for words in; ``field`` is a key of chains.match_fields."""

    field: str
    text: str
    evidence: Evidence


@dataclass(frozen=True)
class Listing:
    """A place on a published list. ``published_on`` may be a year, a month or a day."""

    tier: str
    edition: str
    rank: int | None
    published_on: str
    evidence: Evidence


@dataclass(frozen=True)
class Touch:
    """A row of the contact ledger."""

    on_date: date | None
    stage: str | None
    reason: str | None
    callback_on: date | None
    evidence: Evidence


@dataclass(frozen=True)
class Project:
    """What is known of the project itself; None is unknown. Money in 亿元, output in metres a year."""

    ticket_yi: float | None = None
    output_m: float | None = None


@dataclass
class Firm:
    """One enterprise with its facts; a value that no source prints is None, never a guess."""

    id: str
    name: str
    uscc: str | None
    legal_form: bool
    example: bool
    named: Evidence
    """The first entry that prints the name."""
    province: Known | None = None
    city: Known | None = None
    industry: Known | None = None
    codes: list[Known] = field(default_factory=list)
    """GB/T 4754 classes by which the firm is registered or classified."""
    texts: list[Text] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    chamber: list[Known] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
