"""Gather sources and publish what they hold: the first two stages of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.screen import step
from common.clock import now
from common.errors import UserError
from common.log import get_logger
from common.settings import Settings
from crawlers.run import CrawlOutcome, bodies, crawl
from crawlers.source import Source
from db.models import ListEntry, SourceCheck
from db.session import session
from pipeline.extract import extract
from pipeline.publish import current_release, publish, resolve_new_entries

log = get_logger("app.gather")


def gather(engine: Engine, settings: Settings, sources: Sequence[Source]) -> None:
    """Crawl every source, publish each whole or not at all, and resolve the new entries.

    Sources that ask for values of other sources' entries come after those.
    """
    if settings.contact:
        # Made-up sources exist in the sample archive only.
        sources = [source for source in sources if not source.example]
    _round(engine, settings, [source for source in sources if not source.each], {})
    later = [source for source in sources if source.each]
    with session(engine) as db:
        values = {source.id: _values(db, source) for source in later}
    _round(engine, settings, later, values)
    with step("归并到企业"), session(engine) as db, db.begin():
        count = resolve_new_entries(db)
    log.info("resolved", entries=count)


def _round(
    engine: Engine, settings: Settings, sources: Sequence[Source], values: Mapping[str, Sequence[str]]
) -> None:
    if not sources:
        return
    kind = "联网采集" if settings.contact else "读取存档页面"
    total = sum(len(values.get(source.id, source.urls)) for source in sources)
    done: dict[str, int] = {}
    with step(f"{kind}：{'、'.join(source.name for source in sources)}") as shown:

        def progress(source: str, fetched: int) -> None:
            done[source] = fetched
            shown.advance(sum(done.values()), total, source)

        outcomes = crawl(sources, settings, values=values, progress=progress)
    with step("解析、核对、发布") as shown:
        for position, source in enumerate(sources, start=1):
            shown.advance(position, len(sources), source.name)
            _publish(engine, settings, source, outcomes[source.id], values.get(source.id, ()))


def _publish(
    engine: Engine, settings: Settings, source: Source, outcome: CrawlOutcome, values: Sequence[str]
) -> None:
    """Publish one source in its own transaction.

    A feed with one document an enterprise may be published without the few that are gone; a list
    with a missing page is not a list.
    """
    usable = outcome.status == "ok" or (outcome.status == "partial" and source.each is not None)
    published = None
    problem = "" if usable else outcome.detail
    with session(engine) as db, db.begin():
        if usable:
            try:
                archived = bodies(source, settings, values)
                extraction = extract(source, archived)
                published = publish(db, source, extraction, [capture for capture, _ in archived])
            except UserError as error:
                problem = str(error)
        if published and published.problems:
            problem = "；".join(published.problems)
        status = "refused" if published and published.problems else ("ok" if not problem else outcome.status)
        check = SourceCheck(
            source=source.id, checked_at=now().isoformat(timespec="seconds"), outcome=status, detail=problem
        )
        db.merge(check)
    log.info("source", source=source.id, crawl=outcome.status, outcome=status, problem=problem)


def _values(db: Session, source: Source) -> list[str]:
    """Values of the wanted field in the current releases of the sources named, in their order."""
    assert source.each is not None
    found: dict[str, None] = {}
    for name in source.each.sources:
        release = current_release(db, name)
        if release is None:
            continue
        rows = db.scalars(select(ListEntry).where(ListEntry.release_id == release.id).order_by(ListEntry.id))
        for entry in rows:
            value = entry.fields.get(source.each.field)
            if value:
                found[str(value)] = None
    return list(found)
