"""The impact log: what automatic collection cost each site (《网络数据安全管理条例》第十八条)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.source import Source
from db.models import Visit

DAYS = 30


class Impact(BaseModel):
    """What one source's site bore in the last 30 days; replays of the archive are no visits."""

    id: str
    name: str
    visits: int
    requests: int
    not_modified: int
    """Answers 304: the site sent no body."""
    bytes: int
    seconds_between: float | None
    """Average time from one request to the next within a visit; None below two requests."""


def impacts(db: Session, sources: Iterable[Source], moment: datetime) -> list[Impact]:
    """The impact on each source's site, heaviest first; sources that asked nothing are left out."""
    since = (moment - timedelta(days=DAYS)).isoformat(timespec="seconds")
    found = [_impact(db, source, since) for source in sources]
    return sorted((item for item in found if item.requests), key=lambda item: -item.requests)


def _impact(db: Session, source: Source, since: str) -> Impact:
    query = select(Visit).where(Visit.source == source.id, Visit.checked_at >= since, Visit.requests > 0)
    visits = list(db.scalars(query))
    several = [visit for visit in visits if visit.requests > 1]
    gaps = sum(visit.requests - 1 for visit in several)
    return Impact(
        id=source.id,
        name=source.name,
        visits=len(visits),
        requests=sum(visit.requests for visit in visits),
        not_modified=sum(visit.not_modified for visit in visits),
        bytes=sum(visit.bytes for visit in visits),
        seconds_between=round(sum(_seconds(visit) for visit in several) / gaps, 1) if gaps else None,
    )


def _seconds(visit: Visit) -> float:
    lasted = datetime.fromisoformat(visit.checked_at) - datetime.fromisoformat(visit.began_at)
    return max(lasted.total_seconds(), 0)  # its end is noted in whole seconds


def print_impacts(console: Console, found: list[Impact]) -> None:
    """Print the log as a table with its sum."""
    table = Table("来源", "访问次数", "请求数", "其中 304", "流量（MB）", "平均间隔（秒）")
    for column in table.columns[1:]:
        column.justify = "right"
    for item in found:
        table.add_row(
            escape(f"{item.name}（{item.id}）"),
            str(item.visits),
            str(item.requests),
            str(item.not_modified),
            f"{item.bytes / 1e6:.1f}",
            "–" if item.seconds_between is None else f"{item.seconds_between:.1f}",
        )
    console.print(table, soft_wrap=False)
    console.print(
        f"近 {DAYS} 天共 {sum(item.requests for item in found)} 次请求，"
        f"{sum(item.bytes for item in found) / 1e6:.1f} MB；回放存档不访问网站，不计入。"
    )
