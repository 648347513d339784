"""The federation's lists in the shape of Sina's copy: ``table#datalist``, four cells, no header.

sources.md 2.4; where the 2025 lists stand in that shape is not known, so the addresses are placeholders.
"""

from __future__ import annotations

from html import escape

from crawlers.source import Source
from sample.facts import Fact
from sample.page import HTML, Page, html_page, notice, table_row


def datalist(source: Source, facts: list[Fact]) -> Page:
    """One of the private-enterprise lists; revenue in 万元, without commas."""
    rows = [
        table_row([fact["rank"], escape(fact["name"]), escape(fact["province"]), fact["revenue_wan_cny"]])
        for fact in facts
    ]
    table = '<table id="datalist"><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"
    page = html_page(f"{source.edition}{source.name}", notice(source, len(rows)), table)
    return Page(source.urls[0], page.encode("utf-8"), HTML, len(rows))
