"""Cards, logos and list items: one element an enterprise (sources.md 2.11 S2, S6, S8)."""

from __future__ import annotations

import re

from lxml import etree

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.doubts import listed
from pipeline.extract.grid import Grid, check_extent
from pipeline.extract.headers import field_of
from pipeline.extract.outcomes import ChangedError, QuarantinedError
from pipeline.extract.page import page_of, select, text_of, texts_around
from pipeline.extract.synonyms import LABELS

_LABEL = re.compile(r"\s*([^:：\n]{1,20})[:：]")


def read_items(source: Source, capture: Capture, data: bytes) -> Grid:
    """One row an element that ``table.select`` finds, one column a field of ``table.parts``.

    A part is CSS inside the item (empty: the item itself), with ``@name`` behind it an attribute. The
    first match that is not empty counts; a label of the field in front (公司地址：) is left out.

    Raises:
        UserError: nothing is selected, or the items are pictures without any text.
    """
    page = page_of(source, capture, data)
    items = select(page, source.table.select or "li")
    if not items:
        raise ChangedError(f"页面上找不到“{source.table.select or 'li'}”，页面结构可能已变")
    parts = source.table.parts or {"name": ""}
    check_extent(len(items), len(parts))
    rows = [[_value(item, field, part) for field, part in parts.items()] for item in items]
    names = [row[list(parts).index("name")] for row in rows] if "name" in parts else []
    pictures = [
        f"第{number}项"
        for number, (name, item) in enumerate(zip(names, items, strict=False), start=1)
        if not name and next(item.iter("img"), None) is not None
    ]
    if pictures and not any(names):
        raise QuarantinedError(f"{len(pictures)} 项都只有图片、没有文字", fix="请人工录入")
    remarks = (f"只有图片、没有文字的项，请人工录入：{listed(pictures)}",) if pictures else ()
    keys = tuple(LABELS[field] for field in parts)
    around = texts_around(items[0], items[-1])
    return Grid([[*row] for row in rows], "条目", "项", keys, remarks=remarks, around=around)


def _value(item: etree._Element, field: str, part: str) -> str:
    selector, _, attribute = part.partition("@")
    elements = select(item, selector) if selector.strip() else [item]
    values = ((element.get(attribute, "") if attribute else text_of(element)).strip() for element in elements)
    value = next(filter(None, values), "")
    label = _LABEL.match(value)
    return value[label.end() :].strip() if label and field_of(label[1]) == field else value
