"""The tables of a PDF document, over all its pages (sources.md 2.5, 2.10, 2.11 S9, 5.4)."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pdfplumber
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page
from pdfplumber.pdf import PDF

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.amounts import whole
from pipeline.extract.doubts import listed
from pipeline.extract.grid import Cell, Grid, check_extent, joined
from pipeline.extract.headers import find_header
from pipeline.extract.outcomes import QuarantinedError, TooLargeError, UnreadableError
from pipeline.extract.package import CHUNK, DAMAGED, MOST_BYTES
from pipeline.extract.pdf_lines import Line, grid_of_lines, lines_of
from pipeline.extract.texts import heading_of

MOST_PAGES = 1_000
MOST_RULES = 50_000
"""Ruling lines on one page; finding cells among more takes minutes."""
SCAN = 0.5
"""Share of a page that a picture covers where the page is a scan."""
MOST_CURVES = 200
"""On a page without text so many curves are characters that were drawn as outlines."""
MOST_UNREADABLE = 0.05
"""Share of characters without a code above which a page's text is no text."""
PIECE = 64 * 1024
_STREAM = re.compile(rb"stream\r?\n")
_NO_GLYPH = re.compile(r"\(cid:\d+\)")


@dataclass
class _Pages:
    """What the pages hold: tables in order, their titles, and the lines of text outside of them."""

    tables: list[Grid] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    scans: list[str] = field(default_factory=list)


def read_pdf(source: Source, _capture: Capture, data: bytes) -> Grid:
    """All ruled tables whose header is known or that go on over a page break; without rules, lines.

    Raises:
        BodyError: it is damaged or too large, some page is a scan, or no table is known.
    """
    found = _Pages()
    with _opened(data) as document:
        for number, page in enumerate(document.pages, start=1):
            _read_page(page, number, found)
            page.close()
    if found.scans:
        raise QuarantinedError(f"没有文字层（扫描件）：{listed(found.scans, 5, '页')}", fix="请人工录入")
    if not found.tables and not found.lines:
        raise QuarantinedError("PDF 里没有文字", fix="请人工录入")
    if not any(find_header(table, source.table.fields) is not None for table in found.tables):
        return grid_of_lines(source, found.lines)
    return _ruled(source, found)


@contextmanager
def _opened(data: bytes) -> Iterator[PDF]:
    _check_streams(data)
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if sum(1 for _ in islice(PDFPage.create_pages(document.doc), MOST_PAGES + 1)) > MOST_PAGES:
                raise TooLargeError(f"PDF 超过 {MOST_PAGES} 页，不读取", fix="请只导入名单所在的页")
            yield document
    except UserError:
        raise
    except Exception as error:
        # pdfminer raises almost anything on a damaged file: PSEOF, struct.error, KeyError, RecursionError …
        raise UnreadableError(DAMAGED.format(" PDF")) from error


def _check_streams(data: bytes) -> None:
    """Refuse a document whose compressed streams unpack to more than any list; pdfminer has no bound."""
    total = 0
    for found in _STREAM.finditer(data):
        for size in _unpacked(memoryview(data)[found.end() :]):
            total += size
            if total > MOST_BYTES:
                raise TooLargeError("PDF 解开后太大，不读取")


def _unpacked(packed: memoryview) -> Iterator[int]:
    """Sizes of the pieces that the stream at the head of ``packed`` unpacks to, one after the other."""
    unpacker = zlib.decompressobj()
    at = 0
    try:
        while at < len(packed) and not unpacker.eof:
            piece: bytes | memoryview = packed[at : at + PIECE]
            at += PIECE
            while piece:
                yield len(unpacker.decompress(piece, CHUNK))
                piece = unpacker.unconsumed_tail
    except zlib.error:
        # Not a compressed stream: a picture, a font, or one that is encrypted.
        return


def _read_page(page: Page, number: int, found: _Pages) -> None:
    if not page.chars:
        if len(page.curves) > MOST_CURVES or any(_share(image, page) > SCAN for image in page.images):
            found.scans.append(f"第{number}页")
        return
    garbled = sum(len(_NO_GLYPH.findall(char["text"])) for char in page.chars)
    if garbled > MOST_UNREADABLE * len(page.chars):
        raise QuarantinedError(f"PDF 第{number}页的文字没有编码，读出来是乱码", fix="请人工录入")
    if len(page.edges) > MOST_RULES:
        raise TooLargeError(f"PDF 第{number}页的线条太多，不读取")
    tables = page.find_tables()
    boxes = [table.bbox for table in tables]
    outside = page.filter(lambda item: not any(_inside(item, box) for box in boxes)) if boxes else page
    lines = lines_of(outside, number)
    for at, table in enumerate(tables, start=1):
        rows: list[list[Cell]] = table.extract()
        check_extent(len(rows), max(map(len, rows), default=0))
        above = [line for line in lines if line.top < table.bbox[1] and not _beyond(line, boxes, at - 1)]
        found.titles.append(heading_of([line.text for line in above]))
        label = f"第{number}页" if len(tables) == 1 else f"第{number}页表{at}"
        found.tables.append(Grid(rows, label, around=tuple(line.text for line in above)))
    found.lines += lines


def _ruled(source: Source, found: _Pages) -> Grid:
    used: list[Grid] = []
    titles: list[str] = []
    left: list[str] = []
    for table, title in zip(found.tables, found.titles, strict=True):
        known = find_header(table, source.table.fields) is not None
        if known or (used and table.width == used[-1].width):
            # A running head stands on every page; only a new one names a new table.
            titles.append("" if title in titles else title)
            used.append(table)
        elif used and any(whole(row[0] or "") for row in table.rows):
            left.append(f"{table.label}（{table.width} 列）")
    grid = joined(used, titles, "PDF", continues=True)
    around = tuple(line.text for line in found.lines)
    problems = (f"有的表与前面的列数（{used[0].width}）不同，读不了：{listed(left)}",) if left else ()
    return Grid(grid.rows, grid.label, problems=problems, around=around, pieces=grid.pieces)


def _inside(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle = (item["top"] + item["bottom"]) / 2
    return bool(box[1] <= middle <= box[3] and item["x1"] > box[0] and item["x0"] < box[2])


def _beyond(line: Line, boxes: list[tuple[float, float, float, float]], at: int) -> bool:
    """True for a line that stands above a table which itself stands above table ``at``."""
    return any(line.top < box[1] < boxes[at][1] for box in boxes)


def _share(image: dict[str, Any], page: Page) -> float:
    return float(image["width"] * image["height"] / (page.width * page.height))
