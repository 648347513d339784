"""Visits: one look at a source, open while it runs and closed whole; only closed ones are read.

Layout beside the archive's other folders::

    visits/<source>.open     the visit under way: its id and when it was last taken up; left behind by a
                             crash or the end of a night, and then gone on with
    visits/<source>.jsonl    one line a closed visit: its documents by address and sha256
    visits/<source>.failed   what the last visit did not get: a JSON list of {status, address, reason}
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from common.clock import now
from common.files import append_line, write_atomic
from crawlers.outcome import Failed

RESUME_HOURS = 36
"""A visit not taken up again for so long is begun anew: what it fetched may have changed since. It is more
than from the beginning of one night to the beginning of the next."""

_FAILED = TypeAdapter(list[Failed])


class Document(BaseModel):
    """A body that a visit saw; ``rows`` tells those that hold rows from those that only lead there."""

    url: str
    sha256: str
    rows: bool


class Visit(BaseModel):
    """A closed visit. ``id`` is the moment it began; ``usable`` means that its documents may be published."""

    id: str
    ended_at: str
    status: str
    usable: bool
    edition: str = ""
    """The edition found on the site, where the source looks for the newest one."""
    published_on: str = ""
    documents: list[Document]


class Visits:
    """The visits of one archive folder."""

    def __init__(self, archive: Path) -> None:
        self._folder = archive / "visits"

    def begin(self, source: str) -> tuple[str, bool]:
        """The id of the visit to make, and whether it goes on with one that a crash left open."""
        path = self._open_path(source)
        left, _, taken_up = (path.read_text("utf-8") if path.exists() else "").partition("\n")
        moment = now().isoformat(timespec="microseconds")
        resumed = _recent(taken_up) and all(visit.id != left for visit in self.closed(source))
        visit = left if resumed else moment
        write_atomic(path, f"{visit}\n{moment}".encode())
        return visit, resumed

    def close(self, source: str, visit: Visit, failed: Sequence[Failed] = ()) -> None:
        """End the visit; from now on a usable one is read. What the last one saw too is not noted again."""
        write_atomic(self._folder / f"{source}.failed", _FAILED.dump_json(list(failed)))
        last = self.closed(source)[-1:]
        if visit.usable and (not last or _seen(last[0]) != _seen(visit)):
            append_line(self._folder / f"{source}.jsonl", visit.model_dump_json())
        self._open_path(source).unlink(missing_ok=True)

    def failed(self, source: str) -> Sequence[Failed]:
        """What the last closed visit did not get."""
        try:
            return _FAILED.validate_json((self._folder / f"{source}.failed").read_bytes())
        except FileNotFoundError:
            return []

    def closed(self, source: str) -> Sequence[Visit]:
        """Closed visits of a source, oldest first; a line torn by a crash is passed over."""
        path = self._folder / f"{source}.jsonl"
        found: list[Visit] = []
        for line in path.read_bytes().split(b"\n") if path.exists() else ():
            try:
                found.append(Visit.model_validate_json(line))
            except ValidationError:
                continue
        return found

    def _open_path(self, source: str) -> Path:
        return self._folder / f"{source}.open"


def _seen(visit: Visit) -> tuple[object, ...]:
    return visit.edition, visit.published_on, visit.documents


def _recent(moment: str) -> bool:
    try:
        return now() - datetime.fromisoformat(moment) < timedelta(hours=RESUME_HOURS)
    except ValueError:
        return False
