"""Publications made by hand for the tests; all firms are made up (示例)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from common.hashing import sha256_hex
from crawlers.source import Source
from pipeline.extract.rows import Extraction, Row, Value
from pipeline.watch import Alarm, Profile, alarms, profile_of
from tests.extract.build import make_source

REGISTER = make_source(edition="rolling")
YEARLY = make_source(edition="2025")
FEED = make_source(edition="rolling", once=True)
NOTICES = make_source(edition="2026", spider="notices", family="html", notices={"title": "名单"})
ALL = (REGISTER, YEARLY, FEED, NOTICES)
INDUSTRIES = ("纺织", "家具", "建材", "食品", "电子")


def firm(at: int) -> str:
    return f"示例{at:04d}制造有限公司"


def read(names: Iterable[str], **columns: Sequence[Value]) -> Extraction:
    """What was read: a row a name, numbered from 1 unless ``rank`` says otherwise."""
    listed = list(names)
    columns = {"rank": range(1, len(listed) + 1), **columns}
    rows = [
        Row(
            sha256_hex(b"page"),
            at,
            f"表1 第{at}行",
            name,
            (name,),
            {field: values[at - 1] for field, values in columns.items() if values[at - 1] is not None},
        )
        for at, name in enumerate(listed, start=1)
    ]
    return Extraction("demo", rows, len(rows))


def numbered(first: int, last: int) -> list[str]:
    return [firm(at) for at in range(first, last + 1)]


def profile(extraction: Extraction, source: Source = REGISTER, *, excerpt: bool = False) -> Profile:
    return profile_of(source, extraction, excerpt=excerpt)


def of_rows(count: int, source: Source = REGISTER, first: int = 1) -> Profile:
    """A publication of so many firms and nothing else."""
    return profile(read(numbered(first, first + count - 1)), source)


def full(count: int, source: Source = REGISTER, **columns: Sequence[Value]) -> Profile:
    """A publication with an industry, a province and a revenue for each firm, or as given."""
    usual: dict[str, Any] = {
        "industry": [INDUSTRIES[at % 5] for at in range(count)],
        "province": ["广东省"] * count,
        "revenue": [1000 + at for at in range(count)],
    }
    return profile(read(numbered(1, count), **(usual | columns)), source)


def kinds(found: Sequence[Alarm]) -> set[str]:
    return {alarm.kind for alarm in found}


def judged(source: Source, new: Profile, *history: Profile) -> set[str]:
    """Kinds of the alarms."""
    return kinds(alarms(source, new, history))
