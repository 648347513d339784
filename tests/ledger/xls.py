"""The smallest workbook of Excel 97 that holds a table: BIFF8 records in an OLE container.

No library that is kept up writes this format any more, and ledgers still come in it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(rows: Sequence[Sequence[str | float | None]], sheet: str = "台账") -> bytes:
    """A workbook with one sheet of texts and numbers."""
    return _container(_workbook(rows, sheet))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _workbook(rows: Sequence[Sequence[str | float | None]], sheet: str) -> bytes:
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1996, 0, 6)
    name = sheet.encode("utf-16-le")
    bound_size = 4 + 8 + len(name)
    globals_size = len(_record(0x0809, begin)) + bound_size + len(_record(0x0A, b""))
    bound = struct.pack("<IHBB", globals_size, 0, len(sheet), 1) + name
    head = _record(0x0809, begin) + _record(0x0085, bound) + _record(0x0A, b"")
    cells = b""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                body = struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text
                cells += _record(0x0204, body)
            elif value is not None:
                cells += _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    width = max((len(values) for values in rows), default=0)
    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    begin_sheet = struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 1996, 0, 6)
    return head + _record(0x0809, begin_sheet) + size + cells + _record(0x0A, b"")


def _container(stream: bytes) -> bytes:
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    fats = -(-(sectors + 2) // (SECTOR // 4)) or 1
    chain = [*range(1, sectors), END] if sectors else []
    directory, first_fat = sectors, sectors + 1
    table = [*chain, END, *[FAT] * fats]
    table += [FREE] * (fats * (SECTOR // 4) - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, fats, directory, 0, 4096, END, 0, END, 0)
    places = [first_fat + at for at in range(fats)]
    header += struct.pack("<109I", *places, *[FREE] * (109 - fats))
    entries = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 0, len(stream))
    return header + stream + entries.ljust(SECTOR, b"\0") + struct.pack(f"<{len(table)}I", *table)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return head + struct.pack("<III", FREE, FREE, child) + bytes(36) + struct.pack("<IQ", start, size)
