"""Rules on the rows as a whole: how many, said twice, left out, and whose names they carry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import exp, log
from statistics import median

from pipeline.watch.alarm import Alarm, AlarmKind
from pipeline.watch.profile import Profile
from pipeline.watch.usual import WINDOW, Margin, highest, lowest, noise, percent, span

_HOLD = 0.2
"""More than ±20 % against the last good one is always held (sources.md 3.4)."""
_FEW = 5
"""Rows by which a count may always differ, and from which shares are judged."""
_LOSS = Margin(static=-log(1 - _HOLD), learned=0.055)
_GAIN = Margin(static=log(1 + _HOLD), learned=0.08)
"""Natural logarithms. Rows that are added seldom mean a fault, and a wave of listings adds many."""
_EDITION = Margin(static=-log(1 - _HOLD), learned=0.015)
_FLOW = Margin(static=log(10), learned=log(3))
"""A feed brings three times as much or a third without anything being wrong."""
_REPEATED = Margin(static=0.03, learned=0.01)
_NAMESAKES = Margin(static=0.10, learned=0.04)
_MISSING = Margin(static=0.03, learned=0.01)
_ORGANISATIONS = Margin(static=0.05, learned=0.02)
_NUMBERED = 0.9
_UNORDERED = 0.5
"""Gaps in more of the history than this: the numbers do not count the rows."""


def register_rows(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A register grows or shrinks about as fast as it used to, and never by more than a fifth."""
    recent = history[-WINDOW:]
    last = recent[-1]
    steps = [_growth(one, other) for one, other in pairwise(recent)] or [0.0]
    low = max(log(1 - _HOLD), lowest(steps, _LOSS))
    high = min(log(1 + _HOLD), highest(steps, _GAIN))
    fewest, most = round(last.rows * exp(low)), round(last.rows * exp(high))
    if fewest <= new.rows <= most or abs(new.rows - last.rows) <= _FEW:
        return []
    usual = span(steps, lambda step: f"{exp(step) - 1:+.1%}")
    return [
        Alarm(
            "rows",
            f"本次 {new.rows} 行，上次 {last.rows} 行，以往每次变化 {usual}，本次应在 {fewest}–{most} 行之间",
        )
    ]


def list_rows(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A list of editions has about as many rows as its editions had."""
    return _level(new, history[-WINDOW:], _EDITION)


def feed_rows(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A visit to a feed brings no more and no less than visits ever brought, give or take a factor."""
    return _level(new, history[-WINDOW:], _FLOW)


def _level(new: Profile, recent: Sequence[Profile], margin: Margin) -> list[Alarm]:
    counts = [_log_rows(one) for one in recent]
    if round(exp(lowest(counts, margin))) <= new.rows <= round(exp(highest(counts, margin))):
        return []
    rows = [one.rows for one in recent]
    if min(rows) - _FEW <= new.rows <= max(rows) + _FEW:
        return []
    return [Alarm("rows", f"本次 {new.rows} 行，以往 {span(rows, lambda value: f'{value:g}')} 行")]


def repeated_rows(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """Rows that say the same twice: a page that was read twice."""
    return _too_many(
        "repeated_rows", "与前面完全相同的行", lambda one: one.repeated_rows, _REPEATED, new, history
    )


def repeated_names(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """Names that stand in the publication twice, as they do not usually."""
    return _too_many(
        "repeated_names", "名称与前面相同的行", lambda one: one.repeated_names, _NAMESAKES, new, history
    )


def numbering(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """Numbers left out of a publication that counts its rows: rows were lost."""
    numbered = [one for one in history if _is_numbered(one)]
    if not numbered or not _is_numbered(new):
        return []
    if max(_missing(one) / max(1, one.rows) for one in numbered[-WINDOW:]) > _UNORDERED:
        return []
    return _too_many("numbering", "序号跳过的号", _missing, _MISSING, new, numbered)


def organisations(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """Names look like those of organisations as often as they used to (sources.md 3.4)."""
    shares = [one.organisations for one in history[-WINDOW:]]
    least = lowest(shares, _ORGANISATIONS) - noise(median(shares), new.rows)
    if new.rows < _FEW or new.organisations >= least:
        return []
    return [
        Alarm("organisations", f"{percent(new.organisations)} 的名称像单位名称，以往 {span(shares, percent)}")
    ]


def _too_many(
    kind: AlarmKind,
    what: str,
    count: Callable[[Profile], int],
    margin: Margin,
    new: Profile,
    history: Sequence[Profile],
) -> list[Alarm]:
    """More than one, and a greater share of the rows than usual."""
    shares = [count(one) / max(1, one.rows) for one in history[-WINDOW:]]
    share = count(new) / max(1, new.rows)
    if count(new) <= 1 or share <= highest(shares, margin):
        return []
    return [Alarm(kind, f"{what}有 {count(new)} 个，占 {percent(share)}，以往占 {span(shares, percent)}")]


def _is_numbered(profile: Profile) -> bool:
    return "rank" in profile.columns and profile.columns["rank"].fill >= _NUMBERED


def _missing(profile: Profile) -> int:
    return profile.missing_numbers


def _growth(old: Profile, new: Profile) -> float:
    return _log_rows(new) - _log_rows(old)


def _log_rows(profile: Profile) -> float:
    return log(max(1, profile.rows))
