"""Rules on how a publication follows the ones before: the same firms mostly, and never an old page again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.watch.alarm import Alarm
from pipeline.watch.profile import Profile
from pipeline.watch.sketch import jaccard, kept_share
from pipeline.watch.usual import WINDOW, Margin, lowest, percent, span

_FEW = 5
"""Rows from which it is no coincidence that a publication equals an old one."""
_REGISTER = Margin(static=0.2, learned=0.06)
_EDITION = Margin(static=0.35, learned=0.12)
_TYPICAL_TURNOVER = 0.75
"""Share of names that stay from edition to edition (0.6–0.97), before a source has shown its own."""
_SAME = 0.99
"""Editions with so many names of both in common are one edition."""
_YEAR = re.compile(r"(?:19|20)\d\d")


def register_overlap(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A register still holds the names that it held last time."""
    return _overlap(new, history[-WINDOW:], _REGISTER, 1.0, "上次")


def edition_overlap(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A new edition keeps as many names as editions usually do; the same edition read again nearly all."""
    same = [one for one in history if one.edition == new.edition]
    if same:
        return _overlap(new, same[-1:], _REGISTER, 1.0, "同一版上次")
    newest = list({one.edition: one for one in history}.values())
    return _overlap(new, newest[-WINDOW:], _EDITION, _TYPICAL_TURNOVER, "上一版")


def _overlap(
    new: Profile, recent: Sequence[Profile], margin: Margin, typical: float, last: str
) -> list[Alarm]:
    usual = [_kept(old, one) for old, one in pairwise(recent)] or [typical]
    share = _kept(recent[-1], new)
    if recent[-1].rows < _FEW or share >= lowest(usual, margin):
        return []
    return [Alarm("overlap", f"{last}的名称只剩 {percent(share)}，通常是 {span(usual, percent)}")]


def old_edition(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A new edition has other names than the one before, else last year's page was served again."""
    last = history[-1]
    if last.edition == new.edition or new.rows < _FEW:
        return []
    common = jaccard(last.names, new.names)
    if common < _SAME:
        return []
    return [
        Alarm(
            "old_edition",
            f"{new.edition} 版的名称与 {last.edition} 版有 {percent(common)} 相同，可能还是上一版的页面",
        )
    ]


def old_page(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """What was replaced since does not come back row for row."""
    last = history[-1]
    if new.content == last.content or new.rows < _FEW:
        return []
    back = next((steps for steps, one in enumerate(reversed(history)) if one.content == new.content), 0)
    if not back:
        return []
    return [Alarm("old_page", f"与之前第 {back} 次换下的内容（{new.rows} 行）逐行相同，可能又给出了旧页面")]


def backwards(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """Editions go on."""
    last = history[-1]
    now, before = _YEAR.search(new.edition), _YEAR.search(last.edition)
    if not now or not before or int(now[0]) >= int(before[0]):
        return []
    return [Alarm("backwards", f"读到的是 {new.edition} 版，已在用的是 {last.edition} 版")]


def _kept(old: Profile, new: Profile) -> float:
    return kept_share(old.names, old.distinct_names, new.names, new.distinct_names)
