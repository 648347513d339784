"""The archive: every body kept once by its sha256, every fetch noted beside it.

Layout of one archive folder (the sample archive in the repository has the same)::

    bodies/ab/abcdef…            the bytes, named by their sha256, never overwritten
    visits/<source>.jsonl        one line a visit, see visits.py
    captures/<source>.jsonl      one line a fetch: url, status, when, headers of interest, sha256
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from common.files import CAN_WRITE_BACK, append_line, write_atomic, write_back
from common.hashing import sha256_hex

_as_line = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
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

    path: Path
    read_to: int = 0
    by_url: dict[str, Capture] = field(default_factory=dict)

    def note(self, capture: Capture) -> None:
        """Take the next line of the file; a file that a person brought is no fetch."""
        known = self.by_url.get(capture.url)
        if capture.via != IMPORT and (known is None or capture.fetched_at >= known.fetched_at):
            self.by_url[capture.url] = capture


class Archive:
    """Read and add to one archive folder.

    ``lazy`` leaves it to the system when additions reach the disk; ``settle`` waits until they have. A
    process that is killed loses nothing by it. Where the power goes, a visit's last seconds may be lost,
    even a body that a capture names: ``read`` finds that out, the visit is still open, and what is missing
    is asked for again.
    """

    def __init__(self, folder: Path, *, lazy: bool = False) -> None:
        self.folder = folder
        self._durable = not (lazy and CAN_WRITE_BACK)
        self._unsettled = False
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
        if not _holds(path, data):
            write_atomic(path, data, durable=self._durable)
            self._unsettled = not self._durable
        return sha256

    def add(self, capture: Capture) -> bool:
        """Note a fetch whose body is stored; False when the same fetch is noted already."""
        index = self._index(capture.source)
        if index.by_url.get(capture.url) == capture:
            return False
        added = append_line(index.path, _as_line(vars(capture)), durable=self._durable)
        self._unsettled = not self._durable
        if added.start == index.read_to:  # else there is more before it to be read
            index.note(capture)
            index.read_to = added.stop
        return True

    def settle(self) -> None:
        """Bring to the disk what was added; only then may anything that relies on it be noted."""
        if self._unsettled:
            write_back()
            self._unsettled = False

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
        index = self._newest.get(source)
        if index is None:
            index = self._newest[source] = _Newest(self._captures_path(source))
        try:
            size = index.path.stat().st_size
        except FileNotFoundError:
            size = 0
        if size < index.read_to:  # not the file that it was
            index.read_to = 0
            index.by_url.clear()
        if size > index.read_to:
            with index.path.open("rb") as file:
                file.seek(index.read_to)
                appended = file.read()
            # A last line without its end may still be in the making: it is read next time.
            whole = appended.rfind(b"\n") + 1
            for capture in _parse(appended[:whole]):
                index.note(capture)
            index.read_to += whole
        return index


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _parse(lines: bytes) -> Iterator[Capture]:
    for line in lines.split(b"\n"):
        try:
            yield Capture(**json.loads(line))
        except (ValueError, TypeError):
            continue
