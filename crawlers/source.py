"""One YAML file describes one source: where it is published, in which shape, and what it must hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from common.errors import UserError
from common.strict_yaml import Document, StrictModel, read_document
from crawlers.call import Call
from crawlers.notices import Notices, Regex
from crawlers.season import Season

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
    "former_name",
    "certificate",
    "valuation",
    "status",
    "notice_id",
    "title",
    "on_date",
    "project",
    "investment",
    "link",
]
"""Fields that a list entry may carry; the pipeline knows no others."""


Format = Literal["html", "xlsx", "csv", "docx", "pdf", "json", "fortune_flight", "items", "headings", "auto"]
"""How the rows stand in a body; ``auto`` tells by its bytes (attachments come in every format)."""


class ByAddress(StrictModel):
    """A value that stands in the address and not on the page (a membership level, a city code)."""

    pattern: str
    """Regular expression that is searched in the address of the body."""
    field: FieldName
    """The field that is given."""
    value: str
    """Its value where the pattern is found."""


class TableShape(StrictModel):
    """Where the rows stand in the body.

    ``select`` is a CSS selector (html, items), a sheet name (xlsx) or a dotted path to the rows (json,
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
    """Fields whose merged or empty cells repeat the value above: regions and positions, never names."""
    parts: dict[FieldName, str] = {}
    """``items`` only: field → CSS inside one item; ``@title`` or ``img@alt`` takes an attribute."""
    headings: str = ""
    """``headings`` only: regular expression of a heading line; its group gives the position."""
    by_address: list[ByAddress] = []
    base: str = ""
    """Where relative links lead; empty: relative to the body's own address."""


class Keep(StrictModel):
    """Keep only rows whose ``field`` is one of ``values`` (rows left out are counted, not lost)."""

    field: FieldName
    values: list[str]


class Drop(StrictModel):
    """Leave out rows whose ``field`` matches ``pattern``: noise of a search (counted, not lost)."""

    field: FieldName
    pattern: Regex


class Expect(StrictModel):
    """Bounds that a whole publication must meet; an excerpt must meet what its capture states."""

    rows: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=2, max_length=2)]
    """Fewest and most rows as published, before ``keep``."""
    contiguous_rank: bool = False
    """Serial numbers go on from 1 without a gap in each section."""
    require: list[FieldName] = ["name"]
    """Columns that must be found; a missing one stops the publish."""
    organisations_only: bool = False
    """Rows whose name is no organisation's (natural persons) are left out and counted."""
    organisation_share: Annotated[float, Field(ge=0, le=1)] = 0.95
    """Least share of the names that must look like an organisation's."""
    site_name: str = ""
    """Words that the title of every page must hold; a page without them may be hijacked."""


class Each(StrictModel):
    """Fetch ``urls`` once for every ``field`` value of entries that ``sources`` have published."""

    field: FieldName
    """The field whose values are asked for, and the placeholder in ``urls``."""
    sources: list[str]
    """Ids of the sources whose entries in use give the values."""
    keep_days: Annotated[int, Field(ge=0)] = 0
    """A value that was asked for within so many days is not asked for again."""
    most: Annotated[int, Field(ge=1)] = 100_000
    """Most values asked for in one visit; the others wait for the next."""


class Edition(StrictModel):
    """An earlier edition; read where no network is and the newest is not in the archive."""

    edition: str
    """As in the source."""
    published_on: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    """As in the source."""
    urls: Annotated[list[str], Field(min_length=1)]
    """Where this edition lies."""
    format: Format | None = None
    """As in the source, where this edition was printed otherwise."""
    table: TableShape | None = None
    """As it was then, where the pages were built differently; None: as today."""


class Source(StrictModel):
    """A published list or feed."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """The file name without ``.yaml``."""
    name: str
    """What the list is called, as people call it."""
    publisher: str
    """Who publishes it, as printed."""
    tier: str | None = None
    """Id in config/lists.yaml; None for a source that gives facts but no list membership."""
    edition: str
    """List year or batch as published, e.g. ``2025``; ``rolling`` for a register kept up to date."""
    published_on: Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")] | None = None
    """Publication date as far as known; None: the day it was fetched."""
    spider: Literal["page", "each", "notices", "paged", "registry"] = "page"
    """The site's family; ``registry``: paid answers that only ``lianzhao registry`` asks for."""
    format: Format
    urls: Annotated[list[str], Field(min_length=1)]
    """Production addresses; with ``each`` and ``paged`` they may hold ``{placeholders}``."""
    earlier: list[Edition] = []
    manual: bool = False
    """True: no address for machines is known; a live run leaves it out and asks for an import."""
    headers: dict[str, str] = {}
    """Sent with every request, such as the Referer that a site wants."""
    encoding: str | None = None
    """Charset where the site lies about it in a way that the reader cannot tell."""
    redact: list[str] = []
    """JSON keys with personal data, dropped before the body is archived."""
    each: Each | None = None
    family: str = ""
    """``notices`` only: the file in crawlers/families that describes such sites."""
    notices: Notices | None = None
    call: Call | None = None
    table: TableShape = TableShape()
    keep: Keep | None = None
    drop: Drop | None = None
    units: dict[FieldName, str] = {}
    """Unit of an amount where the header does not print it, e.g. ``revenue: 百万美元``."""
    corrections: str = ""
    """File in crawlers/corrections: mistakes of the republication, applied to known bytes only."""
    once: bool = False
    """True: a feed. A row whose ``notice_id`` was published before is not published again."""
    signal: Literal["announcement", "project", "withdrawal"] | None = None
    """The rows are signs of a firm's plans, not memberships of a list: titles to be understood, projects
    (filings, environmental notices), or projects given up."""
    expect: Expect
    season: Season = Season()
    example: bool = False
    """True: the rows are made up (示例) and must be flagged wherever they are shown."""
    note: str = ""
    """For people: what is known of the site and from where, and what is unknown."""

    @property
    def on_the_network(self) -> bool:
        """True where a crawl can get at it: not made up, not brought by hand, not bought call by call."""
        return not self.example and not self.manual and self.spider != "registry"

    @property
    def in_parts(self) -> bool:
        """True where each document is published by itself and stays: notices and feeds."""
        return (self.spider == "notices" and not (self.notices and self.notices.newest)) or self.once

    def at(self, edition: Edition) -> Source:
        """This source as it stood for an earlier edition."""
        changes = {"edition": edition.edition, "published_on": edition.published_on, "urls": edition.urls}
        built = {"format": edition.format or self.format, "table": edition.table or self.table}
        return self.model_copy(update={**changes, **built, "earlier": []})

    @model_validator(mode="after")
    def _parts_go_with_spider(self) -> Source:
        wanted = {"each": self.each, "notices": self.notices, "paged": self.call}
        for spider, part in wanted.items():
            key = "call" if spider == "paged" else spider
            if (self.spider == spider) != (part is not None):
                raise ValueError(f"spider: {spider} 与 {key} 段必须同时写")
        if (self.spider == "notices") != bool(self.family):
            raise ValueError("spider: notices 与 family 必须同时写")
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
