"""A person passes over a notice that can never be read, or takes that back: who, when and why are kept."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.job_ledger import exclusive
from app.opened import Opened
from app.source_check import known_source, skip_command
from app.source_parts import refused_releases, unread
from app.sources import FAILED, last_visit
from common.clock import now
from common.errors import UserError
from common.settings import Settings
from crawlers.archive import Archive
from crawlers.parts import parts
from crawlers.skipped import Decision, Skipped
from crawlers.source import Source
from crawlers.visits import Visits
from db.models import Visit
from db.session import session
from pipeline.publish import publish_part
from pipeline.releases import SETTLED


class SkipReport(BaseModel):
    """What was decided, and how many notices of the source still cannot be read."""

    source: str
    name: str
    decision: Decision
    left: int


def skip(opened: Opened, wanted: str, address: str | None, who: str, why: str) -> SkipReport:
    """Note that a notice is passed over; what is in force of it stays so.

    Raises:
        UserError: no such source or notice, it is not clear which is meant, or who or why is missing.
    """
    source, settings = known_source(opened, wanted), opened.settings
    with exclusive(opened.engine), session(opened.engine) as db, db.begin():
        found = unread(db, settings, source)
        chosen = _choose(source, found, address, "没有一直读不了的公告")
        decision = _decision(source, settings, chosen, who, why, skip=True, problem=found[chosen])
        for release in refused_releases(db, source):
            if release.part == chosen:
                release.state = SETTLED
        Skipped(settings.archive).note(source.id, decision)
        left = unread(db, settings, source)
        if not left:
            _all_seen(db, settings, source)
    return SkipReport(source=source.id, name=source.name, decision=decision, left=len(left))


def take_back(opened: Opened, wanted: str, address: str | None, who: str, why: str) -> SkipReport:
    """Undo ``skip``: what lies in the archive is read again at once, the site is asked at the next visit.

    Raises:
        UserError: as ``skip``.
    """
    source, settings = known_source(opened, wanted), opened.settings
    standing = Skipped(settings.archive).standing(source.id)
    found = {skipped.address: skipped.problem for skipped in standing.values()}
    chosen = _choose(source, found, address, "没有略过的公告")
    decision = _decision(source, settings, chosen, who, why, skip=False, problem=found[chosen])
    with exclusive(opened.engine), session(opened.engine) as db, db.begin():
        Skipped(settings.archive).note(source.id, decision)
        for part in parts(source, settings):
            if part.name == chosen:
                publish_part(db, part)
        left = len(unread(db, settings, source))
    return SkipReport(source=source.id, name=source.name, decision=decision, left=left)


def _choose(source: Source, found: Mapping[str, str], address: str | None, none: str) -> str:
    if address is None and len(found) == 1:
        return next(iter(found))
    if not found:
        raise UserError(f"{source.name}{none}", fix=f"lianzhao source check {source.id} 看现在的内容")
    if address is None or address not in found:
        what = f"没有这一篇“{address}”" if address else f"有 {len(found)} 篇，没有写明哪一篇"
        raise UserError(what, fix="；".join(f"--part '{one}'（{said}）" for one, said in found.items()))
    return address


def _decision(
    source: Source, settings: Settings, address: str, who: str, why: str, *, skip: bool, problem: str
) -> Decision:
    if not who.strip() or not why.strip():
        raise UserError("谁决定、为什么，都要写明", fix=skip_command(source.id, address))
    seen = Archive(settings.archive).latest(source.id, address)
    return Decision(
        address=address,
        skip=skip,
        who=who.strip(),
        why=why.strip(),
        at=now().isoformat(timespec="seconds"),
        problem=problem,
        sha256=seen.sha256 if seen else "",
    )


def _all_seen(db: Session, settings: Settings, source: Source) -> None:
    """Note that the last visit saw everything, when what it lacked is passed over by now."""
    standing = Skipped(settings.archive).standing(source.id)
    missing = [one for one in Visits(settings.archive).failed(source.id) if one.address not in standing]
    last = last_visit(db, source.id)
    if last is None or missing or last.outcome not in FAILED | {"unreadable", "empty"}:
        return
    moment = now().isoformat(timespec="seconds")
    db.add(Visit(source=source.id, began_at=moment, checked_at=moment, outcome="unchanged", detail=""))
