"""What every spider does: fetch the addresses of one source and archive each usable body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from common.clock import now
from crawlers.addresses import addresses
from crawlers.archive import Archive, Capture
from crawlers.block_guard import host_of
from crawlers.failures import Failed, explain
from crawlers.outcome import CrawlOutcome
from crawlers.redact import redact
from crawlers.source import Source

KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Last-Modified", "ETag")
SHOWN_REASONS = 3


class SourceSpider(Spider):
    """Base of the spiders.

    Args:
        source: what to gather.
        values: values for an ``each`` source.
        archive: where bodies go.
        blocked_hosts: host → block signature, shared by all sources of a run.
        report: called with the number of archived addresses after each one.
    """

    def __init__(
        self,
        *,
        source: Source,
        values: Sequence[str],
        archive: Archive,
        blocked_hosts: dict[str, str],
        report: Callable[[int], None],
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.archive = archive
        self.blocked_hosts = blocked_hosts
        self.report = report
        self.wanted = addresses(source, values)
        self.fetched = 0
        self.failures: list[Failed] = []

    async def start(self) -> AsyncIterator[Request]:
        """One GET an address; ``meta["address"]`` stays the published one through redirects."""
        for address in self.wanted:
            yield Request(
                address,
                headers=self.source.headers,
                callback=self.parse,
                errback=self.note_failure,
                meta={"address": address},
                dont_filter=True,
            )

    def parse(self, response: Response) -> None:
        """Archive a usable body; an unusable one is noted as a failure and not kept."""
        address: str = response.meta["address"]
        problem = _unusable(response, self.source.format)
        if problem is None:
            try:
                self._keep(address, response)
            except ValueError:
                problem = "不是可读的 JSON，无法去除个人信息，没有保存"
            except OSError as error:
                problem = f"存档写不进去（{error.strerror or error}）"
        if problem is not None:
            self.failures.append(Failed("failed", address, problem))
            return
        self.fetched += 1
        self.report(self.fetched)

    def note_failure(self, failure: Failure) -> None:
        """Sort a failed request into the statuses."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy's scraper
        blocked = self.blocked_hosts.get(host_of(request.url))
        error = failure.value or RuntimeError(failure.getErrorMessage())
        self.failures.append(explain(request.meta["address"], error, blocked))

    def outcome(self) -> CrawlOutcome:
        """How this source ended; to be asked when the crawl is over."""
        wanted = len(self.wanted)
        if not wanted:
            return CrawlOutcome("failed", 0, 0, "没有可抓取的对象：前面的来源没有给出要逐一查询的值")
        if self.fetched == wanted:
            return CrawlOutcome("ok", self.fetched, wanted, f"{wanted} 个地址全部取得")
        detail = f"{wanted} 个地址取得 {self.fetched} 个；" + "；".join(self._reasons())
        if any(failed.status == "blocked" for failed in self.failures):
            return CrawlOutcome("blocked", self.fetched, wanted, detail)
        if self.fetched:
            return CrawlOutcome("partial", self.fetched, wanted, detail)
        status = self.failures[0].status if self.failures else "failed"
        return CrawlOutcome(status, 0, wanted, detail)

    def _reasons(self) -> list[str]:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for failed in self.failures:
            by_reason[failed.reason].append(failed.address)
        silent = len(self.wanted) - self.fetched - len(self.failures)
        if silent:
            return [f"{silent} 个地址没有结果，原因见抓取日志"]
        shown = [
            f"{reason}：{found[0]}" + (f" 等 {len(found)} 个地址" if len(found) > 1 else "")
            for reason, found in by_reason.items()
        ]
        more = [f"另有 {len(shown) - SHOWN_REASONS} 种原因"] if len(shown) > SHOWN_REASONS else []
        return shown[:SHOWN_REASONS] + more

    def _keep(self, address: str, response: Response) -> None:
        body, redacted = (
            redact(response.body, self.source.redact) if self.source.redact else (response.body, [])
        )
        sha256 = self.archive.store(body)
        replayed: Capture | None = response.meta.get("replayed")
        if replayed is not None:
            redacted = sorted({*replayed.redacted, *redacted})
            self.archive.add(replace(replayed, sha256=sha256, redacted=redacted))
            return
        headers = {
            name: raw.decode("latin-1")
            for name in KEPT_HEADERS
            if (raw := response.headers.get(name)) is not None
        }
        self.archive.add(
            Capture(
                source=self.source.id,
                url=address,
                status=response.status,
                fetched_at=now().isoformat(timespec="seconds"),
                sha256=sha256,
                headers=headers,
                redacted=redacted,
            )
        )


def _unusable(response: Response, promised: str) -> str | None:
    """Why a body must not become a capture (sources.md 4.3, last line), or None."""
    if response.status != 200:
        return f"返回 HTTP {response.status}，没有可用的正文"
    start = response.body[:512].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return "正文为空"
    if promised in {"xlsx", "json"} and start.startswith(b"<"):
        return f"应是 {promised.upper()}，收到的却是网页（可能是错误页），没有保存"
    return None
