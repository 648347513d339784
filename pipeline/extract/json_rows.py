"""The rows of a JSON document."""

from __future__ import annotations

import json
from typing import Any

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.decode import decode
from pipeline.extract.grid import Cell, Grid, check_extent, scalar_text
from pipeline.extract.outcomes import ChangedError, UnreadableError


def read_json(source: Source, capture: Capture, data: bytes) -> Grid:
    """The list that ``source.table.select`` points to (``result``, ``data.records.0.list``).

    ``[data]`` takes the one object there as the only row (an answer about one firm). An empty list or
    null on the way means that nothing is published: a grid without rows.

    Raises:
        BodyError: no JSON, a step of the path is missing, or there is no list.
    """
    try:
        document = json.loads(decode(data, capture.headers, source.encoding))
    except (ValueError, RecursionError) as error:
        raise UnreadableError("不是完整的 JSON") from error
    path = source.table.select.strip("[]")
    found = _walk(document, path)
    one = path != source.table.select and isinstance(found, dict)
    return grid_of([found] if one else found, path or "JSON")


def _walk(document: Any, select: str) -> Any:
    node = document
    for step in select.split(".") if select else []:
        if node is None or node == []:
            return []
        try:
            node = node[int(step)] if isinstance(node, list) else node[step]
        except (ValueError, IndexError, KeyError, TypeError) as error:
            raise ChangedError(f"JSON 里找不到 {select}（断在“{step}”），结构可能已变") from error
    return [] if node is None else node


def grid_of(elements: Any, label: str) -> Grid:
    """A list of objects (or of lists) as a grid; keys in the order of first sight name the columns.

    Raises:
        BodyError: it is no list, or mixes kinds.
    """
    if not isinstance(elements, list):
        raise ChangedError(f"JSON 的 {label} 不是列表，结构可能已变")
    if all(isinstance(element, dict) for element in elements):
        keys = tuple(dict.fromkeys(key for element in elements for key in element))
        check_extent(len(elements), len(keys), f"JSON 的 {label}")
        keyed: list[list[Cell]] = [[_cell(element.get(key)) for key in keys] for element in elements]
        return Grid(keyed, label, "条", keys)
    if all(isinstance(element, list) for element in elements):
        check_extent(len(elements), max(map(len, elements), default=0), f"JSON 的 {label}")
        return Grid([[scalar_text(value) for value in element] for element in elements], label, "条")
    raise ChangedError(f"JSON 的 {label} 里不全是同一种条目，结构可能已变")


def _cell(value: object) -> str:
    """A value as text; a list of names (texts, or objects with ``Name``) with tabs between them."""
    if not isinstance(value, list):
        return scalar_text(value)
    names = (scalar_text(item.get("Name") if isinstance(item, dict) else item) for item in value)
    return "\t".join(name for name in names if name)
