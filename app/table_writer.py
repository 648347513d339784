"""Results as parquet, csv or xlsx by the file's ending, a part at a time; whole or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app.workbook.text import clean, looks_like_formula
from common.errors import UserError

Kinds = Mapping[str, type]
"""Column → ``str``, ``int`` or ``float``."""
Values = Sequence[object]
WRITES = (".parquet", ".csv", ".xlsx")
MOST_SHEET_ROWS = 1_048_575
"""Rows of a worksheet below its header."""
ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64()}
"""What a parquet file keeps each kind as."""


class Writer(Protocol):
    """Takes rows in the order of the columns."""

    def write(self, rows: Sequence[Values]) -> None:
        """Append rows."""


def check_output(path: Path) -> None:
    """Refuse what could not be written, before any work is done.

    Raises:
        UserError: the ending is no known one, or the folder cannot be written.
    """
    if path.suffix.lower() not in WRITES:
        raise UserError(
            f"不认识的输出类型 {path.suffix or '（没有扩展名）'}",
            where=str(path),
            fix=f"用 {'、'.join(WRITES)} 之一",
        )
    if path.is_dir():
        raise UserError("这是一个文件夹", where=str(path), fix="写出文件名")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, probe = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        os.close(handle)
        Path(probe).unlink()
    except OSError as error:
        raise UserError(f"不能写到这里：{error.strerror or error}", where=str(path)) from error


@contextmanager
def write_table(path: Path, columns: Kinds) -> Iterator[Writer]:
    """A writer for ``path``; the file appears when the block ends well, and only then.

    Raises:
        UserError: more rows than a worksheet holds, or the disk refuses.
    """
    check_output(path)
    opened = {".parquet": _parquet, ".csv": _csv, ".xlsx": _xlsx}[path.suffix.lower()]
    with fresh_file(path) as fresh, opened(fresh, columns) as writer:
        yield writer


@contextmanager
def fresh_file(path: Path) -> Iterator[Path]:
    """A file to write beside ``path``; it takes its place when the block ends well.

    Raises:
        UserError: the disk refuses.
    """
    fresh = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        yield fresh
        fresh.replace(path)
    except OSError as error:
        raise UserError(
            f"写不进去：{error.strerror or error}", where=str(path), fix="检查磁盘空间和权限"
        ) from error
    finally:
        fresh.unlink(missing_ok=True)


class _Parquet:
    def __init__(self, file: pq.ParquetWriter, schema: pa.Schema) -> None:
        self._file, self._schema = file, schema

    def write(self, rows: Sequence[Values]) -> None:
        columns = list(zip(*rows, strict=True)) or [()] * len(self._schema)
        arrays = [pa.array(values, kind) for values, kind in zip(columns, self._schema.types, strict=True)]
        self._file.write_batch(pa.record_batch(arrays, schema=self._schema))


@contextmanager
def _parquet(path: Path, columns: Kinds) -> Iterator[Writer]:
    schema = pa.schema([(name, ARROW[kind]) for name, kind in columns.items()])
    with pq.ParquetWriter(path, schema) as file:
        yield _Parquet(file, schema)


class _Csv:
    def __init__(self, write: Callable[[Sequence[Values]], object]) -> None:
        self._write = write

    def write(self, rows: Sequence[Values]) -> None:
        self._write([[_harmless(value) for value in row] for row in rows])


def _harmless(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe, as spreadsheets do themselves."""
    return f"'{value}" if isinstance(value, str) and looks_like_formula(value) else value


@contextmanager
def _csv(path: Path, columns: Kinds) -> Iterator[Writer]:
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        yield _Csv(writer.writerows)


class _Xlsx:
    def __init__(self, path: Path, sheet: Worksheet) -> None:
        self._path, self._sheet, self._row = path, sheet, 0

    def write(self, rows: Sequence[Values]) -> None:
        for row in rows:
            self._row += 1
            if self._row > MOST_SHEET_ROWS:
                raise UserError(
                    f"结果超过一张工作表的 {MOST_SHEET_ROWS} 行",
                    where=str(self._path),
                    fix="输出改用 .parquet 或 .csv",
                )
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    self._sheet.write_number(self._row, column, value)
                elif value:
                    self._sheet.write_string(self._row, column, clean(str(value)))


@contextmanager
def _xlsx(path: Path, columns: Kinds) -> Iterator[Writer]:
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("结果")
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, clean(column))
        yield _Xlsx(path, sheet)
