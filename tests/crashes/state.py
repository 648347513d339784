"""What a home holds in the end, told without the moments at which it came."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from common.hashing import sha256_hex, stable_hash
from common.settings import Settings
from crawlers.archive import Archive
from crawlers.source import Source
from crawlers.visits import Visits
from db.models import Enterprise, EnterpriseKey, ListEntry, Release, Resolution


@dataclass(frozen=True)
class State:
    """Everything published and resolved, each with how often it is there, and the bodies in the archive."""

    releases: Counter[tuple[Any, ...]]
    entries: Counter[tuple[Any, ...]]
    enterprises: Counter[tuple[Any, ...]]
    keys: Counter[tuple[Any, ...]]
    bodies: frozenset[str]


def state_of(engine: Engine, settings: Settings) -> State:
    """Read a home; every body must be what its name says."""
    with Session(engine) as db:
        releases = Counter(
            (
                one.source,
                "" if one.source == "filings" else one.part,
                one.state,
                one.content_hash,
                one.entries,
            )
            for one in db.scalars(select(Release))
        )
        found = db.execute(
            select(ListEntry, Release.source, Enterprise.name)
            .join(Release, Release.id == ListEntry.release_id)
            .outerjoin(Resolution, Resolution.entry_id == ListEntry.id)
            .outerjoin(Enterprise, Enterprise.id == Resolution.enterprise_id)
        ).all()
        entries = Counter(
            (
                source,
                entry.row,
                entry.place,
                entry.name,
                stable_hash(entry.fields),
                entry.capture.sha256,
                firm,
            )
            for entry, source, firm in found
        )
        enterprises = Counter((one.name, one.uscc) for one in db.scalars(select(Enterprise)))
        keys = Counter((key.kind, key.value) for key in db.scalars(select(EnterpriseKey)))
    return State(releases, entries, enterprises, keys, frozenset(_bodies(settings.archive / "bodies")))


def fetched_by_open_visits(settings: Settings, sources: list[Source]) -> set[str]:
    """Addresses that a visit has archived which a kill left open: nobody may be asked for them again."""
    archive, visits, found = Archive(settings.archive), Visits(settings.archive), set[str]()
    for source in sources:
        path = settings.archive / "visits" / f"{source.id}.open"
        left = path.read_text().split("\n")[0] if path.exists() else ""
        if left and all(visit.id != left for visit in visits.closed(source.id)):
            captures = list(archive.captures(source.id))
            found |= {capture.url for capture in captures if capture.visit == left}
    return found


def _bodies(folder: Path) -> set[str]:
    found = {
        path.name: path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".tmp-")
    }
    for name, path in found.items():
        assert sha256_hex(path.read_bytes()) == name
    return set(found)
