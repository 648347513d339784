"""Bytes to text whatever the headers claim (sources.md 3.6)."""

from __future__ import annotations

from collections.abc import Mapping

from w3lib.encoding import html_to_unicode, resolve_encoding, to_unicode

from common.errors import UserError
from pipeline.extract.outcomes import UnreadableError

REPLACEMENT = "\ufffd"
GB = "gb18030"
MOST_REPLACED = 0.001
"""Share of undecodable characters above which the charset is taken to be wrong (sources.md 3.6)."""
MOST_REPLACED_FOREIGN = 0.1
"""The same among non-ASCII characters: a page full of ASCII script hides a few ruined names."""
CJK_FOR_UTF8 = 8
"""So many Chinese characters in valid UTF-8 are no accident of GBK bytes."""


def decode(data: bytes, headers: Mapping[str, str], forced: str | None = None) -> str:
    """Text of a body: ``forced`` encoding, else BOM, header, meta tag, else UTF-8 or gb18030.

    gb2312 and gbk are read as gb18030. When too much of the text is U+FFFD it is decoded again
    as gb18030 and the better reading is kept.

    Raises:
        UserError: ``forced`` is no known encoding, or no reading gives clean text.
    """
    if forced:
        encoding = resolve_encoding(forced)
        if encoding is None:
            raise UserError(f"来源里写的编码“{forced}”不认识", fix="常用：utf-8、gb18030")
        text = to_unicode(data, encoding)
    else:
        declared = next((value for key, value in headers.items() if key.lower() == "content-type"), None)
        encoding, text = html_to_unicode(declared, data, auto_detect_fun=_guess)
        if encoding == GB and _is_utf8(data):
            text = data.decode("utf-8")
        elif _ruined(text):
            text = min(text, to_unicode(data, GB), key=_replaced_share)
    if _ruined(text):
        raise UnreadableError(
            f"有 {text.count(REPLACEMENT)} 个字符无法解码（按 {encoding} 读）", fix="在来源里写明 encoding"
        )
    return text.removeprefix("\ufeff").replace("\x00", "")


def _guess(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return GB
    return "utf-8"


def _is_utf8(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum("\u4e00" <= char <= "\u9fff" for char in text) >= CJK_FOR_UTF8


def _replaced_share(text: str) -> float:
    return text.count(REPLACEMENT) / max(1, len(text))


def _ruined(text: str) -> bool:
    replaced = text.count(REPLACEMENT)
    if not replaced:
        return False
    foreign = sum(char > "\x7f" for char in text)
    return replaced > MOST_REPLACED * len(text) or replaced > MOST_REPLACED_FOREIGN * foreign
