"""What extraction hands on: rows as published, with their place in the body."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.extract.outcomes import Outcome

Value = str | int | float | None


@dataclass(frozen=True)
class Row:
    """One data row as published.

    ``row`` counts every row of the table from 1, title and header included: the sheet's row
    number in a workbook, the n-th ``<tr>`` of the table in a page, the n-th element (from 1) of a
    JSON list. In a document of several tables the rows of all of them are
    counted through. ``sha256`` names the body. ``cells`` are the cells as printed. ``fields`` are
    normalised values by field name; a field that is not printed or not readable is absent or None,
    never 0. Amounts are ``{field}`` in the unit of ``{field}_unit`` as printed (USD stays USD).
    """

    sha256: str
    row: int
    place: str
    """For people: ``表1 第5行``, ``Sheet1 第5行``, ``result 第5条``."""
    name: str
    cells: tuple[str, ...]
    fields: dict[str, Value]
    former_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class Extraction:
    """All rows of one source's bodies.

    ``problems`` (Chinese sentences) stop the publish; ``warnings`` do not. ``published`` counts
    data rows before ``keep`` and ``expect.organisations_only`` left some out. ``outcome`` is ``ok``
    exactly where there are no problems, else it names what went wrong. ``columns`` are the fields that some
    body prints a column of, filled or not.
    """

    source: str
    rows: list[Row] = field(default_factory=list)
    published: int = 0
    left_out: int = 0
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    outcome: Outcome = "ok"
    columns: frozenset[str] = frozenset()
