"""Rules on the columns: still filled, still holding what they held. They show a page whose columns moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import median

from pipeline.extract.synonyms import LABELS
from pipeline.watch.alarm import Alarm, AlarmKind
from pipeline.watch.profile import Profile
from pipeline.watch.usual import WINDOW, Margin, highest, lowest, noise, percent, span
from pipeline.watch.values import KINDS, Column, Kind

_FEW = 3
"""Filled rows from which a column is judged."""
_CHANCE = 1e-4
"""A column that is empty by chance no more often than this is a column that was lost."""
_FILL = Margin(static=0.2, learned=0.04)
_FORM = Margin(static=0.3, learned=0.1)
_SIZE = Margin(static=0.5, learned=0.2)
"""Powers of ten: three times as large, 1.6 times with a long history; 万元 read as 亿元 is four of them."""
_LENGTH = Margin(static=log(1.5), learned=0.15)
_VARIETY = Margin(static=0.4, learned=0.25)
_STRANGERS = Margin(static=0.5, learned=0.3)
_FEWEST_STRANGERS = 3
_SERIAL = "rank"
"""Its numbers follow from the number of rows."""


def fill(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """Each column that used to be filled is filled as often; more than before is no harm."""
    if new.rows < _FEW:
        return []
    found = []
    recent = history[-WINDOW:]
    for field in dict.fromkeys(field for one in recent for field in one.columns):
        shares = _fills(field, new, recent)
        share = new.columns.get(field, Column()).fill
        least = lowest(shares, _FILL) - noise(median(shares), new.rows)
        lost = not share and (1 - min(shares)) ** new.rows < _CHANCE
        if lost or share < least:
            found.append(
                Alarm("fill", f"“{_label(field)}”填了 {percent(share)}，以往 {span(shares, percent)}")
            )
    return found


def _fills(field: str, new: Profile, recent: Sequence[Profile]) -> list[float]:
    """How far a column was filled; of one that is printed now, where it was printed (if often enough).

    Some notices print a column that others leave out; one that is printed and empty is no such notice.
    """
    printed = [one.columns[field].fill for one in recent if field in one.columns]
    if field in new.columns and len(printed) >= _FEW:
        return printed
    return [one.columns.get(field, Column()).fill for one in recent]


def form(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A column holds the kinds of values that it held: numbers, codes, organisations, places, texts."""
    found = []
    for field, now, before in _both(new, history):
        typical = _mean([column.kinds for column in before])
        distances = [_distance(column.kinds, typical) for column in before]
        if _distance(now.kinds, typical) > highest(distances, _FORM) + noise(0, _different(now, new)):
            found.append(
                Alarm("form", f"“{_label(field)}”的值变了样：本次{_kinds(now.kinds)}，以往{_kinds(typical)}")
            )
    return found


def size(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """The numbers of a column are about as large as before: no other unit, no other column."""
    return _figures(
        new, history, Figure("size", "的中位数是", lambda one: one.size, _SIZE, 2.0, lambda x: f"{10**x:.4g}")
    )


def length(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """The texts of a column are about as long as before: not cut off, no other column."""
    return _figures(
        new,
        history,
        Figure(
            "length",
            "平均字数是",
            lambda one: log(one.length) if one.length else None,
            _LENGTH,
            1.5,
            lambda x: f"{exp(x):.1f}",
        ),
    )


def variety(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A column repeats its values about as much as before: industries repeat, names do not."""
    return _figures(
        new, history, Figure("variety", "不重复的值占", lambda one: one.variety, _VARIETY, 1.5, percent)
    )


def vocabulary(new: Profile, history: Sequence[Profile]) -> list[Alarm]:
    """A column with few different values (industries, positions) uses the words it used before."""
    found = []
    for field, now, before in _both(new, history):
        known: set[int] = set()
        usual = []
        for column in before:
            usual.append(_strangers(column, known) / max(1, len(column.words)) if known else 0.0)
            known.update(column.words)
        strange = _strangers(now, known)
        if (
            all(column.words for column in before)
            and strange >= _FEWEST_STRANGERS
            and strange / len(now.words) > highest(usual, _STRANGERS)
        ):
            found.append(
                Alarm(
                    "vocabulary",
                    f"“{_label(field)}”的 {len(now.words)} 种值里有 {strange} 种以前没有出现过，"
                    f"以往每次新出现 {span(usual, percent)}",
                )
            )
    return found


@dataclass(frozen=True)
class Figure:
    """One figure of a column, and how far it may stray: ``chance`` over the root of the different values."""

    kind: AlarmKind
    what: str
    of: Callable[[Column], float | None]
    margin: Margin
    chance: float
    show: Callable[[float], str]


def _figures(new: Profile, history: Sequence[Profile], figure: Figure) -> list[Alarm]:
    found = []
    for field, now, before in _both(new, history):
        value = figure.of(now)
        usual = [known for known in map(figure.of, before) if known is not None]
        if value is None or not usual or field == _SERIAL:
            continue
        stray = figure.chance / sqrt(_different(now, new))
        if not lowest(usual, figure.margin) - stray <= value <= highest(usual, figure.margin) + stray:
            found.append(
                Alarm(
                    figure.kind,
                    f"“{_label(field)}”{figure.what} {figure.show(value)}，以往 {span(usual, figure.show)}",
                )
            )
    return found


def _both(new: Profile, history: Sequence[Profile]) -> Iterator[tuple[str, Column, list[Column]]]:
    """Columns that hold enough values now, with how they were where they held enough."""
    for field, now in new.columns.items():
        before = [
            one.columns[field]
            for one in history[-WINDOW:]
            if field in one.columns and one.columns[field].fill * one.rows >= _FEW
        ]
        if before and now.fill * new.rows >= _FEW:
            yield field, now, before


def _different(column: Column, profile: Profile) -> int:
    """How many values differ: rows that repeat a value are no further evidence."""
    return max(1, round(column.variety * column.fill * profile.rows))


def _strangers(column: Column, known: set[int]) -> int:
    return sum(word not in known for word in column.words)


def _mean(shares: Sequence[dict[Kind, float]]) -> dict[Kind, float]:
    total: Counter[Kind] = Counter()
    for one in shares:
        total.update(one)
    return {kind: value / len(shares) for kind, value in total.items()}


def _distance(one: dict[Kind, float], other: dict[Kind, float]) -> float:
    """Share of the values that would have to change their kind (total variation)."""
    return sum(abs(one.get(kind, 0.0) - other.get(kind, 0.0)) for kind in {*one, *other}) / 2


def _kinds(shares: dict[Kind, float]) -> str:
    """``数字 98%、文字 2%``, the frequent ones first."""
    often = sorted(shares.items(), key=lambda item: -item[1])
    return "、".join(f"{KINDS[kind]} {percent(share)}" for kind, share in often if share >= 0.01)


def _label(field: str) -> str:
    """What people call a field; ``revenue_unit`` is 营业收入单位."""
    plain = field.removesuffix("_unit")
    return LABELS.get(plain, plain) + ("单位" if plain != field else "")
