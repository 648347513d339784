"""Whether a body may become a capture (sources.md 3.7, 4.3 last line)."""

from __future__ import annotations

from scrapy.http import Response

from crawlers.outcome import Failed

PROMISES: dict[str, tuple[bytes, ...]] = {
    "xlsx": (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
    "docx": (b"PK\x03\x04",),
    "pdf": (b"%PDF",),
    "json": (b"{", b"["),
}
"""First bytes of the formats that have some."""
NAMED = {".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".xls": "xlsx"}
"""What the name of an attachment promises, where the source takes every format."""


def unusable(response: Response, promised: str) -> Failed | None:
    """Why a body is not kept, or None. ``promised`` is a format of ``Source``."""
    address: str = response.meta["address"]
    if response.status != 200:
        return Failed("failed", address, f"返回 HTTP {response.status}，没有可用的正文")
    start = response.body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return Failed("quarantined", address, "正文为空")
    if promised == "auto":
        path = address.split("?", maxsplit=1)[0].lower()
        promised = next((kind for ending, kind in NAMED.items() if path.endswith(ending)), promised)
    if promised in PROMISES and not start.startswith(PROMISES[promised]):
        found = "网页（可能是错误页）" if start.startswith(b"<") else "别的内容"
        return Failed("quarantined", address, f"应是 {promised.upper()}，收到的却是{found}，没有保存")
    return None
