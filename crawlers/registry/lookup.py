"""Look one firm up: from the archive while the answer is fresh, else by one paid question."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Engine, select

from common.clock import now
from common.errors import UserError
from common.log import get_logger
from common.settings import Settings
from crawlers.archive import Archive, Capture
from crawlers.registry.ask import Reply, address_of, ask, read_reply
from crawlers.registry.budget import settle, spend
from crawlers.registry.outcome import KEPT, WORDS
from crawlers.registry.record import RegistryRecord
from crawlers.registry.registry import Registry
from db.models import RegistryCall
from db.session import session

CODE = re.compile("[0-9A-Z]{18}")


@dataclass(frozen=True)
class Answer:
    """What a registry knows of a firm; ``record`` is None when it does not know it."""

    record: RegistryRecord | None
    capture: Capture
    body: bytes
    cached: bool


def tidy_query(text: str) -> str:
    """A name or code in the form by which it is asked for, and found again in the cache.

    Names are registered with full-width brackets; white space in one is a slip of typing.
    """
    plain = re.sub(r"[\s\u200b\ufeff]+", "", unicodedata.normalize("NFKC", text))
    if CODE.fullmatch(plain.upper()):
        return plain.upper()
    return plain.replace("(", "（").replace(")", "）")


def cached_answer(engine: Engine, settings: Settings, registry: Registry, query: str) -> Answer | None:
    """The newest archived answer to ``query`` that is not older than the registry's ``cache_days``."""
    since = now() - timedelta(days=registry.budget.cache_days)
    bought = select(RegistryCall.sha256).where(
        RegistryCall.provider == registry.provider.id,
        RegistryCall.query == query,
        # Both texts have Shanghai's offset, so they compare like the times they stand for.
        RegistryCall.asked_at > since.isoformat(timespec="seconds"),
        RegistryCall.outcome.in_(KEPT),
    )
    with session(engine) as db:
        sha256 = db.scalars(bought.order_by(RegistryCall.id.desc()).limit(1)).first()
    archive = Archive(settings.archive)
    capture = archive.latest(registry.source.id, address_of(registry.source, query))
    if sha256 is None or capture is None or capture.sha256 != sha256:
        return None
    try:
        body = archive.read(sha256)
    except (OSError, ValueError):
        # A lost or damaged body is bought again rather than guessed at.
        return None
    record = read_reply(registry.provider, registry.source, body).record
    return Answer(_compared(record, query), capture, body, cached=True)


def look_up(engine: Engine, settings: Settings, registry: Registry, query: str) -> Answer:
    """Ask the registry for one firm, within the day's budget; the answer is archived without persons.

    Args:
        query: a full name or a credit code, as ``tidy_query`` gives it.

    Raises:
        UserError: the registry is not open, the budget is used up, or the question failed; says what
            to do. A failed question changes nothing but the count.
    """
    closed = registry.closed(settings)
    if closed:
        raise closed
    assert registry.keys is not None
    provider, source = registry.provider, registry.source
    call = spend(engine, provider, query, registry.budget.calls_per_day)
    reply = ask(provider, source, settings, registry.keys, query)
    capture = _archive(settings, registry, query, reply) if reply.outcome in KEPT else None
    settle(engine, call, reply.outcome, capture.sha256 if capture else None)
    get_logger("crawlers").info(
        "registry", provider=provider.id, outcome=reply.outcome, sha256=capture and capture.sha256
    )
    if capture is None:
        what, fix = WORDS[reply.outcome]
        raise UserError(f"{provider.name}：{what}" + (f"（{reply.detail}）" if reply.detail else ""), fix=fix)
    return Answer(_compared(reply.record, query), capture, reply.body, cached=False)


def _archive(settings: Settings, registry: Registry, query: str, reply: Reply) -> Capture:
    archive = Archive(settings.archive)
    capture = Capture(
        source=registry.source.id,
        url=address_of(registry.source, query),
        status=200,
        fetched_at=now().isoformat(timespec="seconds"),
        sha256=archive.store(reply.body),
        headers={"Content-Type": "application/json; charset=utf-8"},
        redacted=list(reply.redacted),
    )
    archive.add(capture)
    return capture


def _compared(record: RegistryRecord | None, query: str) -> RegistryRecord | None:
    """The record with a doubt when it is not plainly the firm that was asked for."""
    if record is None:
        return None
    known = (
        {record.uscc} if CODE.fullmatch(query) else {*map(tidy_query, (record.name, *record.former_names))}
    )
    if query in known:
        return record
    return record.model_copy(
        update={"doubts": [*record.doubts, f"查的是“{query}”，平台给的是“{record.name}”，请核对是否同一家"]}
    )
