"""The weekly run: check, gather, judge, write. Each stage publishes whole before the next reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.due import due_sources
from app.gather import askable, gather
from app.opened import Opened
from app.published import incumbents, published_report
from app.screen import step
from app.sources import source_statuses
from app.tuning.cache import Cache
from app.tuning.parts import all_but_weights
from app.vocabulary import vocabulary
from app.week_files import write_pack, write_today
from common.clock import iso_week, now, week_end, week_start
from common.errors import UserError
from crawlers.archive import Archive, Capture
from db.models import LedgerImport, Target, WeekRun
from db.session import session
from matching.evaluate.history import outcomes_known
from matching.hq.model import Since
from matching.hq.since import status_since
from matching.load import Knowledge, load_knowledge
from matching.match import match_read, read_firms
from matching.report import WeekReport
from matching.week import judge_week, make_context, report_week
from pipeline.import_ledger import import_ledger, tie_contacts

SAMPLE_LEDGER = "ledger/示例对接台账.xlsx"


@dataclass(frozen=True)
class WeekResult:
    """A published week and the files it wrote."""

    report: WeekReport
    outputs: list[Path]
    knowledge: Knowledge
    """What was known in it."""
    since: list[Since] = field(default_factory=list)
    """What became of a past week's targets; empty for the current week."""


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
        drafts, judged = judge_week(knowledge, matches, context)
        ranked = incumbents(db, week, knowledge.identity.root)
        before = _week_before(db, week, past)
        report = report_week(knowledge, context, week, statuses, matches, (drafts, judged), ranked, before)
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
    return WeekResult(report, outputs, knowledge, since)


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
