"""Which source a file may belong to, with the reasons; a person decides."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from db.models import ROLLING
from pipeline.extract.grid import Grid
from pipeline.extract.readers import read_grid
from pipeline.inbox.dropped import Dropped
from pipeline.inbox.fitting import as_imported, is_own_kind
from pipeline.inbox.statement import needs_name
from pipeline.inbox.table import Table, read_table, table_of

SHOWN = 5


@dataclass(frozen=True)
class Candidate:
    """A source that fits; the higher ``points``, the more speaks for it."""

    source: Source
    points: int
    reasons: tuple[str, ...]


def guess(sources: Iterable[Source], dropped: Dropped, name: str = "") -> list[Candidate]:
    """The best few sources whose required columns the file has, best first.

    What is printed above the header, the file's name and the name given count most, then a number of
    rows as the source expects it and the columns.

    Raises:
        UserError: the file cannot be read at all; sources that cannot read it are passed over.
    """
    reader = _Reader(dropped)
    found: list[Candidate] = []
    for source in sources:
        table = reader.table(source)
        if table is not None:
            candidate = _judge(source, table, f"{table.title} {dropped.path.stem} {name}")
            found += [candidate] if candidate else []
    if not found and reader.failure:
        raise UserError(reader.failure.message, where=str(dropped.path), fix=reader.failure.fix)
    best = max((candidate.points for candidate in found), default=0)
    likely = [candidate for candidate in found if candidate.points >= best - 3]
    return sorted(likely, key=lambda candidate: -candidate.points)[:SHOWN]


class _Reader:
    """Reads a file once by the shared header texts, and anew only for sources that these do not serve."""

    def __init__(self, dropped: Dropped) -> None:
        self._dropped = dropped
        self._capture = Capture("inbox", f"import:{dropped.path.name}", 200, "", dropped.sha256, via="import")
        self._grid: Grid | None = None
        self.failure: UserError | None = None
        plain = {"id": "inbox", "name": "-", "publisher": "-", "edition": ROLLING, "format": "auto"}
        anyone = Source.model_validate({**plain, "urls": ["-"], "expect": {"rows": [0, 1]}})
        try:
            self._grid = read_grid(anyone, self._capture, dropped.data)
        except UserError as error:
            self.failure = error

    def table(self, source: Source) -> Table | None:
        own = is_own_kind(source, self._dropped.data)
        if self._grid is not None and not own:
            return table_of(source, self._grid)
        if not (own or source.table.fields or source.table.columns):
            return None
        fitted = as_imported(source, self._capture, self._dropped.data)
        try:
            return read_table(fitted, self._capture, self._dropped.data)
        except UserError:
            return None


def list_name(words: str) -> str:
    """A title or file name as lists are called: without years and white space."""
    return re.sub(r"\s|20\d{2}年?(?:度)?", "", words)


def _judge(source: Source, table: Table, words: str) -> Candidate | None:
    columns = table.columns.at
    if any(field not in columns for field in source.expect.require):
        return None
    reasons: list[str] = []
    points = 0
    plain = list_name(words)
    if source.name in plain:
        reasons.append(f"文件里或文件名里写着“{source.name}”")
        points += 4
    elif source.publisher in plain:
        reasons.append(f"写着“{source.publisher}”")
        points += 3
    if needs_name(source) and source.tier and "position" in columns:
        reasons.append("有职务一列")
        points += 3
    fewest, most = source.expect.rows
    rows = len(table.data_rows)
    if fewest <= rows <= most and fewest > 1:
        reasons.append(f"有 {rows} 行，与应有的行数相符")
        points += 2
    if not source.example:
        points += len(source.expect.require) > 1
    return Candidate(source, points, (*reasons, f"有它要的 {len(source.expect.require)} 列"))
