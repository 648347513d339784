"""Compressed bodies unpacked whole or not at all: stock Scrapy hands on what a damaged one still holds."""

from __future__ import annotations

import zlib

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

ACCEPTED = "gzip, deflate"
"""What sites are offered: the two whose end can be told."""
_FORMATS = {"gzip", "x-gzip", "deflate"}
_BY_HEADER, _RAW = 47, -15
"""zlib's wbits: gzip or zlib as the first bytes say; deflate without either, as some servers send it."""


class DamagedBodyError(IgnoreRequest):
    """The compressed body is cut off or corrupt."""


class UnpackedTooLargeError(IgnoreRequest):
    """The body unpacks to more than DOWNLOAD_MAXSIZE."""


class WholeCompression(HttpCompressionMiddleware):
    """Downloader middleware: unpack a body whole, or raise."""

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        if encoding.decode("latin-1") not in _FORMATS:
            raise DamagedBodyError(f"encoding {encoding!r} was not asked for")
        return unpack(body, max_size) if body else body


def unpack(body: bytes, most: int) -> bytes:
    """A gzip, zlib or raw deflate body of at most ``most`` bytes unpacked; bytes behind its end are ignored.

    Raises:
        DamagedBodyError: it does not reach its end, or its check sum is wrong.
        UnpackedTooLargeError: it holds more.
    """
    try:
        return _unpack(body, most, _BY_HEADER)
    except DamagedBodyError:
        return _unpack(body, most, _RAW)


def _unpack(body: bytes, most: int, wbits: int) -> bytes:
    found = bytearray()
    while body:
        stream = zlib.decompressobj(wbits)
        try:
            found += stream.decompress(body, most + 1 - len(found))
        except zlib.error as error:
            raise DamagedBodyError(str(error)) from error
        if len(found) > most:
            raise UnpackedTooLargeError(f"more than {most} bytes")
        if not stream.eof:
            raise DamagedBodyError("cut off")
        # A gzip file may have several members.
        body = stream.unused_data if stream.unused_data.startswith(b"\x1f\x8b\x08") else b""
    return bytes(found)
