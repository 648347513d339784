"""The rows of a CSV file, whatever separates its columns."""

from __future__ import annotations

import csv
import re
from io import StringIO
from itertools import islice

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.decode import decode
from pipeline.extract.grid import Cell, Grid, check_extent
from pipeline.extract.headers import HEADER_ROWS, find_header, understand, unknown_header
from pipeline.extract.outcomes import UnreadableError

DELIMITERS = ",\t;|"
_FORMULA = re.compile(r'="(.*)"')
"""How exporters keep a spreadsheet from reading a code as a number: ="0012"."""


def read_csv(source: Source, capture: Capture, data: bytes) -> Grid:
    """All records; a line break within quotes belongs to its cell. Row n is the n-th record.

    Raises:
        BodyError: it cannot be decoded, its quotes do not match, or no header is known.
    """
    text = decode(data, capture.headers, source.encoding)
    delimiter = max(DELIMITERS, key=lambda delimiter: _understood(source, text, delimiter))
    grid = Grid(_rows(text, delimiter), "CSV")
    if find_header(grid, source.table.fields) is None and not source.table.columns:
        raise unknown_header(grid)
    return grid


def _understood(source: Source, text: str, delimiter: str) -> tuple[int, int]:
    """How many header texts a delimiter brings out, and into how many columns it cuts."""
    try:
        head = list(islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), HEADER_ROWS))
    except csv.Error:
        return 0, 0
    hits = max((understand(cells, source.table.fields).hits for cells in head), default=0)
    return hits, max(map(len, head), default=0)


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Cell]] = []
    widest = 0
    try:
        for cells in reader:
            widest = max(widest, len(cells))
            check_extent(len(rows) + 1, widest)
            rows.append([_FORMULA.sub(r"\1", cell) for cell in cells])
    except csv.Error as error:
        raise UnreadableError(f"CSV 第 {reader.line_num} 行的引号没有配对，或一格太长") from error
    return rows
