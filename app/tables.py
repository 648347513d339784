"""Tables that people hand in and get back: parquet, csv and xlsx, a part at a time in bounded memory."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import SheetVisibleEnum

from common.errors import UserError
from pipeline.extract.grid import scalar_text
from pipeline.extract.workbook import open_workbook

Column = list[str | None]
READS = (".parquet", ".csv", ".xlsx")
HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "名称", "企业名称", "公司名称", "单位名称"),
    "province": ("province", "省", "省份"),
    "city": ("city", "市", "城市", "地市"),
    "uscc": ("uscc", "统一社会信用代码", "信用代码"),
    "products": ("products", "主营产品", "主要产品", "产品"),
    "main_business": ("main_business", "主营业务", "主业"),
    "scope": ("scope", "经营范围", "业务范围"),
    "profile": ("profile", "企业简介", "公司简介", "简介"),
    "industry_code": ("industry_code", "行业代码", "国民经济行业代码"),
    "alias": ("alias", "别名", "简称", "曾用名"),
}
"""Our column → headers that mean it; the first is how the documentation spells it."""
CHUNK = 20_000
MOST_XLSX_BYTES = 256 * 1024 * 1024
LONGEST_FIELD = 1 << 24
"""Characters of a csv field; a longer one is a quotation mark that nobody closed."""
_PROBE = 1 << 20


@dataclass(frozen=True)
class Part:
    """Some rows: every wanted column that the file has, of one length.

    ``first`` is the number of the first row; the one below the header is 1.
    """

    first: int
    columns: dict[str, Column]

    def __len__(self) -> int:
        return max(map(len, self.columns.values()), default=0)


@dataclass(frozen=True)
class Table:
    """An opened file: ``headers`` are the columns as printed, ``rows`` their count where it is known."""

    path: Path
    headers: tuple[str, ...]
    rows: int | None

    def has(self, column: str) -> bool:
        """Whether the file has one of our columns."""
        return self._printed(column) is not None

    def parts(self, wanted: Sequence[str], size: int = CHUNK) -> Iterator[Part]:
        """The wanted columns (ours or printed ones) that the file has, ``size`` rows at a time.

        Raises:
            UserError: a row cannot be read.
        """
        known = {column: printed for column in wanted if (printed := self._printed(column)) is not None}
        first = 1
        reader = {".parquet": _parquet_parts, ".csv": _csv_parts, ".xlsx": _xlsx_parts}[_kind(self.path)]
        places = {column: self.headers.index(printed) for column, printed in known.items()}
        for columns in reader(self.path, places, self.headers, size):
            part = Part(first, columns)
            first += len(part)
            yield part

    def _printed(self, column: str) -> str | None:
        meant = HEADERS.get(column, (column,))
        tidy = {header.strip().lower(): header for header in reversed(self.headers)}
        return next((tidy[one] for one in meant if one in tidy), column if column in self.headers else None)


def read_table(path: Path, required: Sequence[str] = ("name",)) -> Table:
    """Open a file and look at its header.

    Raises:
        UserError: it is not there, of no kind that is read, damaged, empty, or lacks a required column.
    """
    if not path.is_file():
        raise UserError("没有这个文件", where=str(path), fix="检查路径和权限")
    kind = _kind(path)
    try:
        if kind == ".parquet":
            file = pq.ParquetFile(path)
            table = Table(path, tuple(file.schema_arrow.names), file.metadata.num_rows)
        elif kind == ".csv":
            table = Table(path, tuple(next(_records(path), [])), None)
        else:
            rows = _sheet(path)
            table = Table(path, tuple(scalar_text(cell) for cell in (rows[0] if rows else [])), len(rows) - 1)
    except (pa.ArrowException, OSError) as error:
        raise UserError("文件读不出来，可能已损坏或格式与扩展名不符", where=str(path)) from error
    if not any(header.strip() for header in table.headers):
        raise UserError("文件是空的，没有表头", where=str(path), fix="第一行写列名，至少有 name（企业名称）")
    missing = [column for column in required if not table.has(column)]
    if missing:
        allowed = "、".join(HEADERS.get(missing[0], (missing[0],)))
        shown = "、".join(header for header in table.headers[:12])
        raise UserError(
            f"缺少 {missing[0]} 列，只有：{shown}", where=str(path), fix=f"第一行的列名写 {allowed} 之一"
        )
    return table


def _kind(path: Path) -> str:
    kind = path.suffix.lower()
    if kind not in READS:
        raise UserError(
            f"不认识的文件类型 {path.suffix or '（没有扩展名）'}",
            where=str(path),
            fix=f"用 {'、'.join(READS)} 之一",
        )
    return kind


def _text(value: object) -> str | None:
    return scalar_text(value) or None


def _parquet_parts(
    path: Path, places: Mapping[str, int], headers: Sequence[str], size: int
) -> Iterator[dict[str, Column]]:
    printed = {column: headers[place] for column, place in places.items()}
    try:
        for batch in pq.ParquetFile(path).iter_batches(size, columns=list(dict.fromkeys(printed.values()))):
            values = {name: batch.column(name).to_pylist() for name in batch.schema.names}
            yield {column: [_text(one) for one in values[name]] for column, name in printed.items()}
    except (pa.ArrowException, OSError) as error:
        raise UserError("parquet 文件读到一半出错，可能已损坏", where=str(path)) from error


def _csv_parts(
    path: Path, places: Mapping[str, int], _headers: Sequence[str], size: int
) -> Iterator[dict[str, Column]]:
    records = _records(path)
    next(records, None)
    yield from _cut(records, places, size)


def _cut(
    records: Iterator[Sequence[object]], places: Mapping[str, int], size: int
) -> Iterator[dict[str, Column]]:
    while rows := list(itertools.islice(records, size)):
        yield {
            column: [_text(row[place]) if place < len(row) else None for row in rows]
            for column, place in places.items()
        }


def _records(path: Path) -> Iterator[list[str]]:
    """Records of a csv file; blank lines are left out. UTF-8 with or without mark, else GB 18030."""
    usual = csv.field_size_limit(LONGEST_FIELD)  # of the whole process, so it is put back
    with path.open(encoding=_encoding(path), newline="") as file:
        reader = csv.reader((line.replace("\x00", "") for line in file), strict=True)
        try:
            yield from (row for row in reader if row)
        except UnicodeDecodeError as error:
            raise UserError(
                f"第 {reader.line_num} 行附近有认不出的字符", where=str(path), fix="另存为 UTF-8 编码的 csv"
            ) from error
        except csv.Error as error:
            raise UserError(f"第 {reader.line_num} 行的引号没有配对，或一格太长", where=str(path)) from error
        finally:
            csv.field_size_limit(usual)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_PROBE)
    cut = head[: head.rfind(b"\n") + 1] or head
    try:
        cut.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _sheet(path: Path) -> list[list[object]]:
    """The first visible sheet, empty rows left out."""
    if path.stat().st_size > MOST_XLSX_BYTES:
        raise UserError("工作簿太大", where=str(path), fix="另存为 csv 再试")
    data = path.read_bytes()
    if not data.startswith(b"PK"):
        raise UserError("这不是 xlsx 工作簿", where=str(path), fix="在 Excel 或 WPS 里另存为 xlsx 或 csv")
    with open_workbook(data) as book:
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        rows = book.get_sheet_by_name((shown or book.sheet_names)[0]).to_python(skip_empty_area=False)
    return [list(row) for row in rows if any(scalar_text(cell) for cell in row)]


def _xlsx_parts(
    path: Path, places: Mapping[str, int], _headers: Sequence[str], size: int
) -> Iterator[dict[str, Column]]:
    yield from _cut(iter(_sheet(path)[1:]), places, size)
