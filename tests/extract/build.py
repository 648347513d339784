"""Bodies, captures and sources made by hand for the tests; all names are made up (示例)."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from html import escape
from typing import Any

import xlsxwriter

from common.hashing import sha256_hex
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract import Extraction, extract

URL = "https://list.example/2025"


def make_source(format: str = "html", **changes: Any) -> Source:
    values: dict[str, Any] = {
        "id": "demo",
        "name": "示例榜单",
        "publisher": "示例发布方",
        "edition": "2025",
        "format": format,
        "urls": [URL],
        "expect": {"rows": [1, 20_000]},
    }
    return Source.model_validate(values | changes)


def make_capture(data: bytes, **changes: Any) -> Capture:
    values: dict[str, Any] = {
        "source": "demo",
        "url": URL,
        "status": 200,
        "fetched_at": "2026-11-23T07:00:00+08:00",
        "sha256": sha256_hex(data),
    }
    return Capture(**values | changes)


def run(source: Source, *bodies: bytes, **changes: Any) -> Extraction:
    """Extract bodies, each from an address of its own."""
    captures = [make_capture(data, url=f"{URL}/{number}", **changes) for number, data in enumerate(bodies)]
    return extract(source, list(zip(captures, bodies, strict=True)))


def page(table: str, title: str = "示例榜单") -> bytes:
    head = f'<html><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body>{table}</body></html>".encode()


def table(rows: Sequence[Sequence[str]], attributes: str = "") -> str:
    lines = ["<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return f"<table {attributes}><tbody>{''.join(lines)}</tbody></table>"


def _cell(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def html_body(rows: Sequence[Sequence[str]]) -> bytes:
    return page(table(rows))


def json_body(rows: Sequence[dict[str, Any]]) -> bytes:
    return json.dumps({"result": list(rows)}, ensure_ascii=False).encode()


def xlsx_body(
    rows: Sequence[Sequence[Any]], merges: Sequence[tuple[int, int, int, int]] = (), sheet: str = "名单"
) -> bytes:
    """Numbers stay numbers; a merge is (top, left, bottom, right) from 0 and shows its first cell."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        target = book.add_worksheet(sheet)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                if value is not None:
                    target.write(row, column, value)
        for top, left, bottom, right in merges:
            target.merge_range(top, left, bottom, right, rows[top][left])
    return buffer.getvalue()
