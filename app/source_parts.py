"""What of a source lies in the archive: what its visits found, and the files that a person brought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy.orm import Session

from common.settings import Settings
from crawlers.archive import IMPORT, Archive
from crawlers.parts import Part, parts
from crawlers.skipped import Skipped
from crawlers.source import Source
from crawlers.visits import Visits
from db.models import Release
from pipeline.inbox import as_imported
from pipeline.releases import HELD, REFUSED, current_releases, newest_part, open_questions

PERMANENT = {"quarantined", "gone", "too_large", "refused"}
"""Endings of an address that the next visit will meet again."""


def archived_parts(db: Session, settings: Settings, source: Source) -> list[Part]:
    """The parts that the next publish would read, and the imported files that are in use or held.

    Of a feed only the visits after the last published one count, or the last visit where there are none.
    """
    since = newest_part(db, source.id) if source.once else ""
    found = list(parts(source, settings, since=since))
    if since and not found:
        found = list(parts(source, settings))[-1:]
    releases = [*current_releases(db, source.id), *held_releases(db, source)]
    return [*found, *_imported(settings, source, releases)]


def held_releases(db: Session, source: Source) -> list[Release]:
    """What of a source waits for a person, oldest first."""
    return [release for release in open_questions(db, source.id) if release.state == HELD]


def refused_releases(db: Session, source: Source) -> list[Release]:
    """What of a source could not be read and is not settled, oldest first."""
    return [release for release in open_questions(db, source.id) if release.state == REFUSED]


def unread(db: Session, settings: Settings, source: Source) -> Mapping[str, str]:
    """Notices that can be passed over, by address, with what is wrong; only such sources have them.

    They are those whose rows were refused, and those of the last visit that had no usable body.
    """
    if not source.in_parts or source.once:
        return {}
    standing = Skipped(settings.archive).standing(source.id)
    found = {release.part: "；".join(release.problems) for release in refused_releases(db, source)}
    for failed in Visits(settings.archive).failed(source.id):
        if failed.status in PERMANENT and failed.address not in {*standing, *source.urls}:
            found.setdefault(failed.address, failed.reason)
    return found


def held_part(settings: Settings, source: Source, held: Release) -> Part | None:
    """The archived part behind a held release, or None where the archive no longer has it."""
    imported = next(_imported(settings, source, [held]), None)
    return imported or next((part for part in parts(source, settings) if part.name == held.part), None)


def _imported(settings: Settings, source: Source, releases: Iterable[Release]) -> Iterator[Part]:
    """Those releases that came by ``lianzhao import``, as parts read from the archived file."""
    archive = Archive(settings.archive)
    files = {capture.fetched_at: capture for capture in archive.captures(source.id) if capture.via == IMPORT}
    for release in releases:
        capture = files.get(release.known_at)
        if capture is None:
            continue
        try:
            data = archive.read(capture.sha256)
        except (FileNotFoundError, ValueError):
            continue
        said: dict[str, object] = {
            "name": release.name,
            "edition": release.edition,
            "published_on": release.published_on,
            "example": release.example,
            "earlier": [],
        }
        fitted = as_imported(source.model_copy(update=said), capture, data)
        yield Part(fitted, release.part, [(capture, data)], capture.title)
