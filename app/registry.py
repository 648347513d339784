"""Ask paid registries about one firm and publish what they say, through the same door as any page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from app.publishing import publishing
from common.clock import now
from common.errors import UserError
from common.settings import Settings
from crawlers.parts import Part
from crawlers.registry.budget import calls_on, resets
from crawlers.registry.lookup import CODE, Answer, cached_answer, look_up, tidy_query
from crawlers.registry.registry import Registry
from db.session import session
from pipeline.extract.names import ORGANISATION
from pipeline.identity.codes import valid_uscc
from pipeline.publish import publish_part
from pipeline.resolve_entries import resolve_new_entries


@dataclass(frozen=True)
class Use:
    """What of today's budget is used; ``closed`` says why nothing can be asked, else it is empty."""

    id: str
    name: str
    keyed: bool
    calls_per_day: int
    used_today: int
    cache_days: int
    resets: str
    closed: str

    @property
    def left(self) -> int:
        """Questions that may still be asked today."""
        return max(0, self.calls_per_day - self.used_today)


@dataclass(frozen=True)
class Found:
    """An answer, the registry that gave it, today's use of that registry, and what was published."""

    registry: Registry
    answer: Answer
    use: Use
    published: str
    problems: list[str]


def registry_use(engine: Engine, settings: Settings, registry: Registry) -> Use:
    """How a registry stands today."""
    at = now()
    with session(engine) as db:
        used = calls_on(db, registry.provider, at.date())
    closed = registry.closed(settings)
    return Use(
        id=registry.provider.id,
        name=registry.provider.name,
        keyed=registry.keys is not None,
        calls_per_day=registry.budget.calls_per_day,
        used_today=used,
        cache_days=registry.budget.cache_days,
        resets=resets(at),
        closed=closed.message if closed else "",
    )


def find(
    engine: Engine,
    settings: Settings,
    registries: Mapping[str, Registry],
    text: str,
    provider: str | None = None,
) -> Found:
    """What a registry says of a firm, and its facts published as a list entry of that registry.

    Without ``provider`` an archived answer of any registry counts, then the first registry that is
    open and has budget left is asked.

    Raises:
        UserError: ``text`` is no full name or valid credit code (nothing is asked then), there is no
            such provider, none is open, or the question failed.
    """
    query = _checked(text)
    if provider is not None and provider not in registries:
        raise UserError(f"没有平台 {provider}", fix=f"可用：{'、'.join(registries)}")
    wanted = [registry for name, registry in registries.items() if provider in {None, name}]
    for registry in wanted:
        cached = cached_answer(engine, settings, registry, query)
        if cached:
            return _published(engine, settings, registry, cached)
    registry = _open(engine, settings, wanted)
    return _published(engine, settings, registry, look_up(engine, settings, registry, query))


def _checked(text: str) -> str:
    query = tidy_query(text)
    if CODE.fullmatch(query):
        if valid_uscc(query):
            return query
        raise UserError(f"信用代码 {query} 校验不过，没有查询", fix="核对 18 位统一社会信用代码")
    if ORGANISATION.search(query):
        return query
    raise UserError(f"“{text}”不像企业全称，没有查询", fix="写营业执照上的全称，或 18 位统一社会信用代码")


def _open(engine: Engine, settings: Settings, registries: list[Registry]) -> Registry:
    uses = [(registry, registry_use(engine, settings, registry)) for registry in registries]
    ready = [(registry, use) for registry, use in uses if not use.closed]
    if not ready:
        raise UserError(
            "；".join(use.closed for _, use in uses),
            fix="在 config/gather.yaml 的 registry 里填 calls_per_day，设置该平台的密钥和 LIANZHAO_CONTACT",
        )
    # When all budgets are used up the first registry says so, with the hour at which it opens again.
    return next((registry for registry, use in ready if use.left), ready[0][0])


def _published(engine: Engine, settings: Settings, registry: Registry, answer: Answer) -> Found:
    """The answer as a release of its own: one address, one part, replaced by a newer answer."""
    status, problems = "nothing", list[str]()
    if answer.record:
        part = Part(registry.source, answer.capture.url, [(answer.capture, answer.body)])
        with publishing(engine) as db:
            done = publish_part(db, part)
            resolve_new_entries(db)
        status, problems = done.status, done.problems
    return Found(registry, answer, registry_use(engine, settings, registry), status, problems)
