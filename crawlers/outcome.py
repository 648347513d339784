"""How gathering one source ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "partial", "blocked", "unreachable", "not_archived", "gone", "refused", "failed"]
"""``ok`` all addresses; ``partial`` some; ``blocked`` the host shows a block signature; ``unreachable``
no answer or an error answer (never to be read as “empty”); ``not_archived`` replay has no such body;
``gone`` 404 or 410; ``refused`` robots.txt; ``failed`` an unusable body or a fault of our own."""


@dataclass(frozen=True)
class CrawlOutcome:
    """``fetched`` of ``wanted`` addresses are archived; ``detail`` is a Chinese sentence for people."""

    status: Status
    fetched: int
    wanted: int
    detail: str
