"""What is known of one enterprise at a moment, every value with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

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


Word = Literal["announced", "recognised", "recertified", "withdrawn", "lapsed"]
"""What a notice says of a firm's title; ``lapsed``: the firm is not on its review's list."""
WORDS: dict[Word, str] = {
    "announced": "公示",
    "recognised": "公告",
    "recertified": "复核通过",
    "withdrawn": "取消",
    "lapsed": "复核未通过",
}


@dataclass(frozen=True)
class Listing:
    """A place on a published list. ``published_on`` may be a year, a month or a day.

    ``word`` is None for a list that is no notice. ``region`` is that of a row in a whole notice
    (``matching.regions``): of such regions it is known who is not on it.
    """

    tier: str
    edition: str
    rank: int | None
    published_on: str
    evidence: Evidence
    word: Word | None = None
    region: str | None = None


@dataclass(frozen=True)
class Touch:
    """A row of the contact ledger."""

    on_date: date | None
    stage: str | None
    reason: str | None
    callback_on: date | None
    evidence: Evidence


SignalKind = Literal["expansion", "new_subsidiary", "raised_funds", "land", "relocation", "negative"]
SIGNALS: dict[SignalKind, str] = {
    "expansion": "投资扩产",
    "new_subsidiary": "新设子公司",
    "raised_funds": "募投项目",
    "land": "取得土地",
    "relocation": "搬迁",
    "negative": "终止、变更或撤回",
}


@dataclass(frozen=True)
class Signal:
    """A sign of the firm's plans; ``matter`` tells which one, so that giving it up takes back no other."""

    kind: SignalKind
    on_date: date
    text: str
    matter: str
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
    signals: list[Signal] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    """To those it belongs to."""


@dataclass(frozen=True)
class Tie:
    """A typed relation upward: the firm is the ``word`` (子公司, 分公司 …) of ``holder``.

    ``share`` is the part that the holder holds, None unknown.
    """

    kind: str
    word: str
    holder: Firm
    share: float | None
    evidence: Evidence
