"""The rows of a JSON document."""

from __future__ import annotations

import json
from typing import Any

from common.errors import UserError
from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.decode import decode
from pipeline.extract.grid import Cell, Grid, scalar_text


def read_json(source: Source, capture: Capture, data: bytes) -> Grid:
    """The list that ``source.table.select`` points to (``result``, ``data.records.0.list``).

    An empty list or null on the way means that nothing is published: a grid without rows.

    Raises:
        UserError: no JSON, a step of the path is missing, or there is no list.
    """
    try:
        document = json.loads(decode(data, capture.headers, source.encoding))
    except (ValueError, RecursionError) as error:
        raise UserError("不是完整的 JSON") from error
    select = source.table.select
    return grid_of(_walk(document, select), select or "JSON")


def _walk(document: Any, select: str) -> Any:
    node = document
    for step in select.split(".") if select else []:
        if node is None or node == []:
            return []
        try:
            node = node[int(step)] if isinstance(node, list) else node[step]
        except (ValueError, IndexError, KeyError, TypeError) as error:
            raise UserError(f"JSON 里找不到 {select}（断在“{step}”），结构可能已变") from error
    return [] if node is None else node


def grid_of(elements: Any, label: str) -> Grid:
    """A list of objects (or of lists) as a grid; keys in the order of first sight name the columns.

    Raises:
        UserError: it is no list, or mixes kinds.
    """
    if not isinstance(elements, list):
        raise UserError(f"JSON 的 {label} 不是列表，结构可能已变")
    if all(isinstance(element, dict) for element in elements):
        keys = tuple(dict.fromkeys(key for element in elements for key in element))
        keyed: list[list[Cell]] = [[scalar_text(element.get(key)) for key in keys] for element in elements]
        return Grid(keyed, label, "条", keys)
    if all(isinstance(element, list) for element in elements):
        return Grid([[scalar_text(value) for value in element] for element in elements], label, "条")
    raise UserError(f"JSON 的 {label} 里不全是同一种条目，结构可能已变")
