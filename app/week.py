"""The weekly run: check, gather, judge, write. Each stage publishes whole before the next reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from app.due import due_sources
from app.gather import askable, gather
from app.screen import step
from app.sources import source_statuses
from app.tuning.cache import Cache
from app.tuning.parts import all_but_weights
from app.week_files import write_pack, write_today
from common.clock import iso_week, now, week_end, week_start
from common.errors import UserError
from common.settings import Settings
from crawlers.archive import Archive, Capture
from crawlers.policy import FILE as POLICY_FILE
from crawlers.policy import Policy, load_policy
from crawlers.source import Source, load_sources
from db.models import LedgerImport, Target, WeekRun
from db.session import open_database, session
from matching.config.bundle import Config
from matching.config.check import load_checked
from matching.eligibility import check_rules
from matching.evaluate.history import outcomes_known
from matching.hq.model import Since
from matching.hq.since import status_since
from matching.load import load_knowledge
from matching.match import match_read, read_firms
from matching.report import WeekReport
from matching.result import Assessment
from matching.week import draft_all, make_context, report_week
from pipeline.import_ledger import import_ledger, tie_contacts
from pipeline.ledger import Vocabulary

SAMPLE_LEDGER = "ledger/示例对接台账.xlsx"


@dataclass(frozen=True)
class Opened:
    """Everything a command needs, checked: settings, configuration, sources, database."""

    settings: Settings
    config: Config
    policy: Policy
    sources: dict[str, Source]
    engine: Engine


@dataclass(frozen=True)
class WeekResult:
    """A published week and the files it wrote."""

    report: WeekReport
    outputs: list[Path]
    since: list[Since] = field(default_factory=list)
    """What became of a past week's targets; empty for the current week."""


def open_all(settings: Settings) -> Opened:
    """Check configuration and sources, then open the database; nothing is written before.

    Raises:
        UserError: a configuration or source file is wrong, or the database cannot be opened.
    """
    config = load_checked(settings.config)
    check_rules(config)
    sources = {name: document.model for name, document in load_sources().items()}
    for source in sources.values():
        if source.tier and all(tier.id != source.tier for tier in config.lists.tiers):
            known = "、".join(tier.id for tier in config.lists.tiers)
            raise UserError(
                f"来源 {source.id} 的 tier {source.tier} 不在 lists.yaml 中", fix=f"可用：{known}"
            )
    policy = checked_policy(config)
    return Opened(settings, config, policy, sources, open_database(settings.database_url))


def checked_policy(config: Config) -> Policy:
    """The policy of gathering that stands beside the configuration.

    Raises:
        UserError: gather.yaml is missing or wrong, or asks sites faster than compliance.yaml allows.
    """
    policy, least = load_policy(config.folder), config.compliance.crawl.min_seconds_between_requests_per_host
    if policy.delay_seconds < least:
        raise UserError(
            f"delay_seconds 是 {policy.delay_seconds:g}，低于 compliance.yaml 规定的 {least:g} 秒",
            where=str(config.folder / POLICY_FILE),
        )
    return policy


def run_week(opened: Opened, week: str | None = None) -> WeekResult:
    """Make a week's list from what was known in it; the current week gathers first.

    A past week is judged again on what was known when it was first made, so the same
    configuration gives the same bytes.

    Raises:
        UserError: the week lies ahead.
    """
    current = iso_week(now().date())
    week = week or current
    if week_start(week) > now().date():
        raise UserError(f"{week} 还没有到", fix=f"本周是 {current}")
    if week == current:
        _gather(opened)
        _sample_ledger(opened)
    with step("评分、排序"), session(opened.engine) as db, db.begin():
        tie_contacts(db)
        past = db.get(WeekRun, week) if week != current else None
        cutoff = past.cutoff if past else _cutoff(week, current)
        _archive_config(opened)
        knowledge = load_knowledge(db, cutoff)
        # How a source fared is known for now only: a past week keeps what it said of them.
        statuses = (
            WeekReport.model_validate({**past.report, "targets": []}).sources
            if past
            else source_statuses(db, opened.sources.values(), cutoff)
        )
        context = make_context(knowledge, opened.config, week)
        read = read_firms(knowledge.firms.values(), context.scorer)
        matches = match_read(read, context)
        drafts = draft_all(knowledge, matches, context)
        ranked = incumbents(db, week, knowledge.identity.root)
        before = _week_before(db, week, past)
        report = report_week(knowledge, context, week, statuses, matches, drafts, ranked, before)
        _store(db, report, cutoff)
        since = _since(db, opened, report, current) if week != current else []
        # So that the first trial of a setting starts at once.
        cache = Cache(opened.settings.home, week, cutoff, knowledge.data_hash)
        cache.knowledge(lambda: knowledge)
        cache.history(lambda: outcomes_known(knowledge, opened.config, week_end(week)))
        cache.read(context.scorer.vocabulary.key, lambda: read)
        cache.drafts(all_but_weights(opened.config), lambda: drafts, keep=True)
    with step("写出工作簿"):
        outputs = write_pack(opened.settings, opened.config, report)
        if week != current:
            outputs.append(write_today(opened.settings, opened.config, report, since, now().date()))
    return WeekResult(report, outputs, since)


