"""Names in one spelling: width, traditional characters, layout and what publishers put around a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from opencc import OpenCC

LONGEST = 200
"""Characters of a name that are compared; what is longer is no name, and its tail tells nothing."""

_LAYOUT = re.compile(
    r"[^\S\n]+|[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_BRACKETS = str.maketrans(
    {**dict.fromkeys("[【〔〖{《<「『", "("), **dict.fromkeys("]】〕〗}》>」』", ")"), "○": "〇", "|": "/"}
)
_NUMBERING = re.compile(r"^(?:(?:no\.?)?\d{1,5}[、.:)．)]|\(\d{1,4}\)|[①-⑳*#★☆※▲●◆■□·•-]+)+(?=.{2})")
_TAIL = re.compile(r"[。.,，、;；:：!！?？*#★☆※▲●◆·•'\"“”‘’~_|/\\-]+$")
_NOTE = re.compile(
    r"\((?!(?:集团|(?:股份)?有限(?:责任)?公司)\))(?:已?注销|吊销|已?迁出|迁入|存续|在业|开业|停业|清算|民企|民营|国企|央企|外资|合资|小巨人|专精特新|单项冠军|独角兽|高新|高企|上市|拟上市"
    r"|重点|新增|复核|筹|筹建|原?名?称?|暂定|备案|示例|本部|总部|注?\d{1,3}|[a-z]{1,3}股?|股票代码.*|代码.*|原.*|曾用名.*|更名.*|简称.*|以下简称.*)[^()]*\)$"
)
_LABEL = re.compile(r"(?<=[站店区厂部所场])\((?:[a-z]|[东南西北]|[一二三四五六七八九十]{1,3})[区站店]?\)$")
"""加油站(A区) and 加油站(B区), 药店(八) and 药店(九) are two, while 公司(A) is a share."""


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def normal_names(names: Sequence[str]) -> list[str]:
    """Every name in the form that is compared; the printed form stays with the caller.

    NFKC (width), simplified characters, folded case, no white space or invisible characters, brackets of one
    kind, no list number before and no remark or full stop behind. All names go through each step at once.
    """
    joined = "\n".join([name[:LONGEST].replace("\n", "").replace("\r", "") for name in names])
    whole = joined.encode("utf-8", "ignore").decode("utf-8")  # halves of characters are none
    text = unicodedata.normalize("NFKC", whole)
    if not text.isascii():
        text = _to_simplified().convert(text)
    text = _LAYOUT.sub("", text.casefold().translate(_BRACKETS))
    found = text.split("\n") if names else []
    return [_bare(name) for name in found]


def normal_name(name: str) -> str:
    """One name, see ``normal_names``."""
    return normal_names([name])[0]


def _bare(name: str) -> str:
    bare = _NUMBERING.sub("", _TAIL.sub("", name))
    while bare.endswith(")") and not _LABEL.search(bare) and (note := _NOTE.search(bare)):
        bare = _TAIL.sub("", bare[: note.start()])
    return bare or name
