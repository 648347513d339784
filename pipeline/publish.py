"""Publish a part's rows as a release: whole, refused with its problems, or held for a person."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.hashing import sha256_hex, stable_hash
from crawlers.archive import Capture as ArchivedCapture
from crawlers.parts import Part
from crawlers.source import Source
from db.models import Capture, ListEntry, Release
from pipeline.corrections import corrected, overlay_hash
from pipeline.extract import extract
from pipeline.extract.rows import Extraction, Row
from pipeline.notices import Standing, as_noticed
from pipeline.releases import (
    HELD,
    PUBLISHED,
    REFUSED,
    SETTLED,
    current_release,
    history,
    is_accepted,
    open_question,
    seen_notices,
)
from pipeline.signals import with_signals
from pipeline.watch import Profile, alarms, profile_of


@dataclass(frozen=True)
class Published:
    """How a publish ended; ``refused`` and ``held`` leave the last good release in use.

    ``outcome`` names what was wrong with refused input (``Extraction.outcome``), else repeats ``status``.
    """

    status: Literal["published", "unchanged", "refused", "held"]
    entries: int
    problems: list[str]
    warnings: list[str]
    outcome: str = ""


def publish_part(session: Session, part: Part) -> Published:
    """Read a part and publish it; what was read before by the same rules is not read again."""
    fingerprint = _input_hash(part)
    known = _same_input(session, part, fingerprint)
    if known is not None:
        return known
    extraction = extract(part.source, part.bodies)
    extraction.problems += part.damaged
    captures = [capture for capture, _ in part.bodies]
    return publish(
        session, part.source, extraction, captures, part=part.name, title=part.title, input_hash=fingerprint
    )


def publish(
    session: Session,
    source: Source,
    extraction: Extraction,
    captures: Sequence[ArchivedCapture],
    *,
    part: str = "",
    title: str = "",
    input_hash: str | None = None,
) -> Published:
    """Write one release with all its entries, or one without any that is refused or held.

    The same content is published once, and nothing older than what is in force. What a later good
    reading answers is settled. Rows that raise an alarm are held unless a person accepted just this
    content. ``title`` is what a notice calls itself, which gives its rows their standing;
    ``input_hash`` lets ``publish_part`` know the input again.
    """
    known_at = max((capture.fetched_at for capture in captures), default="")
    in_force = current_release(session, source.id, part=part)
    if in_force and in_force.known_at > known_at:
        # A replay of old bytes takes nothing from what was fetched or imported since.
        return _published(in_force, "")
    if source.once:
        extraction = _each_once(extraction)
    extraction = corrected(source, extraction, captures)
    excerpt = any(capture.excerpt is not None for capture in captures)
    profile = profile_of(source, extraction, excerpt=excerpt)
    noticed = as_noticed(source, extraction, title)
    source, extraction = noticed.source, with_signals(source, noticed.extraction)
    content = _content_hash(source, extraction, noticed.standing)
    state, problems = PUBLISHED, list(extraction.problems)
    if problems:
        state = REFUSED
    elif found := _alarms(session, source, part, profile, content):
        state, problems = HELD, found
    if state == PUBLISHED and source.once:
        extraction = _only_new(session, source, extraction)
        if not extraction.rows:
            _settle(session, source.id, part)
            return Published("unchanged", 0, [], extraction.warnings, "unchanged")
    question = open_question(session, source.id, part)
    last = in_force if state == PUBLISHED else question
    if last and last.content_hash == content and last.state == state:
        if state == PUBLISHED:
            _settle(session, source.id, part)
        last.input_hash = input_hash
        return _published(last, extraction.outcome)
    _settle(session, source.id, part)
    release = Release(
        source=source.id,
        name=source.name,
        publisher=source.publisher,
        edition=source.edition,
        tier=source.tier,
        published_on=source.published_on,
        known_at=known_at,
        state=state,
        content_hash=content,
        entries=len(extraction.rows) if state == PUBLISHED else 0,
        rows_published=extraction.published,
        excerpt=excerpt,
        example=source.example,
        problems=problems,
        warnings=extraction.warnings,
        part=part,
        standing=noticed.standing,
        input_hash=input_hash,
        profile=profile.model_dump(mode="json"),
    )
    session.add(release)
    session.flush()
    if state == PUBLISHED:
        _write_entries(session, release, extraction.rows, captures)
    return Published(
        _STATUS[state],
        release.entries,
        problems,
        extraction.warnings,
        extraction.outcome if state == REFUSED else _STATUS[state],
    )


def ensure_capture(session: Session, capture: ArchivedCapture) -> Capture:
    """The database row of an archived fetch."""
    found = session.scalars(
        select(Capture).where(
            Capture.source == capture.source,
            Capture.url == capture.url,
            Capture.sha256 == capture.sha256,
            Capture.fetched_at == capture.fetched_at,
        )
    ).first()
    if found is None:
        found = Capture(
            source=capture.source,
            url=capture.url,
            sha256=capture.sha256,
            fetched_at=capture.fetched_at,
            via=capture.via,
        )
        session.add(found)
        session.flush()
    return found


_STATUS: dict[str, Literal["published", "refused", "held"]] = {
    PUBLISHED: "published",
    REFUSED: "refused",
    HELD: "held",
}


def _published(last: Release, outcome: str) -> Published:
    """A release that stands as it is, told again."""
    if last.state == PUBLISHED:
        return Published("unchanged", last.entries, [], last.warnings, "unchanged")
    status = _STATUS[last.state]
    return Published(status, 0, last.problems, last.warnings, outcome if status == "refused" else status)


def _same_input(session: Session, part: Part, fingerprint: str) -> Published | None:
    """What came of the very same bytes and rules, if they were read before."""
    good = current_release(session, part.source.id, part=part.name)
    question = open_question(session, part.source.id, part.name)
    if question is not None:
        # A refusal is read again, it costs little and its outcome is wanted; what a person accepted too.
        same = question.state == HELD and question.input_hash == fingerprint
        accepted = is_accepted(session, part.source.id, part.name, question.content_hash)
        return _published(question, "") if same and not accepted else None
    return _published(good, "") if good is not None and good.input_hash == fingerprint else None


def _alarms(session: Session, source: Source, part: str, profile: Profile, content: str) -> list[str]:
    """What is odd against the source's own past, in sentences; none where a person accepted it."""
    if is_accepted(session, source.id, part, content):
        return []
    past = history(session, source.id, None if source.in_parts else part)
    if any(release.part == part and release.content_hash == content for release in past[-1:]):
        return []
    # An excerpt of the sample is no measure for the whole list.
    measured = [release.profile for release in past if release.profile and not release.excerpt]
    return [alarm.sentence for alarm in alarms(source, profile, _profiles(measured))]


