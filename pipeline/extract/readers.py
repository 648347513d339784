"""From a body to its table: the reader of each format."""

from __future__ import annotations

from collections.abc import Callable

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.csv_table import read_csv
from pipeline.extract.docx_table import read_docx
from pipeline.extract.flight import read_flight
from pipeline.extract.grid import Grid
from pipeline.extract.headings import read_headings
from pipeline.extract.html_table import read_html
from pipeline.extract.items import read_items
from pipeline.extract.json_rows import read_json
from pipeline.extract.outcomes import UnreadableError
from pipeline.extract.pdf_table import read_pdf
from pipeline.extract.privacy import mask_persons
from pipeline.extract.sniff import reader_for
from pipeline.extract.workbook import read_workbook

_READERS: dict[str, Callable[[Source, Capture, bytes], Grid]] = {
    "html": read_html,
    "items": read_items,
    "headings": read_headings,
    "fortune_flight": read_flight,
    "csv": read_csv,
    "xlsx": read_workbook,
    "docx": read_docx,
    "pdf": read_pdf,
    "json": read_json,
}


def read_grid(source: Source, capture: Capture, data: bytes) -> Grid:
    """The table of a body as printed, without persons' names and telephone numbers.

    Raises:
        UserError: the site answered with an error, or the body cannot be read.
    """
    if capture.status >= 400:
        raise UnreadableError(f"网站返回了错误状态 {capture.status}")
    reader = _READERS[reader_for(source, capture, data)]
    return mask_persons(reader(source, capture, data), source.table)
