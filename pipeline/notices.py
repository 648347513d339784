"""What a notice does to the enterprises it lists: 公示 → 公告 → 复核 → 取消 (sources.md 2.5).

A notice's title is what the site prints, and for an attachment also its own name: ``公告 ｜ 附件1：…``.
Where the attachment's name says something, it wins: one notice often carries the newly recognised
firms in one file and the re-certified ones in another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from crawlers.source import Source
from pipeline.extract.rows import Extraction, Row
from pipeline.levels import WANTED, level_problem, plain

Found = TypeVar("Found")
Standing = Literal["announced", "recognised", "recertified", "withdrawn"]

_KIND = re.compile("公示|公告|通告|公布|印发|通知")
# A proposal to go on supporting a firm says nothing about its title either.
_PROPOSED = re.compile("拟(?:认定|入选|推荐|确定|列入|通过|取消|撤销)|建议(?:继续)?支持")
_WITHDRAWN = re.compile("取消|撤销|不予|注销|未通过|不通过|不合格")
_REVIEW = re.compile("复核|复审")
_PASSED = re.compile("通过|合格")
_NEW = re.compile("第[一二三四五六七八九十]{1,3}批|认定|入选|新增")
_AND = re.compile("以及|[和及与]")
_BATCH = re.compile("第[一二三四五六七八九十]{1,3}批(?!第.年)")
_YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True)
class Noticed:
    """A source in the edition that the notice names, its rows with their standing, and the notice's own.

    A row carries ``fields["standing"]`` where its section or its result column says more or otherwise
    than the notice. ``standing`` is None for a list without notices.
    """

    source: Source
    extraction: Extraction
    standing: Standing | None


def as_noticed(source: Source, extraction: Extraction, title: str) -> Noticed:
    """Read the title: standing, edition (第六批, or the year of a review), and whether the level fits.

    A notice of another level, without a date, or that does not tell who passed and who was struck off
    becomes a problem in ``extraction``: it is left to a person and never published into the tier.
    """
    if source.notices is None or source.tier is None or not title:
        return Noticed(source, extraction, None)
    if source.manual:  # the person's name for it is the notice's, the file is its attachment
        title = f"{source.name} ｜ {title}"
    effects = _by_file_or_notice(title, _effects)
    proposed = is_proposal(title)
    rows = [replace(row, fields=_with_standing(row, effects, proposed)) for row in extraction.rows]
    source = source.model_copy(update={"edition": _edition(source, title, effects)})
    problems = [problem] if (problem := level_problem(source, title)) else []
    if source.published_on is None:
        problems.append(f"没有读到公告日期，推算不出有效期：{title}")
    if _unclear(effects) and not proposed and any("standing" not in row.fields for row in rows):
        problems.append(f"标题里既有通过又有取消，附件没有写明是哪一种：{title}")
    read = replace(extraction, rows=rows, problems=[*extraction.problems, *problems])
    if problems:
        read.outcome = "quarantined"
    return Noticed(source, read, "announced" if proposed else _one_of(effects))


def is_proposal(title: str) -> bool:
    """Whether a notice only proposes. The last word counts, for it is what the title calls itself."""
    notice = plain(title).partition("｜")[0]
    kinds = _KIND.findall(notice)
    return bool(_PROPOSED.search(notice)) or (kinds or _KIND.findall(plain(title)))[-1:] == ["公示"]


def _one_of(effects: frozenset[Standing]) -> Standing:
    """The standing of the whole document; new and re-certified firms together count from the same day."""
    return next(iter(effects)) if len(effects) == 1 else "recognised"


def _unclear(effects: frozenset[Standing]) -> bool:
    return "withdrawn" in effects and len(effects) > 1


def _effects(text: str) -> frozenset[Standing]:
    """What a title, a section or a result column does to its firms; a title may join two lists."""
    found: set[Standing] = set()
    for clause in _AND.split(plain(text)):
        if _WITHDRAWN.search(clause):
            found.add("withdrawn")
        elif _REVIEW.search(clause):
            found.add("recertified")
        elif _NEW.search(clause):
            found.add("recognised")
    return frozenset(found)


def _with_standing(
    row: Row, effects: frozenset[Standing], proposed: bool
) -> dict[str, str | int | float | None]:
    """The fields of a row, with its own standing where its document has another one or several."""
    status, section = str(row.fields.get("status") or ""), str(row.fields.get("section") or "")
    own = _effects(status) or _effects(section)
    if not own and _PASSED.search(status) and "recertified" in effects:
        own = frozenset({"recertified"})
    if proposed or len(own) != 1 or own == effects:
        return row.fields
    return {**row.fields, "standing": _one_of(own)}


def _edition(source: Source, title: str, effects: frozenset[Standing]) -> str:
    """``第六批`` of the nation, ``2024第一批`` of a province, whose numbers begin anew; a review's year."""
    years: list[str] = _by_file_or_notice(title, _YEAR.findall) or [source.edition]
    batches: list[str] = [] if effects == {"recertified"} else _by_file_or_notice(title, _BATCH.findall)
    if not batches:
        return years[0]
    return batches[0] if WANTED.get(source.tier or "") == "national" else f"{years[0]}{batches[0]}"


def _by_file_or_notice(title: str, read: Callable[[str], Found]) -> Found:
    notice, _, file = plain(title).partition("｜")
    return read(file) or read(notice)
