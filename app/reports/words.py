"""How headquarters' figures are worded, the same in workbook, briefing and on screen."""

from __future__ import annotations

from app.workbook.words import firm_name
from matching.hq.model import CoverageRow, Landing, Progress
from matching.rate import Rate

UNKNOWN = "未知"
BOUND = "单侧 95% 精确上限"
WILSON = "双侧 95% Wilson 区间"
FOUNDED = "虚构的示例企业另列，不进比率"


def percent(rate: Rate) -> str:
    """``30.4%``, or the bare count where no rate may be printed."""
    return f"{rate.k}/{rate.n}" if rate.rate is None else f"{rate.rate:.1%}"


def interval(rate: Rate) -> str:
    """``22.6%–39.4%``, or why there is none."""
    if rate.low is None or rate.high is None:
        return rate.note
    return f"{rate.low:.1%}–{rate.high:.1%}"


def amount(value: float | None, unit: str) -> str:
    """A figure in its indicator's unit; unknown is said, never 0."""
    if value is None:
        return UNKNOWN
    if unit == "比例":
        return f"{value:.2%}"
    return f"{value:,.2f} {unit}" if unit.endswith("元") else f"{value:g} {unit}"


def progress_text(one: Progress) -> str:
    """``71.0%``, or 未知."""
    return UNKNOWN if one.share is None else f"{one.share:.1%}"


def rate_of(landing: Landing) -> str:
    """``0.50%``."""
    return f"{landing.rate:.2%}"


def examples(row: CoverageRow) -> str:
    """``24/26``, empty without made-up firms."""
    return f"{row.example_touched}/{row.example_eligible}" if row.example_eligible else ""


def object_name(name: str, example: bool) -> str:
    """The name, marked when made up."""
    return firm_name(name, example)
