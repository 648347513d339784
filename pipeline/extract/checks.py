"""Self-checks before a publication is used (sources.md 3.4)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.doubts import listed
from pipeline.extract.names import ORGANISATION
from pipeline.extract.records import Records
from pipeline.extract.rows import Row
from pipeline.extract.synonyms import LABELS
from pipeline.extract.texts import tidy
from pipeline.names import name_key

_ANNOUNCED = re.compile(r"共(?:有|计)?(\d[\d,]{0,6})[家户]|\((?:共|计)?(\d[\d,]{0,6})[家户]\)")


@dataclass(frozen=True)
class Body:
    """What one archived body gave: rows with the records they come from, before ``keep``."""

    capture: Capture
    found: frozenset[str]
    records: Records
    rows: Sequence[Row]


def missing_columns(source: Source, body: Body) -> str | None:
    """The sentence on columns that the source needs and the body has not; None if all are there."""
    needed: list[str] = [*source.expect.require]
    needed += [source.keep.field] if source.keep else []
    needed += ["rank"] if source.expect.contiguous_rank else []
    missing = [LABELS[field] for field in dict.fromkeys(needed) if field not in body.found]
    if not missing:
        return None
    return f"缺少必需的列：{'、'.join(missing)}（表头读到：{listed(body.records.header, 12, '列') or '无'}）"


def check_count(source: Source, bodies: Sequence[Body]) -> list[str]:
    """Rows within the bounds of the source; an excerpt holds exactly what its captures state."""
    fewest, most = source.expect.rows
    read = sum(len(body.rows) for body in bodies)
    excerpts = [body for body in bodies if body.capture.excerpt is not None]
    problems = []
    if excerpts:
        stated = sum(body.capture.excerpt or 0 for body in excerpts)
        found = sum(len(body.rows) for body in excerpts)
        if found != stated:
            problems.append(f"摘录应有 {stated} 行，读到 {found} 行，保留上一次的数据")
        fewest = 0
    if not fewest <= read <= most:
        problems.append(f"应有 {fewest}–{most} 行，读到 {read} 行，保留上一次的数据")
    return problems


def check_ranks(bodies: Sequence[Body]) -> list[str]:
    """Ranks contiguous from 1 in each section; strictly increasing in an excerpt.

    A further body either goes on with the ranking (page 2) or begins a new one at 1. Rows that stand
    beside a note instead of numbers come before the first one, which is 1 or counts them.
    """
    wrong: list[str] = []
    before = 0
    unnumbered = False
    for body in bodies:
        excerpt = body.capture.excerpt is not None
        section = -1
        for row, record in zip(body.rows, body.records.rows, strict=True):
            rank, its_section = row.fields.get("rank"), record.section
            if record.unnumbered:
                before, unnumbered = before + 1, True
                continue
            if unnumbered and rank == 1:
                before = 0
            unnumbered = False
            if not isinstance(rank, int):
                wrong.append(f"{row.place} 没有名次")
                before += 1
                continue
            if its_section != section and (section >= 0 or rank == 1 or excerpt):
                before = 0
            section = its_section
            if (rank <= before) if excerpt else (rank != before + 1):
                wrong.append(
                    f"{row.place} 应{'大于' if excerpt else '为'} {before + (not excerpt)}，读到 {rank}"
                )
            before = rank
    return [f"名次不连续：{listed(wrong, 3)}"] if wrong else []


def check_announced(bodies: Sequence[Body]) -> list[str]:
    """What a publication says of its own size: 共 286 家, 副会长单位（6家） (sources.md 3.4, 2.11 S5).

    A heading's figure is that of the rows under it; any other one near the rows is that of the body
    or of all bodies together. An excerpt does not hold what it announces.
    """
    problems = []
    total = sum(len(body.rows) for body in bodies)
    for body in bodies:
        if body.capture.excerpt is not None or not body.records.found:
            continue
        under = Counter(record.title for record in body.records.rows)
        titles = dict.fromkeys(body.records.titles)
        said = [text for text in body.records.said if tidy(text) not in titles]
        for title in titles:
            stated = _announced(title)
            if not under[title]:
                said.append(title)
            elif stated and under[title] not in stated:
                problems.append(f"“{title}”标明 {stated[0]} 家，读到 {under[title]} 家")
        figures = [figure for text in said for figure in _announced(text)]
        if figures and not {len(body.rows), total} & set(figures):
            problems.append(f"页面说共 {figures[0]} 家，读到 {len(body.rows)} 家")
    return problems


def _announced(text: str) -> list[int]:
    found = _ANNOUNCED.findall(unicodedata.normalize("NFKC", re.sub(r"\s", "", text)))
    return [int((together or bracketed).replace(",", "")) for together, bracketed in found]


def check_twins(bodies: Sequence[Body]) -> list[str]:
    """Two addresses that answer with the same bytes: one of them is not what it should be."""
    urls: defaultdict[str, list[str]] = defaultdict(list)
    for body in bodies:
        if body.rows:
            urls[body.capture.sha256].append(body.capture.url)
    return [
        f"几个地址返回了完全相同的内容：{listed(same, 3, '个')}" for same in urls.values() if len(same) > 1
    ]


LONGEST_PERSON = 4


def check_names(source: Source, rows: Sequence[Row]) -> list[str]:
    """Enough names look like an organisation's."""
    odd = [row.name for row in rows if not ORGANISATION.search(row.name)]
    share = 1 - len(odd) / max(1, len(rows))
    if share >= source.expect.organisation_share:
        return []
    wanted = f"应不低于 {source.expect.organisation_share:.0%}"
    # What is as short as a person's name may be one, and is not repeated in a message that is kept.
    shown = dict.fromkeys(name if len(name) > LONGEST_PERSON else "（像人名，略）" for name in odd)
    return [f"只有 {share:.1%} 的名称像单位名称（{wanted}），不像的有：{listed(list(shown), 5, '个')}"]


def duplicate_names(rows: Sequence[Row]) -> list[str]:
    """A warning that lists names which stand in more than one row."""
    places: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        places[name_key(row.name)].append(row)
    twice = [
        f"{same[0].name}（{listed([row.place for row in same], 3)}）"
        for same in places.values()
        if len(same) > 1
    ]
    return [f"名称重复：{listed(twice, 20, '个')}"] if twice else []
