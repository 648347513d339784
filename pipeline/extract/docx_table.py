"""The tables of a Word document: docx, and doc or wps by way of it."""

from __future__ import annotations

import io
import re
from typing import cast

import docx
from docx.oxml.ns import qn
from lxml import etree

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import Cell, Grid, check_extent, joined
from pipeline.extract.headers import known_grids, unknown_header
from pipeline.extract.office import to_docx
from pipeline.extract.outcomes import ChangedError, QuarantinedError, TooLargeError, UnreadableError
from pipeline.extract.package import DAMAGED, open_package
from pipeline.extract.texts import heading_of

DOCUMENT = "word/document.xml"
MOST_BYTES = 64 * 1024 * 1024
"""Of the text with its marks; a tree of it takes some ten times the memory."""
MOST_SPANNED = 200
_CHARACTERS = {qn("w:t"): "", qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n"}
"""Elements that stand for text: their own, or the given one."""
_BLOCKS = etree.XPath(
    "//w:body//*[self::w:p or self::w:tbl][not(ancestor::w:tbl)]",
    namespaces={"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"},
)


def read_docx(source: Source, _capture: Capture, data: bytes) -> Grid:
    """All tables with a known header, one behind the other, each with the paragraph above as title.

    Raises:
        BodyError: the document is damaged or too large, holds only pictures, or no such table.
    """
    grids, titles = _tables(data)
    used = known_grids(grids, source.table)
    if not used:
        raise unknown_header(max(grids, key=lambda grid: len(grid.rows)))
    return joined(used, [titles[grid.label] for grid in used], "文档")


def every_table(data: bytes) -> list[Grid]:
    """All tables of a document, whether their headers are known or not.

    Raises:
        BodyError: the document is damaged or too large, or holds no table.
    """
    return _tables(data)[0]


def _tables(data: bytes) -> tuple[list[Grid], dict[str, str]]:
    """The tables in their order, and by their labels the paragraphs above that name them."""
    if not data.startswith(b"PK"):
        data = to_docx(data)
    with open_package(data, DOCUMENT, "DOCX 文档") as package:
        if package.getinfo(DOCUMENT).file_size > MOST_BYTES:
            raise TooLargeError("Word 文档的正文太大，不读取")
    try:
        body = docx.Document(io.BytesIO(data)).element
        blocks = cast("list[etree._Element]", _BLOCKS(body))
    except Exception as error:
        # A damaged package raises almost anything: KeyError, PackageNotFoundError, XMLSyntaxError …
        raise UnreadableError(DAMAGED.format("文档")) from error
    grids: list[Grid] = []
    titles: dict[str, str] = {}
    lines: list[str] = []
    for block in blocks:
        if block.tag == qn("w:tbl"):
            label = f"表{len(grids) + 1}"
            titles[label] = heading_of(lines)
            grids.append(Grid(_rows(block), label, around=tuple(lines)))
            lines = []
        elif text := _text(block):
            lines.append(text)
    if not grids:
        if not lines and next(body.iter(qn("w:drawing"), qn("w:pict")), None) is not None:
            raise QuarantinedError("Word 文档里只有图片、没有文字", fix="请人工录入")
        raise ChangedError("Word 文档里没有表格")
    return grids, titles


def _rows(table: etree._Element) -> list[list[Cell]]:
    """Every row; None where a cell goes on that was merged across or down."""
    lines = _children(table, "w:tr")
    rows: list[list[Cell]] = []
    for tr in lines:
        properties = tr.find(qn("w:trPr"))
        before = _number(properties, "w:gridBefore") if properties is not None else 0
        cells: list[Cell] = [""] * before
        for tc in _children(tr, "w:tc"):
            style = tc.find(qn("w:tcPr"))
            span = max(1, _number(style, "w:gridSpan"))
            merge = None if style is None else style.find(qn("w:vMerge"))
            goes_on = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
            text = None if goes_on else "\n".join(filter(None, map(_text, tc.iter(qn("w:p")))))
            cells += [text, *[None] * (span - 1)]
        check_extent(len(lines), len(cells))
        rows.append(cells)
    return rows


def _children(element: etree._Element, tag: str) -> list[etree._Element]:
    """Own rows or cells, also those inside a content control."""
    found: list[etree._Element] = []
    for child in element:
        if child.tag == qn(tag):
            found.append(child)
        elif child.tag == qn("w:sdt"):
            content = child.find(qn("w:sdtContent"))
            found += [] if content is None else _children(content, tag)
    return found


def _number(properties: etree._Element | None, tag: str) -> int:
    found = None if properties is None else properties.find(qn(tag))
    value = "" if found is None else found.get(qn("w:val"), "")
    return min(int(value), MOST_SPANNED) if re.fullmatch("[0-9]{1,5}", value) else 0


def _text(paragraph: etree._Element) -> str:
    """Text of a paragraph as it stands now: inserted text counts, deleted and moved text does not."""
    nodes = paragraph.iter(*_CHARACTERS)
    kept = (node for node in nodes if next(node.iterancestors(qn("w:moveFrom")), None) is None)
    return "".join(_CHARACTERS[str(node.tag)] or node.text or "" for node in kept).strip()
