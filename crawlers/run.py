"""The one face of this room: gather sources into the home's archive, and hand out what is there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

from pydantic import ValidationError

from common.settings import PROJECT_ROOT, Settings
from crawlers.addresses import addresses
from crawlers.archive import IMPORT, Archive
from crawlers.job import Event, Job
from crawlers.outcome import CrawlOutcome
from crawlers.parts import Part, parts
from crawlers.source import Source

NO_VALUES: Mapping[str, Sequence[str]] = MappingProxyType({})
Progress = Callable[[str, int], None]

__all__ = ["CrawlOutcome", "Part", "crawl", "is_archived", "parts"]


def crawl(
    sources: Sequence[Source],
    settings: Settings,
    *,
    values: Mapping[str, Sequence[str]] = NO_VALUES,
    progress: Progress | None = None,
    delay: float | None = None,
    timeout: float | None = None,
    until: datetime | None = None,
    stop_hours: float = 12,
) -> dict[str, CrawlOutcome]:
    """Gather ``sources`` in their order, in one child process (Scrapy's reactor starts only once).

    Args:
        sources: what to gather.
        settings: live when ``contact`` is set, else a replay of the archives.
        values: for an ``each`` source, by its id, the values to ask for.
        progress: called with source id and archived addresses as they come.
        delay: seconds between two requests to one host when live; None: 3, as the project promises.
        timeout: seconds until an answer must be whole; None: 60.
        until: when live, the moment after which nothing more is asked; visits go on another night.
        stop_hours: how long a host is left alone after a block sign.

    Returns:
        One outcome for every source id, also when the child dies.

    Raises:
        UserError: an ``each`` source has no placeholder in its address; nothing was fetched.
    """
    wanted = {
        source.id: 0 if source.call else len(addresses(source, values.get(source.id, ())))
        for source in sources
    }
    if not sources:
        return {}
    job = Job(
        sources=list(sources),
        values={source.id: list(values.get(source.id, ())) for source in sources},
        archive=str(settings.archive.resolve()),
        sample_archive=str(settings.sample_archive.resolve()),
        contact=settings.contact,
        delay=delay,
        timeout=timeout,
        until=until.isoformat() if until else None,
        stop_hours=stop_hours,
        relay=settings.relay,
    )
    log = settings.home / "log" / "crawl.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    outcomes: dict[str, CrawlOutcome] = {}
    fetched = dict.fromkeys(wanted, 0)
    with (
        log.open("ab") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "crawlers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=PROJECT_ROOT,
        ) as child,
    ):
        try:
            for event in _events(child, job):
                fetched[event.source] = event.fetched
                if event.outcome is not None:
                    outcomes[event.source] = event.outcome
                elif progress is not None:
                    progress(event.source, event.fetched)
        except BaseException:  # Ctrl-C, or progress raised: leave no crawl behind
            child.kill()
            raise
    for source in sources:
        if source.id not in outcomes:
            detail = f"抓取进程意外结束（退出码 {child.returncode}），详见 {log}"
            outcomes[source.id] = CrawlOutcome("failed", fetched[source.id], wanted[source.id], detail)
    return {source.id: outcomes[source.id] for source in sources}


def is_archived(source: Source, settings: Settings) -> bool:
    """Whether a replay can answer for the source at all."""
    both = (Archive(settings.archive), Archive(settings.sample_archive))
    return any(capture.via != IMPORT for archive in both for capture in archive.captures(source.id))


def _events(child: subprocess.Popen[bytes], job: Job) -> Iterator[Event]:
    """Hand the job over and yield what the child reports; a line cut off by a crash is no event."""
    assert child.stdin is not None
    assert child.stdout is not None
    with suppress(BrokenPipeError):  # it may have died already: then no event comes
        child.stdin.write(job.model_dump_json().encode("utf-8") + b"\n")
        child.stdin.flush()  # and stays open: its end would tell the child that we are gone
    for line in child.stdout:
        with suppress(ValidationError):
            yield Event.model_validate_json(line)
