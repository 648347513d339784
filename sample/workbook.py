"""Workbooks whose bytes depend on their content alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

CREATED = datetime(2025, 1, 1)  # noqa: DTZ001  # xlsxwriter wants it naive; fixed so that bytes repeat


def workbook_bytes(
    sheet: str, comment: str, fill: Callable[[Workbook, Worksheet], None], *, inline: bool = False
) -> bytes:
    """The bytes of a workbook with one sheet.

    Args:
        sheet: name of the sheet.
        comment: document property that says what the file is.
        fill: writes the sheet, row after row.
        inline: strings inside the cells (``<t>``), as the Shenzhen exchange has them.
    """
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "constant_memory": inline})
    book.set_properties({"comments": comment, "created": CREATED})
    fill(book, book.add_worksheet(sheet))
    book.close()
    return out.getvalue()
