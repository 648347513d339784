"""An ODS spreadsheet's true extent, known before calamine lays it out: cells and rows repeat by a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

from lxml import etree

from pipeline.extract.grid import check_extent

CONTENT = "content.xml"
_MIME = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_START = 256
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"


def is_ods(data: bytes) -> bool:
    """Whether a zip file is one: its kind stands uncompressed in its first part."""
    return _MIME in data[:_START]


def check_content(chunks: Iterable[bytes]) -> None:
    """Refuse a spreadsheet with a sheet whose values span too large a rectangle.

    Empty cells behind the last value cost nothing; every writer fills its sheets up with them.

    Raises:
        TooLargeError: see ``check_extent``.
        etree.XMLSyntaxError: the part is damaged.
    """
    parser = etree.XMLPullParser(
        ("start", "end"), tag=(f"{_TABLE}table", f"{_TABLE}table-row"), no_network=True
    )
    row = 0
    for chunk in chunks:
        parser.feed(chunk)
        for event, element in cast("Iterator[tuple[str, etree._Element]]", parser.read_events()):
            if element.tag == f"{_TABLE}table":
                row = 0
            elif event == "end":
                row += _repeated(element, "rows")
                columns = _columns(element)
                if columns:
                    check_extent(row, columns, "工作表")
                element.clear()


def _columns(row: etree._Element) -> int:
    """Columns up to the last cell with a value; 0 for an empty row."""
    at = last = 0
    for cell in row:
        at += _repeated(cell, "columns")
        if _VALUE in cell.attrib:
            last = at
    return last


def _repeated(element: etree._Element, what: str) -> int:
    """How often a row or cell stands there; the attribute is left out for one."""
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
