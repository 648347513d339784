"""What a source's visits brought, in the portions that are published whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from common.settings import Settings
from crawlers.archive import Archive, Capture
from crawlers.skipped import Skipped
from crawlers.source import Source
from crawlers.visits import Document, Visit, Visits


@dataclass(frozen=True)
class Part:
    """One portion: ``source`` in the edition that was found, with its bodies in the order they were asked.

    ``name`` is "" for a list, the document's address for a notice, the visit for a feed. ``title`` is
    what the notice calls itself. ``damaged`` are sentences on bodies that the archive has lost.
    """

    source: Source
    name: str
    bodies: Sequence[tuple[Capture, bytes]]
    title: str = ""
    damaged: Sequence[str] = field(default_factory=tuple)


def parts(source: Source, settings: Settings, *, since: str = "") -> Iterator[Part]:
    """The parts of a source's closed visits, oldest first.

    A list is what its newest usable visit saw. Of notices every document ever seen counts, with its
    newest bytes, but for those that a person has passed over; of a feed every visit after ``since`` (id
    of the last visit that was published).
    """
    archive = Archive(settings.archive)
    visits = [visit for visit in Visits(settings.archive).closed(source.id) if visit.usable]
    if not visits:
        return
    if source.once:
        for visit in visits:
            if visit.id > since:
                yield _part(source, archive, visit.id, _rows(visit))
    elif source.in_parts:
        newest: dict[str, Document] = {}
        for visit in visits:
            newest |= {document.url: document for document in _rows(visit)}
        skipped = Skipped(settings.archive).standing(source.id)
        for url, document in newest.items():
            if url not in skipped:
                yield _part(source, archive, url, [document])
    else:
        yield _part(_edition(source, visits[-1]), archive, "", _rows(visits[-1]))


def _rows(visit: Visit) -> list[Document]:
    return [document for document in visit.documents if document.rows]


def _edition(source: Source, visit: Visit) -> Source:
    """The source as it stands for the edition that the visit found or read."""
    seen = {document.url for document in visit.documents}
    for edition in source.earlier:
        if seen & set(edition.urls) and not seen & set(source.urls):
            return source.at(edition)
    found: Mapping[str, str] = {"edition": visit.edition, "published_on": visit.published_on}
    return source.model_copy(update={key: value for key, value in found.items() if value})


def _part(source: Source, archive: Archive, name: str, documents: Sequence[Document]) -> Part:
    bodies: list[tuple[Capture, bytes]] = []
    damaged: list[str] = []
    for document in documents:
        capture = archive.find(source.id, document.url, document.sha256)
        try:
            if capture is None:
                raise FileNotFoundError(document.url)
            bodies.append((capture, archive.read(document.sha256)))
        except (FileNotFoundError, ValueError):
            damaged.append(f"存档正文缺失或已损坏：{archive.body_path(document.sha256)}，重新抓取即可恢复")
    title = bodies[0][0].title if source.in_parts and bodies else ""
    dated = bodies[0][0].dated if title else ""
    if dated:
        edition = source.edition if source.once else dated[:4]
        source = source.model_copy(update={"published_on": dated, "edition": edition})
    return Part(source, name, bodies, title, damaged)
