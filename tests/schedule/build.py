"""Made-up sources, visits and releases for the schedule's tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crawlers.source import Source
from db.models import Release, Visit
from pipeline.releases import PUBLISHED

DAILY = {"pace": "daily"}


def at(text: str) -> datetime:
    """``2026-11-23 07:00`` in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00")


def source(name: str = "sample", *, season: dict[str, Any] | None = None, **changes: Any) -> Source:
    """A plain list; ``changes`` are keys of its YAML."""
    return Source.model_validate(
        {
            "id": name,
            "name": f"示例{name}",
            "publisher": "示例发布方",
            "edition": "rolling",
            "format": "html",
            "urls": [f"https://{name}.example/list"],
            "expect": {"rows": [1, 1000]},
            "season": season or DAILY,
            **changes,
        }
    )


def visit(
    ended: str, outcome: str = "ok", *, name: str = "sample", requests: int = 1, **columns: Any
) -> Visit:
    """A visit that ended at ``2026-11-23 07:00``."""
    moment = at(ended).isoformat(timespec="seconds")
    values = {"began_at": moment, "detail": "", **columns}
    return Visit(source=name, checked_at=moment, outcome=outcome, requests=requests, **values)


def release(known: str, *, name: str = "sample", state: str = PUBLISHED, **columns: Any) -> Release:
    """A release known at ``2026-11-23 07:00``."""
    values: dict[str, Any] = {
        "edition": "rolling",
        "entries": 500,
        "problems": [],
        "warnings": [],
        "part": "",
        "excerpt": False,
        **columns,
    }
    return Release(
        source=name,
        name=f"示例{name}",
        publisher="示例发布方",
        known_at=at(known).isoformat(timespec="seconds"),
        state=state,
        content_hash="0" * 64,
        rows_published=values["entries"],
        example=False,
        profile={},
        **values,
    )
