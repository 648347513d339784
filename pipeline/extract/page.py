"""An HTML page: parsed, checked, and its parts as lines of text."""

from __future__ import annotations

import re
from typing import cast

from cssselect import SelectorError
from lxml import etree, html

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.decode import decode
from pipeline.extract.outcomes import UnreadableError
from pipeline.extract.sanity import check_sanity

NEAR = 12
"""So many pieces of text before and after a table are next to it."""
_PARTS = etree.XPath(
    ".//text()[not(parent::script or parent::style)] | .//br | .//p | .//div | .//li | .//tr | .//td"
    " | .//dt | .//dd | .//h1 | .//h2 | .//h3 | .//h4",
    smart_strings=False,
)
_BEFORE = etree.XPath(
    f"preceding::text()[normalize-space() and not(parent::script or parent::style)][position() <= {NEAR}]",
    smart_strings=False,
)
_AFTER = etree.XPath(
    f"following::text()[normalize-space() and not(parent::script or parent::style)][position() <= {NEAR}]",
    smart_strings=False,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")


def page_of(source: Source, capture: Capture, data: bytes) -> etree._Element:
    """The page of a body, after the content-sanity gate.

    Raises:
        BodyError: it cannot be decoded or parsed, is a block page, or was hijacked.
    """
    return parsed(source, decode(data, capture.headers, source.encoding))


def parsed(source: Source, text: str) -> etree._Element:
    """As ``page_of``, from decoded text."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        page: etree._Element = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.LxmlError as error:
        raise UnreadableError("页面无法解析，可能不是 HTML") from error
    check_sanity(source, page, text)
    return page


def select(element: etree._Element, selector: str) -> list[etree._Element]:
    """Elements by CSS.

    Raises:
        UserError: the selector, which stands in the source, is none.
    """
    try:
        return element.cssselect(selector)
    except SelectorError as error:
        raise UserError(f"来源里的选择器“{selector}”写法有误") from error


def text_of(element: etree._Element) -> str:
    """Text of an element; ``<br>`` and blocks begin a new line, other white space is one space."""
    parts = cast("list[str | etree._Element]", _PARTS(element))
    text = "".join(_SPACE.sub(" ", part) if isinstance(part, str) else "\n" for part in parts)
    return "\n".join(line for line in (line.strip(" ") for line in text.split("\n")) if line)


def texts_around(first: etree._Element, last: etree._Element) -> tuple[str, str]:
    """The text right before ``first`` and the text right after ``last``."""
    before, after = cast("list[str]", _BEFORE(first)), cast("list[str]", _AFTER(last))
    return "".join(map(str.strip, before)), "".join(map(str.strip, after))
