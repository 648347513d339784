"""A made-up week with headquarters' figures, from the shipped configuration and a made-up ledger."""

from __future__ import annotations

from matching.config.bundle import Config
from matching.report import WeekReport
from matching.week import make_context, report_week
from tests.hq.build import knows, row
from tests.matching.build import firm, listing

WEEK = "2026-W48"


def week(config: Config, *names: str) -> WeekReport:
    """Twelve firms and whatever ``names`` are added to the ledger."""
    firms = [firm(f"示例家居{number}有限公司", listings=[listing("china500")]) for number in range(12)]
    rows = [row(one.name, firm=one, days_ago=100 + number) for number, one in enumerate(firms[:8])]
    rows += [row(name, days_ago=300, stage="洽谈") for name in names]
    knowledge = knows(firms, rows)
    return report_week(knowledge, make_context(knowledge, config, WEEK), WEEK, [])
