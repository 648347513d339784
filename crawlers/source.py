"""One YAML file describes one source: where it is published, in which shape, and what it must hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from common.errors import UserError
from common.strict_yaml import Document, StrictModel, read_document

SOURCES = Path(__file__).parent / "sources"

FieldName = Literal[
    "rank",
    "name",
    "short_name",
    "stock_code",
    "uscc",
    "country",
    "province",
    "city",
    "address",
    "industry",
    "products",
    "scope",
    "profile",
    "revenue",
    "profit",
    "position",
    "batch",
    "employees",
]
"""Fields that a list entry may carry; the pipeline knows no others."""


class TableShape(StrictModel):
    """Where the rows stand in the body.

    ``select`` is a CSS selector (html), a sheet name (xlsx) or a dotted path to the rows (json,
    ``result`` or ``data.records``); empty means: the table with the most rows whose header is
    understood. ``columns`` names the columns by position when the publisher prints no header.
    """

    select: str = ""
    columns: list[FieldName] = []
    fields: dict[str, FieldName] = {}
    """Extra header or JSON key → field, beside the shared synonyms."""
    marker: str = ""
    """fortune_flight only: the text before the escaped JSON; missing means the page changed."""
    carry_forward: list[FieldName] = []


class Keep(StrictModel):
    """Keep only rows whose ``field`` is one of ``values`` (rows left out are counted, not lost)."""

    field: FieldName
    values: list[str]


class Expect(StrictModel):
    """Bounds that a whole publication must meet; an excerpt must meet what its capture states."""

    rows: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)]
    """Fewest and most rows as published, before ``keep``."""
    contiguous_rank: bool = False
    require: list[FieldName] = ["name"]
    """Columns that must be found; a missing one stops the publish."""
    organisation_share: Annotated[float, Field(ge=0, le=1)] = 0.95


class Each(StrictModel):
    """Fetch ``urls`` once for every ``field`` value of entries that ``sources`` have published."""

    field: FieldName
    sources: list[str]


class Source(StrictModel):
    """A published list or feed."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    name: str
    publisher: str
    tier: str | None = None
    """Id in config/lists.yaml; None for a source that gives facts but no list membership."""
    edition: str
    """List year or batch as published, e.g. ``2025``; ``rolling`` for a register kept up to date."""
    published_on: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    """Publication date as far as known; None: the day it was fetched."""
    spider: Literal["page", "each"] = "page"
    format: Literal["html", "xlsx", "json", "fortune_flight"]
    urls: Annotated[list[str], Field(min_length=1)]
    """Production addresses; with ``each`` they hold one ``{placeholder}``."""
    headers: dict[str, str] = {}
    encoding: str | None = None
    redact: list[str] = []
    """JSON keys with personal data, dropped before the body is archived."""
    each: Each | None = None
    table: TableShape = TableShape()
    keep: Keep | None = None
    units: dict[FieldName, str] = {}
    """Unit of an amount where the header does not print it, e.g. ``revenue: 百万美元``."""
    expect: Expect
    window: str = ""
    """When it is published, for people; the scheduler reads it later."""
    example: bool = False
    """True: the rows are made up (示例) and must be flagged wherever they are shown."""
    note: str = ""

    @model_validator(mode="after")
    def _each_goes_with_spider(self) -> Source:
        if (self.spider == "each") != (self.each is not None):
            raise ValueError("spider: each 与 each 段必须同时写")
        return self


def load_sources(folder: Path = SOURCES) -> dict[str, Document[Source]]:
    """All sources by id, in file-name order.

    Raises:
        UserError: a file does not fit the model, or its id is not its file name.
    """
    found: dict[str, Document[Source]] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = read_document(path, Source)
        if document.model.id != path.stem:
            raise UserError(
                f"id 是 {document.model.id}，应与文件名 {path.stem} 相同",
                where=f"{path} 第 {document.line('id')} 行",
            )
        found[document.model.id] = document
    return found
