"""Group a table's rows by enterprise: the table as it was, with three columns more behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from app.screen import Step, step
from app.table_writer import ARROW, MOST_SHEET_ROWS, check_output, fresh_file, write_table
from app.tables import Table, read_table
from common.errors import UserError
from pipeline.identity.dedupe import MODEL_HASH, Deduplicated, dedupe
from pipeline.identity.reasons import reasons

OURS = {"cluster": int, "certainty": float, "why": str}
CONTEXT = ("province", "city", "uscc")
CHUNK = 50_000
MOST_ROWS = 5_000_000
"""What 24 GB of memory hold with ease; more is refused before it is read to its end."""
LONGEST_NAME = 500
"""Characters of a name that are kept in memory; no enterprise has a longer one."""


@dataclass(frozen=True)
class Summary:
    """What a run did."""

    rows: int
    enterprises: int
    joined: int

    def as_json(self, out: Path) -> dict[str, object]:
        """For programs."""
        return {
            "rows": self.rows,
            "enterprises": self.enterprises,
            "joined_rows": self.joined,
            "model": MODEL_HASH[:12],
            "out": str(out),
        }


def dedupe_file(source: Path, out: Path) -> Summary:
    """Read ``source``, write it to ``out`` with the enterprise of every row.

    Clusters are numbered from 1 in the order in which they first appear.

    Raises:
        UserError: a file cannot be read or written, has no ``name`` column or no row, or too many.
    """
    check_output(out)
    table = read_table(source)
    taken = [name for name in OURS if name in table.headers]
    if taken:
        raise UserError(
            f"已有 {'、'.join(taken)} 列", where=str(source), fix="改掉原列名，结果要用这几个名字"
        )
    _refuse_too_many(table.rows or 0, table, out)
    columns = _read(table, out)
    with step("归并企业名称") as progress:
        found = dedupe(*columns, progress=lambda doing, share: _tell(progress, doing, share))
    added = _added(found)
    with step("写出结果") as progress:
        _write(table, out, added, progress)
    sizes = np.bincount(added[0])
    return Summary(len(found.cluster), int((sizes > 0).sum()), int(sizes[sizes > 1].sum()))


def _refuse_too_many(rows: int, table: Table, out: Path) -> None:
    if rows > MOST_ROWS:
        raise UserError(
            f"超过 {MOST_ROWS:,} 行，一次做不了", where=str(table.path), fix="按省份拆开，分别归并"
        )
    if out.suffix.lower() == ".xlsx" and rows > MOST_SHEET_ROWS:
        raise UserError(f"{rows} 行放不进一张工作表", where=str(out), fix="输出改用 .parquet 或 .csv")


def _read(table: Table, out: Path) -> tuple[list[str], *tuple[list[str | None] | None, ...]]:
    names: list[str] = []
    context: dict[str, list[str | None]] = {column: [] for column in CONTEXT if table.has(column)}
    for part in table.parts(("name", *context), CHUNK):
        names += [(name or "")[:LONGEST_NAME] for name in part.columns["name"]]
        for column, values in context.items():
            values.extend(part.columns[column])
        _refuse_too_many(len(names), table, out)
    if not names:
        raise UserError("表头下面没有一行", where=str(table.path), fix="至少写一行企业名称")
    return names, *(context.get(column) for column in CONTEXT)


def _tell(progress: Step, doing: str, share: float) -> None:
    progress.advance(round(share * 100), 100, doing)


def _added(found: Deduplicated) -> tuple[Sequence[int], Sequence[float], Sequence[str]]:
    _, first, place = np.unique(found.cluster, return_index=True, return_inverse=True)
    number = np.empty(len(first), dtype=np.int64)
    number[np.argsort(first, kind="stable")] = np.arange(1, len(first) + 1)
    return number[place].tolist(), np.round(found.certainty, 3).tolist(), reasons(found)


def _write(
    table: Table, out: Path, added: tuple[Sequence[int], Sequence[float], Sequence[str]], progress: Step
) -> None:
    rows, done = len(added[0]), 0
    if table.path.suffix.lower() == out.suffix.lower() == ".parquet":
        _append_parquet(table.path, out, added, progress)
        return
    headers = dict.fromkeys(table.headers, str)
    with write_table(out, {**headers, **OURS}) as writer:
        for part in _rows(table, added):
            writer.write(part)
            done += len(part)
            progress.advance(done, rows)


def _rows(
    table: Table, added: tuple[Sequence[int], Sequence[float], Sequence[str]]
) -> Iterator[list[tuple[object, ...]]]:
    at = 0
    for part in table.parts(table.headers, CHUNK):
        columns = [part.columns[header] for header in table.headers]
        ours = [column[at : at + len(part)] for column in added]
        yield list(zip(*columns, *ours, strict=True))
        at += len(part)


def _append_parquet(
    source: Path,
    out: Path,
    added: tuple[Sequence[int], Sequence[float], Sequence[str]],
    progress: Step,
) -> None:
    """The columns keep their types; a part at a time, however large the file is."""
    file, at = pq.ParquetFile(source), 0
    schema = file.schema_arrow
    for name, kind in OURS.items():
        schema = schema.append(pa.field(name, ARROW[kind]))
    with fresh_file(out) as fresh, pq.ParquetWriter(fresh, schema) as writer:
        for batch in file.iter_batches(CHUNK):
            end = at + len(batch)
            ours = [pa.array(values[at:end]) for values in added]
            writer.write_batch(pa.record_batch([*batch.columns, *ours], schema=schema))
            progress.advance(end, len(added[0]))
            at = end
