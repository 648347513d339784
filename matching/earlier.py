"""Where contacted enterprises stood before: lists that a newer edition has replaced since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.identity import Identity, batches
from db.models import Enterprise, ListEntry, Release, Resolution


@dataclass(frozen=True)
class Earlier:
    """A place on an edition that is no longer in force."""

    name: str
    tier: str
    list_name: str
    edition: str
    date: str
    example: bool


def earlier_places(
    session: Session, cutoff: str, current: Collection[int], wanted: Collection[str], identity: Identity
) -> Mapping[str, Sequence[Earlier]]:
    """By enterprise of ``wanted`` (roots), its places on lists known at ``cutoff`` but not ``current``.

    Notices are left out: each stays in force and dates itself (``matching.listing``).
    """
    found: defaultdict[str, list[Earlier]] = defaultdict(list)
    rows = sorted({row for root in wanted for row in identity.rows(root)})
    for part in batches(rows):
        answers = session.execute(
            select(Enterprise.id, Enterprise.name, Release)
            .select_from(ListEntry)
            .join(Release, Release.id == ListEntry.release_id)
            .join(Resolution, Resolution.entry_id == ListEntry.id)
            .join(Enterprise, Enterprise.id == Resolution.enterprise_id)
            .where(
                Resolution.enterprise_id.in_(part),
                Release.state == "published",
                Release.known_at <= cutoff,
                Release.tier.is_not(None),
                Release.standing.is_(None),
                Release.part == "",
            )
            .order_by(Release.id, ListEntry.id)
        )
        for row, name, release in answers:
            if release.id not in current:
                date = release.published_on or release.known_at[:10]
                place = Earlier(name, str(release.tier), release.name, release.edition, date, release.example)
                found[identity.root(row)].append(place)
    return found
