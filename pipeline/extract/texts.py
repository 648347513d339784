"""Plain text out of a cell."""

from __future__ import annotations

import re

from w3lib.html import remove_tags, replace_entities

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
# White space counts only between two Latin words; beside a Chinese character it is layout.
_LAYOUT = re.compile("(?<![!-~]) | (?![!-~])")
NOTHING = re.compile(r"(?:-{1,3}|[—–―]{1,2}|/|N/?A|#N/A|无|暂无|未披露)?", re.I)
"""What publishers print where there is no value."""


def tidy(text: str) -> str:
    """One line without zero-width characters and without layout white space (sources.md 3.1)."""
    return _LAYOUT.sub("", re.sub(r"\s+", " ", _INVISIBLE.sub("", text))).strip()


def without_tags(text: str) -> str:
    """Text of a JSON value that carries HTML (SZSE's ``agjc``, CNINFO's ``<em>``)."""
    return replace_entities(remove_tags(text)) if "<" in text else text


LONGEST_HEADING = 60
_NO_HEADING = re.compile(
    r"[（(].*[)）]|.*[。；;]|(?:注|备注|说明|单位|附件|附表|填报)\s*\d*\s*[:：]?.{0,12}|第?[-—–\s]*\d+[-—–\s]*(?:页.*)?"
)
"""Notes, sentences, units, 附件1 and page numbers stand above a table and do not name it."""


def heading_of(lines: list[str]) -> str:
    """The line right above a table that names it, or "" where there is none."""
    texts = [text for text in map(tidy, lines[-4:]) if text and not _NO_HEADING.fullmatch(text)]
    return texts[-1] if texts and len(texts[-1]) <= LONGEST_HEADING else ""
