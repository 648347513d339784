"""Stop a host at the first sign that it does not want us (signatures: sources.md 4.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached

from common.clock import now

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.spiders.source_spider import SourceSpider

SHORT = 2048
"""A body below this many bytes is a challenge or an error page rather than a list."""
HEAD = 20_000
"""A title stands within so many bytes; a longer page holds more than the script of a challenge."""
REFUSALS = {401: "要求登录", 403: "拒绝访问", 418: "拒绝访问", 429: "嫌请求太频繁"}
GGZY, GGZY_CODE = "ggzy.gov.cn", re.compile(rb'"code"\s*:\s*"?(800|829)\b')
WALL_WORDS = {
    word: (word.encode("utf-8"), word.encode("gb18030"))
    for word in ("人机验证", "用户登录", "您的请求已被阻断")
}


class HostBlocked(IgnoreRequest):
    """The host is left alone for some hours."""


class NightOver(IgnoreRequest):
    """The hours in which the operator wants crawls are over."""


def block_signature(response: Response) -> str | None:
    """The block signature (Chinese, for people) that a response shows, or None.

    A login widget on a normal page is no block: the words count in the title or in a very short
    body only. ``__jsluid_s`` alone on a 200 page is normal. Cookies are read from the headers.
    """
    status, body = response.status, response.body
    cookies = [
        raw.split(b"=", 1)[0].strip().decode("latin-1") for raw in response.headers.getlist("Set-Cookie")
    ]
    challenged = any(name.endswith(("S", "T")) for name in cookies) and len(body) < SHORT
    if status in {202, 412} and (challenged or "FSSBBIl1UgzbN7N80S" in cookies):
        return f"HTTP {status} 且正文几乎为空（瑞数）"
    if status == 412:
        return "HTTP 412"
    if status == 521:
        jsl = any(name.startswith("__jsl") for name in cookies)
        return "HTTP 521（加速乐）" if jsl else "HTTP 521"
    if status in REFUSALS:
        return f"HTTP {status}（{REFUSALS[status]}）"
    head = body[:HEAD].lower()
    if len(body) <= HEAD and b"wzws" in head:
        return "WZWS 验证页"
    if GGZY in response.url and GGZY in host_of(response.url) and (code := GGZY_CODE.search(body, 0, SHORT)):
        return f"接口代码 {code[1].decode()}（{'要求验证码' if code[1] == b'829' else '过于频繁'}）"
    return _wall(body, head)


def _wall(body: bytes, head: bytes) -> str | None:
    """``head``: the beginning of the body in lower case, to find tags in."""
    place = body if len(body) < SHORT else _title(body, head)
    for word, spellings in WALL_WORDS.items():
        if any(spelling in place for spelling in spellings):
            return f"页面提示“{word}”"
    return None


def _title(body: bytes, head: bytes) -> bytes:
    begin = head.find(b"<title")
    begin = head.find(b">", begin) if begin >= 0 else -1
    end = head.find(b"</title>", begin) if begin >= 0 else -1
    return body[begin:end] if end >= 0 else b""


class BlockGuard:
    """Downloader middleware: stops blocked hosts and lets nothing more through to them."""

    def __init__(self, crawler: Crawler) -> None:
        spider = cast("SourceSpider", crawler.spider)
        self._stopped = spider.stopped
        self._until = spider.trip.until

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise HostBlocked for a host that was stopped, NightOver when the time is up."""
        if self._until and now() >= self._until:
            raise NightOver
        signature = self._stopped.reason(urlparse_cached(request).netloc)
        if signature:
            raise HostBlocked(signature)

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass a clean response on; stop the host (and where it led us) otherwise."""
        signature = block_signature(response)
        denied_robots = urlparse_cached(request).path == "/robots.txt" and response.status in {401, 403}
        if signature is None or denied_robots:  # a denied robots.txt is for the robots rule to judge
            return response
        for url in (*request.meta.get("redirect_urls", ()), request.url):
            self._stopped.stop(host_of(url), signature)
        raise HostBlocked(signature)


def host_of(url: str) -> str:
    """Host with port, as it stands in the address."""
    return urlsplit(url).netloc
