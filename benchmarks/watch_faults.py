"""Faults for ``benchmarks.watch``: what goes wrong with a page, done to its printed cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.watch_world import Page, World

Fault = Callable[[Random, Page, Sequence[Page], Page], Page | None]
"""Page, pages before it (oldest first), a page of another list → the faulty page; None: not possible yet."""

_QUARTER = (8, 16)
"""Runs that an old page of a weekly register is old."""


@dataclass(frozen=True)
class Injected:
    """A fault by name; ``named`` ones are those that the bar is about, the others are harder."""

    name: str
    named: bool
    spoil: Fault
    hopeless: Mapping[World, str]
    """Kinds of source in which nothing can show this fault, and why."""


def _lost(share: float, *, at_end: bool) -> Fault:
    def spoil(rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page | None:
        keep = round(len(page.rows) * (1 - share))
        if keep == len(page.rows):
            return None
        kept = range(keep) if at_end else sorted(rng.sample(range(len(page.rows)), keep))
        return replace(page, rows=[page.rows[at] for at in kept])

    return spoil


def _shifted(rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page:
    """From a column on, every cell stands one column too far to the right, or to the left."""
    column = rng.randrange(len(page.header) - 1)
    if rng.random() < 0.5:
        return replace(page, rows=[[*row[:column], "", *row[column:-1]] for row in page.rows])
    return replace(page, rows=[[*row[:column], *row[column + 1 :], ""] for row in page.rows])


def _repeated(rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page:
    length = min(len(page.rows), rng.randint(100, 200))
    first = rng.randrange(len(page.rows) - length + 1)
    end = first + length
    return replace(page, rows=[*page.rows[:end], *page.rows[first:end], *page.rows[end:]])


def _emptied(rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page:
    column = rng.choice(_other_than_name(page))
    return replace(page, rows=[[*row[:column], "", *row[column + 1 :]] for row in page.rows])


def _new_header(rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page:
    column = rng.choice(_other_than_name(page))
    return replace(page, header=[*page.header[:column], "示例新栏目", *page.header[column + 1 :]])


def _old_page(rng: Random, page: Page, before: Sequence[Page], _other: Page) -> Page | None:
    """The last edition under the new one's name; of a register what stood there a quarter ago."""
    if page.edition != "rolling":
        return replace(before[-1], edition=page.edition)
    ago = rng.randint(*_QUARTER)
    old = before[-ago] if len(before) >= ago else None
    return None if old is None or old.rows == before[-1].rows else old


def _cut_names(_rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page:
    name = _name_column(page)
    return replace(page, rows=[[*row[:name], _cut(row[name]), *row[name + 1 :]] for row in page.rows])


def _cut(name: str) -> str:
    return name if len(name) <= 9 else f"{name[:8]}…"


def _swapped(rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page:
    one, other = rng.sample(range(len(page.header)), 2)
    rows = [list(row) for row in page.rows]
    for row in rows:
        row[one], row[other] = row[other], row[one]
    return replace(page, rows=rows)


def _other_unit(_rng: Random, page: Page, _before: Sequence[Page], _other: Page) -> Page | None:
    """Amounts are printed in 亿元 while the header still says 万元."""
    column = next((at for at, text in enumerate(page.header) if "(万元)" in text), None)
    if column is None:
        return None
    rows = [list(row) for row in page.rows]
    for row in rows:
        row[column] = f"{int(row[column]) / 10_000:.2f}" if row[column] else ""
    return replace(page, rows=rows)


def _another_list(_rng: Random, page: Page, _before: Sequence[Page], other: Page) -> Page:
    """The same columns, other firms: a parameter of the address was lost."""
    return replace(other, edition=page.edition)


def _name_column(page: Page) -> int:
    return next(at for at, text in enumerate(page.header) if text in ("企业名称", "建设单位"))


def _other_than_name(page: Page) -> list[int]:
    return [at for at in range(len(page.header)) if at != _name_column(page)]


_UNCOUNTED: Mapping[World, str] = {
    "feed": "no visit has a due number of rows, and its rows are not numbered: fewer is a quieter day"
}
_NO_END: Mapping[World, str] = {
    **_UNCOUNTED,
    "notices": "no document has a due number of rows, and numbers that end early have no gap "
    "(an announced 共×家 is checked by the extractor)",
}
FAULTS: tuple[Injected, ...] = (
    Injected("30 % of rows dropped here and there", True, _lost(0.3, at_end=False), _UNCOUNTED),
    Injected("30 % of rows dropped from the end", True, _lost(0.3, at_end=True), _NO_END),
    Injected("columns shifted by one", True, _shifted, {}),
    Injected("100–200 rows twice", True, _repeated, {}),
    Injected("a field emptied", True, _emptied, {}),
    Injected("a header renamed", True, _new_header, {}),
    Injected(
        "last year's or last quarter's page",
        True,
        _old_page,
        {
            "feed": "rows published before are left out, so an old page brings nothing to publish",
            "notices": "a 公告 may rightly repeat its 公示 row for row",
        },
    ),
    Injected("10 % of rows dropped here and there", False, _lost(0.1, at_end=False), _UNCOUNTED),
    Injected("10 % of rows dropped from the end", False, _lost(0.1, at_end=True), _NO_END),
    Injected("names cut to 8 characters", False, _cut_names, {}),
    Injected("two columns swapped", False, _swapped, {}),
    Injected(
        "amounts in another unit", False, _other_unit, {"notices": "the made-up notices print no amounts"}
    ),
    Injected(
        "another list of the same shape",
        False,
        _another_list,
        {
            "feed": "every visit brings other firms",
            "notices": "every document brings other firms",
        },
    ),
)
