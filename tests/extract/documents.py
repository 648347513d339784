"""CSV, Word and PDF documents made by hand for the tests; all names are made up (示例)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import docx
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
_PLAIN = ParagraphStyle("plain", fontName=FONT, fontSize=10, leading=14)

Rows = Sequence[Sequence[str]]
Spans = Sequence[tuple[int, int, int, int]]
"""Merged cells as (top, left, bottom, right), from 0."""


def csv_body(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def docx_body(*blocks: str | Rows, spans: Spans = ()) -> bytes:
    """Paragraphs (texts) and tables (rows), in order; ``spans`` merge cells of every table."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        made = document.add_table(len(block), max(map(len, block)))
        for at, cells in enumerate(block):
            for column, text in enumerate(cells):
                made.cell(at, column).text = text
        for top, left, bottom, right in spans:
            text = made.cell(top, left).text
            made.cell(top, left).merge(made.cell(bottom, right)).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf_body(*blocks: str | Rows | None, spans: Spans = (), widths: Sequence[float] | None = None) -> bytes:
    """Paragraphs (texts), page breaks (None) and ruled tables whose first row repeats on each page.

    ``spans`` merge cells of the first table.
    """
    flow: list[Any] = []
    for block in blocks:
        if block is None:
            flow.append(PageBreak())
        elif isinstance(block, str):
            flow.append(Paragraph(block, _PLAIN))
        else:
            made = Table([[*cells] for cells in block], colWidths=widths, repeatRows=1)
            ruled = [("FONTNAME", (0, 0), (-1, -1), FONT), ("GRID", (0, 0), (-1, -1), 0.5, "black")]
            merged = [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in spans]
            made.setStyle(TableStyle([*ruled, *merged]))
            spans = ()
            flow.append(made)
    buffer = io.BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build(flow)
    return buffer.getvalue()


def unruled_pdf(pages: Sequence[Rows], columns: Sequence[float], above: str = "") -> bytes:
    """Rows of words at fixed distances from the left edge, without any line drawn."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in pages:
        canvas.setFont(FONT, 10)
        y = 800
        if above:
            canvas.drawString(60, y, above)
            y -= 20
        for cells in page:
            for left, text in zip(columns, cells, strict=False):
                canvas.drawString(left, y, text)
            y -= 16
        canvas.drawString(290, 30, f"— {canvas.getPageNumber()} —")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf(*lines: str) -> bytes:
    """A page that is one picture and holds no text; before it one with ``lines``, if there are any."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number, line in enumerate(lines):
        canvas.setFont(FONT, 10)
        canvas.drawString(60, 800 - 16 * number, line)
    if lines:
        canvas.showPage()
    canvas.drawImage(ImageReader(Image.new("L", (60, 85), 220)), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
