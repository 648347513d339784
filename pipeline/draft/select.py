"""Where a table stands in its body, said only when the reader does not find it by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.draft.tables import Found
from pipeline.extract.page import page_of, select
from pipeline.extract.readers import read_grid


def selector_of(source: Source, found: Found, capture: Capture, data: bytes) -> dict[str, Any]:
    """``{}`` where ``source`` finds the table unaided, else the ``select`` that leads to it.

    Raises:
        UserError: nothing leads to the table.
    """
    for select_text in ("", *_candidates(source, found, capture, data)):
        chosen = source.model_copy(
            update={
                "format": found.format,
                "table": source.table.model_copy(update={"select": select_text}),
            }
        )
        if _reads(chosen, found, capture, data):
            return {"select": select_text} if select_text else {}
    raise UserError(
        f"找到了像名单的表（{found.grid.label}），但说不清它在页面的哪里",
        where=capture.url,
        fix="请照 docs/sources.md 手写来源，用 table.select 指明",
    )


def _reads(source: Source, found: Found, capture: Capture, data: bytes) -> bool:
    try:
        grid = read_grid(source, capture, data)
    except UserError:
        return False
    first = {grid.label, *(piece.label for piece in grid.pieces)}
    return found.grid.label in first and len(grid.rows) >= len(found.grid.rows)


def _candidates(source: Source, found: Found, capture: Capture, data: bytes) -> Iterator[str]:
    """Ways to say where the table is, the more telling first."""
    if found.format in {"xlsx", "json"}:
        yield found.grid.label
    elif found.format == "html":
        page = page_of(source, capture, data)
        table = page.findall(".//table")[int(found.grid.label.removeprefix("表")) - 1]
        for css in _ways(table):
            if select(page, css) in ([table], [table.getparent()]):
                yield css
        inner: etree._Element | None = table.getparent()
        while inner is not None:
            for css in _ways(inner):
                places = select(page, css)
                if len(places) == 1 and len(list(places[0].iter("table"))) == 1:
                    yield css
            inner = inner.getparent()


def _ways(element: etree._Element) -> Iterator[str]:
    tag, identity = str(element.tag), element.get("id", "")
    if identity.replace("-", "").replace("_", "").isalnum():
        yield f"{tag}#{identity}"
    for word in element.get("class", "").split():
        if word.replace("-", "").replace("_", "").isalnum():
            yield f"{tag}.{word}"
