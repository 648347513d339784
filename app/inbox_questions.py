"""What an import must know beside the file: from the options, else asked, else one clear error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import typer
from rich.markup import escape
from sqlalchemy import select

from app.opened import Opened
from app.screen import errors
from common.errors import UserError
from crawlers.source import Source
from db.models import ROLLING, Release
from db.session import session
from pipeline.inbox import Candidate, Dropped, Statement, guess, needs_name, state
from pipeline.releases import PUBLISHED


@dataclass(frozen=True)
class Options:
    """What the command line said; "" where it said nothing."""

    source: str = ""
    url: str = ""
    day: str = ""
    edition: str = ""
    name: str = ""


def statement(opened: Opened, dropped: Dropped, given: Options, *, ask: bool) -> Statement:
    """The whole statement; with ``ask`` a person at the terminal is asked for what is missing.

    Raises:
        UserError: something is missing or wrong; the option to give is named.
    """
    source = _source(opened, dropped, given, ask=ask)
    url, day, edition, name = given.url, given.day, given.edition, given.name
    if ask:
        url = url or typer.prompt("来源网址（没有网址就写谁提供的）")
        day = day or typer.prompt("名单的日期（如 2026-09-22）")
        if source.edition != ROLLING:
            edition = edition or typer.prompt("哪一年的名单", default=day[:4])
        if needs_name(source):
            used = _names_in_use(opened, source)
            if used and not name:
                errors.print(f"已有：{escape('、'.join(used))}（同名的新文件替换旧的）")
            name = name or typer.prompt("名册的名称", default=dropped.path.stem)
    elif needs_name(source) and not name:
        used = _names_in_use(opened, source)
        known = f"；已有：{'、'.join(used)}" if used else ""
        example = f"--name {dropped.path.stem}（同名的新文件替换旧的）"
        raise UserError("没有写明名册的名称", fix=f"{example}{known}")
    return state(source, url=url, day=day, edition=edition, name=name)


def _source(opened: Opened, dropped: Dropped, given: Options, *, ask: bool) -> Source:
    if given.source:
        return _known(opened, given.source)
    candidates = guess(opened.sources.values(), dropped, given.name)
    if not candidates:
        raise UserError(
            "表头认得出，但不像任何一个来源的名单",
            where=str(dropped.path),
            fix=f"用 --source 写明来源，可用：{'、'.join(opened.sources)}",
        )
    if not ask:
        raise UserError(
            "没有写明这是哪个来源的名单", where=str(dropped.path), fix=f"最像的：{_said(candidates)}"
        )
    for candidate in candidates:
        source = candidate.source
        errors.print(escape(f"  {source.id}  {source.name}：{'；'.join(candidate.reasons)}"))
    return _known(opened, typer.prompt("这是哪个来源的名单", default=candidates[0].source.id))


def _known(opened: Opened, wanted: str) -> Source:
    if wanted not in opened.sources:
        raise UserError(f"没有来源 {wanted}", fix=f"可用：{'、'.join(opened.sources)}")
    return opened.sources[wanted]


def _said(candidates: Sequence[Candidate]) -> str:
    return "；".join(f"--source {one.source.id}（{'，'.join(one.reasons)}）" for one in candidates[:3])


def _names_in_use(opened: Opened, source: Source) -> list[str]:
    with session(opened.engine) as db:
        found = select(Release.part).where(Release.source == source.id, Release.state == PUBLISHED)
        return sorted(set(db.scalars(found)))
