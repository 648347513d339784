"""A person's file read and checked the way a crawled body is, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.clock import now
from common.errors import UserError
from common.hashing import sha256_hex
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract import Extraction, extract
from pipeline.extract.synonyms import LABELS
from pipeline.import_ledger import EXAMPLE_MARK
from pipeline.inbox.dropped import Dropped
from pipeline.inbox.fitting import as_imported
from pipeline.inbox.guess import list_name
from pipeline.inbox.keeping import Kept, keep, refuse_second_list
from pipeline.inbox.statement import Statement, needs_name
from pipeline.inbox.table import Table, read_table

_YEAR = re.compile(r"(20\d{2})年?度?\D{0,20}(?:\d{2,4})?(?:强|榜|名单)")


@dataclass(frozen=True)
class Prepared:
    """``source`` as it is to be read and published, the capture and ``kept`` to archive, what was read."""

    source: Source
    part: str
    capture: Capture
    kept: Kept
    table: Table
    extraction: Extraction


def prepare(said: Statement, dropped: Dropped, lists: Sequence[str] = ()) -> Prepared:
    """Read the file; what is wrong with its rows stands in ``extraction.problems``.

    A file whose rows are all named 示例… is marked as example data. ``lists`` are the names of all
    sources: lists of nearly the same name must not be taken for one another.

    Raises:
        UserError: no table in the file is understood, it cannot be archived, or it is another list.
    """
    arrived = Capture(
        source=said.source.id,
        url=said.url,
        status=200,
        fetched_at=now().isoformat(timespec="milliseconds"),
        sha256=dropped.sha256,
        via="import",
        title=dropped.path.name,
        dated=said.day,
    )
    fitted = as_imported(said.source, arrived, dropped.data)
    refuse_second_list(fitted, arrived, dropped)
    try:
        table = read_table(fitted, arrived, dropped.data)
    except UserError as error:
        raise UserError(
            error.message,
            where=str(dropped.path),
            fix=error.fix or f"表头要有的列：{_wanted(said.source)}",
        ) from error
    _refuse_other_list(said, dropped, table, lists)
    kept = keep(fitted, dropped, table)
    capture = replace(arrived, sha256=sha256_hex(kept.data), headers=kept.headers)
    source = as_imported(said.source, capture, kept.data)
    extraction = extract(source, [(capture, kept.data)])
    extraction.warnings += _other_year(source, table)
    if extraction.rows and all(row.name.startswith(EXAMPLE_MARK) for row in extraction.rows):
        source = source.model_copy(update={"example": True})
    return Prepared(source, said.part, capture, kept, table, extraction)


def _refuse_other_list(said: Statement, dropped: Dropped, table: Table, lists: Sequence[str]) -> None:
    if needs_name(said.source):
        return
    words = list_name(f"{table.title} {dropped.path.stem}")
    others = [name for name in lists if name in words]
    if others and said.source.name not in others:
        raise UserError(
            f"文件里或文件名里写着“{'、'.join(others)}”，不是{said.source.name}",
            where=str(dropped.path),
            fix="用 --source 写明是哪一份；只是文件名不对的，先改文件名",
        )


def _wanted(source: Source) -> str:
    return "、".join(LABELS[field] for field in source.expect.require)


def _other_year(source: Source, table: Table) -> list[str]:
    """A warning where the title above the header names another year than the edition."""
    years = set(_YEAR.findall(table.title))
    if source.edition.isdecimal() and years and source.edition not in years:
        return [f"标题里写的是 {'、'.join(sorted(years))} 年，与版次 {source.edition} 不同，请核对"]
    return []