def _profiles(measured: Sequence[dict[str, Any]]) -> list[Profile]:
    """Profiles as this version takes them; it learns anew where an earlier version took others."""
    found: list[Profile] = []
    for old in measured:
        with suppress(ValidationError):
            found.append(Profile.model_validate(old))
    return found


def _only_new(session: Session, source: Source, extraction: Extraction) -> Extraction:
    """The rows of a feed that were not published before."""
    seen = seen_notices(session, source.id, {_notice(row) for row in extraction.rows})
    return replace(extraction, rows=[row for row in extraction.rows if _notice(row) not in seen])


def _each_once(extraction: Extraction) -> Extraction:
    """Each notice once: several questions to a feed find it, and a page may come twice."""
    rows: dict[str, Row] = {}
    for row in extraction.rows:
        rows.setdefault(_notice(row), row)
    return replace(extraction, rows=list(rows.values()))


def _notice(row: Row) -> str:
    return str(row.fields.get("notice_id") or f"{row.sha256} {row.row}")


def _settle(session: Session, source: str, part: str) -> None:
    question = open_question(session, source, part)
    while question is not None:
        question.state = SETTLED
        session.flush()
        question = open_question(session, source, part)


def _write_entries(
    session: Session, release: Release, rows: Sequence[Row], captures: Sequence[ArchivedCapture]
) -> None:
    ids = {capture.sha256: ensure_capture(session, capture).id for capture in captures}
    session.add_all(
        ListEntry(
            release_id=release.id,
            capture_id=ids[row.sha256],
            row=row.row,
            place=row.place,
            name=row.name,
            fields=row.fields,
            cells=list(row.cells),
            former_names=list(row.former_names),
            notes=list(row.notes),
            notice_id=str(row.fields["notice_id"]) if row.fields.get("notice_id") else None,
        )
        for row in rows
    )


def _content_hash(source: Source, extraction: Extraction, standing: Standing | None) -> str:
    """Hash of what would be published: rows with their places, and what the source says of itself."""
    told = [source.id, source.name, source.edition, source.tier, source.published_on, source.example]
    told += [standing] if standing else []
    rows = [[row.sha256, row.row, row.name, row.fields, row.former_names] for row in extraction.rows]
    return stable_hash({"source": told, "rows": rows, "problems": extraction.problems})


def _input_hash(part: Part) -> str:
    """Hash of the bytes, what is told about them, and the rules by which they are read."""
    bodies = [[c.sha256, c.url, c.title, c.dated, c.excerpt, c.status] for c, _ in part.bodies]
    source = part.source.model_dump(mode="json", exclude={"note", "season", "urls", "earlier"})
    return stable_hash([bodies, list(part.damaged), source, overlay_hash(part.source), parser_version()])


@cache
def parser_version() -> str:
    """Changes with every change of the code that reads rows, so that old bytes are read anew by it."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    return sha256_hex(b"".join(path.read_bytes() for path in files if "identity" not in path.parts))
