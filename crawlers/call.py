"""Interfaces that answer page by page: how to ask, and when the last page has come."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from common.strict_yaml import StrictModel


class Discover(StrictModel):
    """A page that names this year's list: the greatest ``year`` among the elements wins.

    ``pattern`` (one group) is searched in ``attribute`` of every element and fills ``{code}``; the
    first four digits of its text are the edition.
    """

    url: str
    """The page that is asked first."""
    select: str
    """CSS of the elements that name the editions."""
    attribute: str = "value"
    """The attribute that holds the code."""
    pattern: str


class Call(StrictModel):
    """One question an answer page.

    ``form`` or ``body`` (JSON) are sent with POST. Texts may hold ``{page}``, ``{offset}``,
    ``{from_day}``, ``{to_day}`` (ISO days), ``{code}`` of ``discover`` and the names of ``over``.
    """

    method: Literal["GET", "POST"] = "GET"
    """How the site wants to be asked."""
    form: dict[str, str] = {}
    body: dict[str, Any] = {}
    over: dict[str, list[str]] = {}
    """Name → values; every combination is asked for, page by page."""
    first: int = 1
    """Number of the first page."""
    size: Annotated[int, Field(ge=1)] = 30
    """Rows a page; ``{offset}`` grows by it."""
    most: Annotated[int, Field(ge=1, le=1000)] = 50
    """Most pages of one combination; when there are more, the visit is partial and says so."""
    more: str = ""
    """Dotted path to a flag that is true while there are more pages; empty: ask until a page is empty."""
    total: str = ""
    """Dotted path to the number of all rows, where the answer tells it."""
    days: Annotated[int, Field(ge=0)] = 0
    """Length of the time window that ends today, for ``{from_day}`` and ``{to_day}``."""
    dated: str = ""
    """Key of a row's day, where the newest rows come first and no window can be asked for: a page that
    lies before the window altogether is the last one."""
    discover: Discover | None = None
