"""What headquarters sees, as values that workbook, briefing, JSON and charts are made from."""

from __future__ import annotations

from matching.rate import Rate
from matching.result import Result, RuleResult


class WhyNot(Result):
    """How many contacted enterprises one rule decides that way."""

    rule: str
    result: RuleResult
    enterprises: int


class Countable(Result):
    """The contacted enterprises by what the counting rules say of one indicator."""

    indicator: str
    name: str
    counts: int
    open: int
    fails: int
    why: list[WhyNot]
    """The deciding rules of those that do not count or are open; one enterprise may name several."""


class Delisted(Result):
    """A contacted enterprise that stood on a counting list and does no more."""

    enterprise: str
    example: bool
    listed: str
    """The list with its edition and what ended it."""


class Stale(Result):
    """An open contact that nobody touched for longer than ``stale_days``."""

    name: str
    example: bool
    team: str
    stage: str
    last: str
    days: int


class ContactAudit(Result):
    """What stands behind the ledger's count, beside ``LedgerAudit``; one object counts once."""

    touched: int
    """Distinct objects with a channel that counts as a touch."""
    no_touch_rows: int
    """Rows whose channel is no touch (a letter, an unanswered call)."""
    channel_unknown_rows: int
    """Rows that do not say how; they are counted as touches, and said."""
    list_edition_due: int
    """Enterprises on a list whose newer edition must be out and was not read."""
    delisted: list[Delisted]
    countable: list[Countable]
    unmatched: int
    """Contacted enterprises that no rule can judge: their name finds no enterprise."""
    stale_days: int
    stale: list[Stale]
    open_objects: int
    """Objects that are neither ended, refused nor landed: the base of ``stale``."""
    undated: int
    """Open objects without any date: whether they are stale is unknown."""
    rows_without_reason: int
    """Rows without a reason code, whatever their stage."""


class ListState(Result):
    """One list of the universe: read whole, as an excerpt, made up or not at all."""

    tier: str
    name: str
    state: str
    editions: str
    date: str
    entries: int


class CoverageRow(Result):
    """Touched of eligible in one part of the universe; made-up firms are counted apart."""

    id: str
    name: str
    members: int
    """Enterprises of this part, eligible or not."""
    rate: Rate
    open: int
    """Of the eligible, those whose counting verdict still waits for an answer."""
    example_touched: int
    example_eligible: int


class CoverageCell(Result):
    """Touched of eligible where chain, node, list and city meet."""

    chain_name: str
    node_name: str
    tier_name: str
    city: str
    rate: Rate


class Excluded(Result):
    """Why enterprises are no part of the denominator."""

    reason: str
    enterprises: int


class Coverage(Result):
    """Coverage with its denominator: the enterprises that the rules make eligible."""

    lists: list[ListState]
    partial: str
    """Why the rates over all lists are not printed; empty when every list was read whole."""
    total: CoverageRow
    by_chain: list[CoverageRow]
    by_node: list[CoverageRow]
    by_tier: list[CoverageRow]
    by_city: list[CoverageRow]
    cells: list[CoverageCell]
    excluded: list[Excluded]


class FunnelStep(Result):
    """Objects that came at least as far as this step, of those touched; ``now`` got no further."""

    name: str
    reached: Rate
    now: int


class FunnelGroup(Result):
    """The same for one chain, list, team or month; ``counts`` in the order of the steps."""

    name: str
    counts: list[int]
    rate: Rate
    """Came here (来访) or further, of those touched."""


class Beside(Result):
    """A figure of the report that stands beside the funnel, with what the ledger links of it."""

    name: str
    reported: int
    linked: int
    caveat: str


class Funnel(Result):
    """触达 → 落地 as the ledger shows it, and the report's figures beside it."""

    steps: list[FunnelStep]
    by_chain: list[FunnelGroup]
    by_tier: list[FunnelGroup]
    by_team: list[FunnelGroup]
    by_month: list[FunnelGroup]
    beside: list[Beside]
    associations: int


