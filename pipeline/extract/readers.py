"""From a body to its table: the reader of each format."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import Grid
from pipeline.extract.outcomes import UnreadableError
from pipeline.extract.privacy import mask_persons
from pipeline.extract.sniff import reader_for

Reader = Callable[[Source, Capture, bytes], Grid]
_READERS = {
    "html": "html_table:read_html",
    "items": "items:read_items",
    "headings": "headings:read_headings",
    "fortune_flight": "flight:read_flight",
    "csv": "csv_table:read_csv",
    "xlsx": "workbook:read_workbook",
    "docx": "docx_table:read_docx",
    "pdf": "pdf_table:read_pdf",
    "json": "json_rows:read_json",
}
"""Module and function of each format; its library is loaded when the first body of the format comes."""


def read_grid(source: Source, capture: Capture, data: bytes) -> Grid:
    """The table of a body as printed, without persons' names and telephone numbers.

    Raises:
        UserError: the site answered with an error, or the body cannot be read.
    """
    if capture.status >= 400:
        raise UnreadableError(f"网站返回了错误状态 {capture.status}")
    module, _, function = _READERS[reader_for(source, capture, data)].partition(":")
    reader: Reader = getattr(import_module(f"pipeline.extract.{module}"), function)
    return mask_persons(reader(source, capture, data), source.table)
