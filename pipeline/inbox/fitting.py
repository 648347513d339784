"""How a source's rows are read from a file that a person brought instead of from the site's own page."""

from __future__ import annotations

from crawlers.archive import Capture
from crawlers.source import Source, TableShape
from pipeline.extract.sniff import kind_of

CSV = "text/csv; charset=utf-8"
"""Content type of the tables that we write ourselves in place of a file with personal data."""
_PAGES = ("items", "headings", "fortune_flight")


def as_imported(source: Source, capture: Capture, data: bytes) -> Source:
    """The source as its imported file is to be read; one that was crawled stays as it is.

    Where the body is of the very kind that the source publishes (its JSON, its cards) the source's own
    description holds. Any other file is told by its bytes: headers that the source names still count,
    selectors do not, for they belong to the site's page, and so does the site's name in the title.
    """
    if capture.via != "import" or is_own_kind(source, data):
        return source
    table = source.table
    return source.model_copy(
        update={
            "format": "csv" if capture.headers.get("Content-Type") == CSV else "auto",
            "encoding": None,
            "table": TableShape(
                columns=table.columns, fields=table.fields, carry_forward=table.carry_forward
            ),
            "expect": source.expect.model_copy(update={"site_name": ""}),
        }
    )


def is_own_kind(source: Source, data: bytes) -> bool:
    """Whether a file is what the source's own reader reads: its JSON, or its page that is no table."""
    kind = kind_of(data)
    if source.format in _PAGES:
        return kind == "html" and source.table.marker.encode() in data
    return source.format == kind == "json"