class Landing(Result):
    """What one assumed landing rate asks for and would have shown; chances as fractions."""

    rate: float
    basis: str
    contacts: int
    weeks_slow: int
    weeks_fast: int
    zero_chance: float
    """Chance of no landing among the list firms contacted so far."""
    target_chance: float
    """Chance of the missing landings in as many contacts as the report counts."""


class Progress(Result):
    """One indicator against its target; ``None`` is masked or unknown, never 0."""

    indicator: str
    name: str
    unit: str
    done: float | None
    target: float | None
    share: float | None
    half: str
    """过半, 未过半, 达标, 未达标 or 未知."""
    note: str


class PlanReading(Result):
    """The contract plan in one of the two readings that the report allows; money in 亿元."""

    basis: str
    in_use: bool
    total: float
    remaining: float
    manufacturing: float
    share_of_remaining: float | None
    reachable: bool


class TravelClass(Result):
    """One class of travel; money in 元."""

    name: str
    cost_per_visit: float
    cost_per_inspection: float | None
    """At the region's rate from visit to inspection; None without that benchmark."""
    paid_from_budget: bool


class Budget(Result):
    """Travel money, in 万元 and whole trips."""

    budget: float
    cost_per_trip: float
    trips: int
    rest: float
    team_trips: int
    team_trips_cost: float
    times_budget: float | None
    what_if: list[tuple[float, int]]
    """Another budget (万元) and the trips it pays."""
    classes: list[TravelClass]


class Inputs(Result):
    """The starting values of the what-if cells; money in 亿元 (trips in 万元)."""

    signed: float
    other: float
    target: float
    list_contacted: int
    list_landed: int
    list_target: int
    confidence: float
    probability: float
    contacted: int
    rate: float
    pace_slow: int
    pace_fast: int
    budget: float
    cost_per_trip: float


class Indicators(Result):
    """The KPI page beyond ``KpiPage``."""

    as_of: str
    list_missing: int
    landing: list[Landing]
    progress: list[Progress]
    elapsed: float
    """Share of the year that was over on ``as_of``."""
    plans: list[PlanReading]
    wind_farm: tuple[float, float, float]
    """Further non-manufacturing 亿元, the share after it and the manufacturing it makes necessary."""
    average_project: float | None
    """亿元 of an average manufacturing project so far."""
    projects_needed: int | None
    budget: Budget
    own_pace: float
    """Contacts a week that the report's count makes."""
    inputs: Inputs


class Headquarters(Result):
    """Everything of the workbook for headquarters that ``WeekReport`` does not hold already."""

    audit: ContactAudit
    coverage: Coverage
    funnel: Funnel
    indicators: Indicators


class Change(Result):
    """One firm that entered, left or moved; ranks are None where it was not on the list."""

    enterprise: str
    example: bool
    kind: str
    """进入, 退出, 上升 or 下降."""
    was: int | None
    now: int | None
    why: str


class FigureChange(Result):
    """A figure beside the list that is not what it was."""

    name: str
    before: float
    after: float


class Changes(Result):
    """What is different from an earlier week, named by ``week``."""

    week: str
    same_data: bool
    same_config: bool
    stayed: int
    changes: list[Change]
    figures: list[FigureChange]


class StandingSince(Result):
    """One membership of a past week's target and what is known of it today."""

    listed: str
    """The list and edition as the week showed it."""
    today: str
    gone: bool
    """Known to have ended; False also where nobody knows."""


class Since(Result):
    """A past week's target as it was, with today's status beside it."""

    rank: int
    enterprise: str
    enterprise_id: str
    example: bool
    contact_then: str
    contact_today: str
    """Empty where the enterprise is in no list or ledger any more."""
    standings: list[StandingSince]

    @property
    def delisted(self) -> bool:
        """Whether one of its lists has ended for certain."""
        return any(one.gone for one in self.standings)
