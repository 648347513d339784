"""The archive: every body kept once by its sha256, every fetch noted beside it.

Layout of one archive folder (the sample archive in the repository has the same)::

    bodies/ab/abcdef…            the bytes, named by their sha256, never overwritten
    visits/<source>.jsonl        one line a visit, see visits.py
    captures/<source>.jsonl      one line a fetch: url, status, when, headers of interest, sha256
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from common.files import append_line, write_atomic
from common.hashing import sha256_hex

IMPORT = "import"
"""``Capture.via`` of a person's file."""


@dataclass(frozen=True)
class Capture:
    """One fetch of one address.

    ``via`` says how the bytes came: ``live`` (network), ``sample`` (the repository's sample
    archive), ``import`` (a person's file) or ``config`` (a configuration file of a run).
    ``fetched_at`` is ISO 8601 with offset. ``excerpt`` is None for a whole publication, else the
    number of rows that the excerpt states it holds. ``found_on`` is the page that linked to it,
    ``title`` and ``dated`` (ISO day) are what that notice says of itself; all are empty for an address
    that the source itself names. ``visit`` is the visit that brought it.
    """

    source: str
    url: str
    status: int
    fetched_at: str
    sha256: str
    headers: dict[str, str] = field(default_factory=dict)
    via: str = "live"
    excerpt: int | None = None
    redacted: list[str] = field(default_factory=list)
    found_on: str = ""
    title: str = ""
    dated: str = ""
    visit: str = ""


@dataclass
class _Newest:
    """The newest fetch of each address of a source, as far as its file has been read (bytes)."""

    read_to: int = 0
    by_url: dict[str, Capture] = field(default_factory=dict)


class Archive:
    """Read and add to one archive folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._newest: dict[str, _Newest] = {}

    def body_path(self, sha256: str) -> Path:
        """Where a body lies."""
        return self.folder / "bodies" / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """A body, checked against its name.

        Raises:
            FileNotFoundError: no such body.
            ValueError: the bytes on disk are no longer those of that sha256.
        """
        data = self.body_path(sha256).read_bytes()
        if sha256_hex(data) != sha256:
            raise ValueError(f"archived body {sha256} is damaged")
        return data

    def store(self, data: bytes) -> str:
        """Keep a body once and return its sha256; an intact one is left alone, a damaged one restored."""
        sha256 = sha256_hex(data)
        path = self.body_path(sha256)
        if not path.exists() or path.read_bytes() != data:
            write_atomic(path, data)
        return sha256

    def add(self, capture: Capture) -> bool:
        """Note a fetch whose body is stored; False when the same fetch is noted already."""
        if self.latest(capture.source, capture.url) == capture:
            return False
        line = json.dumps(asdict(capture), ensure_ascii=False, sort_keys=True)
        append_line(self._captures_path(capture.source), line)
        return True

    def captures(self, source: str) -> Iterator[Capture]:
        """Fetches of a source, oldest first; a line torn by a crash is passed over."""
        path = self._captures_path(source)
        if path.exists():
            yield from _parse(path.read_bytes())

    def find(self, source: str, url: str, sha256: str) -> Capture | None:
        """The newest fetch of an address that brought these bytes, or None."""
        newest = self.latest(source, url)
        if newest is not None and newest.sha256 == sha256:
            return newest
        same = [c for c in self.captures(source) if (c.url, c.sha256) == (url, sha256)]
        return same[-1] if same else None

    def latest(self, source: str, url: str) -> Capture | None:
        """The newest fetch of an address, or None; a file that a person brought is no fetch."""
        return self._index(source).by_url.get(url)

    def _captures_path(self, source: str) -> Path:
        return self.folder / "captures" / f"{source}.jsonl"

    def _index(self, source: str) -> _Newest:
        """The index of a source, brought up to date by reading only what was appended since."""
        path = self._captures_path(source)
        size = path.stat().st_size if path.exists() else 0
        index = self._newest.get(source)
        if index is None or size < index.read_to:
            index = self._newest[source] = _Newest()
        if size > index.read_to:
            with path.open("rb") as file:
                file.seek(index.read_to)
                appended = file.read()
            # A last line without its end may still be in the making: it is read next time.
            whole = appended.rfind(b"\n") + 1
            for capture in _parse(appended[:whole]):
                known = index.by_url.get(capture.url)
                if capture.via == IMPORT:
                    continue
                if known is None or capture.fetched_at >= known.fetched_at:
                    index.by_url[capture.url] = capture
            index.read_to += whole
        return index


def _parse(lines: bytes) -> Iterator[Capture]:
    for line in lines.split(b"\n"):
        try:
            yield Capture(**json.loads(line))
        except (ValueError, TypeError):
            continue
