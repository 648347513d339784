"""What the gathering process is told on stdin and what it reports on stdout, one JSON line an event."""

from __future__ import annotations

from common.strict_yaml import StrictModel
from crawlers.outcome import CrawlOutcome
from crawlers.source import Source


class Job(StrictModel):
    """Sources to gather, in order; paths are absolute.

    ``contact`` None: replay from the archives, no network. ``delay``: seconds between two requests
    to one host, ``timeout``: seconds until an answer must be whole; None: the project's setting. Replay
    never waits. ``until`` (ISO) ends the night, ``stop_hours`` is how long a host is left alone after a block
    sign; ``relay`` as in Settings.
    """

    sources: list[Source]
    values: dict[str, list[str]]
    archive: str
    sample_archive: str
    contact: str | None
    delay: float | None
    timeout: float | None = None
    until: str | None = None
    stop_hours: float = 12
    relay: str | None = None


class Event(StrictModel):
    """``fetched`` addresses of ``source`` are archived so far; ``outcome`` is set when it has ended."""

    source: str
    fetched: int
    outcome: CrawlOutcome | None = None
