"""What a body really is, whatever it is called (sources.md 3.7, 4.3)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal
from urllib.parse import unquote

from crawlers.archive import Capture
from crawlers.source import Source
from pipeline.extract.ods import is_ods
from pipeline.extract.outcomes import EmptyError, QuarantinedError, UnreadableError

Kind = Literal[
    "empty",
    "pdf",
    "zip",
    "xlsx",
    "ods",
    "docx",
    "ofd",
    "ole",
    "xls",
    "doc",
    "locked",
    "rar",
    "rtf",
    "picture",
    "html",
    "json",
    "text",
]
Reader = Literal["html", "csv", "xlsx", "docx", "pdf", "json"]
"""Readers that ``format: auto`` chooses from."""

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "rar"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "picture"),
)
_PARTS: tuple[tuple[str, Kind], ...] = (
    ("xl/workbook.xml", "xlsx"),
    ("word/document.xml", "docx"),
    ("OFD.xml", "ofd"),
)
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
"""Names in the directory of an OLE file, kept as UTF-16."""
_ENTRY = 128
_TAG = re.compile(rb"<(?:!doctype|html|head|body|table)", re.I)
_FOUND: dict[Kind, str] = {
    "pdf": "PDF",
    "zip": "压缩包或 Office 文件",
    "xlsx": "XLSX 工作簿",
    "ods": "ODS 工作簿",
    "docx": "DOCX 文档",
    "ofd": "OFD 版式文件",
    "ole": "旧版 Office 文件",
    "xls": "XLS 工作簿",
    "doc": "旧版 Word 或 WPS 文档",
    "rar": "RAR 或 7z 压缩包",
    "rtf": "RTF 文档",
    "picture": "图片",
    "html": "HTML 页面（可能是错误页）",
    "json": "JSON",
    "text": "无法辨认的内容",
}
_TODO: dict[Kind, str] = {
    "ofd": "用 WPS 或 OFD 阅读器打开，另存为 PDF 或 Word，再 lianzhao import 导入",
    "rar": "用 7-Zip 或 WinRAR 解压，再 lianzhao import 逐个导入里面的名单",
    "zip": "解压后再 lianzhao import 逐个导入里面的名单",
    "picture": "照原图录入 XLSX，再 lianzhao import 导入",
}
"""What a person can do with a kind that has no reader."""
_PAGE: tuple[Kind, ...] = ("html", "text")
_WELCOME: dict[str, tuple[str, tuple[Kind, ...]]] = {
    "html": ("HTML", _PAGE),
    "items": ("HTML", _PAGE),
    "headings": ("HTML", _PAGE),
    "fortune_flight": ("HTML", _PAGE),
    "csv": ("CSV", ("text",)),
    "xlsx": ("XLSX", ("xlsx", "xls", "ods", "docx", "zip", "ole")),
    "docx": ("DOCX", ("docx", "doc", "xlsx", "zip")),
    "pdf": ("PDF", ("pdf",)),
    "json": ("JSON", ("json",)),
}
"""What each format is called, and the kinds that its reader opens (or refuses in words of its own)."""
_READERS: dict[Kind, Reader] = {
    "pdf": "pdf",
    "xlsx": "xlsx",
    "xls": "xlsx",
    "ods": "xlsx",
    "docx": "docx",
    "doc": "docx",
    "html": "html",
    "json": "json",
    "text": "csv",
}
_NO_PAGE = re.compile(r"\.(pdf|docx|xlsx|ods|ofd|wps|rar|zip|7z)$", re.I)
"""A page under such a name is an error page; tables saved as .xls or .doc are often HTML."""
_NAMED = re.compile(r"""(?:filename\*?=(?:UTF-8'')?|file=)["']?([^"'&;]+)""", re.I)


def kind_of(data: bytes) -> Kind:
    """The kind of a body, from its first bytes and, for Office files, the names of its parts."""
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _zip_kind(data) if kind == "zip" else _ole_kind(data) if kind == "ole" else kind
    if head[:1] in {b"{", b"["}:
        return "json"
    return "html" if head.startswith(b"<") or _TAG.search(head) else "text"


def reader_for(source: Source, capture: Capture, data: bytes) -> str:
    """The format whose reader reads this body: the source's own, or for ``auto`` by its bytes.

    Raises:
        BodyError: the body is empty, not what the source promises, or of a kind without a reader.
    """
    kind = kind_of(data)
    if kind == "empty":
        raise EmptyError("内容为空")
    if kind == "locked":
        raise UnreadableError("文件加了密码，打不开", fix="去掉密码后再导入")
    if source.format != "auto":
        promised, welcome = _WELCOME[source.format]
        if kind not in welcome:
            raise QuarantinedError(f"声称是 {promised}，内容却是 {_FOUND[kind]}")
        return source.format
    if kind not in _READERS:
        todo = _TODO.get(kind, "请转成 XLSX 或 CSV 后人工导入")
        raise QuarantinedError(f"是{_FOUND[kind]}，没有能读它的程序", fix=todo)
    name = file_name(capture)
    if kind == "html" and _NO_PAGE.search(name):
        raise QuarantinedError(f"“{name[-40:]}”的内容却是 {_FOUND[kind]}")
    return _READERS[kind]


def file_name(capture: Capture) -> str:
    """What a body is called: by its Content-Disposition, its query, else the end of its path."""
    disposition = next((v for k, v in capture.headers.items() if k.lower() == "content-disposition"), "")
    named = _NAMED.search(disposition) or _NAMED.search(capture.url)
    path = named[1] if named else re.split("[?#]", capture.url)[0]
    return unquote(path).rstrip("/").rpartition("/")[2]


def _zip_kind(data: bytes) -> Kind:
    if is_ods(data):
        return "ods"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.NameToInfo
    except Exception:
        # A damaged zip file raises almost anything; its reader says so in its own words.
        return "zip"
    return next((kind for part, kind in _PARTS if part in parts), "zip")


def _ole_kind(data: bytes) -> Kind:
    places = {_directory_entry(data, name): kind for name, kind in reversed(_STREAMS)}
    # An embedded object's streams stand behind those of the document itself.
    return places[min(at for at in places if at >= 0)] if max(places) >= 0 else "ole"


def _directory_entry(data: bytes, name: str) -> int:
    """Where the directory names a stream, −1 if not: entries stand every 128 bytes, zeros behind the name.

    Anywhere else the word is text: a document may well speak of a Book.
    """
    entry = f"{name}\0".encode("utf-16-le")
    at = data.find(entry)
    while at >= 0 and at % _ENTRY:
        at = data.find(entry, at + 1)
    return at
