"""What a body really is, against what its source promises (sources.md 3.7, 4.3)."""

from __future__ import annotations

import re
from typing import Literal

from common.errors import UserError
from crawlers.source import Source

Kind = Literal["empty", "pdf", "zip", "ole", "html", "json", "text"]

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
)
_TAG = re.compile(rb"<(?:!doctype|html|head|body|table)", re.I)
_FOUND: dict[Kind, str] = {
    "pdf": "PDF",
    "zip": "压缩包或 Office 文件",
    "ole": "旧版 Office 文件",
    "html": "HTML 页面（可能是错误页）",
    "json": "JSON",
    "text": "无法辨认的内容",
}
_WELCOME: dict[str, tuple[str, tuple[Kind, ...]]] = {
    "html": ("HTML", ("html", "text")),
    "fortune_flight": ("HTML", ("html", "text")),
    "xlsx": ("XLSX", ("zip", "ole")),
    "json": ("JSON", ("json",)),
}
_BLOCKED = re.compile("人机验证|安全验证|访问验证|用户登录|您的请求已被阻断|请求被拦截|访问被拒绝")
_HIJACKED = re.compile("赌场|百家乐|六合彩|老虎机|时时彩|真人视讯|博彩|娱乐城")
SHORT_PAGE = 2_000
"""Below so many characters a page's body is searched for block words, not only its title."""


def kind_of(data: bytes) -> Kind:
    """The kind of a body, from its first bytes."""
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:1] in {b"{", b"["}:
        return "json"
    return "html" if head.startswith(b"<") or _TAG.search(head) else "text"


def check_kind(source: Source, data: bytes) -> None:
    """Refuse a body that is not what the source promises.

    Raises:
        UserError: the body is empty or of another kind.
    """
    kind = kind_of(data)
    promised, welcome = _WELCOME[source.format]
    if kind == "empty":
        raise UserError("内容为空")
    if kind not in welcome:
        raise UserError(f"声称是 {promised}，内容却是 {_FOUND[kind]}")


def check_page(title: str, html: str) -> None:
    """Refuse block pages and hijacked sites (sources.md 4.3, 2.11).

    A login widget on a normal page is no block, so only the title and very short pages count.

    Raises:
        UserError: the page is one of those.
    """
    blocked = _BLOCKED.search(title) or (_BLOCKED.search(html) if len(html) < SHORT_PAGE else None)
    if blocked:
        raise UserError(f"页面是拦截页（“{blocked[0]}”），不是名单")
    if _HIJACKED.search(title):
        raise UserError(f"页面标题是“{title[:40]}”，网站可能被劫持")
