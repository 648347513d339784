"""What a person says of the file: which source, from where, of which day and edition, under which name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from common.clock import now
from common.errors import UserError
from crawlers.source import Source
from db.models import ROLLING

MADE_OF_WORDS = "import:"
"""Stands before a provenance that is no address (a roster that a chamber handed over on paper)."""


@dataclass(frozen=True)
class Statement:
    """``source`` carries the given edition, day and name; ``part`` is what this file replaces next time."""

    source: Source
    url: str
    day: str
    part: str


def needs_name(source: Source) -> bool:
    """Whether several files of a source live side by side, each under a name: rosters, registry exports."""
    return source.manual and source.edition == ROLLING


def state(source: Source, *, url: str, day: str, edition: str, name: str) -> Statement:
    """The statement, once it is whole and possible.

    A file is a part of its own under its name (rosters, exports) or its address (notices, feeds); any
    other is the whole list.

    Raises:
        UserError: something is missing or wrong; the option to give is named.
    """
    if not url.strip():
        raise UserError("没有写明文件的来源", fix="--url 网址；没有网址就写谁提供的，如 --url ××商会提供")
    if not _is_day(day):
        raise UserError(f"日期“{day}”不对" if day else "没有写明名单的日期", fix="--date 2026-09-22")
    if day > f"{now():%Y-%m-%d}":
        raise UserError(f"日期 {day} 还没有到", fix="--date 写名单发布或导出的那一天")
    rolling = source.edition == ROLLING
    if not rolling and not re.fullmatch(r"20\d{2}", edition):
        raise UserError(
            f"版次“{edition}”不对" if edition else "没有写明是哪一年的名单", fix=f"--edition {day[:4]}"
        )
    if rolling and edition and edition != ROLLING:
        raise UserError(f"{source.name}没有年度版次，不要写 --edition", fix="用 --date 写名单的日期")
    named = needs_name(source)
    if named and not name.strip():
        raise UserError("没有写明名册的名称", fix="--name 东莞市××商会会员名册；同名的新文件替换旧的")
    given = {"edition": edition or source.edition, "published_on": day, "earlier": []}
    if named:
        given["name"] = name.strip()
    address = _address(url.strip())
    part = name.strip() if named else address if source.in_parts else ""
    return Statement(source.model_copy(update=given), address, day, part)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme in {"http", "https"}:
        if not parts.hostname:
            raise UserError(f"网址“{text}”不完整", fix="--url 写完整，如 https://example.com/list.html")
        return text
    return f"{MADE_OF_WORDS}{text}"
