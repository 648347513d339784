"""Gather sources and publish what they hold: the first two stages of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.publishing import publishing
from app.screen import step
from common.clock import now
from common.log import get_logger
from common.settings import Settings
from crawlers.policy import load_policy
from crawlers.run import CrawlOutcome, crawl, is_archived, parts
from crawlers.source import Source
from db.models import ListEntry, Visit
from db.session import session
from pipeline.publish import Published, publish_part
from pipeline.releases import current_releases, newest_part
from pipeline.resolve_entries import resolve_new_entries

log = get_logger("app.gather")


def gather(
    engine: Engine, settings: Settings, sources: Sequence[Source], *, until: datetime | None = None
) -> None:
    """Crawl every source, publish each part whole or not at all, and resolve the new entries.

    Sources that ask for values of other sources' entries come after those. When live, nothing is
    asked after ``until``.
    """
    _round(engine, settings, [source for source in sources if not source.each], {}, until)
    later = [source for source in sources if source.each]
    with session(engine) as db:
        values = {source.id: _values(db, source) for source in later}
    _round(engine, settings, later, values, until)
    with step("归并到企业"), publishing(engine) as db:
        count = resolve_new_entries(db)
    log.info("resolved", entries=count)


def askable(settings: Settings, sources: Iterable[Source]) -> list[Source]:
    """Those sources that can be gathered without a person: live all with a known address, else archived ones.

    Made-up sources exist in the sample archive only; manual ones are left to the inbox, paid ones to
    ``lianzhao registry``.
    """
    if settings.contact:
        return [source for source in sources if source.on_the_network]
    return [source for source in sources if source.spider != "registry" and is_archived(source, settings)]


def publish_source(engine: Engine, settings: Settings, source: Source) -> list[Published]:
    """Publish what the closed visits of a source brought, each part in a transaction of its own."""
    with session(engine) as db:
        since = newest_part(db, source.id) if source.once else ""
    done: list[Published] = []
    for part in parts(source, settings, since=since):
        with publishing(engine) as db:
            done.append(publish_part(db, part))
    return done


def _round(
    engine: Engine,
    settings: Settings,
    sources: Sequence[Source],
    values: Mapping[str, Sequence[str]],
    until: datetime | None,
) -> None:
    if not sources:
        return
    policy = load_policy(settings.config)
    kind = "联网采集" if settings.contact else "读取存档页面"
    total = sum(len(values.get(source.id, source.urls)) for source in sources)
    done: dict[str, int] = {}
    began_at = now().isoformat(timespec="seconds")
    names = "、".join(source.name for source in sources[:3])
    names += f" 等 {len(sources)} 个来源" if sources[3:] else ""
    with step(f"{kind}：{names}") as shown:

        def progress(source: str, fetched: int) -> None:
            done[source] = fetched
            shown.advance(sum(done.values()), max(total, sum(done.values())), source)

        outcomes = crawl(
            sources,
            settings,
            values=values,
            progress=progress,
            delay=policy.delay_seconds,
            until=until,
            stop_hours=policy.stop_hours,
        )
    with step("解析、核对、发布") as shown:
        for position, source in enumerate(sources, start=1):
            shown.advance(position, len(sources), source.name)
            _publish(engine, settings, source, outcomes[source.id], began_at)


def _publish(
    engine: Engine, settings: Settings, source: Source, outcome: CrawlOutcome, began_at: str
) -> None:
    """Publish one source and note in the run ledger how the visit ended."""
    # Also after a visit that failed: a crash may have come between an earlier one and its publication.
    done = publish_source(engine, settings, source)
    status, detail = _ending(outcome, done)
    with session(engine) as db, db.begin():
        db.add(
            Visit(
                source=source.id,
                began_at=outcome.visit or began_at,
                checked_at=now().isoformat(timespec="seconds"),
                outcome=status,
                detail=detail,
                fetched=outcome.fetched,
                wanted=outcome.wanted,
                requests=outcome.requests,
                not_modified=outcome.not_modified,
                bytes=outcome.bytes,
                entries=sum(part.entries for part in done if part.status == "published"),
            )
        )
    log.info("source", source=source.id, crawl=outcome.status, outcome=status, problem=detail)


def _ending(outcome: CrawlOutcome, done: Sequence[Published]) -> tuple[str, str]:
    """Outcome and sentence of a visit: what went wrong on the way, else with the rows."""
    wrong = [part for part in done if part.problems]
    said = "；".join(dict.fromkeys(problem for part in wrong for problem in part.problems))
    if outcome.status != "ok":
        return outcome.status, "；".join(text for text in (outcome.detail, said) if text)
    if wrong:
        held = all(part.status == "held" for part in wrong)
        return "held" if held else next(part.outcome for part in wrong if part.status != "held"), said
    if any(part.status == "published" for part in done):
        return "ok", ""
    return "unchanged", ""


def _values(db: Session, source: Source) -> list[str]:
    """Values of the wanted field in the current releases of the sources named, in their order."""
    assert source.each is not None
    found: dict[str, None] = {}
    for name in source.each.sources:
        for release in current_releases(db, name):
            rows = db.scalars(
                select(ListEntry).where(ListEntry.release_id == release.id).order_by(ListEntry.id)
            )
            for entry in rows:
                value = entry.fields.get(source.each.field)
                if value:
                    found[str(value)] = None
    return list(found)
