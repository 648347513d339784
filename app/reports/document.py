"""A4 pages in Word: fonts as the reader's office has them, tables, pictures, a mark on every page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.font import CT_RPr
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from app.packing import portable
from app.workbook.text import clean

BODY_FONT = "宋体"
HEAD_FONT = "微软雅黑"
LATIN_FONT = "Arial"
INK = RGBColor(0x1F, 0x3A, 0x5F)
QUIET = RGBColor(0x5A, 0x66, 0x73)
WARN = RGBColor(0x9C, 0x57, 0x00)
HEAD_FILL = "DCE6F1"
BODY_POINTS = 9.0
MARGIN_CM = 1.8
WIDTH_CM = 21.0 - 2 * MARGIN_CM
"""Room between the margins of A4."""


class Page:
    """A document that grows paragraph by paragraph; texts of sources are only ever plain text."""

    def __init__(self, title: str, created: datetime, mark: str, footer: str) -> None:
        self._document: WordDocument = Document()
        self._set_up(title, created, mark, footer)

    def title(self, text: str) -> None:
        """The title of the document."""
        self._paragraph(text, HEAD_FONT, 16, INK, bold=True, after=2)

    def heading(self, text: str, *, new_page: bool = False) -> None:
        """The title of a part, a heading in Word's outline as well; it stays with what follows."""
        paragraph = self._paragraph(text, HEAD_FONT, 11, INK, bold=True, before=6, after=2)
        paragraph.style = self._document.styles["Heading 1"]
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.page_break_before = new_page

    def line(self, text: str, *, quiet: bool = False, warning: bool = False) -> None:
        """One paragraph."""
        color = WARN if warning else QUIET if quiet else None
        self._paragraph(text, BODY_FONT, 8 if quiet else BODY_POINTS, color, bold=warning, after=2)

    def bullet(self, text: str) -> None:
        """One point of a list."""
        paragraph = self._paragraph(f"• {text}", BODY_FONT, BODY_POINTS, None, after=1)
        paragraph.paragraph_format.left_indent = Cm(0.35)
        paragraph.paragraph_format.first_line_indent = Cm(-0.35)

    def table(self, widths: Sequence[float], header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A ruled table; widths in cm. Rows never break over a page, the header is repeated."""
        table = self._document.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for index, texts in enumerate([header, *rows]):
            cells = table.add_row().cells
            for cell, text, width in zip(cells, texts, widths, strict=True):
                cell.width = Cm(width)
                self._fill(cell, text, head=index == 0)
            properties = table.rows[-1]._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if index == 0:
                properties.append(OxmlElement("w:tblHeader"))
        self._gap()

    def pictures(self, pictures: Sequence[tuple[bytes, str]], columns: int, height_cm: float) -> None:
        """PNG pictures side by side, each with the words that stand for it."""
        table = self._document.add_table(rows=0, cols=columns)
        table.autofit = False
        width = WIDTH_CM / columns
        for start in range(0, len(pictures), columns):
            cells = table.add_row().cells
            for cell, (data, told) in zip(cells, pictures[start : start + columns], strict=False):
                cell.width = Cm(width)
                paragraph = cell.paragraphs[0]
                _close(paragraph, after=0)
                shape = paragraph.add_run().add_picture(io.BytesIO(data), height=Cm(height_cm))
                shape._inline.docPr.set("descr", clean(told))
        self._gap()

    def packed(self) -> bytes:
        """The file; the same calls give the same bytes."""
        buffer = io.BytesIO()
        self._document.save(buffer)
        return portable(buffer.getvalue())

    def _set_up(self, title: str, created: datetime, mark: str, footer: str) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(MARGIN_CM)
        section.top_margin, section.bottom_margin = Cm(1.7), Cm(1.5)
        section.header_distance = section.footer_distance = Cm(0.8)
        for name in ("Normal", "Heading 1"):
            style = self._document.styles[name]
            _set_font(style.element.get_or_add_rPr(), HEAD_FONT if name == "Heading 1" else BODY_FONT)
        core = self._document.core_properties
        core.title, core.author, core.category, core.comments = title, "链招 lianzhao", mark, ""
        core.created = core.modified = created
        core.last_modified_by, core.revision = "链招 lianzhao", 1
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _write(head, mark, HEAD_FONT, 10, WARN, bold=True)
        foot = section.footer.paragraphs[0]
        _write(foot, f"{footer}　{mark}　第 ", BODY_FONT, 7.5, QUIET)
        _field(foot, "PAGE")
        _write(foot, " 页，共 ", BODY_FONT, 7.5, QUIET)
        _field(foot, "NUMPAGES")
        _write(foot, " 页", BODY_FONT, 7.5, QUIET)

    def _paragraph(
        self, text: str, font: str, points: float, color: RGBColor | None, *, bold: bool = False,
        before: float = 0, after: float = 0,
    ) -> Paragraph:  # fmt: skip
        paragraph = self._document.add_paragraph()
        _write(paragraph, text, font, points, color, bold=bold)
        _close(paragraph, before=before, after=after)
        return paragraph

    def _fill(self, cell: _Cell, text: str, *, head: bool) -> None:
        paragraph = cell.paragraphs[0]
        if head:
            _write(paragraph, text, HEAD_FONT, 8, INK, bold=True)
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", HEAD_FILL)):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)
        else:
            _write(paragraph, text, BODY_FONT, 8, None)
        _close(paragraph, before=1.5, after=1.5)

    def _gap(self) -> None:
        """Word needs a paragraph behind a table; it takes as little room as it can."""
        paragraph = self._document.add_paragraph()
        _close(paragraph)
        paragraph.paragraph_format.line_spacing = Pt(3)


def _write(
    paragraph: Paragraph, text: str, font: str, points: float, color: RGBColor | None, *, bold: bool = False
) -> Run:
    run = paragraph.add_run(clean(text))
    run.bold, run.font.size = bold, Pt(points)
    if color is not None:
        run.font.color.rgb = color
    _set_font(run._r.get_or_add_rPr(), font)
    return run


def _set_font(properties: CT_RPr, font: str) -> None:
    """Chinese letters in ``font``, Latin ones in Arial."""
    fonts = properties.get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), "")
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), font)


def _close(paragraph: Paragraph, before: float = 0, after: float = 0) -> None:
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.0


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that Word fills in itself."""
    for kind in ("begin", "", "end"):
        run = _write(paragraph, "", BODY_FONT, 7.5, QUIET)
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = code
        run._r.append(part)