def write_beside(opened: Opened, report: WeekReport) -> list[Path]:
    """Write today's status of a past week's targets beside its files; nothing for the current week."""
    current = iso_week(now().date())
    if report.week == current:
        return []
    with session(opened.engine) as db:
        since = _since(db, opened, report, current)
    return [write_today(opened.settings, opened.config, report, since, now().date())]


def _since(db: Session, opened: Opened, report: WeekReport, current: str) -> list[Since]:
    """Today's status of a past week's targets: beside the week's files, which stay as they were."""
    knowledge = load_knowledge(db, now().isoformat(timespec="seconds"))
    return status_since(report.targets, knowledge, make_context(knowledge, opened.config, current))


def _gather(opened: Opened) -> None:
    """Gather what is due; a replay of the archives costs nobody anything and reads them all."""
    sources, moment = askable(opened.settings, opened.sources.values()), now()
    if opened.settings.contact:
        with session(opened.engine) as db:
            sources = due_sources(db, sources, opened.policy, moment)
    gather(opened.engine, opened.settings, sources, until=opened.policy.window_end(moment))


def vocabulary(config: Config) -> Vocabulary:
    """The words a ledger may use."""
    coverage = config.coverage
    return Vocabulary(
        coverage.touch.counts,
        coverage.stages,
        coverage.outcome_reasons,
        coverage.reason_needs,
        coverage.outcomes,
    )


def published_report(db: Session, week: str | None) -> WeekReport:
    """A stored week with its targets; the newest one without ``week``.

    Raises:
        UserError: no such week has been made.
    """
    query = select(WeekRun).order_by(WeekRun.week.desc()).limit(1)
    run = db.get(WeekRun, week) if week else db.scalars(query).first()
    if run is None:
        raise UserError(f"还没有 {week} 的清单" if week else "还没有做过清单", fix="先运行 lianzhao weekly")
    rows = db.scalars(select(Target).where(Target.week == run.week).order_by(Target.rank))
    targets = [Assessment.model_validate(row.assessment) for row in rows]
    return WeekReport.model_validate({**run.report, "targets": targets})


def incumbents(db: Session, week: str, root: Callable[[str], str]) -> list[str]:
    """Who had a ranked place on the newest list before the week, best first; explored places were drawn.

    ``root`` gives the id that a firm has in the week.
    """
    last = db.scalars(
        select(WeekRun.week).where(WeekRun.week < week).order_by(WeekRun.week.desc()).limit(1)
    ).first()
    rows = db.scalars(select(Target).where(Target.week == last).order_by(Target.rank)) if last else ()
    return [root(row.enterprise_id) for row in rows if not row.assessment["explore"]]


def full_week(settings: Settings, week: str | None) -> str | None:
    """``W46`` as the newest published week of that number; everything else as it is."""
    if not week or not re.fullmatch(r"[Ww]\d{1,2}", week):
        return week
    number = f"-W{int(week[1:]):02d}"
    engine = open_database(settings.database_url)
    try:
        with session(engine) as db:
            weeks = [one for one in db.scalars(select(WeekRun.week)) if one.endswith(number)]
    finally:
        engine.dispose()
    return max(weeks, default=week)


def _week_before(db: Session, week: str, past: WeekRun | None) -> WeekReport | None:
    """The newest week made before this one; a week made again is compared with the same one as then."""
    if past:
        compared = (past.report.get("changes") or {}).get("week")
        return published_report(db, compared) if compared and db.get(WeekRun, compared) else None
    query = select(WeekRun.week).where(WeekRun.week < week).order_by(WeekRun.week.desc()).limit(1)
    earlier = db.scalars(query).first()
    return published_report(db, earlier) if earlier else None


def _cutoff(week: str, current: str) -> str:
    """The moment whose knowledge a week stands on that was never made: now, or the end of a past week."""
    return now().isoformat(timespec="seconds") if week == current else f"{week_end(week)}T23:59:59+08:00"


def _sample_ledger(opened: Opened) -> None:
    """Offline and without a ledger of its own, a home gets the 示例 ledger, through the same door."""
    if opened.settings.contact:
        return
    with session(opened.engine) as db, db.begin():
        if db.scalars(select(LedgerImport).limit(1)).first() is None:
            path = opened.settings.sample / SAMPLE_LEDGER
            import_ledger(db, Archive(opened.settings.archive), path, vocabulary(opened.config))


def _archive_config(opened: Opened) -> None:
    """Keep the configuration's bytes, so that every setting an explanation cites can be read again."""
    archive = Archive(opened.settings.archive)
    for name, document in opened.config.documents.items():
        url = f"config/{name}"
        known = archive.latest("config", url)
        sha256 = archive.store(document.raw)
        if known is None or known.sha256 != sha256:
            moment = now().isoformat(timespec="seconds")
            archive.add(Capture("config", url, 200, moment, sha256, via="config"))


def _store(db: Session, report: WeekReport, cutoff: str) -> None:
    db.execute(delete(Target).where(Target.week == report.week))
    db.merge(
        WeekRun(
            week=report.week,
            cutoff=cutoff,
            data_hash=report.data_hash,
            config_hash=report.config_hash,
            report=report.model_dump(mode="json", exclude={"targets"}),
        )
    )
    db.flush()
    db.add_all(
        Target(
            week=report.week,
            rank=target.rank,
            enterprise_id=target.enterprise_id,
            assessment=target.model_dump(mode="json"),
        )
        for target in report.targets
    )
