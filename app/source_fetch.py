"""Fetch a page that no source describes yet, politely and without leaving anything behind."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from common.errors import UserError
from common.settings import Settings
from crawlers.archive import Archive, Capture
from crawlers.family_guess import ListPage, answer, items_of, list_page
from crawlers.listings import Item
from crawlers.policy import load_policy
from crawlers.run import crawl, parts
from crawlers.source import Source
from crawlers.visits import Visits
from pipeline.draft import Draft, Given, draft, probe_source

STOPPED = "stopped_hosts.json"
OLDEST = "2000-01-01"
SHOWN = 5


@dataclass(frozen=True)
class Desk:
    """A home for one fetch: ``settings`` of a folder that goes away, ``delay`` between two requests."""

    settings: Settings
    delay: float


@contextmanager
def desk(settings: Settings, delay: float | None) -> Iterator[Desk]:
    """Robots, contact and block signs count as in any crawl; hosts stopped there are stopped here.

    Raises:
        UserError: no operator's contact is set.
    """
    if not settings.contact:
        raise UserError("没有设联系方式，不联网抓取", fix="设 LIANZHAO_CONTACT，或用 --from 文件")
    policy = load_policy(settings.config)
    with tempfile.TemporaryDirectory(prefix="lianzhao-") as folder:
        lent = replace(settings, home=Path(folder))
        here, there = settings.archive / STOPPED, lent.archive / STOPPED
        if here.exists():
            there.parent.mkdir(parents=True)
            shutil.copyfile(here, there)
        yield Desk(lent, policy.delay_seconds if delay is None else delay)
        if there.exists():
            here.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(there, here)


def fetch(at: Desk, url: str) -> tuple[Capture, bytes]:
    """One page.

    Raises:
        UserError: it was not to be had; the sentence says why.
    """
    source = probe_source("probe_page", url)
    _visit(at, source)
    [part] = parts(source, at.settings)
    return part.bodies[0]


def draft_behind(
    at: Desk, given: Given, title: str, capture: Capture, data: bytes
) -> tuple[Draft, Capture, bytes]:
    """The draft of the table behind the newest notice of a list page whose title matches ``title``.

    Raises:
        UserError: it is no list page, no notice matches, or no table stands behind the newest one.
    """
    page = list_page(capture, data)
    if page is None:
        raise UserError("也不是认得出的公告列表页")
    items = page.items or _unit_items(at, page, capture.url)
    newest = _newest(items, title, capture.url)
    keys = {"family": page.family.id, "urls": [capture.url], "notices": {"title": title}}
    shown = re.escape(newest.title.rstrip(".…"))
    wanted = {"title": shown, "pages": 1, "since": newest.dated or OLDEST}
    source = _notices("probe_notice", page, capture.url, wanted)
    _visit(at, source)
    failed: list[str] = []
    for part in parts(source, at.settings):
        [(found, body)] = part.bodies
        try:
            return draft(replace(given, notices=keys), found, body), found, body
        except UserError as error:
            failed.append(f"{found.title}：{error.message}")
    raise UserError(f"最新一条公告后面没有读得出的名单：{'；'.join(failed)}", where=newest.url)


def _newest(items: tuple[Item, ...], title: str, url: str) -> Item:
    wanted = [item for item in items if re.search(title, item.title)]
    if not wanted:
        shown = "、".join(item.title for item in items[:SHOWN])
        raise UserError(
            f"这是公告列表页，但没有一条标题合“{title}”",
            where=url,
            fix=f"用 --title 写名单公告的标题要含的字；列表上有：{shown}",
        )
    return max(wanted, key=lambda item: item.dated)


def _unit_items(at: Desk, page: ListPage, url: str) -> tuple[Item, ...]:
    """The notices of a jpaas column, which stand in its JSON unit."""
    source = _notices("probe_list", page, url, {"title": "(?!)", "pages": 1})
    _visit(at, source)
    archive = Archive(at.settings.archive)
    visit = Visits(at.settings.archive).closed(source.id)[-1]
    found: list[Item] = []
    for document in visit.documents:
        capture = archive.find(source.id, document.url, document.sha256)
        if capture is not None and document.url != url:
            found += items_of(page.family, answer(capture, archive.read(document.sha256)))
    return tuple(found)


def _notices(name: str, page: ListPage, url: str, notices: Mapping[str, Any]) -> Source:
    plain = probe_source(name, url).model_dump()
    return Source.model_validate(
        {**plain, "spider": "notices", "family": page.family.id, "notices": dict(notices)}
    )


def _visit(at: Desk, source: Source) -> None:
    outcome = crawl([source], at.settings, delay=at.delay)[source.id]
    if not outcome.usable:
        raise UserError(outcome.detail or "没有抓到", where=source.urls[0])
