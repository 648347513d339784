"""Sites that publish notices: a list page leads to articles, an article to its attachments.

A family describes how such sites are built (one YAML file in ``families/``); a source says which of
their notices hold its rows.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from common.errors import UserError
from common.strict_yaml import StrictModel, read_document

FAMILIES = Path(__file__).parent / "families"

ATTACHMENT = (
    r"\.(?:pdf|docx?|wps|rtf|ofd|xlsx?|ods|et|csv|zip|rar|7z)(?:$|[?#])"
    r"|downfile\.jsp\?.*filename=|viewer\.html\?file="
)
"""Addresses of attachments (sources.md 2.6)."""
BODY = (
    "#zoom, .TRS_Editor, .trs_editor_view, .article-content, .xl_con, #con_con, .ccontent,"
    " .news_cont_d_wrap, #UCAP-CONTENT, .pages_content, article"
)
"""Where the text of an article stands, for all sites (sources.md 2.6)."""


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"不是有效的正则表达式：{error}") from error
    return text


Regex = Annotated[str, AfterValidator(_regex)]


class Listing(StrictModel):
    """The list pages of a family.

    ``items`` and, inside an item, ``link`` and ``date`` are CSS. ``next`` is the address of page n
    relative to the list page (``index_{n}.html``), where the second page has n = ``second``. A
    ``jpaas`` page holds only a stub that names a JSON unit; ``stub`` are words that its tagId holds.
    ``gkmlpt`` is the JSON list of the Guangdong governments.
    """

    kind: Literal["html", "jpaas", "gkmlpt"] = "html"
    items: str = ""
    link: str = "a"
    date: str = ""
    next: str = ""
    second: int = 2
    stub: list[str] = []
    page_size: Annotated[int, Field(ge=1)] = 15
    """Notices asked for on one page of a ``jpaas`` unit."""


class Article(StrictModel):
    """An article's page; CSS, the first that matches counts. Empty date: taken from address or text."""

    title: str = "#con_title, h1, title"
    """Where the notice prints its title."""
    date: str = ""
    """Where it prints its day."""
    body: str = BODY
    """Where its text stands."""
    attachments: Regex = ATTACHMENT
    """Addresses that lead to an attachment."""
    within: str = ""
    """CSS of the part of the page that holds the attachments; empty: the whole page."""


class Family(StrictModel):
    """How a kind of site is built."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    """The file name without ``.yaml``."""
    name: str
    """The site software, and how its addresses look."""
    listing: Listing
    article: Article = Article()
    note: str = ""
    """For people: what is known of such sites, from where, and what is unknown."""


class Notices(StrictModel):
    """Which notices of a site hold the rows."""

    title: Regex
    """Searched in the notice's title; only those that match are opened."""
    skip: Regex = r"(?!)"
    """Searched in the title too; notices that match are not opened."""
    rows: Literal["article", "attachments", "both"] = "attachments"
    """Where the rows stand. ``article`` never downloads an attachment; a notice without ``attachments``
    is read itself where it prints a table."""
    attachment: Regex = ""
    """Searched in the text and name of an attachment; empty: every one."""
    newest: bool = False
    """True: a yearly list. Only the notice with the greatest ``edition`` is opened and replaces the last."""
    edition: Regex = ""
    """Its group in the title is the edition; empty: the source's own."""
    since: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = "2019-01-01"
    """Older notices are not opened."""
    pages: Annotated[int, Field(ge=1, le=200)] = 3
    """Most list pages looked through at a visit."""


def load_family(name: str) -> Family:
    """The family of a source.

    Raises:
        UserError: there is no such file, or it does not fit the model.
    """
    path = FAMILIES / f"{name}.yaml"
    if not path.exists():
        known = "、".join(sorted(path.stem for path in FAMILIES.glob("*.yaml")))
        raise UserError(f"没有网站类型 {name}", where=str(FAMILIES), fix=f"可用：{known}")
    return read_document(path, Family).model
