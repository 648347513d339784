"""Members listed in the text of an article, grouped under headings (sources.md 2.11 S5)."""

from __future__ import annotations

import re
from typing import NamedTuple

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.grid import Cell, Grid, Piece
from pipeline.extract.names import ends_as_organisation
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.page import page_of, select, text_of
from pipeline.extract.positions import position_level
from pipeline.extract.synonyms import LABELS

_NUMBERED = re.compile(
    r"[（(]?(?P<rank>\d{1,4})(?:[)）]\s*[、.．]?|\s*[、.．:：]|[\s\u3000])\s*(?P<rest>\D.*)"
)
_SEPARATOR = re.compile(r"[、，,；;：:\s\u3000]+")
LONGEST_HEADING = 40


class _Group(NamedTuple):
    title: str
    position: str
    members: list[tuple[str, str]]
    """Serial number ("" where none is printed) and name."""


def read_headings(source: Source, capture: Capture, data: bytes) -> Grid:
    """One row a line of the article that names an enterprise; headings give the position.

    ``table.select`` is CSS of the article (empty: the whole page). A heading is a line that
    ``table.headings`` matches (its group is the position), or without that a short line with a
    position of the ladder. Lines of persons and other text are passed over.

    Raises:
        UserError: the page is not the publisher's, or it has no heading.
    """
    page = page_of(source, capture, data)
    places = select(page, source.table.select) if source.table.select else [page]
    groups: list[_Group] = []
    for line in (line for place in places for line in text_of(place).split("\n")):
        position = _heading(line, source.table.headings)
        if position:
            groups.append(_Group(line, position, []))
        elif groups:
            groups[-1].members.extend(_members(line))
    if not groups:
        raise ChangedError("正文里找不到职务小标题，页面结构可能已变")
    rows: list[list[Cell]] = []
    pieces: list[Piece] = []
    for group in groups:
        pieces.append(Piece(len(rows), title=group.title))
        # Where members are numbered, a line without number is the page's footer or a remark.
        numbered = [member for member in group.members if member[0]]
        rows += [[rank, name, group.position] for rank, name in numbered or group.members]
    keys = (LABELS["rank"], LABELS["name"], LABELS["position"])
    return Grid(rows, "正文", "家", keys, pieces=tuple(pieces))


def _heading(line: str, pattern: str) -> str | None:
    if len(line) > LONGEST_HEADING or _NUMBERED.fullmatch(line):
        return None
    if not pattern:
        return None if ends_as_organisation(line) else position_level(line)
    found = re.search(pattern, line)
    return (found[1] if found.re.groups else found[0]) if found else None


def _members(line: str) -> list[tuple[str, str]]:
    """Serial number ("" where none is printed) and name of each enterprise in a line."""
    numbered = _NUMBERED.fullmatch(line)
    rank, rest = (numbered["rank"], numbered["rest"]) if numbered else ("", line)
    parts = [part for part in _SEPARATOR.split(rest) if part]
    named = [part for part in parts if ends_as_organisation(part)]
    if numbered:
        # Behind the enterprise may stand its representative: 1、示例公司 某某.
        return [(rank, named[0] if len(named) == 1 else rest)]
    return [("", name) for name in named] if len(named) == len(parts) else []
