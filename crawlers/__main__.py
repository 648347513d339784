"""The gathering process: a job on stdin, events on stdout, everything else on stderr."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.defer import deferred_f_from_coro_f
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from crawlers.addresses import addresses
from crawlers.archive import Archive
from crawlers.block_guard import host_of
from crawlers.job import Event, Job
from crawlers.outcome import CrawlOutcome
from crawlers.source import Source
from crawlers.spiders.source_spider import SourceSpider

Report = Callable[[Event], None]


def scrapy_settings(job: Job) -> Settings:
    """The project's settings for this job: live with a contact, else replay."""
    settings = Settings()
    settings.setmodule("crawlers.settings", priority="project")
    if job.contact is None:
        replay = dict.fromkeys(("http", "https"), "crawlers.replay.Replay")
        settings.set("DOWNLOAD_HANDLERS", {**replay, "ftp": None, "s3": None}, priority="cmdline")
        settings.set("REPLAY_HOME", job.archive, priority="cmdline")
        settings.set("REPLAY_SAMPLE", job.sample_archive, priority="cmdline")
        settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
    else:
        contact = " ".join(job.contact.split())
        settings.set("USER_AGENT", f"lianzhao (+{contact})", priority="cmdline")
        if job.delay is not None:
            settings.set("DOWNLOAD_DELAY", job.delay, priority="cmdline")
    return settings


async def gather(job: Job, report: Report) -> None:
    """Gather the sources one after the other; every source ends with one outcome."""
    settings = scrapy_settings(job)
    runner = AsyncCrawlerRunner(settings)
    archive = Archive(Path(job.archive))
    blocked_hosts: dict[str, str] = {}
    visited: set[str] = set()
    for source in job.sources:
        values = job.values.get(source.id, [])
        hosts = {host_of(url) for url in source.urls}
        if hosts & visited:  # each source starts with fresh delay slots, so keep the pause here
            await asyncio.sleep(settings.getfloat("DOWNLOAD_DELAY"))
        visited |= hosts
        outcome = await _gather_one(runner, source, values, archive, blocked_hosts, report)
        report(Event(source=source.id, fetched=outcome.fetched, outcome=outcome))


async def _gather_one(
    runner: AsyncCrawlerRunner,
    source: Source,
    values: list[str],
    archive: Archive,
    blocked_hosts: dict[str, str],
    report: Report,
) -> CrawlOutcome:
    try:
        crawler = runner.create_crawler(source.spider)
        await runner.crawl(
            crawler,
            source=source,
            values=values,
            archive=archive,
            blocked_hosts=blocked_hosts,
            report=lambda fetched: report(Event(source=source.id, fetched=fetched)),
        )
    except Exception as error:  # one source must not take the others with it
        logging.getLogger(__name__).exception("source %s failed", source.id)
        detail = f"抓取出错（{type(error).__name__}：{error}），详见抓取日志"
        return CrawlOutcome("failed", 0, len(addresses(source, values)), detail)
    return cast("SourceSpider", crawler.spider).outcome()


def _write(out: BinaryIO, event: Event) -> None:
    try:
        out.write(event.model_dump_json().encode("utf-8") + b"\n")
    except BrokenPipeError:
        os._exit(1)  # nobody listens any more: stop asking hosts at once


def main() -> None:
    """Run the job that stands on stdin."""
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # a stray print of a library must not be taken for an event
    job = Job.model_validate_json(sys.stdin.buffer.read())
    configure_logging(scrapy_settings(job))
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react  # noqa: PLC0415  # it imports the reactor

    async def run(_reactor: object) -> None:
        await gather(job, partial(_write, events))

    react(deferred_f_from_coro_f(run))


if __name__ == "__main__":
    main()
