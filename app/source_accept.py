"""A person says that rows held for an alarm are right: they are published at once from the archive."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.job_ledger import exclusive
from app.opened import Opened
from app.source_check import accept_command, known_source
from app.source_parts import held_part, held_releases
from common.clock import now
from common.errors import UserError
from common.settings import Settings
from crawlers.source import Source
from db.models import Acceptance, Release
from db.session import session
from pipeline.publish import Published, publish_part
from pipeline.resolve_entries import resolve_new_entries


class Held(BaseModel):
    """Rows that wait for a person, with the alarms that hold them."""

    source: str
    name: str
    part: str
    edition: str
    known_at: str
    rows: int
    alarms: list[str]
    accept: str
    """What to type when they are right."""


class Accepted(BaseModel):
    """What an acceptance published, and how many of its rows were resolved to enterprises."""

    source: str
    name: str
    part: str
    who: str
    why: str
    entries: int
    resolved: int


def held_rows(opened: Opened) -> list[Held]:
    """Everything that is held, in the catalogue's order."""
    with session(opened.engine) as db:
        return [
            Held(
                source=source.id,
                name=release.name,
                part=release.part,
                edition=release.edition,
                known_at=release.known_at,
                rows=release.rows_published,
                alarms=release.problems,
                accept=accept_command(source.id, release.part),
            )
            for source in opened.sources.values()
            for release in held_releases(db, source)
        ]


def accept(opened: Opened, wanted: str, part: str | None, who: str, why: str) -> Accepted:
    """Note the acceptance and publish the held rows, both or neither.

    Raises:
        UserError: nothing is held, it is not clear which part is meant, who or why is missing, or the
            archive no longer gives the rows that were held.
    """
    source = known_source(opened, wanted)
    if not who.strip() or not why.strip():
        raise UserError("谁认可、为什么，都要写明", fix=accept_command(source.id, part or ""))
    with exclusive(opened.engine), session(opened.engine) as db, db.begin():
        held = _choose(source, held_releases(db, source), part)
        db.add(
            Acceptance(
                source=source.id,
                part=held.part,
                content_hash=held.content_hash,
                who=who.strip(),
                why=why.strip(),
                at=now().isoformat(timespec="seconds"),
            )
        )
        db.flush()
        done = _publish(db, opened.settings, source, held)
        if done.status != "published":
            said = "；".join(done.problems) or "在用的数据比它新"
            raise UserError(
                f"存档里的内容已不是待审的那一份，没有发布：{said}",
                fix=f"lianzhao source check {source.id} 看现在的内容",
            )
        resolved = resolve_new_entries(db)
        return Accepted(
            source=source.id,
            name=held.name,
            part=held.part,
            who=who.strip(),
            why=why.strip(),
            entries=done.entries,
            resolved=resolved,
        )


def _choose(source: Source, held: list[Release], part: str | None) -> Release:
    """The newest held release of the part meant."""
    newest = {release.part: release for release in held}
    if not newest:
        raise UserError(f"{source.name}没有待审的内容", fix="lianzhao source held 看有哪些待审")
    if part is None and len(newest) == 1:
        return next(iter(newest.values()))
    if part is None or part not in newest:
        what = f"没有待审的部分“{part}”" if part else f"有 {len(newest)} 份待审，没有写明哪一份"
        raise UserError(what, fix="；".join(f"--part '{name}'" for name in newest))
    return newest[part]


def _publish(db: Session, settings: Settings, source: Source, held: Release) -> Published:
    found = held_part(settings, source, held)
    if found is None:
        raise UserError("存档里找不到待审的正文", fix=f"lianzhao crawl {source.id} 重新抓取，或重新导入")
    return publish_part(db, found)
