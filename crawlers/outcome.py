"""How gathering one source ended, and one address of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal[
    "ok",
    "partial",
    "paused",
    "blocked",
    "refused",
    "unreachable",
    "not_archived",
    "gone",
    "changed",
    "too_large",
    "quarantined",
    "failed",
]
"""``ok`` everything wanted is there; ``partial`` some of it; ``paused`` the night was over, the visit
goes on later; ``blocked`` the host shows a block signature; ``refused`` robots.txt; ``unreachable`` no
answer or an error answer (never to be read as “empty”); ``not_archived`` replay has no such body;
``gone`` 404 or 410; ``changed`` the page is no longer built as described; ``too_large`` above the size
limit; ``quarantined`` something else than was promised; ``failed`` a fault of our own."""


@dataclass(frozen=True)
class Failed:
    """One address that has no usable body; ``reason`` reads as part of a sentence."""

    status: Status
    address: str
    reason: str


@dataclass(frozen=True)
class CrawlOutcome:
    """``fetched`` of ``wanted`` addresses are at hand; ``detail`` is a Chinese sentence for people.

    ``visit`` is the id of the visit; ``usable`` means that what it found may be published. The others
    are what the visit cost the site: requests sent, answers “not modified”, bytes received.
    """

    status: Status
    fetched: int
    wanted: int
    detail: str
    visit: str = ""
    usable: bool = False
    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
