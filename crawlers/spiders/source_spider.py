"""What every spider does: ask for the addresses of one source and archive each usable body."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from common.clock import now
from crawlers.archive import Archive, Capture
from crawlers.block_guard import host_of
from crawlers.failures import explain
from crawlers.outcome import CrawlOutcome, Failed, Status
from crawlers.redact import redact
from crawlers.source import Source
from crawlers.spiders.usable import unusable
from crawlers.stopped import StoppedHosts
from crawlers.visits import Document, Visit

KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Last-Modified", "ETag")
SHOWN_REASONS = 3


@dataclass(frozen=True)
class Trip:
    """What one visit works with.

    ``visit`` is its id, ``resumed`` whether a crash left it open. ``today`` is the day that time
    windows end on (in a replay the day of the archive). ``skipped`` are notices that a
    person has passed over. ``until`` is when the night is over.
    """

    visit: str
    resumed: bool
    live: bool
    today: datetime
    archive: Archive
    stopped: StoppedHosts
    report: Callable[[int], None]
    skipped: Collection[str]
    until: datetime | None = None


class SourceSpider(Spider):
    """Base of the spiders.

    Args:
        source: what to gather.
        values: values for an ``each`` source.
        trip: the visit.
    """

    def __init__(self, *, source: Source, values: Sequence[str], trip: Trip, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.values = values
        self.trip = trip
        self.archive = trip.archive
        self.live = trip.live
        self.stopped = trip.stopped
        self.asked: dict[str, None] = {}
        self.documents: dict[str, Document] = {}
        self.failures: list[Failed] = []
        self.edition = ""
        self.published_on = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Scrapy's way to make a spider."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_error, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first addresses of the visit."""
        for request in self.first():
            yield request

    def first(self) -> Iterator[Request]:
        """Where the visit begins."""
        raise NotImplementedError

    def ask(self, url: str, callback: Callable[..., Any], *, address: str = "", **more: Any) -> Request:
        """A request for an address; ``meta["address"]`` stays the published one through redirects.

        ``headers`` go over those of the source, ``meta`` on to the callback.
        """
        address = address or url
        self.asked[address] = None
        meta = {"address": address, **more.pop("meta", {})}
        headers = {**self.source.headers, **more.pop("headers", {})}
        return Request(
            url,
            headers=headers,
            callback=callback,
            errback=self.note_failure,
            meta=meta,
            dont_filter=True,
            **more,
        )

    async def take(self, response: Response, *, rows: bool, title: str = "", dated: str = "") -> bytes | None:
        """Archive a usable body and return it; an unusable one is noted as a failure and not kept."""
        address: str = response.meta["address"]
        problem = unusable(response, self.source.format if rows else "html")
        body = response.body
        if problem is None:
            try:
                body = await self._keep(address, response, title, dated, rows)
            except ValueError:
                problem = Failed("quarantined", address, "不是可读的 JSON，无法去除个人信息，没有保存")
            except OSError as error:
                problem = Failed("failed", address, f"存档写不进去（{error.strerror or error}）")
        if problem is not None:
            self.failures.append(problem)
            return None
        self.trip.report(len(self.documents))
        return body

    def changed(self, address: str, reason: str) -> None:
        """Note that a page is no longer built as its source or family describes."""
        self.failures.append(Failed("changed", address, reason))

    def note_failure(self, failure: Failure) -> None:
        """Sort a failed request into the statuses."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy's scraper
        error = failure.value or RuntimeError(failure.getErrorMessage())
        blocked = self.stopped.reason(host_of(request.url))
        self.failures.append(explain(request.meta["address"], error, blocked))

    def note_error(self, failure: Failure, response: Response) -> None:
        """A page that could not be read to its end: what it leads to is missing without anybody knowing."""
        error = failure.value or RuntimeError(failure.getErrorMessage())
        self.failures.append(explain(response.meta["address"], error, None))

    def is_fresh(self, capture: Capture) -> bool:
        """Whether an archived answer will do: fetched by this very visit before a crash."""
        return self.trip.resumed and capture.visit == self.trip.visit

    def outcome(self) -> CrawlOutcome:
        """How this source ended; to be asked when the crawl is over."""
        status, detail = self._ending()
        usable = status == "ok" or (status == "partial" and self._parts_stand_alone())
        # A replay costs no site anything.
        cost = self.crawler.stats.get_stats() if self.live and self.crawler.stats else {}
        return CrawlOutcome(
            status,
            len(self.documents),
            len(self.asked),
            detail,
            visit=self.trip.visit,
            usable=usable,
            requests=cost.get("downloader/request_count", 0),
            not_modified=cost.get("downloader/response_status_count/304", 0),
            bytes=cost.get("downloader/response_bytes", 0),
        )

    def closed_visit(self) -> Visit:
        """The visit as it is noted in the archive."""
        outcome = self.outcome()
        return Visit(
            id=self.trip.visit,
            ended_at=now().isoformat(timespec="seconds"),
            status=outcome.status,
            usable=outcome.usable,
            edition=self.edition,
            published_on=self.published_on,
            documents=list(self.documents.values()),
        )

    def _parts_stand_alone(self) -> bool:
        """A document missing takes nothing from the others (a list with a page missing is no list)."""
        return self.source.each is not None or self.source.in_parts

    def _ending(self) -> tuple[Status, str]:
        wanted, fetched = len(self.asked), len(self.documents)
        if not wanted:
            return "failed", "没有可抓取的对象：前面的来源没有给出要逐一查询的值"
        kinds = {failed.status for failed in self.failures}
        if "paused" in kinds:
            return "paused", f"夜间时段已过，{wanted} 个地址取得 {fetched} 个，下次接着取"
        if not kinds and fetched == wanted:
            return "ok", f"{wanted} 个地址全部取得"
        detail = f"{wanted} 个地址取得 {fetched} 个；" + "；".join(self._reasons())
        if "blocked" in kinds:
            return "blocked", detail
        if fetched and "changed" not in kinds:
            return "partial", detail
        return (self.failures[0].status if self.failures else "failed"), detail

    def _reasons(self) -> list[str]:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for failed in self.failures:
            by_reason[failed.reason].append(failed.address)
        if not by_reason:
            return [f"{len(self.asked) - len(self.documents)} 个地址没有结果，原因见抓取日志"]
        shown = [
            f"{reason}：{found[0]}" + (f" 等 {len(found)} 个地址" if len(found) > 1 else "")
            for reason, found in by_reason.items()
        ]
        more = [f"另有 {len(shown) - SHOWN_REASONS} 种原因"] if len(shown) > SHOWN_REASONS else []
        return shown[:SHOWN_REASONS] + more

    async def _keep(self, address: str, response: Response, title: str, dated: str, rows: bool) -> bytes:
        kept: Capture | None = response.meta.get("kept")
        body, redacted = response.body, list[str]()
        if kept is None and self.source.redact and (rows or body[:1] in {b"{", b"["}):
            body, redacted = redact(body, self.source.redact)
        # In this turn of the event loop Scrapy sends the next request: what takes long is done while the site
        # prepares its answer.
        await asyncio.sleep(0)
        sha256 = kept.sha256 if kept else self.archive.store(body)
        if kept is None:
            self.archive.add(self._capture(address, response, sha256, redacted, title, dated))
        self.documents[address] = Document(url=address, sha256=sha256, rows=rows)
        return body

    def _capture(
        self, address: str, response: Response, sha256: str, redacted: list[str], title: str, dated: str
    ) -> Capture:
        found_on = response.meta.get("found_on", "")
        replayed: Capture | None = response.meta.get("replayed")
        if replayed is not None:
            return replace(
                replayed,
                sha256=sha256,
                redacted=sorted({*replayed.redacted, *redacted}),
                found_on=found_on,
                title=title,
                dated=dated,
            )
        headers = {
            name: raw.decode("latin-1")
            for name in KEPT_HEADERS
            if (raw := response.headers.get(name)) is not None
        }
        return Capture(
            source=self.source.id,
            url=address,
            status=response.status,
            fetched_at=now().isoformat(timespec="seconds"),
            sha256=sha256,
            headers=headers,
            redacted=redacted,
            found_on=found_on,
            title=title,
            dated=dated,
            visit=self.trip.visit,
        )


def days_since(capture: Capture) -> timedelta:
    """Age of a fetch."""
    return now() - datetime.fromisoformat(capture.fetched_at)
