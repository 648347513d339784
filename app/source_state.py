"""The state of each source and the one thing to do about it, for the table, the doctor and the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.due import RETRIED, next_due, site_visits
from app.opened import Opened
from app.sources import last_visit
from crawlers.season import DAYS
from crawlers.skipped import Skipped
from crawlers.source import Source
from db.models import Release, Visit
from matching.listing import edition_due
from pipeline.releases import HELD, current_releases, history, open_questions

State = Literal["held", "changed", "blocked", "import", "missing", "stale", "due", "fresh"]
UNREAD = {"changed", "unreadable", "quarantined", "too_large", "empty"}
"""Outcomes of visits whose pages were there but not as described."""
SEEN = {"ok", "unchanged"}
PATIENCE_DAYS = 3
"""A look may be late by so many days, or by a tenth of the pace, before the data is called stale."""
REPLAY_PATIENCE_DAYS = 100
"""Without a network nobody can look; data is called stale much later then."""
HISTORY = 12
CONNECT = "设 LIANZHAO_CONTACT 后联网采集"
Judgement = tuple[State, str, str]
"""State, why, what to do."""


class SourceState(BaseModel):
    """One source as a person sees it; days and times are ISO, Asia/Shanghai."""

    id: str
    name: str
    state: State
    why: str
    """Chinese sentence; empty while all is well and nothing was passed over."""
    todo: str
    """The one thing to do: a command or a sentence; empty when there is nothing."""
    last_good: str | None
    """Day on which the data in use was fetched, or seen to be unchanged."""
    edition: str
    entries: int
    """In force now, over all parts."""
    history: list[int]
    """Entries of the earlier releases of a list, oldest first; empty for notices and feeds."""
    parts: int
    """Documents in force; 0 for a list."""
    skipped: int
    """Notices that a person has passed over."""
    visited_at: str | None
    outcome: str | None
    """Of the newest visit (``db.models.Visit``), replays included."""
    next_due: str | None
    """None: at once, or never because nothing of it is on the network."""
    warnings: list[str]
    optional: bool
    """Brought by hand and no list: nothing is wrong while it is missing."""
    excerpt: bool
    example: bool


@dataclass(frozen=True)
class _Facts:
    """What the ledgers know of a source; the state follows from it."""

    source: Source
    moment: datetime
    live: bool
    in_force: Sequence[Release]
    """Oldest first."""
    history: list[int]
    questions: Sequence[Release]
    """Held or refused, and not answered since; oldest first."""
    visit: Visit | None
    due: datetime | None
    last_good: date | None

    @property
    def today(self) -> date:
        return self.moment.date()

    @property
    def outcome(self) -> str:
        return self.visit.outcome if self.visit else ""

    @property
    def by_hand(self) -> bool:
        return not (self.source.on_the_network or self.source.example)

    @property
    def optional(self) -> bool:
        return self.by_hand and self.source.tier is None

    @property
    def check(self) -> str:
        return f"lianzhao source check {self.source.id}"

    @property
    def bring(self) -> str:
        return f"lianzhao import 文件 --source {self.source.id}"

    @property
    def crawl(self) -> str:
        return f"lianzhao crawl {self.source.id}"

    @property
    def look(self) -> str:
        """How to see the site again: without a contact nothing goes out."""
        return self.crawl if self.live else CONNECT

    @property
    def edit(self) -> str:
        return f"改 crawlers/sources/{self.source.id}.yaml"

    @property
    def retry(self) -> str:
        return f"{self.due:%m-%d %H:%M} 自动再试" if self.due and self.live else self.crawl


def source_states(db: Session, opened: Opened, moment: datetime) -> list[SourceState]:
    """The state of every source at ``moment``, in the catalogue's order.

    Made-up sources have no place in a home that never read them.
    """
    found = [_facts(db, opened, source, moment) for source in opened.sources.values()]
    return [
        _state(opened, facts)
        for facts in found
        if facts.in_force or facts.questions or not facts.source.example
    ]


def _facts(db: Session, opened: Opened, source: Source, moment: datetime) -> _Facts:
    in_force = current_releases(db, source.id)
    earlier = [] if source.in_parts else history(db, source.id, "")[:-1]
    visits = site_visits(db, source.id)
    looks = [release.known_at for release in in_force]
    looks += [visit.checked_at for visit in visits if visit.outcome in SEEN and in_force]
    return _Facts(
        source=source,
        moment=moment,
        live=opened.settings.contact is not None,
        in_force=in_force,
        history=[release.entries for release in earlier][-HISTORY:],
        questions=open_questions(db, source.id),
        visit=last_visit(db, source.id),
        due=next_due(source, visits, opened.policy),
        last_good=date.fromisoformat(max(looks)[:10]) if looks else None,
    )


def _state(opened: Opened, facts: _Facts) -> SourceState:
    state, why, todo = _judge(opened, facts)
    skipped = len(Skipped(opened.settings.archive).standing(facts.source.id))
    if skipped:
        why = "；".join(filter(None, (why, f"已确认略过 {skipped} 篇")))
    source, newest = facts.source, facts.in_force[-1] if facts.in_force else None
    return SourceState(
        id=source.id,
        name=source.name,
        state=state,
        why=why,
        todo=todo,
        last_good=facts.last_good.isoformat() if facts.last_good else None,
        edition=newest.edition if newest else source.edition,
        entries=sum(release.entries for release in facts.in_force),
        history=facts.history,
        parts=len(facts.in_force) if source.in_parts else 0,
        skipped=skipped,
        visited_at=facts.visit.checked_at if facts.visit else None,
        outcome=facts.visit.outcome if facts.visit else None,
        next_due=facts.due.isoformat(timespec="minutes") if facts.due and source.on_the_network else None,
        warnings=list(newest.warnings) if newest else [],
        optional=facts.optional,
        excerpt=any(release.excerpt for release in facts.in_force),
        example=source.example,
    )


def _judge(opened: Opened, facts: _Facts) -> Judgement:
    """State, why, what to do: the first that holds."""
    if trouble := _trouble(facts):
        return trouble
    source, said = facts.source, facts.visit.detail if facts.visit else ""
    if facts.by_hand:
        if missed := _season_missed(facts):
            return "import", missed, facts.bring
        if not facts.in_force:
            return "missing", *(("可选，没有也行", "") if facts.optional else ("还没有导入过", facts.bring))
    if not facts.in_force:
        unknown = any(".invalid/" in url for url in source.urls)
        todo = f"{facts.edit} 的网址，或 {facts.bring}" if unknown else facts.look
        return "missing", said or "还没有采集过", todo
    if newer := _newer_edition(opened, facts):
        if facts.by_hand:
            return "stale", newer, facts.bring
        # A page has one address an edition, and the source may know the newer one already.
        behind = source.spider == "page" and source.edition == facts.in_force[-1].edition
        return "stale", newer, f"{facts.edit} 的版次和网址" if behind else facts.look
    if not source.on_the_network:
        return "fresh", "", ""
    if late := _late(facts):
        return "stale", late, facts.look
    if facts.outcome in RETRIED:
        return "due", said, facts.retry
    if facts.due is None or facts.due <= facts.moment:
        return "due", "", f"等计划采集，或 {facts.crawl}" if facts.live else CONNECT
    return "fresh", "", ""


def _trouble(facts: _Facts) -> Judgement | None:
    """What came is not as described, or the site does not want us."""
    if facts.questions:
        state: State = "held" if any(release.state == HELD for release in facts.questions) else "changed"
        said = dict.fromkeys(problem for release in facts.questions for problem in release.problems)
        return state, "；".join(said), facts.check
    if facts.visit is None:
        return None
    said_last = facts.visit.detail
    if facts.outcome in UNREAD:
        return "changed", said_last, facts.check
    if facts.outcome == "gone":
        return "changed", said_last, f"{facts.edit} 的网址"
    if facts.outcome == "blocked":
        return "blocked", said_last, f"{facts.retry}；或 {facts.bring}"
    if facts.outcome == "refused":
        return "blocked", said_last, facts.bring
    return None


def _season_missed(facts: _Facts) -> str:
    """Why a person is asked for a file: the list comes out in these weeks and none was brought since."""
    opened = facts.source.season.opened(facts.today)
    if opened is None or (facts.last_good and facts.last_good >= opened):
        return ""
    return f"{opened.month} 月 {opened.day} 日起是发布期，还没有导入新的一期"


def _newer_edition(opened: Opened, facts: _Facts) -> str:
    """Why a yearly list is old: its next edition must be out."""
    edition, tier = facts.in_force[-1].edition, facts.source.tier
    if not tier or not edition[:4].isdigit():
        return ""
    rule = opened.config.tier(tier)
    due = edition_due(rule, facts.today)
    if rule.validity.kind != "list_year" or int(edition[:4]) >= due:
        return ""
    return f"手上是 {edition} 年榜，{due} 年榜应已发布，在榜与否因此待核"


def _late(facts: _Facts) -> str:
    """Why nobody knows whether the data still holds: the look that was due has not succeeded for days."""
    assert facts.last_good is not None
    season = facts.source.season
    due = season.next_look(facts.last_good)
    patience = max(PATIENCE_DAYS, DAYS[season.pace_on(due)] // 10) if facts.live else REPLAY_PATIENCE_DAYS
    if (facts.today - due).days <= patience:
        return ""
    return f"{due} 就该再看，最后一次看到是 {facts.last_good}"
