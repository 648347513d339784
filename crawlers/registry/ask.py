"""Put one question to a registry over HTTP and read its envelope."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from common.clock import now
from common.settings import Settings
from crawlers.redact import redact
from crawlers.registry.outcome import KEPT, Outcome
from crawlers.registry.provider import Keys, Provider
from crawlers.registry.record import RegistryRecord, read_record
from crawlers.source import Source

TIMEOUT = httpx.Timeout(20, connect=10)
LARGEST = 1024 * 1024
"""Most bytes of an answer; one firm takes a few kilobytes."""
LONGEST = 60
"""Seconds that the whole body may take; ``TIMEOUT`` only counts from one byte to the next."""
LONGEST_WORDS = 120
"""Characters of a provider's own words that are shown."""
_KEYWORD = "{keyword}"

# They log addresses and headers, and 企查查 wants its key in the address.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Reply:
    """How a question ended; ``detail`` is what was seen or what the provider says of it.

    ``record`` is there when the outcome is ``answered``. ``body`` are the bytes without persons that
    may be archived and ``redacted`` the keys that were dropped, both empty unless it is in ``KEPT``.
    """

    outcome: Outcome
    detail: str = ""
    record: RegistryRecord | None = None
    body: bytes = b""
    redacted: tuple[str, ...] = ()


def address_of(source: Source, query: str) -> str:
    """The address of a question, without any key: this is what the archive notes."""
    return source.urls[0].replace(_KEYWORD, quote(query, safe=""))


def ask(provider: Provider, source: Source, settings: Settings, keys: Keys, query: str) -> Reply:
    """Ask once; no repeat, since every question may be billed. Never raises for what comes back."""
    signed = provider.sign(keys, now())
    url = httpx.URL(address_of(source, query)).copy_merge_params(dict(signed.params))
    headers = {
        "User-Agent": f"lianzhao (+{settings.contact})",
        "Accept": "application/json",
        **signed.headers,
    }
    if settings.relay:
        headers["Host"] = url.netloc.decode()
        relay = urlsplit(settings.relay)
        url = url.copy_with(scheme=relay.scheme, host=relay.hostname, port=relay.port)
    try:
        with (
            httpx.Client(timeout=TIMEOUT, headers=httpx.Headers(headers, encoding="utf-8")) as client,
            client.stream("GET", url) as response,
        ):
            status, body = response.status_code, _bytes(response)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError):
        return Reply("unreachable")
    except httpx.DecodingError:
        return Reply("malformed", "压缩内容损坏")
    except httpx.TransportError:
        return Reply("no_answer")
    if status != 200:
        return Reply("busy" if status == 429 else "http_error", f"HTTP {status}")
    return read_reply(provider, source, body, keys)


def _bytes(response: httpx.Response) -> bytes:
    """The body, or its beginning when it is too large to be an answer (no JSON any more, then)."""
    body, latest = b"", monotonic() + LONGEST
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST:
            break
        if monotonic() > latest:
            raise httpx.ReadTimeout("the answer drips")
    return body


def read_reply(provider: Provider, source: Source, body: bytes, keys: Keys = ()) -> Reply:
    """What an answer says; ``keys`` are blotted out of the provider's words.

    An archived body reads as it did when it came.
    """
    sent: set[str] = set()

    # As a hook it also sees objects that a repeated key hides from the parsed result.
    def note_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        sent.update(key for key, _ in pairs)
        return dict(pairs)

    try:
        document = json.loads(body, object_pairs_hook=note_keys)
    except (ValueError, RecursionError):
        return Reply("malformed", "不是 JSON")
    if not isinstance(document, dict) or provider.code not in document:
        return Reply("malformed", f"没有 {provider.code}")
    code = str(document[provider.code])
    outcome = provider.outcome_of(code)
    detail = _without(keys, f"代码 {code}：{document.get(provider.message) or '没有说明'}")[:LONGEST_WORDS]
    if outcome not in KEPT:
        return Reply(outcome, detail)
    result = document.get(provider.result)
    record = None
    if outcome == "answered" and result:
        try:
            record = read_record(provider, source, result)
        except ValueError as error:
            return Reply("malformed", str(error))
    kept, redacted = redact(body, sent.difference(provider.kept.split()))
    return Reply("answered" if record else "not_found", detail, record, kept, tuple(redacted))


def _without(keys: Keys, text: str) -> str:
    """A provider's words without our keys, which it may repeat."""
    for key in keys:
        text = text.replace(key, "＊＊＊")
    return text
