"""The gathering process: a job on stdin, events on stdout, everything else on stderr.

Stdin stays open behind the job: its end tells that the parent is gone, and the hosts are left alone at once.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_f_from_coro_f
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from common.clock import now
from crawlers.archive import Archive
from crawlers.block_guard import host_of
from crawlers.job import Event, Job
from crawlers.outcome import CrawlOutcome
from crawlers.skipped import Skipped
from crawlers.source import Source
from crawlers.spiders.source_spider import SourceSpider, Trip
from crawlers.stopped import StoppedHosts
from crawlers.visits import Visits

Report = Callable[[Event], None]
OBJECTS = 10_000
"""So many new objects (those of some pages) make Python look for unreachable cycles."""
TOLD_EVERY = 0.1
"""Seconds between two words on the progress of a source; people read no faster."""


def scrapy_settings(job: Job) -> Settings:
    """The project's settings for this job: live with a contact, else replay."""
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    handler = None
    if job.contact is None:
        handler = "crawlers.replay.Replay"
        settings.set("REPLAY_SAMPLE", job.sample_archive, priority="cmdline")
        settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
    else:
        contact = " ".join(job.contact.split())
        settings.set("USER_AGENT", f"lianzhao (+{contact})", priority="cmdline")
        if job.delay is not None:
            settings.set("DOWNLOAD_DELAY", job.delay, priority="cmdline")
        if job.timeout is not None:
            settings.set("DOWNLOAD_TIMEOUT", job.timeout, priority="cmdline")
        if job.relay:
            handler = "crawlers.relay.Relay"
            settings.set("RELAY", job.relay, priority="cmdline")
    if handler:
        handlers = {"http": handler, "https": handler, "ftp": None, "s3": None}
        settings.set("DOWNLOAD_HANDLERS", handlers, priority="cmdline")
    return settings


@dataclass
class _Progress:
    """Tells how many addresses of a source are archived; the last word is its outcome's."""

    source: str
    report: Report
    told: float = 0

    def __call__(self, fetched: int) -> None:
        if time.monotonic() - self.told >= TOLD_EVERY:
            self.report(Event(source=self.source, fetched=fetched))
            self.told = time.monotonic()


@dataclass(frozen=True)
class Gatherer:
    """What all visits of a job share."""

    job: Job
    settings: Settings
    runner: AsyncCrawlerRunner
    archive: Archive
    visits: Visits
    skipped: Skipped
    stopped: StoppedHosts
    report: Report

    async def gather(self) -> None:
        """Gather the sources one after the other; every source ends with one outcome."""
        visited: set[str] = set()
        for source in self.job.sources:
            hosts = {host_of(url) for url in source.urls}
            if hosts & visited:  # each source starts with fresh delay slots, so keep the pause here
                await asyncio.sleep(self.settings.getfloat("DOWNLOAD_DELAY"))
            visited |= hosts
            outcome = await self._gather_one(source)
            self.report(Event(source=source.id, fetched=outcome.fetched, outcome=outcome))

    async def _gather_one(self, source: Source) -> CrawlOutcome:
        """The newest edition; in a replay an earlier one where the archive has no newer."""
        outcome = await self._visit(source)
        for edition in source.earlier if self.job.contact is None else ():
            if outcome.status != "not_archived":
                break
            outcome = await self._visit(source.at(edition))
        return outcome

    async def _visit(self, source: Source) -> CrawlOutcome:
        visit, resumed = self.visits.begin(source.id)
        trip = Trip(
            visit=visit,
            resumed=resumed,
            live=self.job.contact is not None,
            today=self._today(source.id),
            archive=self.archive,
            stopped=self.stopped,
            report=_Progress(source.id, self.report),
            skipped=self.skipped.standing(source.id).keys(),
            until=datetime.fromisoformat(self.job.until) if self.job.until else None,
        )
        try:
            crawler = self.runner.create_crawler(source.spider)
            values = self.job.values.get(source.id, [])
            await self.runner.crawl(crawler, source=source, values=values, trip=trip)
            spider = cast("SourceSpider", crawler.spider)
            outcome = spider.outcome()
            self.archive.settle()
            if outcome.status != "paused":
                self.visits.close(source.id, spider.closed_visit(), spider.failures)
        except Exception as error:  # one source must not take the others with it
            logging.getLogger(__name__).exception("source %s failed", source.id)
            detail = f"抓取出错（{type(error).__name__}：{error}），详见抓取日志"
            return CrawlOutcome("failed", 0, len(source.urls), detail, visit=visit)
        return outcome

    def _today(self, source: str) -> datetime:
        """The day that time windows end on; a replay asks for what the archive can answer."""
        if self.job.contact is not None:
            return now()
        both = (self.archive, Archive(Path(self.job.sample_archive)))
        fetched = [capture.fetched_at for archive in both for capture in archive.captures(source)]
        return datetime.fromisoformat(max(fetched)) if fetched else now()


def _write(out: BinaryIO, event: Event) -> None:
    try:
        out.write(event.model_dump_json().encode("utf-8") + b"\n")
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more: stop asking hosts at once


def _end_with_parent() -> None:
    """Two processes must never visit one host, and a parent that was killed may be started again at once."""
    os.read(0, 1)  # unbuffered: the interpreter does not wait for its lock at exit
    os._exit(1)


def main() -> None:
    """Run the job that stands on the first line of stdin."""
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # a stray print of a library must not be taken for an event
    job = Job.model_validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    settings = scrapy_settings(job)
    configure_logging(settings)
    # Else every page's debug lines are made up first and thrown away by the handler.
    logging.getLogger("scrapy").setLevel(settings["LOG_LEVEL"])
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react  # noqa: PLC0415  # it imports the reactor

    folder = Path(job.archive)
    gatherer = Gatherer(
        job,
        settings,
        AsyncCrawlerRunner(settings),
        Archive(folder, lazy=True),
        Visits(folder),
        Skipped(folder),
        StoppedHosts(folder / "stopped_hosts.json", job.stop_hours),
        partial(_write, events),
    )

    # What was made so far lives to the end, and a page makes thousands of objects but hardly a cycle: looking
    # for cycles at the usual 700 took a seventh of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)

    async def run(_reactor: object) -> None:
        await gatherer.gather()

    react(deferred_f_from_coro_f(run))


if __name__ == "__main__":
    main()
