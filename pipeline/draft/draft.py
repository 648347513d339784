"""A source drafted from one body: a description that a person checks, with what was guessed said so."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crawlers.archive import Capture
from crawlers.source import Source
from db.models import ROLLING
from pipeline.draft.columns import Guess
from pipeline.draft.page_words import PageWords, words_of
from pipeline.draft.select import selector_of
from pipeline.draft.tables import Found, find_table
from pipeline.extract import Extraction, extract
from pipeline.extract.amounts import AMOUNTS
from pipeline.extract.headers import FEWEST_HITS
from pipeline.extract.names import ORGANISATION
from pipeline.extract.outcomes import ChangedError
from pipeline.extract.synonyms import LABELS

CHECK = "待核对"
"""Stands in every comment on a guess."""
_CARRIED = ("province", "city", "position", "batch")
"""Fields whose merged cells are carried down."""
_REQUIRED = ("rank", "name", "province", "uscc", "stock_code")
"""Fields that are required where every row has them."""
_USUAL_SHARE = 0.95


@dataclass(frozen=True)
class Given:
    """What the person says; "" where nothing was said.

    ``notices`` are the keys of a source whose table stands behind a list page: ``family``, ``urls``
    and its ``notices`` section. ``manual`` marks a file for which no address is known.
    """

    id: str
    name: str = ""
    publisher: str = ""
    tier: str = ""
    notices: Mapping[str, Any] | None = None
    manual: bool = False


@dataclass(frozen=True)
class Draft:
    """A description that reads the body it was drafted from.

    ``comments`` are Chinese remarks by dotted key, ``extraction`` is what the source reads there.
    """

    source: Source
    keys: Mapping[str, Any]
    comments: Mapping[str, str]
    extraction: Extraction


def draft(given: Given, capture: Capture, data: bytes) -> Draft:
    """Describe the list in a body.

    Raises:
        UserError: the body cannot be read or holds no list of enterprises.
    """
    probe = probe_source(given.id, capture.url)
    found = find_table(probe, capture, data)
    words = words_of(capture, data, found.title or next(iter(found.grid.around), ""))
    keys = _keys(given, found, words, capture)
    comments = _comments(given, found, words)
    keys["table"] = selector_of(Source.model_validate(keys), found, capture, data) | keys["table"]
    if found.format == "json":
        keys["redact"] = [guess.text for guess in found.guesses if guess.why == "personal"]
    _measure(keys, comments, capture, data)
    source = Source.model_validate(keys)
    return Draft(source, keys, comments, extract(source, [(capture, data)]))


def probe_source(name: str, url: str) -> Source:
    """A source that reads anything: the shared header texts, the reader by the bytes."""
    plain = {"id": name, "name": "-", "publisher": "-", "edition": ROLLING, "format": "auto"}
    return Source.model_validate({**plain, "urls": [url], "expect": {"rows": [0, 1_000_000]}})


def _keys(given: Given, found: Found, words: PageWords, capture: Capture) -> dict[str, Any]:
    """The keys of the YAML in the order of the hand-written ones."""
    keys: dict[str, Any] = {
        "id": given.id,
        "name": given.name or words.title or given.id,
        "publisher": given.publisher or words.site or "待填写",
    }
    if given.tier:
        keys["tier"] = given.tier
    keys["edition"] = ROLLING if given.notices else words.year or ROLLING
    if words.dated and not given.notices:
        keys["published_on"] = words.dated
    if given.notices:
        keys |= {"spider": "notices", "family": given.notices["family"], "format": "auto"}
        keys |= {"urls": given.notices["urls"], "notices": given.notices["notices"]}
    else:
        keys |= {"format": found.format, "urls": [capture.url]}
    if given.manual:
        keys["manual"] = True
    keys["redact"] = []
    keys["table"] = _table(found)
    keys["units"] = {}
    keys["expect"] = {"rows": [0, 1_000_000]}
    keys["season"] = _season(words.dated)
    keys["note"] = "由 lianzhao source new 起草，列和界限是猜的，未经人核对 [inferred]。"
    return keys


def _table(found: Found) -> dict[str, Any]:
    table: dict[str, Any] = {}
    named = sum(bool(guess.text and guess.field) for guess in found.guesses)
    if not found.grid.keys and (found.header is None or named < FEWEST_HITS):
        unknown = [f"第{guess.at + 1}列" for guess in found.guesses if not guess.field]
        if unknown:
            raise ChangedError(f"表格没有认得出的表头，{'、'.join(unknown)}也猜不出是什么")
        table["columns"] = [guess.field for guess in found.guesses]
    fields = {guess.text: guess.field for guess in found.guesses if _is_new(guess)}
    if fields:
        table["fields"] = fields
    carried = [
        guess.field
        for guess in found.guesses
        if guess.field in _CARRIED
        and any(len(row) > guess.at and row[guess.at] is None for row in found.data_rows)
    ]
    if carried:
        table["carry_forward"] = carried
    return table


def _is_new(guess: Guess) -> bool:
    return bool(guess.text and guess.field) and guess.why in {"similar", "values"}


def _season(dated: str) -> dict[str, Any]:
    """Some weeks around the day of this edition, else a look a week."""
    if not dated:
        return {"pace": "weekly"}
    day = date.fromisoformat(dated)
    first, last = day - timedelta(days=14), day + timedelta(days=30)
    return {"spans": [f"{first:%m-%d}..{last:%m-%d}"]}


def _comments(given: Given, found: Found, words: PageWords) -> dict[str, str]:
    said: dict[str, str] = {}
    if not given.name:
        said["name"] = f"{CHECK}：取自页面标题或文件名"
    if not given.publisher:
        said["publisher"] = f"{CHECK}：取自页面" if words.site else "待填写：谁发布的"
    said["edition"] = f"{CHECK}：年度榜单写年份，一直更新的写 {ROLLING}"
    if given.notices:
        said["family"] = f"{CHECK}：按列表页的写法认出"
        said["notices"] = f"{CHECK}：标题里要含哪些字，不要哪些（skip）"
    for guess in found.guesses:
        if _is_new(guess):
            how = "表头相近" if guess.why == "similar" else "按内容猜"
            said[f"table.fields.{guess.text}"] = f"{CHECK}：{how}，当作{LABELS[str(guess.field)]}"
    dropped = [guess.text for guess in found.guesses if guess.why == "personal"]
    ignored = [guess.text for guess in found.guesses if guess.why == "none" and guess.text]
    below = [f"没有采用的列：{'、'.join(ignored)}"] if ignored else []
    below += [f"人名、电话等列读取时即丢弃：{'、'.join(dropped)}"] if dropped else []
    below += [f"另有 {found.others} 张表也像名单，没有读"] if found.others else []
    if below:
        said["expect"] = "；".join(below)
    said["season"] = "待补：发布期（spans，往年的日子）和查看的频率（pace）"
    if given.manual:
        said["urls"] = "待填写：文件从哪里来；现在的网址只是占位，靠人导入"
    return said


def _measure(keys: dict[str, Any], comments: dict[str, str], capture: Capture, data: bytes) -> None:
    """Fill ``expect`` and ``units`` from what the description reads in the body."""
    loose = {"rows": [0, 1_000_000], "organisation_share": 0.0}
    source = Source.model_validate(keys | {"expect": loose})
    read = extract(source, [(capture, data)])
    rows = read.rows
    expect: dict[str, Any] = {"rows": _bounds(len(rows), keys["name"])}
    if rows and rows[0].fields.get("rank") is not None:
        strict = Source.model_validate(keys | {"expect": {**loose, "contiguous_rank": True}})
        if not extract(strict, [(capture, data)]).problems:
            expect["contiguous_rank"] = True
    required = [
        field
        for field in _REQUIRED
        if field == "name" or (rows and all(row.fields.get(field) is not None for row in rows))
    ]
    if required != ["name"]:
        expect["require"] = required
    share = sum(bool(ORGANISATION.search(row.name)) for row in rows) / max(1, len(rows))
    if share < _USUAL_SHARE:
        expect["organisation_share"] = math.floor(share * 19) / 20
        comments["expect.organisation_share"] = f"{CHECK}：读到的名称只有 {share:.0%} 像单位名称"
    comments["expect.rows"] = f"读到 {len(rows)} 行"
    keys["expect"] = expect
    unread = [
        LABELS[field]
        for field in AMOUNTS
        if rows
        and any(f"{field}_printed" in row.fields for row in rows)
        and all(row.fields.get(field) is None for row in rows)
    ]
    if unread:
        comments["units"] = f"待填写：{'、'.join(unread)}没有印单位，写在 units，如 {{revenue: 万元}}"


def _bounds(rows: int, name: str) -> list[int]:
    """Exactly so many where the list is named after its number (500强), else a fifth fewer or more."""
    if re.search(rf"(?<!\d){rows}(?:强|家|大|佳)", name):
        return [rows, rows]
    return [math.floor(rows * 0.8), math.ceil(rows * 1.25)]
