"""The week's published result and the figures beside it, as one value that reports are made from."""

from __future__ import annotations

from matching.hq.model import Changes, Headquarters
from matching.rate import Rate
from matching.result import Assessment, Removed, Result


class Plan(Result):
    """What the planned contract total asks for; money in 亿元."""

    basis: str
    """全年 or 下半年: the report allows both readings, the configuration chooses."""
    total: float
    remaining: float
    """Contracts still to be signed."""
    manufacturing: float
    """Manufacturing among them that the share target asks for."""
    reachable: bool
    """False: the target cannot be reached with this total."""


class KpiPage(Result):
    """The arithmetic of the bureau's report, computed; money in 亿元, shares as fractions."""

    period: str
    share: float
    share_target: float
    manufacturing_needed: float
    price_of_other: float
    list_contacted: int
    list_landed: int
    list_target: int
    landing_upper: float
    """One-sided exact 95 % upper bound of the landing rate."""
    contacts_needed: dict[str, int]
    """Rate as text (``0.5%``) → contacts for the missing landings at the configured probability."""
    trips_affordable: int
    plan: Plan
    region_pace: float | None
    """Visits per resident team and week in the region's drive; None without that benchmark."""


class LedgerAudit(Result):
    """What the contact ledger holds, audited."""

    rows: int
    distinct: int
    duplicates: int
    matched: int
    unmatched: int
    associations: int
    on_lists: Rate
    never_followed_up: int
    no_reason: int
    example: bool
    by_stage: dict[str, int]


class NodeGap(Result):
    """One node of the gap map."""

    chain_name: str
    node_name: str
    local: str
    gap_priority: int
    candidates: int
    touched: int
    listed: int
    in_talks: int = 0
    """Touched firms that stand at 洽谈 or 预审 now."""
    eligible: int = 0


class SourceStatus(Result):
    """What a source contributed this week."""

    id: str
    name: str
    publisher: str
    status: str
    """``ok``, ``kept`` (refused now, last good data in use) or ``missing`` (nothing published)."""
    entries: int
    snapshot_at: str | None
    edition: str
    published_on: str | None
    excerpt: bool
    example: bool
    url: str
    snapshots: list[str]
    problems: list[str]
    warnings: list[str]
    note: str


class WeekReport(Result):
    """All that the workbook, the JSON and the screen show of one week."""

    week: str
    as_of: str
    data_hash: str
    config_hash: str
    list_entries: int
    enterprises: int
    targets: list[Assessment]
    removed: list[Removed]
    notes: list[str]
    """Sentences about the list itself: short, countable firms missing, exploration places …"""
    kpi: KpiPage
    ledger: LedgerAudit
    universe: dict[str, Rate]
    """Coverage by tier name: touched of eligible."""
    gaps: list[NodeGap]
    sources: list[SourceStatus]
    config_files: dict[str, str]
    """File name → sha256 of the archived configuration."""
    hq: Headquarters | None = None
    """None in weeks that a version without it made."""
    changes: Changes | None = None
    """Against the newest week made before; None for a home's first week."""
